"""Writing a draft: the rows that differ, children after parents, codes and ids given out once and never again."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Delete, Table, Update, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.editing import difference, of_programme
from scheduler.domain.errors import StateConflict
from scheduler.domain.event import Event
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.log import Operation
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.things import EVENT, KINDS, WALKING_TIMES
from scheduler.store.drafts import Draft, has_event
from scheduler.store.models.base import Base
from scheduler.store.models.event import EventRow, IssuedCodeRow
from scheduler.store.rows import Row, event_row, rows_between, rows_of, table_of

_LONGEST_COUNTED = 10  # a code of more digits is some other system's id, not a number to count on from


def create_event(database: DatabaseSession, programme: Programme) -> Draft:
    """A new, empty event with the programme's event's own fields; `StateConflict` if its slug is taken."""
    slug = programme.event.slug
    if has_event(database, slug):
        raise StateConflict(f"There is an event {slug!r} already. Choose another slug.")
    row = EventRow(**event_row(programme))
    database.add(row)
    database.flush()
    empty = Programme(event=replace(programme.event, days=()))
    return Draft(row.id, row.revision, empty)


def save_draft(database: DatabaseSession, draft: Draft, programme: Programme) -> Programme:
    """Make the draft this programme, and return it as stored, with the schedule.xml ids that it was given.

    It leaves nothing in the log: edits go through `services.recording`.
    """
    numbered = with_export_ids(ordered(programme))
    operations = difference(draft.programme, numbered)
    issue_codes(database, draft.event_id, numbered.session.keys() - draft.programme.session.keys())
    save(database, draft.event_id, numbered.event, operations)
    return numbered


def save(database: DatabaseSession, event_id: int, event: Event, operations: Sequence[Operation]) -> None:
    """Store what the operations, one per thing, do to the rows of a programme. `event` is as it is after them.

    Only rows that differ are written: children go before parents, and come after them.
    """
    shown = of_programme(operations)
    before, after = (_part(event, shown, side) for side in ("before", "after"))
    if any(operation.what == EVENT for operation in shown):
        table = table_of(EventRow)
        database.execute(update(table).where(table.c.id == event_id).values(**event_row(after)))
    changes = rows_between(rows_of(before), rows_of(after))
    for table in reversed(_tables()):
        if table in changes and changes[table][2]:
            _delete(database, table, event_id, changes[table][2])
    for table in _tables():
        if table not in changes:
            continue
        inserts, updates, _ = changes[table]
        _update(database, table, event_id, [new for _, new in updates])
        if inserts:
            database.connection().execute(insert(table), [_columns(row) | {"event_id": event_id} for row in inserts])


@cache
def _tables() -> tuple[Table, ...]:
    """Every table, parents first. Sorting them costs a tenth of a move."""
    return tuple(Base.metadata.sorted_tables)


def _part(event: Event, operations: Sequence[Operation], side: str) -> Programme:
    """The programme that consists of one side of the operations alone."""
    found: dict[str, Any] = {"event": replace(event, days=())}
    for operation in operations:
        value = getattr(operation, side)
        if value is None:
            continue
        if operation.what == EVENT:
            found["event"] = value
        elif operation.what == WALKING_TIMES:
            found["walks"] = value
        else:
            found.setdefault(KINDS[operation.what].collection, []).append(value)
    return Programme(**found)


def next_code(database: DatabaseSession, event_id: int) -> str:
    """A session code that nobody had: the event's counter."""
    return str(database.scalar(select(EventRow.next_code).where(EventRow.id == event_id)))


def issue_codes(database: DatabaseSession, event_id: int, codes: Collection[str]) -> None:
    """Give out session codes, for ever; `StateConflict` if some session had one and lost it: calendars remember."""
    if not codes:
        return
    table = table_of(IssuedCodeRow)
    used = set(database.scalars(select(table.c.code).where(table.c.event_id == event_id))) & set(codes)
    if used:
        raise StateConflict(
            f"Session code {', '.join(sorted(used)[:10])} was given to a session that is gone, and calendars "
            "remember it. Use another code."
        )
    database.execute(insert(table), [{"event_id": event_id, "code": code} for code in sorted(codes)])
    numbers = [int(code) for code in codes if code.isdecimal() and len(code) < _LONGEST_COUNTED]
    if numbers:
        above, events = max(numbers) + 1, table_of(EventRow)
        database.execute(
            update(events).where(events.c.id == event_id, events.c.next_code < above).values(next_code=above)
        )


def _columns(row: Row) -> Row:
    """The row by column names, which differ from the value's where Python reserves the word."""
    return {("break" if name == "break_" else name): value for name, value in row.items()}


def _key(table: Table) -> Any:
    return and_(*(column == bindparam(f"key_{column.key}") for column in table.primary_key))


def _keys(table: Table, event_id: int, row: Row) -> Row:
    return {f"key_{c.key}": event_id if c.key == "event_id" else row[c.key] for c in table.primary_key}


def _delete(database: DatabaseSession, table: Table, event_id: int, rows: list[Row]) -> None:
    database.connection().execute(_deletion(table), [_keys(table, event_id, row) for row in rows])


@cache
def _deletion(table: Table) -> Delete:
    return delete(table).where(_key(table))


@cache
def _updating(table: Table, names: tuple[str, ...]) -> Update:
    """Made once, as every statement here: making one takes longer than running it."""
    return update(table).where(_key(table)).values({name: bindparam(f"new_{name}") for name in names})


def _update(database: DatabaseSession, table: Table, event_id: int, rows: list[Row]) -> None:
    if not rows:
        return
    names = tuple(c.key for c in table.columns if c.key in _columns(rows[0]) and not c.primary_key)
    if not names:
        return
    database.connection().execute(
        _updating(table, names),
        [_keys(table, event_id, row) | {f"new_{n}": v for n, v in _columns(row).items() if n in names} for row in rows],
    )
