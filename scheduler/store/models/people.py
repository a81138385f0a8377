"""Rows of people and organisations. The opaque id is a person's key; the name lies here alone."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.people import STAKEHOLDER_TYPES
from scheduler.domain.wording import TITLE_LENGTH
from scheduler.store.models.base import (
    Base,
    EventId,
    Flag,
    Json,
    Key,
    Strings,
    Words,
    at_most,
    child,
    one_of,
    uses,
)
from scheduler.store.types import UtcDateTime


class OrganisationRow(Base):
    """An organisation."""

    __tablename__ = "organisation"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    stakeholder_type: Mapped[Words]
    country: Mapped[Words]

    __table_args__ = (at_most("name", TITLE_LENGTH), one_of("stakeholder_type", ("", *STAKEHOLDER_TYPES)))


class PersonRow(Base):
    """A person. `email` is private and no part of a programme."""

    __tablename__ = "person"

    event_id: Mapped[EventId]
    id: Mapped[Key]
    slug: Mapped[str]
    name: Mapped[Words]
    honorific: Mapped[Words]
    position: Mapped[Words]
    organisation: Mapped[str | None]
    country: Mapped[Words]
    time_zone: Mapped[str | None]
    rank: Mapped[int | None]
    floating: Mapped[Flag]
    placeholder: Mapped[Flag]
    biography: Mapped[Words]
    email: Mapped[Words]
    export_id: Mapped[int | None] = mapped_column(BigInteger)
    guid: Mapped[str | None]
    translations: Mapped[Json]

    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        UniqueConstraint("event_id", "export_id"),
        uses("organisation", "organisation"),
        at_most("name", TITLE_LENGTH),
        CheckConstraint("export_id > 0", name="export_id_positive"),
    )


class PersonAvailabilityRow(Base):
    """A window in which a person can appear; a person without any always can."""

    __tablename__ = "person_availability"

    event_id: Mapped[EventId]
    person: Mapped[Key]
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, primary_key=True)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (child("person", {"person": "id"}), CheckConstraint("starts_at < ends_at", name="forward"))


class FormerSlugRow(Base):
    """A slug that a person had once: it leads to the one of now."""

    __tablename__ = "former_slug"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    person: Mapped[str]

    __table_args__ = (child("person", {"person": "id"}),)


class ErasedPersonRow(Base):
    """A person who was erased on request: by opaque id, with digests of what they were known by.

    A slug contains the name, so that digests alone are kept: see `scheduler.domain.erasure`.
    """

    __tablename__ = "erased_person"

    event_id: Mapped[EventId]
    person: Mapped[Key]
    marks: Mapped[Strings]
    erased_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
