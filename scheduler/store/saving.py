"""Writing a draft: the rows that differ, children after parents, codes and ids given out once and never again."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import StateConflict
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.programme import Programme
from scheduler.store.drafts import Draft, has_event
from scheduler.store.models.base import Base
from scheduler.store.models.event import EventRow, IssuedCodeRow
from scheduler.store.rows import Row, difference, event_row, rows_of, table_of

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
    return Draft(row.id, row.revision, empty, row.next_code)


def save_draft(database: DatabaseSession, draft: Draft, programme: Programme) -> Programme:
    """The programme as stored, with the schedule.xml ids that it was given. Only rows that differ are written.

    A code that some session had once and lost is a `StateConflict`: calendars remember it.
    """
    numbered = with_export_ids(programme)
    new_codes = numbered.session.keys() - draft.programme.session.keys()
    _issue(database, draft.event_id, new_codes)
    table = table_of(EventRow)
    database.execute(
        update(table)
        .where(table.c.id == draft.event_id)
        .values(**event_row(numbered), next_code=_next_code(numbered, draft.next_code))
    )
    changes = difference(rows_of(draft.programme), rows_of(numbered))
    for table in reversed(Base.metadata.sorted_tables):
        if table in changes and changes[table][2]:
            _delete(database, table, draft.event_id, changes[table][2])
    for table in Base.metadata.sorted_tables:
        if table not in changes:
            continue
        inserts, updates, _ = changes[table]
        _update(database, table, draft.event_id, [after for _, after in updates])
        if inserts:
            database.execute(insert(table), [_columns(row) | {"event_id": draft.event_id} for row in inserts])
    return numbered


def _next_code(programme: Programme, next_code: int) -> int:
    """A number above every code that is one, so that the counter never gives out a code in use."""
    numbers = (int(code) for code in programme.session if code.isdecimal() and len(code) < _LONGEST_COUNTED)
    return max(next_code, *(number + 1 for number in numbers), 1)


def _issue(database: DatabaseSession, event_id: int, codes: set[str]) -> None:
    if not codes:
        return
    table = table_of(IssuedCodeRow)
    used = set(database.scalars(select(table.c.code).where(table.c.event_id == event_id))) & codes
    if used:
        raise StateConflict(
            f"Session code {', '.join(sorted(used)[:10])} was given to a session that is gone, and calendars "
            "remember it. Use another code."
        )
    database.execute(insert(table), [{"event_id": event_id, "code": code} for code in sorted(codes)])


def _columns(row: Row) -> Row:
    """The row by column names, which differ from the value's where Python reserves the word."""
    return {("break" if name == "break_" else name): value for name, value in row.items()}


def _key(table: Table) -> Any:
    return and_(*(column == bindparam(f"key_{column.key}") for column in table.primary_key))


def _keys(table: Table, event_id: int, row: Row) -> Row:
    return {f"key_{c.key}": event_id if c.key == "event_id" else row[c.key] for c in table.primary_key}


def _delete(database: DatabaseSession, table: Table, event_id: int, rows: list[Row]) -> None:
    database.connection().execute(delete(table).where(_key(table)), [_keys(table, event_id, row) for row in rows])


def _update(database: DatabaseSession, table: Table, event_id: int, rows: list[Row]) -> None:
    if not rows:
        return
    names = [c.key for c in table.columns if c.key in _columns(rows[0]) and not c.primary_key]
    if not names:
        return
    statement = update(table).where(_key(table)).values({name: bindparam(f"new_{name}") for name in names})
    database.connection().execute(
        statement,
        [_keys(table, event_id, row) | {f"new_{n}": v for n, v in _columns(row).items() if n in names} for row in rows],
    )
