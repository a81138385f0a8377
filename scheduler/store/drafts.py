"""The draft: an event's rows read into a `Programme` in a fixed number of queries, and the difference written back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, collate, select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.event import Day, Event
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import (
    Appearance,
    Link,
    Organiser,
    Part,
    Relation,
    Scheme,
    Session,
    SessionType,
    Term,
    Track,
)
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Building, Feature, Room, Walk
from scheduler.store.db import collector_resting, unknown_event
from scheduler.store.models import event, people, remote, session, venue
from scheduler.store.rows import table_of, translations_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A programme as it stands at a revision, and the counter that gives out codes."""

    event_id: int
    revision: int
    programme: Programme
    next_code: int


def load_draft(database: DatabaseSession, slug: str) -> Draft:
    """The event's draft, by the same number of queries at any size; `NotFound` names the events that exist."""
    row = database.execute(select(table_of(event.EventRow)).where(event.EventRow.slug == slug)).one_or_none()
    if row is None:
        raise unknown_event(database, slug)
    with collector_resting():
        programme = _Loader(database, row.id).programme(row)
    return Draft(row.id, row.revision, programme, row.next_code)


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


class _Loader:
    """Reads one event's tables, each by one query, in the order that the values want."""

    def __init__(self, database: DatabaseSession, event_id: int) -> None:
        self.connection = database.connection()  # not the session: these are rows, and it would look for objects
        self.event_id = event_id
        self.collation = "C" if self.connection.dialect.name == "postgresql" else "BINARY"

    def rows(self, model: type[DeclarativeBase], *order: str) -> Sequence[Row[Any]]:
        return self.connection.execute(_query(model, order, self.collation), {"of_event": self.event_id}).all()

    def grouped(self, model: type[DeclarativeBase], by: str, *order: str) -> dict[Any, list[Row[Any]]]:
        groups: dict[Any, list[Row[Any]]] = defaultdict(list)
        for row in self.rows(model, by, *order):
            groups[getattr(row, by)].append(row)
        return groups

    def programme(self, row: Row[Any]) -> Programme:
        return Programme(
            event=self.event(row),
            buildings=tuple(
                Building(r.slug, r.name, r.address, r.latitude, r.longitude, translations_of(r.translations))
                for r in self.rows(venue.BuildingRow, "slug")
            ),
            walks=tuple(
                Walk(r.origin, r.destination, r.minutes) for r in self.rows(venue.WalkRow, "origin", "destination")
            ),
            features=tuple(
                Feature(r.slug, r.name, translations_of(r.translations)) for r in self.rows(venue.FeatureRow, "slug")
            ),
            rooms=self.rooms(),
            session_types=tuple(
                SessionType(
                    r.slug,
                    r.name,
                    r.duration_minutes,
                    r.colour,
                    r.plenary,
                    r._mapping["break"],  # noqa: SLF001 - the public name of a row's mapping
                    r.background,
                    translations_of(r.translations),
                )
                for r in self.rows(session.SessionTypeRow, "slug")
            ),
            tracks=tuple(
                Track(r.slug, r.name, r.colour, translations_of(r.translations))
                for r in self.rows(session.TrackRow, "slug")
            ),
            schemes=self.schemes(),
            organisations=tuple(
                Organisation(r.slug, r.name, r.stakeholder_type, r.country)
                for r in self.rows(people.OrganisationRow, "slug")
            ),
            people=self.people(),
            teams=tuple(
                Team(
                    r.slug,
                    r.name,
                    r.kind,
                    tuple(r.languages),
                    r._mapping["count"],  # noqa: SLF001 - as above; `count` alone is a method of rows
                    r.preparation_minutes,
                    r.hours_a_day,
                )
                for r in self.rows(remote.TeamRow, "slug")
            ),
            accounts=tuple(
                PlatformAccount(r.slug, r.name, r.platform, r.concurrent_meetings, r.attendee_capacity)
                for r in self.rows(remote.PlatformAccountRow, "slug")
            ),
            meetings=tuple(
                Meeting(r.slug, r.account, r.room, r.day, r.session, r.part)
                for r in self.rows(remote.MeetingRow, "slug")
            ),
            sessions=self.sessions(),
            placements=self.placements(),
            slots=self.slots(),
            relations=tuple(Relation(r.id, r.kind, r.origin, r.target) for r in self.rows(session.RelationRow, "id")),
        )

    def event(self, row: Row[Any]) -> Event:
        return Event(
            slug=row.slug,
            name=row.name,
            time_zone=row.time_zone,
            uid_domain=row.uid_domain,
            days=tuple(Day(r.date, r.opens, r.closes) for r in self.rows(event.EventDayRow, "date")),
            theme=row.theme,
            venue=row.venue,
            website=row.website,
            contact_email=row.contact_email,
            co_organisers=tuple(row.co_organisers),
            locales=tuple(row.locales),
            day_change=row.day_change,
            grid_minutes=row.grid_minutes,
            refresh_minutes=row.refresh_minutes,
            translations=translations_of(row.translations),
        )

    def rooms(self) -> tuple[Room, ...]:
        features = self.grouped(venue.RoomFeatureRow, "room", "feature")
        pieces = self.grouped(venue.RoomPieceRow, "whole", "position", "piece")
        windows = self.grouped(venue.RoomAvailabilityRow, "room", "starts_at")
        return tuple(
            Room(
                slug=r.slug,
                name=r.name,
                building=r.building,
                floor=r.floor,
                capacity=r.capacity,
                position=r.position,
                features=tuple(f.feature for f in features.get(r.slug, ())),
                pieces=tuple(p.piece for p in pieces.get(r.slug, ())),
                turnover_minutes=r.turnover_minutes,
                parallel=r.parallel,
                availability=_spans(windows.get(r.slug, ())),
                guid=r.guid,
                translations=translations_of(r.translations),
            )
            for r in self.rows(venue.RoomRow, "position", "slug")
        )

    def schemes(self) -> tuple[Scheme, ...]:
        terms = self.grouped(session.TermRow, "scheme", "position", "code")
        return tuple(
            Scheme(
                s.slug,
                s.name,
                tuple(Term(t.scheme, t.code, t.name, translations_of(t.translations)) for t in terms.get(s.slug, ())),
                translations_of(s.translations),
            )
            for s in self.rows(session.SchemeRow, "slug")
        )

    def people(self) -> tuple[Person, ...]:
        windows = self.grouped(people.PersonAvailabilityRow, "person", "starts_at")
        return tuple(
            Person(
                id=r.id,
                slug=r.slug,
                name=r.name,
                honorific=r.honorific,
                position=r.position,
                organisation=r.organisation,
                country=r.country,
                time_zone=r.time_zone,
                rank=r.rank,
                floating=r.floating,
                placeholder=r.placeholder,
                availability=_spans(windows.get(r.id, ())),
                biography=r.biography,
                export_id=r.export_id,
                guid=r.guid,
                translations=translations_of(r.translations),
            )
            for r in self.rows(people.PersonRow, "id")
        )

    def sessions(self) -> tuple[Session, ...]:
        parts = self.grouped(session.PartRow, "session", "number")
        terms = self.grouped(session.SessionTermRow, "session")
        features = self.grouped(session.SessionFeatureRow, "session", "feature")
        wishes = self.grouped(session.SessionWishRow, "session", "starts_at", "ends_at")
        organisers = self.grouped(session.SessionOrganiserRow, "session", "position")
        appearances = self.grouped(session.AppearanceRow, "session", "position")
        links = self.grouped(session.SessionLinkRow, "session", "position")
        return tuple(
            Session(
                code=r.code,
                title=r.title,
                parts=tuple(
                    Part(
                        p.number,
                        p.duration_minutes,
                        p.title_suffix,
                        p.export_id,
                        p.guid,
                        translations_of(p.translations),
                    )
                    for p in parts.get(r.code, ())
                ),
                subtitle=r.subtitle,
                abstract=r.abstract,
                description=r.description,
                type=r.type,
                track=r.track,
                terms=tuple(sorted(f"{t.scheme}:{t.term}" for t in terms.get(r.code, ()))),
                languages=tuple(r.languages),
                interpretation=tuple(r.interpretation),
                captioning=r.captioning,
                features=tuple(f.feature for f in features.get(r.code, ())),
                expected_attendance=r.expected_attendance,
                mode=r.mode,
                wishes=_spans(wishes.get(r.code, ())),
                organisers=tuple(Organiser(o.organisation, o.role) for o in organisers.get(r.code, ())),
                appearances=tuple(map(_appearance, appearances.get(r.code, ()))),
                links=tuple(Link(link.url, link.label) for link in links.get(r.code, ())),
                state=r.state,
                visibility=r.visibility,
                embargo_until=_instant(r.embargo_until),
                translations=translations_of(r.translations),
            )
            for r in self.rows(session.SessionRow, "code")
        )

    def placements(self) -> tuple[Placement, ...]:
        rooms: dict[tuple[str, int], list[str]] = defaultdict(list)
        for row in self.rows(session.PlacementRoomRow, "room"):
            rooms[row.session, row.part].append(row.room)
        return tuple(
            Placement(
                session=r.session,
                part=r.part,
                starts=int(r.starts_at.timestamp()),
                ends=int(r.ends_at.timestamp()),
                room=r.room,
                also_in=tuple(rooms.get((r.session, r.part), ())),
                setup_minutes=r.setup_minutes,
                takedown_minutes=r.takedown_minutes,
                pinned=r.pinned,
            )
            for r in self.rows(session.PlacementRow, "starts_at", "ends_at", "session", "part")
        )

    def slots(self) -> tuple[RemoteSlot, ...]:
        ways: dict[tuple[str, int], list[Way]] = defaultdict(list)
        for row in self.rows(remote.RemoteWayRow, "session", "part", "position"):
            ways[row.session, row.part].append(Way(row.kind, row.language, row.audience))
        return tuple(
            RemoteSlot(
                session=r.session,
                part=r.part,
                meeting=r.meeting,
                ways=tuple(ways.get((r.session, r.part), ())),
                attendee_capacity=r.attendee_capacity,
                intervention_slots=r.intervention_slots,
                opens_before_speakers=r.opens_before_speakers,
                opens_before_registered=r.opens_before_registered,
                opens_before_public=r.opens_before_public,
                closes_after=r.closes_after,
            )
            for r in self.rows(remote.RemoteSlotRow, "session", "part")
        )


def _appearance(row: Row[Any]) -> Appearance:
    # By place, not by name: of all rows these are the most. The table's columns are the value's fields, in order.
    fields: list[Any] = list(row[2:])
    fields[-1] = _instant(fields[-1])
    return Appearance(*fields)


def _instant(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _spans(rows: Iterable[Row[Any]]) -> tuple[Span, ...]:
    return tuple(Span(int(row.starts_at.timestamp()), int(row.ends_at.timestamp())) for row in rows)
