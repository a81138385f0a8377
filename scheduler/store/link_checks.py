"""What came of looking at links, as stored: one row for each way of a placement."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.link_health import Checked
from scheduler.domain.placement import Ident
from scheduler.store.models.doors import LinkCheckRow
from scheduler.store.rows import table_of

_CHECK = table_of(LinkCheckRow)


def link_checks(session: DatabaseSession, event_id: int) -> Mapping[tuple[Ident, int], Checked]:
    """The last look at each link of an event, by placement and way, in that order."""
    query = select(_CHECK).where(_CHECK.c.event_id == event_id).order_by(_CHECK.c.session, _CHECK.c.part, _CHECK.c.way)
    return {(each.placement, each.way): each for each in map(_checked, session.execute(query))}


def save_check(session: DatabaseSession, event_id: int, checked: Checked) -> None:
    """Note what came of looking at a link. One that is found as it was before is not told of again."""
    as_before = (_CHECK.c.secret == checked.secret, _CHECK.c.alive.is_(checked.alive))
    values = {"checked_at": to_utc(checked.checked_at), "said": checked.said}
    here = (_CHECK.c.event_id == event_id, *_of(checked))
    if session.execute(update(_CHECK).where(*here, *as_before).values(values).returning(_CHECK.c.way)).first():
        return
    session.execute(delete(_CHECK).where(*here))
    (code, part) = checked.placement
    session.execute(
        insert(_CHECK).values(
            event_id=event_id,
            session=code,
            part=part,
            way=checked.way,
            kind=checked.kind,
            secret=checked.secret,
            alive=checked.alive,
            said=checked.said,
            checked_at=to_utc(checked.checked_at),
            since=to_utc(checked.since),
            told=checked.alive,
        )
    )


def untold(session: DatabaseSession, event_id: int) -> tuple[Checked, ...]:
    """Dead links that nobody was told of, which are told of from now on."""
    dead = (_CHECK.c.event_id == event_id) & _CHECK.c.alive.is_(False) & _CHECK.c.told.is_(False)
    rows = session.execute(update(_CHECK).where(dead).values(told=True).returning(*_CHECK.c))
    return tuple(sorted(map(_checked, rows), key=lambda each: (each.placement, each.way)))


def _of(checked: Checked) -> tuple[Any, ...]:
    code, part = checked.placement
    return (_CHECK.c.session == code, _CHECK.c.part == part, _CHECK.c.way == checked.way)


def _checked(row: Row[Any]) -> Checked:
    return Checked(
        (row.session, row.part),
        row.way,
        row.kind,
        row.secret,
        row.alive,
        row.said,
        from_datetime(row.checked_at),
        from_datetime(row.since),
    )
