"""Which change touched each resource last: what ETags are made of."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Self

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.store.models.history import VersionRow
from scheduler.store.rows import table_of

Resource = tuple[str, str]
"""The kind of a resource, and its key in the log."""

_APART = 500


@dataclass(frozen=True)
class Versions(Mapping[Resource, int]):
    """The last change of every resource that any change touched, those that are gone included.

    What changed lately lies apart from the rest, which is a dictionary of tens of thousands: copying it for each move
    would take longer than the move.
    """

    rest: Mapping[Resource, int] = field(default_factory=dict)
    lately: Mapping[Resource, int] = field(default_factory=dict)

    def noting(self, touched: Mapping[Resource, int]) -> Self:
        """The same after a change that touched these resources."""
        if not touched:
            return self
        lately = {**self.lately, **touched}
        if len(lately) < _APART:
            return replace(self, lately=lately)
        return replace(self, rest={**self.rest, **lately}, lately={})

    def __getitem__(self, resource: Resource) -> int:
        """The number of the last change of a resource; `KeyError` if none touched it."""
        return self.lately[resource] if resource in self.lately else self.rest[resource]

    def __iter__(self) -> Iterator[Resource]:
        """Every resource that any change touched."""
        yield from self.rest
        yield from (resource for resource in self.lately if resource not in self.rest)

    def __len__(self) -> int:
        """How many resources any change touched."""
        return sum(1 for _ in self)

    def __eq__(self, other: object) -> bool:
        """Whether another says the same, however it is parted."""
        return isinstance(other, Versions) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment] # equal ones may be parted differently


def load_versions(database: DatabaseSession, event_id: int) -> Versions:
    """The last changes as stored."""
    table = table_of(VersionRow)
    query = select(table.c.what, table.c.key, table.c.revision).where(table.c.event_id == event_id)
    return Versions({(row.what, row.key): row.revision for row in database.execute(query)})


def note_versions(database: DatabaseSession, event_id: int, revision: int, touched: Collection[Resource]) -> None:
    """Note the resources that a change touched."""
    if not touched:
        return
    connection = database.connection()
    rows = [{"event_id": event_id, "what": what, "key": key, "revision": revision} for what, key in sorted(touched)]
    connection.execute(_upsert(connection.dialect.name), rows)


@cache
def _upsert(dialect: str) -> Insert:
    table = table_of(VersionRow)
    upsert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    statement: Insert = upsert.on_conflict_do_update(
        index_elements=[table.c.event_id, table.c.what, table.c.key], set_={"revision": upsert.excluded.revision}
    )
    return statement
