"""Secrets as stored, encrypted, and which of them a slot has. Nothing here can read one."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import to_utc
from scheduler.store.models.doors import RemoteLinksRow, SecretRow
from scheduler.store.rows import table_of

Links = dict[str, Any]
"""The secrets of a slot by id, as the log has them: `ways` a list of [link, passcode], `recording` an id or None."""

NO_LINKS: Links = {"ways": [], "recording": None}


def ids_of(links: Links) -> tuple[int | None, ...]:
    """The ids of a slot's secrets."""
    return (*(id_ for way in links["ways"] for id_ in way), links["recording"])


def add_secret(database: DatabaseSession, event_id: int, ciphertext: bytes, at: int) -> int:
    """The id of a new secret."""
    row = SecretRow(event_id=event_id, ciphertext=ciphertext, created_at=to_utc(at))
    database.add(row)
    database.flush()
    return row.id


def delete_secrets(database: DatabaseSession, event_id: int, ids: Collection[int]) -> None:
    """Forget secrets that nothing refers to any more, not even a log."""
    table = table_of(SecretRow)
    database.execute(delete(table).where(table.c.event_id == event_id, table.c.id.in_(ids)))


@cache
def _some() -> Select[Any]:
    """Made once: every door asks it."""
    table = table_of(SecretRow)
    return select(table.c.id, table.c.ciphertext).where(
        table.c.event_id == bindparam("of_event"), table.c.id.in_(bindparam("ids", expanding=True))
    )


def ciphertexts(database: DatabaseSession, event_id: int, ids: Collection[int]) -> Mapping[int, bytes]:
    """Those of the event's secrets that have these ids."""
    rows = database.execute(_some(), {"of_event": event_id, "ids": sorted(ids)})
    return {row.id: row.ciphertext for row in rows}


def every_secret(database: DatabaseSession) -> Mapping[int, bytes]:
    """All secrets of all events."""
    table = table_of(SecretRow)
    return {row.id: row.ciphertext for row in database.execute(select(table.c.id, table.c.ciphertext))}


def replace_ciphertext(database: DatabaseSession, secret: int, ciphertext: bytes) -> None:
    """Encrypt a secret anew: the text is the same, the key another."""
    table = table_of(SecretRow)
    database.execute(update(table).where(table.c.id == secret).values(ciphertext=ciphertext))


def links_of(database: DatabaseSession, event_id: int, session: str, part: int) -> Links | None:
    """Which secrets a slot has; None if it has none."""
    table = table_of(RemoteLinksRow)
    row = database.execute(
        select(table.c.ways, table.c.recording).where(
            table.c.event_id == event_id, table.c.session == session, table.c.part == part
        )
    ).one_or_none()
    return None if row is None else {"ways": row.ways, "recording": row.recording}


def save_links(database: DatabaseSession, event_id: int, session: str, part: int, links: Links | None) -> None:
    """Say which secrets a slot has from now on; None: none."""
    table = table_of(RemoteLinksRow)
    database.execute(
        delete(table).where(table.c.event_id == event_id, table.c.session == session, table.c.part == part)
    )
    if links is not None:
        database.execute(insert(table).values(event_id=event_id, session=session, part=part, **links))
