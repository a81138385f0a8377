"""Leases: of any number of processes one may work, and the database's clock says for how long."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from scheduler.store.models.jobs import LeaseRow
from scheduler.store.rows import table_of

_STANDING_STILL_MILLISECONDS = 4_000
"""How long a transaction under a lease may stand still: its lock on the lease would keep the next one waiting."""


class LeaseLost(Exception):
    """Somebody else may work now, or nobody: what was begun under this lease must not be stored."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work, as it was taken; `token` tells it from those before and after."""

    name: str
    token: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a lease or had it last, and for how many more milliseconds; none if it has expired."""

    holder: str
    token: int
    left: int


class DatabaseNow(FunctionElement[int]):
    """The database's own now in milliseconds since 1970: the one clock that all its processes share."""

    name = "database_now"
    inherit_cache = True
    type = BigInteger()


@compiles(DatabaseNow, "sqlite")
def _now_sqlite(_element: DatabaseNow, _compiler: SQLCompiler, **_options: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(DatabaseNow, "postgresql")
def _now_postgresql(_element: DatabaseNow, _compiler: SQLCompiler, **_options: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"  # now() would be the transaction's beginning


def take(session: Session, name: str, holder: str, seconds: int) -> Lease | None:
    """The lease, for so long; None if somebody has it. Locks its row, so look with `holder_of` first."""
    _end_if_it_stands_still(session)
    table = table_of(LeaseRow)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    until = DatabaseNow() + seconds * 1000
    new = dialect.insert(table).values(name=name, holder=holder, token=1, expires_ms=until)
    taken = new.on_conflict_do_update(
        index_elements=[table.c.name],
        set_={"holder": holder, "token": table.c.token + 1, "expires_ms": until},
        where=table.c.expires_ms <= DatabaseNow(),
    ).returning(table.c.token)
    token = session.execute(taken).scalar_one_or_none()
    return None if token is None else Lease(name, token)


def renew(session: Session, lease: Lease, seconds: int) -> bool:
    """Whether the lease was still ours, and now is for so long; one that has expired has to be taken anew."""
    _end_if_it_stands_still(session)
    table = table_of(LeaseRow)
    renewed = (
        update(table)
        .where(table.c.name == lease.name, table.c.token == lease.token, table.c.expires_ms > DatabaseNow())
        .values(expires_ms=DatabaseNow() + seconds * 1000)
        .returning(table.c.token)
    )
    return session.execute(renewed).one_or_none() is not None


def give_back(session: Session, lease: Lease) -> None:
    """Let the next one in at once. The token stays on record, so that it goes on rising."""
    _end_if_it_stands_still(session)
    table = table_of(LeaseRow)
    mine = (table.c.name == lease.name) & (table.c.token == lease.token)
    session.execute(update(table).where(mine).values(expires_ms=0))


def require(session: Session, lease: Lease) -> None:
    """Nothing, if the lease is ours, and nobody else gets it before this transaction ends; else `LeaseLost`.

    SQLite's transactions come one after another anyway; on PostgreSQL the row is locked.
    """
    _end_if_it_stands_still(session)
    mine = select(LeaseRow.token).where(
        LeaseRow.name == lease.name, LeaseRow.token == lease.token, LeaseRow.expires_ms > DatabaseNow()
    )
    if session.get_bind().dialect.name == "postgresql":
        mine = mine.with_for_update(read=True)
    if session.execute(mine).one_or_none() is None:
        raise LeaseLost(f"The lease {lease.name!r} with token {lease.token} is no longer ours.")


def _end_if_it_stands_still(session: Session) -> None:
    """PostgreSQL ends this transaction if its process stops within it: nobody would get past its lock on the lease."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = {_STANDING_STILL_MILLISECONDS}"))


def holder_of(session: Session, name: str) -> Holder | None:
    """Who has the lease or had it last; None if nobody ever had."""
    found = session.execute(
        select(LeaseRow.holder, LeaseRow.token, LeaseRow.expires_ms - DatabaseNow()).where(LeaseRow.name == name)
    ).one_or_none()
    return None if found is None else Holder(found[0], found[1], max(0, found[2]))
