"""`flask remote`."""

import click

from scheduler.cli.saying import speaks
from scheduler.domain.clock import isoformat
from scheduler.domain.conflicts.sentences import counted
from scheduler.domain.link_health import told
from scheduler.domain.log import COMMAND_LINE, Author
from scheduler.http.context import edge
from scheduler.services.assigning import assign_accounts, look
from scheduler.services.tending_doors import troubled_doors


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
    click.echo(f"{event}: {counted(len(done.found.assigned), 'slot')} {verb} a meeting.")
    for left in done.found.unassigned:
        click.echo(f"{key(*left.placement)}: {left.reason}", err=True)
    if done.found.unassigned:
        raise SystemExit(1)


@remote.command("links")
@click.argument("event")
@speaks
def links(event: str) -> None:
    """List what is on, or begins within 24 hours, without a link behind its door, or with a dead one. Exit 1 if any."""
    made = edge()
    release = made.reader.current(event)
    found = troubled_doors(made.database, release, made.clock())
    programme = release.programme
    for each in found:
        starts = isoformat(each.running.starts, programme.event.time_zone)
        click.echo(f"{programme.key(*each.running.item.id)}  {starts}  {' '.join(told(each))}")
    if not found:
        click.echo(f"{event}: every door of what is on, or begins within 24 hours, has its links.")
        return
    click.echo(f"{event}: {counted(len(found), 'door')} can't let everybody in.", err=True)
    raise SystemExit(1)


COMMANDS = (remote,)
