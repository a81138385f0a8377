"""One's own account: password, where one is signed in, tokens."""

from typing import Any

from flask import Response, request

from scheduler.domain.clock import isoformat
from scheduler.domain.errors import InvalidInput
from scheduler.domain.passwords import SHORTEST
from scheduler.domain.roles import ROLES
from scheduler.http.context import edge
from scheduler.http.cookies import SIGNED_IN, set_cookie
from scheduler.services.accounts import LONGEST_NAME, create_token, list_tokens, revoke_own_token
from scheduler.services.signing_in import SignedIn
from scheduler.services.users import list_events, require_covered
from scheduler.store.accounts import Token
from scheduler.store.sign_ins import SignIn
from scheduler.web.desk.answers import go, go_back, show
from scheduler.web.desk.resetting import typed_twice
from scheduler.web.desk.signing import WRONG, let_out
from scheduler.web.desk.visit import at_desk, at_own_form, came, now

_DAYS = (30, 90, 365)


def account_page() -> Response:
    """What somebody can see and do about their account."""
    return _page(at_desk(), told="Your password is changed." if "changed" in request.args else "")


def back_to_account(**_: object) -> Response:
    """The account, for whoever loads the address of one of its forms again."""
    return go_back("/desk/account")


def change_password() -> Response:
    """Set a new password, and end every other sign-in."""
    who = at_own_form()
    try:
        new = typed_twice("password")
        secret = edge().sign_ins.change_password(who, request.form.get("old", ""), new, came(), now())
    except InvalidInput as error:
        return _page(who, error=error.detail, status=WRONG)
    response = go("/desk/account?changed=1")
    set_cookie(response, SIGNED_IN, secret)
    return response


def sign_out_everywhere() -> Response:
    """End every sign-in of whoever asks."""
    edge().sign_ins.sign_out_everywhere(at_own_form(), now())
    return let_out()


def new_token() -> Response:
    """A token of one's own, shown this once, with no more than one has oneself."""
    who = at_own_form()
    made = edge()
    event, role = request.form.get("event") or None, request.form.get("role", "")
    days = request.form.get("days", "")
    try:
        require_covered(who.actor, role, event)
        secret, expires = create_token(
            made.database,
            email=who.actor.email,
            name=request.form.get("name", ""),
            event=event,
            role=role,
            days=int(days) if days.isdecimal() and len(days) < 5 else 0,
            now=now(),
            new_secret=made.new_secret,
        )
    except InvalidInput as error:
        return _page(who, error=error.detail, status=WRONG)
    return _page(who, token=secret, token_ends=isoformat(expires))


def revoke_token(token: int) -> Response:
    """End a token of one's own."""
    who = at_own_form()
    revoke_own_token(edge().database, who.actor.email, token, now())
    return go("/desk/account")


def _page(
    who: SignedIn, *, error: str = "", told: str = "", token: str = "", token_ends: str = "", status: int = 200
) -> Response:
    made = edge()
    moment = now()
    return show(
        "desk/account.html",
        status=status,
        who=who.actor.email,
        error=error,
        told=told,
        token=token,
        token_ends=token_ends,
        grants=[str(grant) for grant in who.actor.grants],
        sign_ins=[_sign_in(each, who) for each in made.sign_ins.where(who, moment)],
        tokens=[_token(each, moment) for each in list_tokens(made.database, who.actor.email)],
        events=[slug for slug, _ in list_events(made.database) if who.actor.may(slug, ROLES[0])],
        everywhere=who.actor.may_everywhere(ROLES[0]),
        roles=ROLES,
        days=_DAYS,
        longest_name=LONGEST_NAME,
        shortest=SHORTEST,
    )


def _sign_in(each: SignIn, who: SignedIn) -> dict[str, Any]:
    return {
        "agent": each.agent or "An unnamed browser",
        "since": isoformat(each.created_at),
        "seen": isoformat(each.seen_at),
        "current": each.id == who.sign_in,
    }


def _token(each: Token, moment: int) -> dict[str, Any]:
    ended = "revoked" if each.revoked_at else "expired" if each.expires_at <= moment else ""
    return {
        "id": each.id,
        "name": each.name,
        "what": f"{each.role} in {each.event or 'every event'}",
        "until": isoformat(each.expires_at),
        "used": isoformat(each.last_used_at) if each.last_used_at else "",
        "ended": ended,
    }
