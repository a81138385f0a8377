"""`flask token`."""

import click

from scheduler.cli.saying import NUMBER, speaks
from scheduler.domain.clock import isoformat
from scheduler.domain.roles import ROLES
from scheduler.http.context import edge
from scheduler.services.accounts import LONGEST_DAYS, create_token, list_tokens, revoke_token

_DAYS = 365  # from one edition of an event to the next


@click.group("token")
def token() -> None:
    """Tokens for the API."""


@token.command("create")
@click.argument("email")
@click.option("--name", required=True, help="What it is for: 'Ana's laptop'.")
@click.option("--event", metavar="SLUG", help="The event it is for; every event by default.")
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True, help="What it may do.")
@click.option("--expires-in-days", "days", type=click.IntRange(1, LONGEST_DAYS), default=_DAYS, show_default=True)
@speaks
def create(email: str, name: str, event: str | None, role: str, days: int) -> None:
    """Make a token for EMAIL, and the account if it is new. The last line is the token, shown this once."""
    made = edge()
    secret, expires = create_token(
        made.database,
        email=email,
        name=name,
        event=event,
        role=role,
        days=days,
        now=made.clock(),
        new_secret=made.new_secret,
    )
    where = f"in {event}" if event else "in every event"
    click.echo(f"{role} {where}, until {isoformat(expires)}. It is shown this once and stored nowhere: keep it safe.")
    click.echo(secret)


@token.command("list")
@click.argument("email", required=False)
@speaks
def list_(email: str | None) -> None:
    """List tokens, of everybody or of EMAIL."""
    made = edge()
    now = made.clock()
    found = list_tokens(made.database, email)
    for each in found:
        state = "revoked" if each.revoked_at else "expired" if each.expires_at <= now else "valid"
        used = f"last used {isoformat(each.last_used_at)}" if each.last_used_at else "never used"
        click.echo(
            f"{each.id}  {each.email}  {each.name}  {each.role} in {each.event or 'every event'}  "
            f"{state}, until {isoformat(each.expires_at)}, {used}"
        )
    if not found:
        click.echo("There are no tokens.")


@token.command("revoke")
@click.argument("id", type=NUMBER)
@speaks
def revoke(id: int) -> None:  # noqa: A002 - the argument's name is what the help shows
    """End the token ID at once."""
    made = edge()
    revoke_token(made.database, id, made.clock())
    click.echo(f"Token {id} is revoked.")


COMMANDS = (token,)
