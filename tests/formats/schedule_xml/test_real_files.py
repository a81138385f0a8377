"""Two real conferences: what others write, read without a flaw and given out again without a loss."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from itertools import combinations, count

import pytest

from scheduler.domain.clock import to_local
from scheduler.domain.imported import Imported
from scheduler.domain.merging import merge
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.formats import schedule_json
from scheduler.formats.schedule_xml import read, write
from tests.formats.schedule_json.examples import complaints
from tests.formats.schedule_xml.examples import SHARED, require_valid
from tests.machine import lacking

pytestmark = pytest.mark.shared

FOSDEM, CONGRESS = "fosdem2017.xml", "31c3.xml"
ZONES = {FOSDEM: "Europe/Brussels", CONGRESS: None}
both = pytest.mark.parametrize("name", [FOSDEM, CONGRESS])


@lru_cache
def imported(name: str) -> Imported:
    path = SHARED / name
    if not path.exists():
        lacking(f"the sample schedule is not beside this clone (shared/data/schedules/{name})")
    with path.open("rb") as stream:
        return read(stream, time_zone=ZONES[name])


def merged(said: Imported, *, slug: str = "sample", draft: Programme | None = None) -> Programme:
    numbers = count(1)
    return merge(
        draft,
        said,
        event_slug=slug,
        uid_domain=f"{slug}.example",
        new_person_id=lambda: f"p{next(numbers):04}",
    )


def written(programme: Programme) -> bytes:
    return write(programme, version="1", base_url="https://programme.example")


def again(content: bytes) -> Imported:
    return read(BytesIO(content), time_zone=None)


def overlapping(placements: Iterable[Placement]) -> int:
    """How many pairs are at the same time, each compared with each."""
    return sum(one.starts < two.ends and two.starts < one.ends for one, two in combinations(placements, 2))


def room_overlaps(programme: Programme) -> int:
    return sum(overlapping(p for p in programme.placements if p.room == room.slug) for room in programme.rooms)


def person_overlaps(programme: Programme) -> int:
    def of(person: str) -> list[Placement]:
        in_it = {s.code for s in programme.sessions if any(a.person == person for a in s.appearances)}
        return [p for p in programme.placements if p.session in in_it]

    return sum(overlapping(of(person.id)) for person in programme.people)


def until_midnight(programme: Programme) -> int:
    """How many placements end on a later date than they start (here all of them at 00:00)."""
    zone = programme.event.time_zone
    return sum(to_local(p.ends, zone).date() > to_local(p.starts, zone).date() for p in programme.placements)


def after_midnight(programme: Programme) -> int:
    """How many placements start on a later date than the day that they belong to."""
    zone, day_of = programme.event.time_zone, programme.event.day_of
    return sum(to_local(p.starts, zone).date() > day_of(p.starts) for p in programme.placements)


COUNTS = {
    FOSDEM: {
        "events": 668,
        "rooms": 29,
        "people": 610,
        "flaws": 0,
        "notes": 4,
        "until midnight": 0,
        "after midnight": 0,
        "room overlaps": 0,
        "person overlaps": 0,
    },
    CONGRESS: {
        "events": 138,
        "rooms": 4,
        "people": 198,
        "flaws": 0,
        "notes": 5,
        "until midnight": 11,
        "after midnight": 4,
        "room overlaps": 0,
        "person overlaps": 2,
    },
}


@both
def test_what_is_in_the_file(name: str) -> None:
    said = imported(name)
    programme = merged(said)
    assert COUNTS[name] == {
        "events": len(programme.placements),
        "rooms": len(programme.rooms),
        "people": len(programme.people),
        "flaws": len(said.flaws),
        "notes": len(said.notes),
        "until midnight": until_midnight(programme),
        "after midnight": after_midnight(programme),
        "room overlaps": room_overlaps(programme),
        "person overlaps": person_overlaps(programme),
    }


def test_links_that_are_none_are_noted_with_their_lines() -> None:
    assert [str(note) for note in imported(FOSDEM).notes] == [
        "line 1671: The link to 'http://' is left out: it is no http or https address.",
        "line 9680: The link to 'httphttps://github.com/webcompat/' is left out: it is no http or https address.",
        "line 12862: The link to 'tmpsantos.com.br/talks/fosdem17' is left out: it is no http or https address.",
        "rooms: Room 'H.2111' has no event and is left out.",
    ]


@both
def test_again_changes_nothing(name: str) -> None:
    programme = merged(imported(name))
    assert merged(imported(name), draft=programme) == programme


@both
def test_our_export_is_valid(name: str) -> None:
    require_valid(written(merged(imported(name))))


@both
def test_our_export_changes_nothing_in_its_draft(name: str) -> None:
    programme = merged(imported(name))
    assert merged(again(written(programme)), draft=programme) == programme


@both
def test_our_export_makes_the_same_bytes_of_a_new_event(name: str) -> None:
    content = written(merged(imported(name)))
    assert written(merged(again(content))) == content


def anonymous(programme: Programme) -> Programme:
    """The programme without slug, UID domain and guids, which another event makes anew, people named by export id."""
    ids = {person.id: f"{person.export_id:09}" for person in programme.people}
    return replace(
        programme,
        event=replace(programme.event, slug="", uid_domain=""),
        rooms=tuple(replace(room, guid=None) for room in programme.rooms),
        people=tuple(sorted((replace(p, id=ids[p.id], guid=None) for p in programme.people), key=lambda p: p.id)),
        sessions=tuple(
            replace(
                session,
                parts=tuple(replace(part, guid=None) for part in session.parts),
                appearances=tuple(replace(a, person=ids[a.person]) for a in session.appearances),
            )
            for session in programme.sessions
        ),
    )


@both
def test_our_export_makes_the_same_programme_of_another_event(name: str) -> None:
    programme = merged(imported(name))
    other = merged(again(written(programme)), slug="other")
    assert (other.event.slug, other.event.uid_domain) == ("other", "other.example")
    assert anonymous(other) == anonymous(programme)


@both
def test_our_schedule_json_is_valid_and_changes_nothing_in_its_draft(name: str) -> None:
    programme = merged(imported(name))
    content = schedule_json.write(programme, version="1", base_url="https://programme.example")
    assert complaints(content) == []
    assert merged(schedule_json.read(BytesIO(content), time_zone=None), draft=programme) == programme
