"""The log of changes: one row per commit of an event; what is about persons lies apart, so that it can be erased."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, func, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.conflicts.waiver import WAIVER, Waiver
from scheduler.domain.document import from_json, to_json
from scheduler.domain.editing import EMAIL, ERASURE
from scheduler.domain.event import Event
from scheduler.domain.log import Author, Change, Operation
from scheduler.domain.people import Person
from scheduler.domain.things import EVENT, KINDS, PERSON, WALKING_TIMES
from scheduler.domain.venue import Walk
from scheduler.store.models.history import ChangedPersonRow, ChangeRow
from scheduler.store.rows import table_of

_PERSONAL = frozenset({PERSON, EMAIL})


def add_change(database: DatabaseSession, event_id: int, change: Change) -> None:
    """Put a change into the log; its number can be put there once only."""
    row = {
        "event_id": event_id,
        "revision": change.revision,
        "at": to_utc(change.author.at),
        "who": change.author.who,
        "request": change.author.request,
        "operations": [_stored(operation) for operation in change.operations],
        "introduced": list(change.introduced),
        "resolved": list(change.resolved),
        "ended": list(change.ended),
        "undoes": change.undoes,
    }
    database.connection().execute(insert(table_of(ChangeRow)), row)
    persons = [
        {
            "event_id": event_id,
            "revision": change.revision,
            "what": operation.what,
            "person": operation.key,
            "before": _json(operation.before),
            "after": _json(operation.after),
        }
        for operation in change.operations
        if operation.what in _PERSONAL
    ]
    if persons:
        database.execute(insert(table_of(ChangedPersonRow)), persons)


def changes_since(
    database: DatabaseSession, event_id: int, since: int, *, until: int | None = None, limit: int | None = None
) -> tuple[Change, ...]:
    """The changes after `since`, up to `until`, oldest first; at most `limit`."""
    table = table_of(ChangeRow)
    query = select(table).where(table.c.event_id == event_id, table.c.revision > since).order_by(table.c.revision)
    if until is not None:
        query = query.where(table.c.revision <= until)
    return _read(database, event_id, database.execute(query.limit(limit)).all())


def weights_since(database: DatabaseSession, event_id: int, since: int, *, limit: int) -> tuple[tuple[int, int], ...]:
    """The numbers of the changes after `since`, at most `limit`, each with how many characters it holds: one query."""
    table, persons = table_of(ChangeRow), table_of(ChangedPersonRow)
    of_persons = (
        select(func.sum(_length(persons.c.before) + _length(persons.c.after)))
        .where(persons.c.event_id == table.c.event_id, persons.c.revision == table.c.revision)
        .scalar_subquery()
    )
    query = (
        select(table.c.revision, _length(table.c.operations) + func.coalesce(of_persons, 0))
        .where(table.c.event_id == event_id, table.c.revision > since)
        .order_by(table.c.revision)
        .limit(limit)
    )
    return tuple((revision, int(weight)) for revision, weight in database.execute(query))


def one_change(database: DatabaseSession, event_id: int, revision: int) -> Change | None:
    """The change of this number, if there is one."""
    table = table_of(ChangeRow)
    query = select(table).where(table.c.event_id == event_id, table.c.revision == revision)
    return next(iter(_read(database, event_id, database.execute(query).all())), None)


def persons_in_log(database: DatabaseSession, event_id: int) -> Iterator[Person]:
    """Every person as some change of the event found or left them; who was erased is not among them."""
    for row in _sides(database, event_id, PERSON):
        for side in (row.before, row.after):
            if side is not None:
                yield from_json(side, Person)


def addresses_in_log(database: DatabaseSession, event_id: int, person: str) -> frozenset[str]:
    """Every private address that some change took from a person or gave them."""
    rows = [row for row in _sides(database, event_id, EMAIL) if row.person == person]
    return frozenset(side for row in rows for side in (row.before, row.after) if side)


def erase_from_log(database: DatabaseSession, event_id: int, person: str) -> int:
    """Forget what changes did to a person; how many changes told of them. The log keeps its numbers and its order."""
    table = table_of(ChangedPersonRow)
    theirs = (table.c.event_id == event_id) & (table.c.person == person)
    told = set(database.scalars(select(table.c.revision).where(theirs)))
    database.execute(update(table).where(theirs).values(before=None, after=None, erased=True))
    return len(told)


def _length(stored: ColumnElement[Any]) -> ColumnElement[int]:
    return func.coalesce(func.length(cast(stored, Text)), 0)


def _sides(database: DatabaseSession, event_id: int, what: str) -> Iterable[Row[Any]]:
    table = table_of(ChangedPersonRow)
    query = select(table.c.person, table.c.before, table.c.after)
    return database.execute(query.where(table.c.event_id == event_id, table.c.what == what))


def _read(database: DatabaseSession, event_id: int, rows: Collection[Row[Any]]) -> tuple[Change, ...]:
    concerned = [row.revision for row in rows if any(each["what"] in _PERSONAL for each in row.operations)]
    persons = _persons(database, event_id, concerned) if concerned else {}
    return tuple(_change(row, persons) for row in rows)


def _persons(
    database: DatabaseSession, event_id: int, revisions: Iterable[int]
) -> Mapping[tuple[int, str, str], Row[Any]]:
    table = table_of(ChangedPersonRow)
    numbers = list(revisions)
    query = select(table).where(table.c.event_id == event_id, table.c.revision.between(min(numbers), max(numbers)))
    return {(row.revision, row.what, row.person): row for row in database.execute(query)}


def _change(row: Row[Any], persons: Mapping[tuple[int, str, str], Row[Any]]) -> Change:
    operations, erased = [], False
    for each in row.operations:
        what, key, before, after = each["what"], each["key"], each.get("before"), each.get("after")
        erased = erased or what == ERASURE  # whoever is behind it must not go on from what they have
        if what in _PERSONAL:
            person = persons[row.revision, what, key]
            before, after, erased = person.before, person.after, erased or person.erased
        operations.append(Operation(what, key, _value(what, before), _value(what, after)))
    return Change(
        revision=row.revision,
        author=Author(row.who, from_datetime(row.at), row.request),
        operations=tuple(operations),
        introduced=tuple(row.introduced),
        resolved=tuple(row.resolved),
        ended=tuple(row.ended),
        undoes=row.undoes,
        erased=erased,
    )


def _stored(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {"what": operation.what, "key": operation.key}
    if operation.what not in _PERSONAL:
        told |= {"before": _json(operation.before), "after": _json(operation.after)}
    return told


def _json(value: Any) -> Any:
    return None if value is None else to_json(value)


def _value(what: str, stored: Any) -> Any:
    if stored is None:
        return None
    kind = _TYPES.get(what)
    return stored if kind is None else from_json(stored, kind)


_TYPES: Mapping[str, Any] = {kind.what: kind.type for kind in KINDS.values()} | {
    EVENT: Event,
    WALKING_TIMES: tuple[Walk, ...],
    WAIVER: Waiver,
}
