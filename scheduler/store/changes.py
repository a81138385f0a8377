"""The log of changes: one row per edit of an event."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import insert
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import to_utc
from scheduler.domain.log import Author, Operation
from scheduler.store.models.history import ChangeRow
from scheduler.store.rows import table_of


def add_change(
    database: DatabaseSession, event_id: int, revision: int, author: Author, operations: Sequence[Operation]
) -> None:
    """Put a change into the log; its number can be put there once only."""
    database.execute(
        insert(table_of(ChangeRow)).values(
            event_id=event_id,
            revision=revision,
            at=to_utc(author.at),
            who=author.who,
            request=author.request,
            operations=[asdict(operation) for operation in operations],
        )
    )
