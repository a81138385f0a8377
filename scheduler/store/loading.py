"""One event's rows made into the values of the domain."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

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
from scheduler.domain.venue import Building, Feature, Room, Walk
from scheduler.store.models import event, people, placement, remote, session, venue
from scheduler.store.rows import translations_of
from scheduler.store.tables import Tables, instant_of, spans_of


def load_programme(tables: Tables, row: Row[Any]) -> Programme:
    """The programme of the event whose own row is `row`, each table read once."""
    return Programme(
        event=event_of(row, tables.rows(event.EventDayRow, "date")),
        buildings=tuple(
            Building(r.slug, r.name, r.address, r.latitude, r.longitude, translations_of(r.translations))
            for r in tables.rows(venue.BuildingRow, "slug")
        ),
        walks=tuple(
            Walk(r.origin, r.destination, r.minutes) for r in tables.rows(venue.WalkRow, "origin", "destination")
        ),
        features=tuple(
            Feature(r.slug, r.name, translations_of(r.translations)) for r in tables.rows(venue.FeatureRow, "slug")
        ),
        rooms=_rooms(tables),
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
            for r in tables.rows(session.SessionTypeRow, "slug")
        ),
        tracks=tuple(
            Track(r.slug, r.name, r.colour, translations_of(r.translations))
            for r in tables.rows(session.TrackRow, "slug")
        ),
        schemes=_schemes(tables),
        organisations=tuple(
            Organisation(r.slug, r.name, r.stakeholder_type, r.country)
            for r in tables.rows(people.OrganisationRow, "slug")
        ),
        people=_people(tables),
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
            for r in tables.rows(remote.TeamRow, "slug")
        ),
        accounts=tuple(
            PlatformAccount(r.slug, r.name, r.platform, r.concurrent_meetings, r.attendee_capacity)
            for r in tables.rows(remote.PlatformAccountRow, "slug")
        ),
        meetings=tuple(
            Meeting(r.slug, r.account, r.room, r.day, r.session, r.part) for r in tables.rows(remote.MeetingRow, "slug")
        ),
        sessions=_sessions(tables),
        placements=_placements(tables),
        slots=_slots(tables),
        relations=tuple(Relation(r.id, r.kind, r.origin, r.target) for r in tables.rows(session.RelationRow, "id")),
    )


def event_of(row: Row[Any], days: Iterable[Row[Any]]) -> Event:
    """The event of its own row and those of its days, by date."""
    return Event(
        slug=row.slug,
        name=row.name,
        time_zone=row.time_zone,
        uid_domain=row.uid_domain,
        days=tuple(Day(r.date, r.opens, r.closes) for r in days),
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


def _rooms(tables: Tables) -> tuple[Room, ...]:
    features = tables.grouped(venue.RoomFeatureRow, "room", "feature")
    pieces = tables.grouped(venue.RoomPieceRow, "whole", "position", "piece")
    windows = tables.grouped(venue.RoomAvailabilityRow, "room", "starts_at")
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
            availability=spans_of(windows.get(r.slug, ())),
            guid=r.guid,
            translations=translations_of(r.translations),
        )
        for r in tables.rows(venue.RoomRow, "position", "slug")
    )


def _schemes(tables: Tables) -> tuple[Scheme, ...]:
    terms = tables.grouped(session.TermRow, "scheme", "position", "code")
    return tuple(
        Scheme(
            s.slug,
            s.name,
            tuple(Term(t.scheme, t.code, t.name, translations_of(t.translations)) for t in terms.get(s.slug, ())),
            translations_of(s.translations),
        )
        for s in tables.rows(session.SchemeRow, "slug")
    )


def _people(tables: Tables) -> tuple[Person, ...]:
    windows = tables.grouped(people.PersonAvailabilityRow, "person", "starts_at")
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
            availability=spans_of(windows.get(r.id, ())),
            biography=r.biography,
            export_id=r.export_id,
            guid=r.guid,
            translations=translations_of(r.translations),
        )
        for r in tables.rows(people.PersonRow, "id")
    )


def _sessions(tables: Tables) -> tuple[Session, ...]:
    parts = tables.grouped(session.PartRow, "session", "number")
    terms = tables.grouped(session.SessionTermRow, "session")
    features = tables.grouped(session.SessionFeatureRow, "session", "feature")
    wishes = tables.grouped(session.SessionWishRow, "session", "starts_at", "ends_at")
    organisers = tables.grouped(session.SessionOrganiserRow, "session", "position")
    appearances = tables.grouped(session.AppearanceRow, "session", "position")
    links = tables.grouped(session.SessionLinkRow, "session", "position")
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
            wishes=spans_of(wishes.get(r.code, ())),
            organisers=tuple(Organiser(o.organisation, o.role) for o in organisers.get(r.code, ())),
            appearances=tuple(map(_appearance, appearances.get(r.code, ()))),
            links=tuple(Link(link.url, link.label) for link in links.get(r.code, ())),
            state=r.state,
            visibility=r.visibility,
            embargo_until=instant_of(r.embargo_until),
            translations=translations_of(r.translations),
        )
        for r in tables.rows(session.SessionRow, "code")
    )


def _placements(tables: Tables) -> tuple[Placement, ...]:
    rooms: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in tables.rows(placement.PlacementRoomRow, "room"):
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
        for r in tables.rows(placement.PlacementRow, "starts_at", "ends_at", "session", "part")
    )


def _slots(tables: Tables) -> tuple[RemoteSlot, ...]:
    ways: dict[tuple[str, int], list[Way]] = defaultdict(list)
    for row in tables.rows(remote.RemoteWayRow, "session", "part", "position"):
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
        for r in tables.rows(remote.RemoteSlotRow, "session", "part")
    )


def _appearance(row: Row[Any]) -> Appearance:
    # By place, not by name: of all rows these are the most. The table's columns are the value's fields, in order.
    fields: list[Any] = list(row[2:])
    fields[-1] = instant_of(fields[-1])
    return Appearance(*fields)
