"""The outbox, as stored: mails that wait for the edit that caused them to be stored, and for a server to take them."""

from sqlalchemy.orm import Session

from scheduler.domain.clock import to_utc
from scheduler.domain.mail import Headers, require_mail
from scheduler.store.models.outbox import MailRow


def add_mail(
    session: Session,
    *,
    recipient: str,
    subject: str,
    body: str,
    at: int,
    kind: str = "",
    headers: Headers = (),
    calendar: str | None = None,
    until: int | None = None,
) -> None:
    """Put a mail into the outbox; it goes out after the commit of this session, and never without it.

    `until` is when it would be too late to send it. `InvalidInput` says why it could never be sent.
    """
    require_mail(recipient, subject, headers, calendar)
    session.add(
        MailRow(
            kind=kind,
            recipient=recipient,
            subject=subject,
            body=body,
            headers=[list(header) for header in headers],
            calendar=calendar,
            created_at=to_utc(at),
            due_at=to_utc(at),
            until=None if until is None else to_utc(until),
        )
    )
