"""`flask publish`."""

import click

from scheduler.cli.saying import speaks
from scheduler.domain.log import COMMAND_LINE, Author
from scheduler.http.context import edge
from scheduler.services import publishing


@click.command("publish")
@click.argument("event")
@click.option("--label", required=True, help="What people call this release: 'Thursday evening'.")
@click.option("--note", default="", help="What readers of the changes page should know.")
@click.option("--only", multiple=True, metavar="CODE", help="The current release plus this session; may be repeated.")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@speaks
def publish(event: str, label: str, note: str, only: tuple[str, ...], codes: tuple[str, ...]) -> None:
    """Release the draft of EVENT. Ends with 1, and the list, if errors stand in the way.

    Codes after `--only CODE` belong to it: `--only 228 229 387`.
    """
    if codes and not only:
        raise click.UsageError(f"Got {' '.join(codes)}, but no --only. Did you mean --only {' '.join(codes)}?")
    made = edge()
    done = publishing.publish(
        made.desks,
        event,
        label=label,
        note=note,
        only=(*only, *codes),
        author=Author(COMMAND_LINE, made.clock()),
        base_url=made.config.base_url,
    )
    if not only:
        desk = made.desks.open(event)
        errors = [c for c in desk.conflicts if c.severity == "error" and c.key not in desk.holding]
        if errors:
            click.echo(
                f"{len(errors)} errors did not block it: they are wholly past, or concern proposals. "
                f"`flask --app wsgi check {event}` lists them.",
                err=True,
            )
    shown = sum(entry.status == "confirmed" for entry in done.entries)
    click.echo(f"{event}: release {done.number} ({done.label}) with {shown} entries is public.")


COMMANDS = (publish,)
