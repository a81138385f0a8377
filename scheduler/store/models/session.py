"""Rows of sessions: their vocabulary, parts and people."""

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.domain.session import (
    APPEARANCE_MODES,
    APPEARANCE_ROLES,
    APPEARANCE_VISIBILITIES,
    MODES,
    ORGANISER_ROLES,
    RELATION_KINDS,
    STATES,
    VISIBILITIES,
)
from scheduler.domain.wording import TITLE_LENGTH
from scheduler.store.models.base import (
    Base,
    EventId,
    Flag,
    Json,
    Key,
    Number,
    Strings,
    Words,
    at_most,
    child,
    one_of,
    uses,
)
from scheduler.store.types import UtcDateTime


class SessionTypeRow(Base):
    """A kind of session."""

    __tablename__ = "session_type"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    duration_minutes: Mapped[int]
    colour: Mapped[Words]
    plenary: Mapped[Flag]
    break_: Mapped[bool] = mapped_column("break", default=False)
    background: Mapped[Flag]
    translations: Mapped[Json]

    __table_args__ = (at_most("name", TITLE_LENGTH), CheckConstraint("duration_minutes > 0", name="duration_positive"))


class TrackRow(Base):
    """A thread through the programme."""

    __tablename__ = "track"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    colour: Mapped[Words]
    translations: Mapped[Json]

    __table_args__ = (at_most("name", TITLE_LENGTH),)


class SchemeRow(Base):
    """A vocabulary."""

    __tablename__ = "scheme"

    event_id: Mapped[EventId]
    slug: Mapped[Key]
    name: Mapped[Words]
    translations: Mapped[Json]

    __table_args__ = (at_most("name", TITLE_LENGTH),)


class TermRow(Base):
    """A word of a vocabulary, at its place."""

    __tablename__ = "term"

    event_id: Mapped[EventId]
    scheme: Mapped[Key]
    code: Mapped[Key]
    name: Mapped[Words]
    position: Mapped[int]
    translations: Mapped[Json]

    __table_args__ = (child("scheme", {"scheme": "slug"}),)


class SessionRow(Base):
    """A programme item."""

    __tablename__ = "session"

    event_id: Mapped[EventId]
    code: Mapped[Key]
    title: Mapped[Words]
    subtitle: Mapped[Words]
    abstract: Mapped[Words]
    description: Mapped[Words]
    type: Mapped[str | None]
    track: Mapped[str | None]
    languages: Mapped[Strings]
    interpretation: Mapped[Strings]
    captioning: Mapped[Flag]
    expected_attendance: Mapped[int | None]
    mode: Mapped[Words]
    state: Mapped[Words]
    visibility: Mapped[Words]
    embargo_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    translations: Mapped[Json]

    __table_args__ = (
        uses("session_type", "type"),
        uses("track", "track"),
        at_most("title", TITLE_LENGTH),
        at_most("code", 32),
        one_of("mode", MODES),
        one_of("state", STATES),
        one_of("visibility", VISIBILITIES),
        CheckConstraint("expected_attendance >= 0", name="attendance_positive"),
    )


class PartRow(Base):
    """A part of a session: what is placed."""

    __tablename__ = "part"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    number: Mapped[Number]
    duration_minutes: Mapped[int]
    title_suffix: Mapped[Words]
    export_id: Mapped[int | None] = mapped_column(BigInteger)
    guid: Mapped[str | None]
    translations: Mapped[Json]

    __table_args__ = (
        child("session", {"session": "code"}),
        UniqueConstraint("event_id", "export_id"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("duration_minutes > 0", name="duration_positive"),
        CheckConstraint("export_id > 0", name="export_id_positive"),
    )


class SessionTermRow(Base):
    """A session is about a term."""

    __tablename__ = "session_term"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    scheme: Mapped[Key]
    term: Mapped[Key]

    __table_args__ = (
        child("session", {"session": "code"}),
        child("term", {"scheme": "scheme", "term": "code"}),
    )


class SessionFeatureRow(Base):
    """A session needs a feature."""

    __tablename__ = "session_feature"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    feature: Mapped[Key]

    __table_args__ = (child("session", {"session": "code"}), uses("feature", "feature"))


class SessionOrganiserRow(Base):
    """An organisation behind a session, in order."""

    __tablename__ = "session_organiser"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    position: Mapped[Number]
    organisation: Mapped[str]
    role: Mapped[Words]

    __table_args__ = (
        child("session", {"session": "code"}),
        uses("organisation", "organisation"),
        one_of("role", ORGANISER_ROLES),
    )


class AppearanceRow(Base):
    """A person in a session, in protocol order."""

    __tablename__ = "appearance"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    position: Mapped[Number]
    person: Mapped[str]
    role: Mapped[Words]
    mode: Mapped[Words]
    confirmed: Mapped[bool] = mapped_column(default=True)
    on_behalf_of: Mapped[str | None]
    part: Mapped[int | None]
    from_minute: Mapped[int | None]
    to_minute: Mapped[int | None]
    visibility: Mapped[Words]
    embargo_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        child("session", {"session": "code"}),
        uses("person", "person", "id"),
        uses("organisation", "on_behalf_of"),
        one_of("role", APPEARANCE_ROLES),
        one_of("mode", APPEARANCE_MODES),
        one_of("visibility", APPEARANCE_VISIBILITIES),
        CheckConstraint("from_minute >= 0", name="from_positive"),
        CheckConstraint("to_minute > from_minute", name="forward"),
    )


class SessionLinkRow(Base):
    """A public document or page about a session, in order."""

    __tablename__ = "session_link"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    position: Mapped[Number]
    url: Mapped[Words]
    label: Mapped[Words]

    __table_args__ = (child("session", {"session": "code"}),)


class SessionWishRow(Base):
    """A time that a session would like."""

    __tablename__ = "session_wish"

    event_id: Mapped[EventId]
    session: Mapped[Key]
    starts_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, primary_key=True)
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, primary_key=True)

    __table_args__ = (child("session", {"session": "code"}), CheckConstraint("starts_at < ends_at", name="forward"))


class RelationRow(Base):
    """An explicit wish about two sessions."""

    __tablename__ = "relation"

    event_id: Mapped[EventId]
    id: Mapped[Number]
    kind: Mapped[Words]
    origin: Mapped[str]
    target: Mapped[str]

    __table_args__ = (
        child("session", {"origin": "code"}),
        child("session", {"target": "code"}),
        one_of("kind", RELATION_KINDS),
        CheckConstraint("origin <> target", name="two_sessions"),
    )
