"""One event's rows, table by table: one query each, in the order that the domain's values want."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, Table, bindparam, collate, select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.placement import Ident
from scheduler.domain.timespan import Span
from scheduler.store.rows import table_of


@cache
def _query(model: type[DeclarativeBase], order: tuple[str, ...], collation: str) -> Select[Any]:
    """One table's rows of one event. Made once: making it takes longer than running it.

    The collation is that of Python's own order, whatever the database was created with.
    """

    def by(name: str) -> ColumnElement[Any]:
        column = table.c[name]
        return collate(column, collation) if isinstance(column.type, String) else column

    table = table_of(model)
    columns = [column for column in table.columns if column.key != "event_id"]
    return select(*columns).where(table.c.event_id == bindparam("of_event")).order_by(*map(by, order))


class Tables:
    """Reads one event's tables, each by one query, in the order that the values want."""

    def __init__(self, database: DatabaseSession, event_id: int) -> None:
        self.connection = database.connection()  # not the session: these are rows, and it would look for objects
        self.event_id = event_id
        self.collation = "C" if self.connection.dialect.name == "postgresql" else "BINARY"

    def rows(self, model: type[DeclarativeBase], *order: str) -> Sequence[Row[Any]]:
        """All rows of a table, without the event's column, sorted by these columns."""
        return self.connection.execute(_query(model, order, self.collation), {"of_event": self.event_id}).all()

    def grouped(self, model: type[DeclarativeBase], by: str, *order: str) -> dict[Any, list[Row[Any]]]:
        """The same, as lists by the value of the column `by`."""
        groups: dict[Any, list[Row[Any]]] = defaultdict(list)
        for row in self.rows(model, by, *order):
            groups[getattr(row, by)].append(row)
        return groups


def of_part(table: Table, event_id: int, of: Ident) -> tuple[ColumnElement[bool], ...]:
    """What rows that name a session and a part fulfil that are about this one: of a placement, a list, a slot."""
    return table.c.event_id == event_id, table.c.session == of[0], table.c.part == of[1]


def instant_of(moment: dt.datetime | None) -> int | None:
    """The instant of a stored time; None of none."""
    return None if moment is None else int(moment.timestamp())


def spans_of(rows: Iterable[Row[Any]]) -> tuple[Span, ...]:
    """The spans of rows with `starts_at` and `ends_at`, in their order."""
    return tuple(Span(int(row.starts_at.timestamp()), int(row.ends_at.timestamp())) for row in rows)
