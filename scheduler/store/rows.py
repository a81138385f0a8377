"""A programme as rows: which row of which table each part of the value is. Pure; the other way is `store.drafts`."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase

from scheduler.domain.clock import to_utc
from scheduler.domain.event import Translations
from scheduler.domain.programme import Programme
from scheduler.domain.session import Session
from scheduler.store.models import event, people, placement, remote, session, venue

Row = dict[str, Any]
Rows = dict[Table, dict[tuple[Any, ...], Row]]
"""Per table its rows, by primary key without the event."""


def table_of(model: type[DeclarativeBase]) -> Table:
    """The table of a row class."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every row class has a table of its own
    return table


def rows_of(programme: Programme) -> Rows:
    """Every row of the programme but the event's own."""
    rows: Rows = {}
    for model, row in _all(programme):
        table = table_of(model)
        key = tuple(row[column.key] for column in table.primary_key if column.key != "event_id")
        rows.setdefault(table, {})[key] = row
    return rows


def event_row(programme: Programme) -> Row:
    """The event's own columns."""
    return _plain(programme.event, without=("days",))


def _all(programme: Programme) -> Iterator[tuple[type[DeclarativeBase], Row]]:
    for day in programme.event.days:
        yield event.EventDayRow, _plain(day)
    yield from _venue(programme)
    yield from _people(programme)
    yield from _vocabulary(programme)
    for item in programme.sessions:
        yield from _session(item)
    for placed in programme.placements:
        yield (
            placement.PlacementRow,
            _plain(placed, without=("also_in", "starts", "ends"))
            | {"starts_at": to_utc(placed.starts), "ends_at": to_utc(placed.ends)},
        )
        for room in placed.also_in:
            yield (
                placement.PlacementRoomRow,
                {"session": placed.session, "part": placed.part, "room": room},
            )
    for relation in programme.relations:
        yield session.RelationRow, _plain(relation)
    yield from _remote(programme)


def _venue(programme: Programme) -> Iterator[tuple[type[DeclarativeBase], Row]]:
    for building in programme.buildings:
        yield venue.BuildingRow, _plain(building)
    for walk in programme.walks:
        yield venue.WalkRow, _plain(walk)
    for feature in programme.features:
        yield venue.FeatureRow, _plain(feature)
    for room in programme.rooms:
        yield venue.RoomRow, _plain(room, without=("features", "pieces", "availability"))
        for slug in room.features:
            yield venue.RoomFeatureRow, {"room": room.slug, "feature": slug}
        for position, piece in enumerate(room.pieces):
            yield venue.RoomPieceRow, {"whole": room.slug, "piece": piece, "position": position}
        for span in room.availability:
            yield (
                venue.RoomAvailabilityRow,
                {"room": room.slug, "starts_at": to_utc(span.starts), "ends_at": to_utc(span.ends)},
            )


def _people(programme: Programme) -> Iterator[tuple[type[DeclarativeBase], Row]]:
    for organisation in programme.organisations:
        yield people.OrganisationRow, _plain(organisation)
    for person in programme.people:
        yield people.PersonRow, _plain(person, without=("availability",))
        for span in person.availability:
            yield (
                people.PersonAvailabilityRow,
                {"person": person.id, "starts_at": to_utc(span.starts), "ends_at": to_utc(span.ends)},
            )


def _vocabulary(programme: Programme) -> Iterator[tuple[type[DeclarativeBase], Row]]:
    for kind in programme.session_types:
        yield session.SessionTypeRow, _plain(kind)
    for track in programme.tracks:
        yield session.TrackRow, _plain(track)
    for scheme in programme.schemes:
        yield session.SchemeRow, _plain(scheme, without=("terms",))
        for position, term in enumerate(scheme.terms):
            yield session.TermRow, _plain(term) | {"position": position}


def _session(item: Session) -> Iterator[tuple[type[DeclarativeBase], Row]]:
    apart = ("parts", "terms", "features", "wishes", "organisers", "appearances", "links", "embargo_until")
    yield session.SessionRow, _plain(item, without=apart) | {"embargo_until": _moment(item.embargo_until)}
    code = {"session": item.code}
    for part in item.parts:
        yield session.PartRow, code | _plain(part)
    for key in item.terms:
        scheme, _, term = key.partition(":")
        yield session.SessionTermRow, code | {"scheme": scheme, "term": term}
    for feature in item.features:
        yield session.SessionFeatureRow, code | {"feature": feature}
    for span in item.wishes:
        yield session.SessionWishRow, code | {"starts_at": to_utc(span.starts), "ends_at": to_utc(span.ends)}
    for position, organiser in enumerate(item.organisers):
        yield session.SessionOrganiserRow, code | _plain(organiser) | {"position": position}
    for position, appearance in enumerate(item.appearances):
        yield (
            session.AppearanceRow,
            code | _plain(appearance) | {"position": position, "embargo_until": _moment(appearance.embargo_until)},
        )
    for position, link in enumerate(item.links):
        yield session.SessionLinkRow, code | _plain(link) | {"position": position}


def _remote(programme: Programme) -> Iterator[tuple[type[DeclarativeBase], Row]]:
    for team in programme.teams:
        yield remote.TeamRow, _plain(team)
    for account in programme.accounts:
        yield remote.PlatformAccountRow, _plain(account)
    for meeting in programme.meetings:
        yield remote.MeetingRow, _plain(meeting)
    for slot in programme.slots:
        yield remote.RemoteSlotRow, _plain(slot, without=("ways",))
        for position, way in enumerate(slot.ways):
            yield (
                remote.RemoteWayRow,
                {"session": slot.session, "part": slot.part, "position": position} | _plain(way),
            )


def _plain(value: Any, without: tuple[str, ...] = ()) -> Row:
    """The fields that are columns of the same name; tuples as the lists that JSON knows."""
    return {field.name: _jsonable(getattr(value, field.name)) for field in fields(value) if field.name not in without}


def _jsonable(value: Any) -> Any:
    return [list(v) if isinstance(v, tuple) else v for v in value] if isinstance(value, tuple) else value


def _moment(instant: int | None) -> dt.datetime | None:
    return None if instant is None else to_utc(instant)


def translations_of(stored: list[list[str]]) -> Translations:
    """Translations as the domain has them."""
    return tuple((field, locale, text) for field, locale, text in stored)


def rows_between(before: Rows, after: Rows) -> Mapping[Table, tuple[list[Row], list[tuple[Row, Row]], list[Row]]]:
    """Per table: rows to insert, rows to change (before, after), rows to delete."""
    result = {}
    for table in before.keys() | after.keys():
        old, new = before.get(table, {}), after.get(table, {})
        result[table] = (
            [row for key, row in new.items() if key not in old],
            [(old[key], row) for key, row in new.items() if key in old and old[key] != row],
            [row for key, row in old.items() if key not in new],
        )
    return result
