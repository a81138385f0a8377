"""`flask mail`."""

import click

from scheduler.cli.saying import speaks
from scheduler.domain.clock import isoformat
from scheduler.domain.errors import InvalidInput
from scheduler.domain.mail import require_address
from scheduler.http.context import edge
from scheduler.services.mailing import held_since, list_mails, release_outbox, retry_mails
from scheduler.services.recipients import forget_address
from scheduler.store.outbox import Listed, State


@click.group("mail")
def mail() -> None:
    """The outbox: mails that wait, were sent, or were given up."""


@mail.command("list")
@click.option("--dead", "state", flag_value="dead", help="Those that were given up, and why.")
@click.option("--sent", "state", flag_value="sent", help="Those that the mail server took.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="The newest.")
@speaks
def list_(state: State | None, limit: int) -> None:
    """List mails that wait, without their words."""
    made = edge()
    since = held_since(made.database)
    if since is not None:
        click.echo(f"Held since {isoformat(since)}: nothing is sent until `flask --app wsgi mail release`.", err=True)
    found = list_mails(made.database, state or "waiting", limit)
    for each in found:
        click.echo(_line(each))
    if not found:
        click.echo("There are none.")


@mail.command("retry")
@click.argument("ids", type=int, nargs=-1, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help="All that were given up.")
@speaks
def retry(ids: tuple[int, ...], every: bool) -> None:
    """Try mails again that were given up: those with these IDs, or --all."""
    if bool(ids) == every:
        raise InvalidInput("Say which: ids from `flask --app wsgi mail list --dead`, or --all.")
    made = edge()
    again = retry_mails(made.database, None if every else ids, made.clock())
    click.echo(f"{again} mail{'' if again == 1 else 's'} will be tried again.")


@mail.command("forget")
@click.argument("address")
@speaks
def forget(address: str) -> None:
    """Forget an ADDRESS that somebody wants deleted: what it follows, whose contact it is, and every mail to it.

    What a person of a programme has for an address stays: `flask --app wsgi person erase` erases people.
    """
    gone = forget_address(edge().database, require_address(address.strip()))
    click.echo(f"Forgotten: every mail to it, and {gone} recipient{'' if gone == 1 else 's'} of notices.")


@mail.command("release")
@speaks
def release() -> None:
    """Let mails go out again after a restore, which holds them: they may have been sent before, by the original."""
    release_outbox(edge().database)
    click.echo("Mails go out again.")


def _line(found: Listed) -> str:
    if found.sent_at is not None:
        state = f"sent {isoformat(found.sent_at)}"
    elif found.due_at is not None:
        state = f"due {isoformat(found.due_at)}, tried {found.attempts} times"
    else:
        state = f"given up, tried {found.attempts} times"
    return "  ".join(
        word for word in (str(found.id), found.recipient, found.kind, found.subject, state, found.error or "") if word
    )


COMMANDS = (mail,)
