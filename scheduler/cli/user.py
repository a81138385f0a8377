"""`flask user`."""

from collections.abc import Callable
from functools import wraps

import click

from scheduler.cli.saying import speaks
from scheduler.domain.clock import isoformat, parse_instant
from scheduler.domain.roles import MODERATOR, ROLES, Grant
from scheduler.http.context import edge
from scheduler.services.ports import random_password
from scheduler.services.users import (
    create_user,
    disable_user,
    enable_user,
    grant_role,
    list_users,
    renew_password,
    revoke_role,
)

_ROLES = (*ROLES, MODERATOR)
_EVENT = click.option("--event", metavar="SLUG", help="The event it is for; every event by default.")
_ROOMS = click.option("--room", "rooms", metavar="R", multiple=True, help="A moderator's room; may be repeated.")
_FROM = click.option("--from", "starts", metavar="INSTANT", help="When a moderator's hours begin, with offset.")
_UNTIL = click.option("--until", "ends", metavar="INSTANT", help="When they end.")
_GRANTED = click.option("--role", type=click.Choice(_ROLES), required=True, help="What they may do there.")


def _granting(command: Callable[[str, Grant], None]) -> Callable[..., None]:
    """The command that is given an address and a grant, with the options that say the grant; it `speaks`."""

    @speaks
    @wraps(command)
    def wrapped(
        email: str, role: str, event: str | None, rooms: tuple[str, ...], starts: str | None, ends: str | None
    ) -> None:
        begin, end = (None if text is None else parse_instant(text) for text in (starts, ends))
        command(email, Grant(role, event, rooms, begin, end))

    made: Callable[..., None] = wrapped
    for option in (_UNTIL, _FROM, _ROOMS, _EVENT, _GRANTED):  # the first that is listed comes last
        made = option(made)
    return made


@click.group("user")
def user() -> None:
    """People who sign in, and what they may do."""


@user.command("create")
@click.argument("email")
@_granting
def create(email: str, grant: Grant) -> None:
    """Make a user of EMAIL. The last line is the password, shown this once."""
    made = edge()
    password = create_user(
        made.database, made.sign_ins.passwords, email, grant, now=made.clock(), new_password=random_password
    )
    click.echo(f"{email.strip().lower()} is {grant}, and signs in at {made.config.base_url}/desk/")
    click.echo("The password is shown this once; it can be changed there.")
    click.echo(password)


@user.command("list")
@speaks
def list_() -> None:
    """List the accounts, and what each was granted."""
    found = list_users(edge().database)
    for each in found:
        ways = [way for way, has in (("password", each.has_password), ("provider", each.is_linked)) if has]
        state = " and ".join(ways) or "no sign-in"
        if each.disabled_at:
            state = f"disabled since {isoformat(each.disabled_at)}"
        click.echo(f"{each.email}  {'; '.join(map(str, each.grants)) or 'no role'}  {state}")
    if not found:
        click.echo("There are no accounts.")


@user.command("grant")
@click.argument("email")
@_granting
def grant(email: str, given: Grant) -> None:
    """Give EMAIL a role. It replaces the one that they had in the event, and ends tokens that only that one gave.

    A moderator's rooms and hours come beside those that they have.
    """
    found, ended = grant_role(edge().database, email, given, edge().clock())
    tokens = f" {_tokens(ended)} revoked." if ended else ""
    click.echo(f"{found.email} is {'; '.join(map(str, found.grants))}.{tokens}")


@user.command("revoke")
@click.argument("email")
@click.option("--event", metavar="SLUG", help="The event that it was for; those for every event by default.")
@click.option("--role", type=click.Choice(_ROLES), help="The role; every one there by default.")
@speaks
def revoke(email: str, event: str | None, role: str | None) -> None:
    """Take roles from EMAIL, and the tokens that give more than what is left."""
    made = edge()
    left, ended = revoke_role(made.database, email, event, role, made.clock())
    click.echo(f"{left.email} is left with {'; '.join(map(str, left.grants)) or 'no role'}. {_tokens(ended)} revoked.")


def _tokens(count: int) -> str:
    return "1 token is" if count == 1 else f"{count} tokens are"


@user.command("disable")
@click.argument("email")
@speaks
def disable(email: str) -> None:
    """Let EMAIL's password, sign-ins and tokens count for nothing, at once."""
    disable_user(edge().database, email, edge().clock())
    click.echo(f"{email.strip().lower()} is disabled. `user enable` takes it back.")


@user.command("enable")
@click.argument("email")
@speaks
def enable(email: str) -> None:
    """Let a disabled account count again."""
    enable_user(edge().database, email)
    click.echo(f"{email.strip().lower()} is enabled.")


@user.command("password")
@click.argument("email")
@speaks
def password(email: str) -> None:
    """Give EMAIL a new password, and end every sign-in with the old one. The last line is it, shown this once."""
    made = edge()
    new = renew_password(made.database, made.sign_ins.passwords, email, now=made.clock(), new_password=random_password)
    click.echo(f"The new password of {email.strip().lower()}:")
    click.echo(new)


COMMANDS = (user,)
