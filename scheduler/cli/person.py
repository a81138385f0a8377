"""`flask person`."""

import click

from scheduler.cli.saying import speaks
from scheduler.domain.log import COMMAND_LINE, Author
from scheduler.http.context import edge
from scheduler.services import erasing


@click.group("person")
def person() -> None:
    """People of an event."""


@person.command("erase")
@click.argument("event")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Don't ask.")
@speaks
def erase(event: str, slug: str, yes: bool) -> None:
    """Erase the person SLUG from the draft, all releases and the log of EVENT, for ever.

    Whoever left the programme can be erased too, by a slug that they had, or by the opaque id that the log has.
    """
    if not yes:
        click.confirm(
            f"This erases {slug} from the draft, every release and the log of {event}. It can't be undone. Go on?",
            abort=True,
        )
    made = edge()
    done = erasing.erase(made.desks, event, slug, author=Author(COMMAND_LINE, made.clock()))
    place = f"the draft has {done.slug} in their place" if done.slug else "they were no longer in the draft"
    releases = f"{done.releases} release{'' if done.releases == 1 else 's'}"
    changes = f"{done.changes} earlier change{'' if done.changes == 1 else 's'}"
    click.echo(f"{event}: erased by change {done.revision}, from {releases} and {changes}; {place}.")
    click.echo(
        "Names may stand in free texts, in the database's own leftovers, in backups and in what was sent or exported: "
        "docs/operating.md says what to do about each."
    )


COMMANDS = (person,)
