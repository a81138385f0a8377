"""Who is told of changes, as stored: people, contacts of organisations, and who left an address."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.notice import Kind, Recipient
from scheduler.domain.selection import Selection
from scheduler.store.db import insert_of
from scheduler.store.models.notices import RecipientRow
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of

_WHO = table_of(RecipientRow)
COLUMNS = ("id", "kind", "subject", "told", "address", "wishes", "time_zone", "invitations", "stopped_at", "created_at")
"""What a recipient is read from."""

_SINCE = "since"
"""Lies with a wish that counts from a later release on than its recipient; no filter has this name."""

_MANY = 500
"""Values of one IN list: SQLite takes no more than some thousands."""


def recipients(session: DatabaseSession, event_id: int) -> tuple[Recipient, ...]:
    """Everybody on record, in the order in which they came."""
    query = select(_WHO).where(_WHO.c.event_id == event_id).order_by(_WHO.c.id)
    return tuple(map(read_recipient, session.execute(query)))


def recipient(session: DatabaseSession, event_id: int, number: int, *, to_change: bool = False) -> Recipient | None:
    """One of them; None if there is none of this id. One `to_change` stays as it is until this unit of work ends."""
    query = select(_WHO).where(_WHO.c.event_id == event_id, _WHO.c.id == number)
    row = session.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else read_recipient(row)


def recipient_of(
    session: DatabaseSession, event_id: int, kind: Kind, *, subject: str = "", address: str = ""
) -> Recipient | None:
    """Who is on record as that; None if nobody is."""
    query = select(_WHO).where(
        _WHO.c.event_id == event_id, _WHO.c.kind == kind, _WHO.c.subject == subject, _WHO.c.address == address
    )
    row = session.execute(query).one_or_none()
    return None if row is None else read_recipient(row)


def add_recipient(session: DatabaseSession, event_id: int, new: Recipient) -> int:
    """The id of a recipient who is on record now; of one who was already, unchanged."""
    values = {
        "event_id": event_id,
        "kind": new.kind,
        "subject": new.subject,
        "address": new.address,
        "wishes": _stored(new),
        "time_zone": new.time_zone,
        "invitations": new.invitations,
        "told": new.told,
        "created_at": to_utc(new.created_at),
    }
    made = insert_of(session, _WHO).values(**values).on_conflict_do_nothing().returning(_WHO.c.id)
    found = session.execute(made).scalar_one_or_none()
    if found is None:
        there = recipient_of(session, event_id, new.kind, subject=new.subject, address=new.address)
        found = there.id if there else None
    if found is None:
        raise LookupError("a recipient was deleted while it was added")
    return int(found)


def change_recipient(session: DatabaseSession, changed: Recipient) -> None:
    """Store a recipient's wishes, zone, whether invitations are wanted, and whether they want no more."""
    session.execute(
        update(_WHO)
        .where(_WHO.c.id == changed.id)
        .values(
            wishes=_stored(changed),
            time_zone=changed.time_zone,
            invitations=changed.invitations,
            stopped_at=None if changed.stopped_at is None else to_utc(changed.stopped_at),
        )
    )


def count_recipients(session: DatabaseSession, event_id: int, kind: Kind) -> int:
    """How many are on record as that."""
    query = select(func.count()).select_from(_WHO).where(_WHO.c.event_id == event_id, _WHO.c.kind == kind)
    return session.execute(query).scalar_one()


def delete_recipient(session: DatabaseSession, number: int) -> None:
    """Forget a recipient, with their notices."""
    session.execute(delete(_WHO).where(_WHO.c.id == number))


def delete_address(session: DatabaseSession, address: str) -> int:
    """How many followers and contacts were forgotten who have this address, in any event."""
    theirs = func.lower(_WHO.c.address) == address.lower()
    return len(session.execute(delete(_WHO).where(theirs).returning(_WHO.c.id)).all())


def note_told(session: DatabaseSession, ids: Collection[int], before: int, number: int) -> None:
    """Note that these, who were told up to one release, are up to another."""
    for some in in_pieces(ids):
        there = _WHO.c.id.in_(some) & (_WHO.c.told == before)
        session.execute(update(_WHO).where(there).values(told=number))


def forget_recipients(session: DatabaseSession, event_id: int, person: str, addresses: Collection[str]) -> None:
    """Forget a person as a recipient, and everybody with one of these addresses."""
    wanted = {address.lower() for address in addresses}
    theirs = (_WHO.c.kind == "person") & (_WHO.c.subject == person)
    session.execute(delete(_WHO).where(_WHO.c.event_id == event_id, theirs | func.lower(_WHO.c.address).in_(wanted)))


def read_recipient(row: Row[Any]) -> Recipient:
    """The recipient of a row with these `COLUMNS`."""
    return Recipient(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        told=row.told,
        address=row.address,
        wishes=tuple(selection({name: each for name, each in wish.items() if name != _SINCE}) for wish in row.wishes),
        since=tuple(wish.get(_SINCE, 0) for wish in row.wishes),
        time_zone=row.time_zone,
        invitations=row.invitations,
        stopped_at=instant_of(row.stopped_at),
        created_at=from_datetime(row.created_at),
    )


def _stored(who: Recipient) -> list[dict[str, Any]]:
    """The wishes as they lie in a row, each with the release from which it counts."""
    wishes = zip(who.wishes, who.since, strict=True)
    return [plain(wish) | ({_SINCE: number} if number else {}) for wish, number in wishes]


def in_pieces(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in order, in pieces that an IN list may have on both databases."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), _MANY):
        yield wanted[first : first + _MANY]


def plain(wish: Selection) -> dict[str, Any]:
    """What a selection asks for, without the filters that it leaves open."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(wish).items() if value}


def selection(stored: Mapping[str, Any]) -> Selection:
    """The selection that `plain` made this of."""
    values: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in stored.items()}
    return Selection(**values)
