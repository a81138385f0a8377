"""Wishes to follow that wait for a click in a mail, as stored: by digest alone."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import to_utc
from scheduler.domain.selection import Selection
from scheduler.store.models.event import EventRow
from scheduler.store.models.notices import FollowRequestRow
from scheduler.store.recipients import plain, selection
from scheduler.store.rows import table_of

_TABLE = table_of(FollowRequestRow)


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """What somebody wants to follow, by which address, how."""

    event_id: int
    event: str
    address: str
    wish: Selection
    time_zone: str | None
    invitations: bool


def add_request(
    session: DatabaseSession,
    event_id: int,
    *,
    digest: str,
    address: str,
    wish: Selection,
    time_zone: str | None,
    invitations: bool,
    expires: int,
) -> None:
    """Store a wish until an instant."""
    values = {"address": address, "wish": plain(wish), "time_zone": time_zone, "invitations": invitations}
    session.execute(insert(_TABLE).values(digest=digest, event_id=event_id, expires_at=to_utc(expires), **values))


def request_of(session: DatabaseSession, digest: str, now: int, *, used: bool = False) -> FollowRequest | None:
    """The wish of a digest; None if there is none, or not any more. It is used up where it is to be `used`."""
    row = session.execute(
        select(_TABLE, EventRow.slug)
        .join(EventRow, EventRow.id == _TABLE.c.event_id)
        .where(_TABLE.c.digest == digest, _TABLE.c.expires_at > to_utc(now))
    ).one_or_none()
    if row is None:
        return None
    if used:
        gone = delete(_TABLE).where(_TABLE.c.digest == digest).returning(_TABLE.c.digest)
        if session.execute(gone).one_or_none() is None:
            return None
    return FollowRequest(row.event_id, row.slug, row.address, selection(row.wish), row.time_zone, row.invitations)


def forget_requests(session: DatabaseSession, addresses: Collection[str]) -> None:
    """Forget every wish by these addresses."""
    wanted = {address.lower() for address in addresses}
    if wanted:
        session.execute(delete(_TABLE).where(func.lower(_TABLE.c.address).in_(wanted)))
