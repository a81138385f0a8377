"""The programme of the WSIS Forum 2017, read from the files of `seed_data/wsis-2017` and filled up to a whole week."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from scheduler.domain.clock import from_local
from scheduler.domain.errors import InvalidInput
from scheduler.domain.event import Day, Event
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Appearance, Link, Organiser, Part, Scheme, Session, SessionType, Term, Track
from scheduler.domain.timespan import Span
from scheduler.domain.venue import Building, Feature, Room, Walk
from scheduler.formats.wsis_sample import fill, minute_of

Row = dict[str, Any]
T = TypeVar("T")

_PAGE = re.compile(r"(https?://\S+)(?: (\(.+\)))?")


def build(folder: Path, *, seed: int = 2017, facts_only: bool = False) -> Programme:
    """The Forum's programme: the real sessions and, unless `facts_only`, marked sample sessions on the real grid.

    The same files and seed give the same value in any process. `InvalidInput` names a file that is missing or no JSON.
    """
    resources = _read(folder, "resources.json")
    facts = _facts(folder, resources)
    week = facts if facts_only else fill(facts, _read(folder, "sample.json"), _lines(folder), _shares(folder), seed)
    return ordered(replace(week, slots=tuple(_slots(week, resources["remote_slots"]))))


def _read(folder: Path, name: str) -> Any:
    path = folder / name
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput(f"There is no {path}. Name the folder that holds the seed's files.") from None
    except ValueError as error:
        raise InvalidInput(f"{path} is no JSON: {error}.") from None


def _facts(folder: Path, resources: Row) -> Programme:
    event = _event(_read(folder, "event.json"))
    sessions = _read(folder, "sessions.json")
    people = _read(folder, "people.json")
    ids = {row["slug"]: row["id"] for row in people}
    rooms = tuple(_room(row) for row in _read(folder, "rooms.json"))
    accounts = tuple(_kept(PlatformAccount, row) for row in resources["platform_accounts"])
    return Programme(
        event=event,
        buildings=tuple(_kept(Building, row) for row in resources["buildings"]),
        walks=tuple(_kept(Walk, row) for row in resources["walks"]),
        features=tuple(_kept(Feature, row) for row in resources["features"]),
        rooms=rooms,
        session_types=tuple(_kept(SessionType, row) for row in _read(folder, "session_types.json")),
        tracks=tuple(_kept(Track, row) for row in resources["tracks"]),
        schemes=_schemes(folder),
        organisations=tuple(_kept(Organisation, row) for row in _read(folder, "organisations.json")),
        people=tuple(_kept(Person, row) for row in people),
        teams=tuple(replace(_kept(Team, row), languages=tuple(row["languages"])) for row in resources["teams"]),
        accounts=accounts,
        meetings=tuple(_meetings(event, rooms, accounts[0].slug)),
        sessions=tuple(_session(row, ids, event) for row in sessions),
        placements=tuple(_placements(sessions, event)),
    )


def _kept(kind: type[T], row: Row) -> T:
    """The value of a row whose names are the fields': sources and notes, which no programme holds, are left out."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in row.items() if name in names})


def _event(row: Row) -> Event:
    days = tuple(
        Day(date.fromisoformat(day["date"]), minute_of(day["opens"]), minute_of(day["closes"])) for day in row["days"]
    )
    return replace(_kept(Event, row), days=days, locales=tuple(row["locales"]))


def _room(row: Row) -> Room:
    return replace(_kept(Room, row), features=tuple(row["features"]), pieces=tuple(row["pieces"]))


def _lines(folder: Path) -> list[Row]:
    rows: list[Row] = _read(folder, "action_lines.json")["action_lines"]
    return rows


def _shares(folder: Path) -> dict[str, int]:
    """Stakeholder types with their percentage of the consultation's submissions."""
    (stakeholders,) = (row for row in _read(folder, "schemes.json") if row["slug"] == "stakeholder")
    return {term["code"]: term["share_percent"] or 0 for term in stakeholders["terms"]}


def _schemes(folder: Path) -> tuple[Scheme, ...]:
    named: list[Row] = [
        {"slug": "action-line", "name": "WSIS Action Lines", "terms": _lines(folder)},
        *_read(folder, "schemes.json"),
    ]
    return tuple(
        Scheme(
            row["slug"],
            row["name"],
            tuple(Term(row["slug"], term["code"], term["name"]) for term in row["terms"]),
        )
        for row in named
    )


def _session(row: Row, ids: dict[str, str], event: Event) -> Session:
    interpretation = tuple(row["interpretation"] or ())
    captioning = bool(row["captioning"])
    return Session(
        code=row["code"],
        title=row["title"],
        subtitle=row.get("subtitle", ""),
        parts=(Part(1, row["duration_minutes"]),),
        type=row["type"],
        track=row.get("track"),
        terms=(
            "data:fact",
            *(f"action-line:{code}" for code in row["action_lines"]),
            *(f"sdg:{number}" for number in row["sdgs"]),
        ),
        interpretation=interpretation,
        captioning=captioning,
        features=(("interpretation",) if interpretation else ()) + (("captioning",) if captioning else ()),
        # Each room had its on-line room, so who has a room can be joined from outside.
        mode="hybrid" if row["room"] else "onsite",
        wishes=tuple(_wishes(row, event.time_zone)),
        organisers=tuple(Organiser(slug, "co" if place else "lead") for place, slug in enumerate(row["organisers"])),
        appearances=tuple(Appearance(ids[a["person"]], a["role"], a["mode"]) for a in row["appearances"]),
        links=tuple(_links(row["source"])),
        state="confirmed" if row["start"] else "accepted",
    )


def _wishes(row: Row, time_zone: str) -> Iterator[Span]:
    """The days that are known of a session without times, each from midnight to midnight."""
    if row["date"] is None or row["start"] is not None:
        return
    day, last = date.fromisoformat(row["date"]), date.fromisoformat(row.get("until") or row["date"])
    while day <= last:
        yield Span(from_local(day, 0, time_zone), from_local(day, 24 * 60, time_zone))
        day += timedelta(days=1)


def _links(sources: Iterable[str]) -> Iterator[Link]:
    for source in sources:
        if page := _PAGE.fullmatch(source):
            yield Link(page[1], f"Source {page[2]}" if page[2] else "Source")


def _placements(rows: Iterable[Row], event: Event) -> Iterator[Placement]:
    for row in rows:
        if row["start"] is not None:
            day = date.fromisoformat(row["date"])
            starts, ends = (from_local(day, minute_of(row[edge]), event.time_zone) for edge in ("start", "end"))
            yield Placement(row["code"], 1, starts, ends, row["room"])


def _meetings(event: Event, rooms: Iterable[Room], account: str) -> Iterator[Meeting]:
    for room in rooms:
        for day in event.days:
            yield Meeting(_meeting_slug(room.slug, day.date), account, room=room.slug, day=day.date)


def _meeting_slug(room: str, day: date) -> str:
    return f"{room}-{day:%Y%m%d}"


def _slots(programme: Programme, row: Row) -> Iterator[RemoteSlot]:
    """Remote access to every placement that has a room, through the room's meeting of the day."""
    ways = tuple(Way(kind) for kind in row["ways"])
    for placement in programme.placements:
        if placement.room is not None:
            meeting = _meeting_slug(placement.room, programme.event.day_of(placement.starts))
            yield RemoteSlot(
                placement.session, placement.part, meeting, ways, intervention_slots=row["intervention_slots"]
            )
