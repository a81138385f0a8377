"""Editing a draft: what each wish does and what stands in its way, on both databases."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.clock import isoformat
from scheduler.domain.editing import EMAIL
from scheduler.domain.errors import (
    Flaw,
    InvalidInput,
    NotFound,
    PreconditionRequired,
    ReliedUpon,
    SchedulerError,
    Stale,
    StateConflict,
)
from scheduler.domain.log import Operation, Repeat
from scheduler.domain.resources import resource
from scheduler.domain.resources.deciding import find
from scheduler.domain.things import PERSON, PLACEMENT, SESSION
from scheduler.domain.venue import Walk
from scheduler.services.founding import dissolve_event
from scheduler.services.publishing import publish
from scheduler.services.repeating import DoneBefore
from scheduler.services.wishing import log_key
from scheduler.store.db import Database
from scheduler.store.persons import emails
from scheduler.store.versions import load_versions
from tests.everything import EVERYTHING
from tests.factories import at, event, placement, programme, room, session
from tests.services.forum import NOW
from tests.services.organiser import BY, Organiser, organising, wish

NINE, TEN = "2017-06-12T09:00:00+02:00", "2017-06-12T10:00:00+02:00"
OWN = "everything-396-1"
TOWER, CONNECT = "building tower", "platform-account connect"
SAME_WALK = {"items": [{"from": "tower", "to": "cicg", "minutes": 9}]}
HELD = "Session {} was released: calendars hold it. Cancel it instead: set its state to cancelled."


@pytest.fixture
def organiser(database: Database) -> Organiser:
    return organising(database, EVERYTHING)


def told(organiser: Organiser, what: str, key: str) -> dict[str, Any]:
    """A resource as it stands in the rows."""
    desk = replace(organiser).desks
    desk.forget(organiser.event)
    now = organiser.desk.programme
    return resource(now, find(now, what, log_key(now, what, key)))


EACH: tuple[Any, ...] = tuple(
    pytest.param(what, key, body, change, id=what)
    for what, key, body, change in (
        ("building", "annex", {"name": "Annex"}, {"address": "Place 2"}),
        ("feature", "loop", {"name": "Loop"}, {"name": "Hearing loop"}),
        ("room", "attic", {"name": "Attic", "features": ["captions", "booths"]}, {"capacity": 12}),
        ("organisation", "unesco", {"name": "UNESCO"}, {"country": "FR"}),
        ("person", "bob", {"name": "Bob", "organisation": "itu"}, {"rank": 2}),
        ("track", "low", {"name": "Low"}, {"colour": "#ffffff"}),
        ("session-type", "talk", {"name": "Talk"}, {"duration_minutes": 45}),
        ("scheme", "lines", {"name": "Lines"}, {"name": "Action lines"}),
        ("term", "sdg:3", {"scheme": "sdg", "code": "3", "name": "Three"}, {"position": 1}),
        ("team", "tech", {"name": "Tech", "kind": "technicians"}, {"count": 3}),
        ("platform-account", "zoom", {"name": "Zoom"}, {"concurrent_meetings": 2}),
        (
            "meeting",
            "left",
            {"slug": "left", "account": "connect", "room": "left", "day": "2017-06-12"},
            {"room": "right"},
        ),
        ("session", "397", {"code": "397", "title": "Next"}, {"state": "confirmed"}),
        ("relation", "2", {"kind": "after", "from": "396", "to": "X1"}, {"kind": "same-day"}),
    )
)


@pytest.mark.parametrize(("what", "key", "body", "change"), EACH)
def test_each_kind_is_created_changed_deleted_and_all_of_it_undone(
    organiser: Organiser, what: str, key: str, body: dict[str, Any], change: dict[str, Any]
) -> None:
    nothing = organiser.desk.programme
    organiser.create(what, {"slug": key, **body} if what not in {"term", "session", "relation"} else body)
    made = told(organiser, what, key)
    assert body.items() <= (made | {name: body[name] for name in body if name == "features"}).items()
    organiser.change(what, key, change)
    changed = told(organiser, what, key)
    assert changed == made | change
    organiser.delete(what, key)
    assert organiser.desk.programme == nothing
    organiser.undo(3)
    assert told(organiser, what, key) == changed
    organiser.undo(2)
    assert told(organiser, what, key) == made
    organiser.undo(1)
    assert organiser.desk.programme == nothing
    assert [organiser.change_of(number).undoes for number in range(7)] == [None, None, None, None, 3, 2, 1]


@pytest.mark.parametrize(
    ("what", "key", "body", "other"),
    [
        pytest.param(
            PLACEMENT,
            "everything-396-2",
            {"room": "left", "also_in": ["right"], "starts_at": NINE, "ends_at": TEN},
            {"room": None, "also_in": ["right", "left"], "starts_at": NINE, "ends_at": TEN},
            id="placement",
        ),
        pytest.param(
            "remote",
            "everything-396-2",
            {"meeting": "own"},
            {"meeting": "own", "ways": [{"kind": "join"}]},
            id="remote",
        ),
    ],
)
def test_what_is_set_whole_is_set_set_anew_taken_away_and_all_of_it_undone(
    organiser: Organiser, what: str, key: str, body: dict[str, Any], other: dict[str, Any]
) -> None:
    nothing = organiser.desk.programme
    organiser.put(what, key, body)
    first = told(organiser, what, key)
    organiser.put(what, key, other)
    second = told(organiser, what, key)
    organiser.delete(what, key)
    assert organiser.desk.programme == nothing
    organiser.undo(3)
    assert told(organiser, what, key) == second
    organiser.undo(2)
    assert told(organiser, what, key) == first
    organiser.undo(1)
    assert organiser.desk.programme == nothing


def test_walks_are_set_whichever_way_they_are_told_and_undone(organiser: Organiser) -> None:
    organiser.put("walking-times", "everything", {"items": [{"from": "tower", "to": "cicg", "minutes": 4}]})
    assert organiser.desk.programme.walks == (Walk("cicg", "tower", 4),)
    organiser.undo()
    assert organiser.desk.programme.walks == (Walk("cicg", "tower", 9),)


@pytest.mark.parametrize(
    ("items", "flaw"),
    [
        ([{"from": "x", "to": "cicg", "minutes": 1}], Flaw("/items/0/from", "There is no building 'x' in everything.")),
        ([{"from": "cicg", "to": "cicg", "minutes": 1}], Flaw("/items/0/to", "A walk is between two buildings.")),
        (
            [{"from": "tower", "to": "cicg", "minutes": 1}, {"from": "cicg", "to": "tower", "minutes": 1}],
            Flaw("/items/1", "The walk between cicg and tower is given twice."),
        ),
    ],
    ids=["unknown", "to itself", "twice"],
)
def test_walks_that_are_refused(organiser: Organiser, items: list[dict[str, Any]], flaw: Flaw) -> None:
    with pytest.raises(InvalidInput) as refused:
        organiser.put("walking-times", "everything", {"items": items})
    assert refused.value.flaws == (flaw,)


def test_a_batch_may_name_what_it_makes_and_is_one_change(organiser: Organiser) -> None:
    made = organiser.edit(
        wish("create", PERSON, None, {"name": "Bob"}),
        wish("create", "room", None, {"slug": "attic", "name": "Attic"}),
        wish("create", SESSION, None, {"code": "400", "title": "New", "appearances": [{"person": "bob"}]}),
        wish("put", PLACEMENT, "everything-400-1", {"room": "attic", "starts_at": NINE, "ends_at": TEN}),
        wish("change", "room", "attic", {"capacity": 9}),
    )
    assert made.recorded is not None
    assert [(op.what, op.before) for op in made.recorded.change.operations] == [
        (PERSON, None),
        ("room", None),
        (SESSION, None),
        (PLACEMENT, None),
    ]
    assert organiser.desk.revision == 1
    assert told(organiser, "room", "attic")["capacity"] == 9


@pytest.mark.parametrize("turned", [False, True], ids=["first what is gone", "first what relied on it"])
def test_a_batch_is_judged_when_all_of_it_is_done(organiser: Organiser, turned: bool) -> None:
    """A room may go before or after what stands in it moves out, and a room may name a piece that is still to come."""
    gone = [
        wish("delete", "meeting", "whole-monday", expected=0),
        wish("delete", "remote", OWN, expected=0),
        wish("create", "room", None, {"slug": "big", "name": "Big", "pieces": ["small"]}),
        wish("create", "room", None, {"slug": "small", "name": "Small"}),
        wish("delete", "room", "whole", expected=0),
        wish("delete", "relation", "1", expected=0),
        wish("delete", SESSION, "X1", expected=0),
    ]
    organiser.edit(*(reversed(gone) if turned else gone))
    now = organiser.desk.programme
    assert [room.slug for room in now.rooms] == ["big", "small", "left", "right"]
    assert [(*now.session,), *map(len, (now.meetings, now.slots, now.relations))] == [("396",), 1, 0, 0]


def test_a_batch_with_one_flaw_does_nothing_and_points_at_it(organiser: Organiser) -> None:
    before = organiser.desk
    with pytest.raises(InvalidInput) as refused:
        organiser.edit(
            wish("create", "room", None, {"name": "Attic"}, pointer="/operations/0"),
            wish(
                "change",
                SESSION,
                "396",
                {"type": "nowhere", "track": "nowhere"},
                expected=0,
                pointer="/operations/1",
            ),
        )
    assert refused.value.flaws == (
        Flaw("/operations/1/fields/type", "There is no session-type 'nowhere' in everything."),
        Flaw("/operations/1/fields/track", "There is no track 'nowhere' in everything."),
    )
    assert organiser.desk is before


@pytest.mark.parametrize(
    ("expected", "error"),
    [
        pytest.param(None, PreconditionRequired, id="not named"),
        pytest.param(7, Stale, id="never was"),
        pytest.param(0, Stale, id="was"),
    ],
)
@pytest.mark.parametrize("method", ["change", "delete"])
def test_what_exists_must_be_named_as_it_is(
    organiser: Organiser, method: Any, expected: int | None, error: type[SchedulerError]
) -> None:
    organiser.change("room", "left", {"capacity": 5})
    with pytest.raises(error) as refused:
        organiser.edit(wish(method, "room", "left", {"capacity": 6}, expected=expected))
    if isinstance(refused.value, Stale):
        assert refused.value.current == told(organiser, "room", "left")
    assert organiser.desk.revision == 1


def test_a_placement_that_is_gone_can_only_be_made_anew(organiser: Organiser) -> None:
    organiser.delete("remote", OWN)
    organiser.delete(PLACEMENT, OWN)
    body = {"starts_at": NINE, "ends_at": TEN}
    with pytest.raises(Stale) as refused:
        organiser.edit(wish("put", PLACEMENT, OWN, body, expected=2))
    assert refused.value.current is None
    organiser.edit(wish("put", PLACEMENT, OWN, body))
    assert organiser.version(PLACEMENT, OWN) == 3


def test_edits_of_different_sessions_never_collide(organiser: Organiser) -> None:
    organiser.edit(wish("change", SESSION, "396", {"title": "A"}, expected=0))
    organiser.edit(wish("change", SESSION, "X1", {"title": "B"}, expected=0))
    organiser.edit(wish("put", PLACEMENT, "everything-X1-3", {"starts_at": NINE, "ends_at": TEN}, expected=0))
    assert organiser.desk.revision == 3


@pytest.mark.parametrize(
    ("what", "key", "relying"),
    [
        ("building", "tower", [("room", "whole", TOWER), ("walking-times", "cicg to tower", TOWER)]),
        ("feature", "captions", [("room", "whole", "feature captions"), ("session", "396", "feature captions")]),
        ("room", "right", [("room", "whole", "room right"), ("placement", OWN, "room right")]),
        ("organisation", "ngo", [("session", "396", "organisation ngo"), ("session", "396", "organisation ngo")]),
        ("person", "ada", [("session", "396", "person ada")]),
        ("track", "high", [("session", "396", "track high")]),
        ("session-type", "plenary", [("session", "396", "session-type plenary")]),
        ("scheme", "sdg", [("session", "396", "term sdg:10"), ("session", "396", "term sdg:2")]),
        ("term", "sdg:2", [("session", "396", "term sdg:2")]),
        ("platform-account", "connect", [("meeting", "own", CONNECT), ("meeting", "whole-monday", CONNECT)]),
        ("meeting", "whole-monday", [("remote", OWN, "meeting whole-monday")]),
        ("session", "396", [("meeting", "own", "part 396-2"), ("relation", "1", "session 396")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_others_rely_on_stays(
    organiser: Organiser, what: str, key: str, relying: list[tuple[str, str, str]]
) -> None:
    with pytest.raises(ReliedUpon) as refused:
        organiser.delete(what, key)
    assert [(each["what"], each["key"], each["on"]) for each in refused.value.relying] == relying
    assert organiser.desk.revision == 0


def test_a_part_that_is_placed_stays(organiser: Organiser) -> None:
    with pytest.raises(ReliedUpon) as refused:
        organiser.change(SESSION, "X1", {"parts": [{"number": 1, "duration_minutes": 30}]})
    assert refused.value.detail == "part X1-3 can't go: placement everything-X1-3 relies on it."


def test_numbers_of_parts_are_never_given_twice(organiser: Organiser) -> None:
    parts = [{"number": number, "duration_minutes": 30} for number in (3, 4)]
    organiser.change(SESSION, "X1", {"parts": parts})
    organiser.change(SESSION, "X1", {"parts": parts[:1]})
    with pytest.raises(InvalidInput) as refused:
        organiser.change(SESSION, "X1", {"parts": parts}, pointer="/operations/0")
    assert refused.value.flaws == (
        Flaw(
            "/operations/0/fields/parts/1/number",
            "Session X1 had a part 4 once, and calendars remember it. Number the new one higher.",
        ),
    )
    organiser.undo(2)
    assert [part.number for part in organiser.desk.programme.session["X1"].parts] == [3, 4]


def test_codes_are_never_given_twice(organiser: Organiser) -> None:
    organiser.create(SESSION, {"title": "Counted"})
    (code,) = organiser.desk.programme.session.keys() - {"396", "X1"}
    organiser.delete(SESSION, code)
    for body in ({"title": "Again", "code": code}, {"title": "Again", "code": "396"}):
        with pytest.raises(StateConflict):
            organiser.create(SESSION, body)
    with pytest.raises(StateConflict) as refused:
        organiser.edit(
            wish("delete", "relation", "1", expected=0),
            wish("delete", SESSION, "X1", expected=0),
            wish("create", SESSION, None, {"code": "X1", "title": "Another"}),
        )
    assert refused.value.detail == "Session X1 goes in this very change, and its code with it. Use another code."
    organiser.create(SESSION, {"title": "Counted on"})
    assert organiser.desk.programme.session.keys() - {"396", "X1"} == {str(int(code) + 1)}
    organiser.undo(2)
    assert organiser.desk.programme.session[code].title == "Counted"


def test_relations_are_never_numbered_twice(organiser: Organiser) -> None:
    organiser.delete("relation", "1")
    organiser.create("relation", {"kind": "before", "from": "X1", "to": "396"})
    assert [each.id for each in organiser.desk.programme.relations] == [2]


@pytest.mark.parametrize("key", ["01", "0", "-1", "+1", "1.0", "\u0661", "x", "9" * 10])
def test_a_relation_has_one_key(organiser: Organiser, key: str) -> None:
    with pytest.raises(NotFound):
        organiser.edit(wish("change", "relation", key, {"kind": "after"}, expected=0))


def _released(organiser: Organiser) -> None:
    desks, slug = organiser.desks, organiser.event
    publish(desks, slug, label="1", note="", only=(), author=BY, base_url="https://programme.example")


@pytest.fixture
def calm(database: Database) -> Organiser:
    """Somebody with a small programme that can be released."""
    made = programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "hall"),
        event=event(slug="calm"),
        rooms=[room("hall")],
        sessions=[session("1")],
    )
    return organising(database, made)


def test_what_was_released_is_not_deleted(calm: Organiser) -> None:
    _released(calm)
    with pytest.raises(StateConflict) as refused:
        calm.delete(SESSION, "1")
    assert refused.value.detail == HELD.format(1)
    with pytest.raises(StateConflict):
        calm.change("event", "calm", {"uid_domain": "other.example"})
    with pytest.raises(StateConflict):
        dissolve_event(calm.desks, "calm", expected=0)


def test_nothing_that_was_released_is_undone_into_nothing(calm: Organiser) -> None:
    calm.edit(
        wish("create", SESSION, None, {"code": "2", "title": "New", "state": "accepted"}),
        wish("put", PLACEMENT, "calm-2-1", {"room": None, "starts_at": NINE, "ends_at": TEN}),
    )
    calm.change("event", "calm", {"uid_domain": "calm.example"})
    _released(calm)
    for number, detail in (
        (1, HELD.format(2)),
        (2, "calm was released with UIDs of calm.example, and keeps them for ever."),
        (
            3,
            (
                "Change 3 made a release, which the public has seen. Change the draft back and release it, or release "
                "an older one again."
            ),
        ),
        (0, "Change 0 made the event. Delete the event instead."),
    ):
        with pytest.raises(StateConflict) as refused:
            calm.undo(number)
        assert refused.value.detail == detail


def test_an_event_that_nobody_saw_goes_with_all_it_holds(organiser: Organiser) -> None:
    with pytest.raises(Stale):
        dissolve_event(organiser.desks, organiser.event, expected=4)
    dissolve_event(organiser.desks, organiser.event, expected=0)
    with pytest.raises(NotFound):
        _ = organiser.desk
    again = organising(organiser.database, EVERYTHING)
    assert again.desk.programme == EVERYTHING


def _changed_again(organiser: Organiser) -> None:
    organiser.change("room", "left", {"capacity": 5})
    organiser.change("room", "left", {"floor": "3"})


def _relied_upon(organiser: Organiser) -> None:
    organiser.create("track", {"slug": "low", "name": "Low"})
    organiser.change(SESSION, "396", {"track": "low"})


def _changed_back(organiser: Organiser) -> None:
    organiser.change("feature", "booths", {"name": "Cabins"})
    organiser.change("feature", "booths", {"name": "Booths"})


def _taken_meanwhile(organiser: Organiser) -> None:
    organiser.create(PERSON, {"slug": "bob", "name": "Bob"})
    organiser.delete(PERSON, "bob")
    organiser.create(PERSON, {"slug": "bob", "name": "Another Bob"})


@pytest.mark.parametrize(
    ("prepare", "number", "detail"),
    [
        pytest.param(
            _changed_again,
            1,
            "Change 1 can't be taken back: room left was changed again by change 2.",
            id="changed again",
        ),
        pytest.param(_relied_upon, 1, "track low can't go: session 396 relies on it.", id="relied upon"),
        pytest.param(
            _changed_back,
            1,
            "Change 1 can't be taken back: feature booths was changed again by change 2.",
            id="changed back by hand",
        ),
        pytest.param(
            _taken_meanwhile,
            2,
            "Change 2 can't be taken back: Another person goes by 'bob' already. Choose another slug.",
            id="slug taken meanwhile",
        ),
    ],
)
def test_what_stands_in_the_way_of_undoing(
    organiser: Organiser, prepare: Callable[[Organiser], None], number: int, detail: str
) -> None:
    prepare(organiser)
    last = organiser.desk.revision
    with pytest.raises(StateConflict) as refused:
        organiser.undo(number)
    assert (refused.value.detail, organiser.desk.revision) == (detail, last)


@pytest.mark.parametrize("number", [1, 999_999_999])
def test_what_never_was_is_not_undone(organiser: Organiser, number: int) -> None:
    with pytest.raises(NotFound) as refused:
        organiser.undo(number)
    assert refused.value.detail == f"everything has no change {number}. Its last one is 0."


def test_undoing_an_undo_does_it_again(organiser: Organiser) -> None:
    organiser.change("room", "left", {"capacity": 5, "features": ["captions", "booths"]})
    changed = organiser.desk.programme
    organiser.undo()
    assert organiser.desk.programme == EVERYTHING
    organiser.undo()
    assert organiser.desk.programme == changed


def test_a_person_comes_back_with_the_address(organiser: Organiser) -> None:
    organiser.create(PERSON, {"slug": "bob", "name": "Bob", "email": "bob@forum.example"})
    bob = organiser.desk.programme.person_by_slug["bob"].id
    organiser.delete(PERSON, "bob")
    assert organiser.change_of(2).operations[1:] == (Operation(EMAIL, bob, "bob@forum.example", None),)
    organiser.undo()
    with organiser.database.reading() as reading:
        assert emails(reading, organiser.desk.event_id) == {bob: "bob@forum.example"}


def test_a_slug_leads_to_one_person_for_ever(organiser: Organiser) -> None:
    organiser.change(PERSON, "ada", {"slug": "ada-l"})
    with pytest.raises(StateConflict):
        organiser.create(PERSON, {"slug": "ada", "name": "Other"})
    with pytest.raises(StateConflict):
        organiser.change(PERSON, "rep", {"slug": "ada"})
    organiser.create(PERSON, {"name": "Ada"})
    assert "ada-2" in organiser.desk.programme.person_by_slug
    with pytest.raises(StateConflict) as refused:
        organiser.edit(
            wish("change", PERSON, "ada-l", {"slug": "ada-x"}, expected=1),
            wish("change", PERSON, "rep", {"slug": "ada-l"}, expected=0),
        )
    assert refused.value.detail == "'ada-l' leads to another person, and links remember it. Choose another slug."
    organiser.undo(1)
    assert told(organiser, PERSON, "ada")["slug"] == "ada"


@pytest.mark.parametrize(
    ("moment", "zone", "there"),
    [
        pytest.param("2017-06-12T09:00", "Asia/Tokyo", "2017-06-12T09:00:00+09:00", id="summer to none"),
        pytest.param("2017-01-12T09:00", "America/New_York", "2017-01-12T09:00:00-05:00", id="winter to winter"),
        pytest.param("2017-03-20T09:00", "America/New_York", "2017-03-20T09:00:00-04:00", id="there it is summer"),
        pytest.param("2017-03-12T02:30", "America/New_York", "2017-03-12T03:30:00-04:00", id="an hour they skip"),
        pytest.param("2017-11-05T01:30", "America/New_York", "2017-11-05T01:30:00-04:00", id="an hour they have twice"),
        pytest.param("2017-10-29T02:30+02:00", "Asia/Tokyo", "2017-10-29T02:30:00+09:00", id="first of two here"),
        pytest.param("2017-10-29T02:30+01:00", "Asia/Tokyo", "2017-10-29T02:30:00+09:00", id="second of two here"),
    ],
)
def test_another_zone_keeps_wall_times_unless_told(database: Database, moment: str, zone: str, there: str) -> None:
    placed = placement("1", moment, at(moment) + 5 * 3600, "hall")
    organiser = organising(database, programme(placed, event=event(slug="calm")))
    organiser.change("event", "calm", {"time_zone": zone})
    moved = organiser.desk.programme
    assert isoformat(moved.placements[0].starts, zone) == there
    organiser.undo()
    assert organiser.desk.programme.placements == (placed,)
    organiser.change("event", "calm", {"time_zone": zone}, keep_instants=True)
    assert organiser.desk.programme.placements == (placed,)


def _repeat(body: str, key: str = "k") -> Repeat:
    return Repeat(key, body)


def test_a_repeated_request_is_found_and_not_done_again(organiser: Organiser) -> None:
    wanted = wish("create", "room", None, {"slug": "attic", "name": "Attic"})
    organiser.edit(wanted, repeat=_repeat("one"))
    with pytest.raises(DoneBefore) as done:
        organiser.edit(wanted, repeat=_repeat("one"))
    assert (done.value.event, done.value.revision) == ("everything", 1)
    with pytest.raises(StateConflict) as refused:
        organiser.edit(wanted, repeat=_repeat("two"))
    assert refused.value.detail == "This Idempotency-Key was used for another request. Choose a new one for each."
    other = replace(BY, who="bob@forum.example")
    organiser.edit(wish("create", "room", None, {"name": "Cellar"}), repeat=_repeat("two"), author=other)
    assert organiser.desk.revision == 2


def test_a_request_that_failed_may_be_sent_again_with_its_key(organiser: Organiser) -> None:
    with pytest.raises(InvalidInput):
        organiser.edit(wish("create", "room", None, {"name": "Attic", "building": "x"}), repeat=_repeat("one"))
    organiser.edit(wish("create", "room", None, {"name": "Attic"}), repeat=_repeat("two"))
    assert organiser.desk.revision == 1


def test_two_of_one_request_at_once_do_it_once(organiser: Organiser) -> None:
    def send(_: int) -> str:
        try:
            organiser.edit(wish("create", "room", None, {"name": "Attic"}), repeat=_repeat("one"))
        except DoneBefore as done:
            return f"done by {done.revision}"
        return "done"

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(send, range(4)))
    assert answers == ["done", *["done by 1"] * 3]
    assert organiser.desk.revision == 1


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(wish("change", "room", "whole", {"features": ["captions", "booths"]}, expected=0), id="turned"),
        pytest.param(wish("change", "room", "left", {}, expected=0), id="nothing named"),
        pytest.param(wish("change", "room", "left", {"name": "Left"}, expected=0), id="the same"),
        pytest.param(wish("change", PERSON, "rep", {"email": ""}, expected=0), id="no address"),
        pytest.param(
            wish("put", "walking-times", "everything", SAME_WALK, expected=0),
            id="the same walk back",
        ),
    ],
)  # fmt: skip
def test_what_changes_nothing_is_no_change(organiser: Organiser, wanted: Any) -> None:
    made = organiser.edit(wanted)
    assert (made.recorded, organiser.desk.revision) == (None, 0)


def test_what_is_made_and_unmade_at_once_is_no_change(organiser: Organiser) -> None:
    organiser.edit(wish("create", "room", None, {"slug": "x", "name": "X"}), wish("delete", "room", "x"))
    assert organiser.desk.revision == 0


def test_every_number_of_a_change_is_that_of_its_resources(organiser: Organiser) -> None:
    """Deleting a session counts for its placement too, so that nothing is made again with a tag of before."""
    organiser.edit(wish("delete", "relation", "1", expected=0), wish("delete", SESSION, "X1", expected=0))
    with organiser.database.reading() as reading:
        found = load_versions(reading, organiser.desk.event_id)
    changed: Mapping[Any, int] = {key: number for key, number in found.items() if number}
    assert changed == {("relation", "1"): 1, (SESSION, "X1"): 1, (PLACEMENT, "everything-X1-3"): 1}
    assert organiser.change_of(1).author == replace(BY, at=NOW)
