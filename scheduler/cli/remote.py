"""`flask remote`."""

import click

from scheduler.cli.saying import speaks
from scheduler.domain.log import COMMAND_LINE, Author
from scheduler.http.context import edge
from scheduler.services.assigning import assign_accounts, look


@click.group("remote")
def remote() -> None:
    """Remote access: what has to be planned for it."""


@remote.command("assign")
@click.argument("event")
@click.option("--each", is_flag=True, help="A meeting for each session, instead of one for a room and day.")
@click.option("--dry-run", is_flag=True, help="Change nothing; tell what would be.")
@speaks
def assign(event: str, each: bool, dry_run: bool) -> None:
    """Give every slot that has no meeting one on a platform account that is free. Exit 1 if some are left without."""
    made = edge()
    act = look if dry_run else assign_accounts
    done = act(made.desks, event, share_rooms=not each, author=Author(COMMAND_LINE, made.clock()))
    key = done.programme.key
    for found in done.found.assigned:
        click.echo(f"{key(*found.placement)}  {found.meeting.account}  {found.meeting.slug}")
    verb = "would get" if dry_run else "got"
    click.echo(f"{event}: {len(done.found.assigned)} slots {verb} a meeting.")
    for left in done.found.unassigned:
        click.echo(f"{key(*left.placement)}: {left.reason}", err=True)
    if done.found.unassigned:
        raise SystemExit(1)


COMMANDS = (remote,)
