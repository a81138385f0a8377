"""What accounts are written about, put into the outbox with the change that it tells of."""

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import MINUTE
from scheduler.store.outbox import add_mail


def reset_link(session: DatabaseSession, email: str, url: str, lasting: int, now: int) -> None:
    """Write to somebody who has forgotten the password, or of whom somebody else says so."""
    add_mail(
        session,
        recipient=email,
        subject="A new password for the programme's desk",
        body=(
            "Somebody, probably you, has asked for a new password for the programme's desk.\n"
            "\n"
            f"Choose it here within {lasting // MINUTE} minutes:\n"
            f"{url}\n"
            "\n"
            "If it was not you, there is nothing to do: your password stays as it is.\n"
        ),
        at=now,
        kind="password-link",
        until=now + lasting,
    )


def password_changed(session: DatabaseSession, email: str, now: int) -> None:
    """Tell somebody that their password was changed."""
    add_mail(
        session,
        recipient=email,
        subject="Your password for the programme's desk was changed",
        body=(
            "Your password for the programme's desk was changed just now, and every browser that was signed in "
            "with the old one is signed out.\n"
            "\n"
            "If it was not you, ask for a new password at the sign-in page, and tell whoever runs the service.\n"
        ),
        at=now,
        kind="password-changed",
    )
