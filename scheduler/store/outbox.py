"""The outbox, as stored: messages that wait for the commit of what caused them, and for a server to take them."""

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import to_utc
from scheduler.store.models.outbox import MailRow


def add_mail(database: DatabaseSession, *, recipient: str, subject: str, body: str, at: int) -> None:
    """Put a message into the outbox; it goes out after the commit of this session, and never without it."""
    database.add(MailRow(recipient=recipient, subject=subject, body=body, created_at=to_utc(at), due_at=to_utc(at)))
