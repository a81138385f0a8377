"""What calendars and links remember for ever, so that no edit and no undo may contradict it."""

from scheduler.domain.errors import StateConflict
from scheduler.domain.event import Event
from scheduler.store.db import Edit
from scheduler.store.persons import holder_of
from scheduler.store.public_values import was_released
from scheduler.store.releases import current_id


def require_unreleased(edit: Edit, code: str) -> None:
    """`StateConflict` if any release had the session of this code."""
    if was_released(edit.session, edit.event_id, code):
        raise StateConflict(
            f"Session {code} was released: calendars hold it. Cancel it instead: set its state to cancelled."
        )


def require_same_uids(edit: Edit, before: Event, after: Event) -> None:
    """`StateConflict` if an event that was released would give its entries other UIDs."""
    if before.uid_domain != after.uid_domain and current_id(edit.session, before.slug) is not None:
        raise StateConflict(f"{before.slug} was released with UIDs of {before.uid_domain}, and keeps them for ever.")


def require_slug(edit: Edit, slug: str, person: str | None) -> None:
    """`StateConflict` if the slug led to somebody else than this person once."""
    if holder_of(edit.session, edit.event_id, slug) not in {None, person}:
        raise StateConflict(f"{slug!r} led to another person once, and links remember it. Choose another slug.")
