"""`flask verify`."""

import sys

import click

from scheduler.cli.saying import SHOWN, progress, speaks
from scheduler.http.context import edge
from scheduler.services.users import list_events
from scheduler.services.verifying import verify


@click.command("verify")
@click.argument("event", required=False)
@speaks
def verify_(event: str | None) -> None:
    """Make every release of EVENT anew (by default, of all) and compare it with what is kept; end with 1 if it differs.

    Documents thaw and freeze to the same, the public projection is the same, entries keep their UIDs and age forwards,
    and calendars get the bytes that rendering makes.
    """
    made = edge()
    slugs = [event] if event else [slug for slug, _ in list_events(made.database)]
    if not slugs:
        click.echo("There is no event yet. `flask --app wsgi seed` makes one.", err=True)
        sys.exit(1)
    wrong = 0
    for slug in slugs:
        with progress(f"{slug}: entries") as tell:
            found = verify(made.database, slug, base_url=made.config.base_url, progress=tell)
        for difference in found.differences[:SHOWN]:
            click.echo(f"{slug}, {difference}")
        if len(found.differences) > SHOWN:
            click.echo(f"… and {len(found.differences) - SHOWN} more")
        wrong += len(found.differences)
        if not found.releases:
            click.echo(f"{slug}: nothing was released yet.")
            continue
        told = _count(len(found.differences), "difference") if found.differences else "all as it was published"
        click.echo(f"{slug}: {_count(found.releases, 'release')}, entries made anew: {found.entries}; {told}.")
    if wrong:
        sys.exit(1)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


COMMANDS = (verify_,)
