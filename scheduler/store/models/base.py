"""The base of all rows: one naming convention, so that migrations name what they change, and the shared columns."""

from typing import Annotated

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    false,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

EventId = Annotated[int, mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)]
"""The event that a row belongs to: the first part of every key."""

Key = Annotated[str, mapped_column(String(160), primary_key=True)]
"""A slug, code or opaque id: the second part of a key."""

Number = Annotated[int, mapped_column(Integer, primary_key=True, autoincrement=False)]
Words = Annotated[str, mapped_column(Text, default="", server_default="")]
Json = Annotated[list[list[str]], mapped_column(JSON(none_as_null=True), default=list, server_default="[]")]
Strings = Annotated[list[str], mapped_column(JSON(none_as_null=True), default=list, server_default="[]")]
Flag = Annotated[bool, mapped_column(default=False, server_default=false())]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]


class Base(DeclarativeBase):
    """What every row class inherits."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def child(table: str, columns: dict[str, str]) -> ForeignKeyConstraint:
    """A row that is part of another of the same event, and goes with it: own columns to the parent's."""
    return ForeignKeyConstraint(
        ["event_id", *columns], [f"{table}.event_id", *(f"{table}.{c}" for c in columns.values())], ondelete="CASCADE"
    )


def uses(table: str, column: str, key: str = "slug") -> ForeignKeyConstraint:
    """A row that relies on another of the same event, which can't be deleted as long as it does.

    Judged at the commit: an edit may take a room away and, later in the same edit, the placement out of it.
    """
    return ForeignKeyConstraint(
        ["event_id", column], [f"{table}.event_id", f"{table}.{key}"], deferrable=True, initially="DEFERRED"
    )


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """The column holds one of these words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=f"{column}_known")


def at_most(column: str, length: int) -> CheckConstraint:
    """Text of limited length; SQLite ignores the length of a VARCHAR."""
    return CheckConstraint(f"length({column}) <= {length}", name=f"{column}_length")
