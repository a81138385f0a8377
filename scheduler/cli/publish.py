"""`flask publish`."""

from collections.abc import Mapping
from typing import Any

import click

from scheduler.cli.saying import NUMBER, speaks
from scheduler.domain.clock import isoformat, parse_instant
from scheduler.domain.conflicts.sentences import counted
from scheduler.domain.errors import InvalidInput
from scheduler.domain.log import COMMAND_LINE, Author
from scheduler.domain.release import PublicRelease, summary
from scheduler.domain.scheduled import Scheduled
from scheduler.http.context import edge
from scheduler.services import publishing, scheduling


@click.command("publish")
@click.argument("event")
@click.option("--label", help="What people call this release: 'Thursday evening'.")
@click.option("--note", default="", help="What readers of the changes page should know.")
@click.option("--only", multiple=True, metavar="CODE", help="The current release plus this session; may be repeated.")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--at", metavar="TIME", help="Approve it now, publish it then: 2017-06-09T18:00:00+02:00.")
@click.option("--restore", type=NUMBER, metavar="RELEASE", help="Go back to this release; the draft stays as it is.")
@click.option("--confirm-removals", is_flag=True, help="It is meant that much of what is public is cancelled.")
@click.option("--scheduled", "listing", is_flag=True, help="List the releases that wait for their time, and no more.")
@click.option("--cancel", type=NUMBER, metavar="NUMBER", help="Cancel one that waits, by its number in that list.")
@speaks
def publish(
    event: str,
    label: str | None,
    note: str,
    only: tuple[str, ...],
    codes: tuple[str, ...],
    at: str | None,
    restore: int | None,
    confirm_removals: bool,
    listing: bool,
    cancel: int | None,
) -> None:
    """Release the draft of EVENT. Ends with 1, and the list, if errors stand in the way.

    Codes after `--only CODE` belong to it: `--only 228 229 387`.
    """
    if listing or cancel is not None:
        _require_alone(listing, cancel, label, only, codes, at, restore)
        _list(event) if listing else _cancel(event, cancel or 0)
        return
    if label is None:
        raise click.UsageError("Missing option '--label'.")
    if codes and not only:
        raise click.UsageError(f"Got {' '.join(codes)}, but no --only. Did you mean --only {' '.join(codes)}?")
    made = edge()
    wanted: Mapping[str, Any] = {
        "label": label,
        "note": note,
        "only": (*only, *codes),
        "restores": restore,
        "confirmed": confirm_removals,
        "guard": made.config.guard,
        "author": Author(COMMAND_LINE, made.clock()),
    }
    if at is not None:
        waiting = scheduling.schedule(made.desks, event, at=_instant(at), **wanted)
        click.echo(f"{event}: {_in_words(event, waiting)}")
        return
    done = publishing.publish(made.desks, event, base_url=made.config.base_url, **wanted)
    if not only and restore is None:
        _tell_of_errors(event)
    _tell(event, done)


def _require_alone(*given: object) -> None:
    if sum(1 for each in given if each is not None and each is not False and each != ()) > 1:
        raise click.UsageError("--scheduled and --cancel stand alone: they publish nothing.")


def _instant(text: str) -> int:
    try:
        return parse_instant(text)
    except InvalidInput as error:
        raise InvalidInput(f"--at: {error.detail}") from None


def _tell_of_errors(event: str) -> None:
    desk = edge().desks.open(event)
    errors = [c for c in desk.conflicts if c.severity == "error" and c.key not in desk.holding]
    if errors:
        click.echo(
            f"{counted(len(errors), 'error')} did not block it: wholly past, or of proposals. "
            f"`flask --app wsgi check {event}` tells which.",
            err=True,
        )


def _tell(event: str, done: PublicRelease) -> None:
    told = summary(done)
    click.echo(f"{event}: release {done.number} ({done.label}) with {told.entries} entries is public.")
    if done.number > 1 and not told.changed:
        click.echo(f"No entry differs from release {done.number - 1}.", err=True)


def _list(event: str) -> None:
    found = scheduling.list_scheduled(edge().database, event)
    for each in found:
        click.echo(f"{each.number}  {_in_words(event, each)}")
    if not found:
        click.echo(
            f"No release of {event} is scheduled. `publish {event} --label L --at TIME` schedules one.", err=True
        )


def _cancel(event: str, number: int) -> None:
    made = edge()
    found = scheduling.read_scheduled(made.database, event, number)
    author = Author(COMMAND_LINE, made.clock())
    scheduling.cancel(made.desks, event, found.number, author=author, expected=found.revision)
    click.echo(f"{event}: scheduled release {found.number} ({found.label}) is cancelled.")


def _in_words(event: str, each: Scheduled) -> str:
    zone = edge().desks.open(event).programme.event.time_zone
    what = {
        "waiting": "will be public",
        "published": f"is public as release {each.release}, was due",
        "failed": f"could not be published ({each.reason}), was due",
    }[each.state]
    return f"{each.label}: {what} at {isoformat(each.due_at, zone)}, by {each.who}"


COMMANDS = (publish,)
