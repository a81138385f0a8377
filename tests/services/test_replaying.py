"""What holds the kept drafts together: replaying the log gives what loading gives, and sightings are what stands."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.conflicts import ALL, check
from scheduler.domain.errors import SchedulerError
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.things import KINDS, PERSON, PLACEMENT, REMOTE, SESSION, TERM, WALKING_TIMES
from scheduler.services import policies, waiving
from scheduler.services.desk import Desk, load_desk, replay
from scheduler.services.wishing import Wish
from scheduler.store.changes import changes_since
from scheduler.store.db import Database
from tests.everything import EVERYTHING
from tests.services.organiser import BY, Organiser, organising, wish

MODEST = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
EVENTS = count(1)


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def several(*values: Any, most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


def fields(needed: Mapping[str, Any], **others: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Bodies with the needed fields and some of the others."""
    return st.fixed_dictionaries(dict(needed), optional=others)


def window(first: int, last: int) -> dict[str, str]:
    return {"starts_at": f"2017-06-12T{first:02}:00:00+02:00", "ends_at": f"2017-06-12T{last:02}:00:00+02:00"}


windows = st.lists(some(window(8, 12), window(13, 20), window(9, 10)), max_size=2)
slugs = some("a", "b")
names = some("One", "Two", "Three", "Four")
translations = some({}, {"fr": {"name": "Un"}})
rooms = some("whole", "left", "right", "a", "b")
codes = some("396", "X1", "397", "398")
people = some("ada", "rep", "a", "b")
organisations = some("itu", "ngo", "a")
parts = st.lists(
    st.fixed_dictionaries(
        {"number": st.integers(1, 4), "duration_minutes": some(30, 60, 240)}, optional={"title_suffix": some("", "II")}
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda part: part["number"],
)
appearances = st.lists(
    fields(
        {"person": people},
        role=some("chair", "moderator", "speaker"),
        mode=some("onsite", "remote"),
        part=some(None, 1, 2),
        from_minute=some(None, 0, 10),
        to_minute=some(None, 20),
        confirmed=st.booleans(),
        on_behalf_of=some(None, "ngo"),
    ),
    max_size=3,
)
hours = st.integers(8, 12).map(lambda first: window(first, first + 1))
BODIES: Mapping[str, st.SearchStrategy[dict[str, Any]]] = {
    "building": fields({"name": names}, slug=slugs, address=some("", "Here"), translations=translations),
    "feature": fields({"name": names}, slug=slugs, translations=translations),
    "room": fields(
        {"name": names},
        slug=slugs,
        building=some(None, "tower", "cicg"),
        capacity=some(None, 0, 20, 300),
        position=st.integers(0, 4),
        features=several("captions", "booths"),
        pieces=several("left", "right", "a", "b", most=2),
        turnover_minutes=some(0, 15),
        parallel=st.booleans(),
        availability=windows,
    ),
    "organisation": fields({"name": names}, slug=slugs, stakeholder_type=some("", "government")),
    PERSON: fields(
        {"name": names},
        slug=slugs,
        organisation=some(None, "itu", "a"),
        floating=st.booleans(),
        placeholder=st.booleans(),
        time_zone=some(None, "Pacific/Fiji"),
        availability=windows,
        email=some("", "ada@forum.example"),
    ),
    "track": fields({"name": names}, slug=slugs, colour=some("", "#123456")),
    "session-type": fields(
        {"name": names},
        slug=slugs,
        duration_minutes=some(30, 60),
        plenary=st.booleans(),
        background=st.booleans(),
    ),
    "scheme": fields({"name": names}, slug=slugs),
    TERM: fields(
        {"scheme": some("sdg", "empty", "a"), "code": some("1", "2", "10"), "name": names}, position=some(1, 2)
    ),
    "team": fields(
        {"name": names, "kind": some("interpreters", "captioners")},
        slug=slugs,
        languages=some(["en", "fr"], ["fr", "en"]),
        count=some(0, 1),
        hours_a_day=some(None, 1.5),
    ),
    "platform-account": fields({"name": names}, slug=slugs, concurrent_meetings=some(1, 2)),
    "meeting": fields(
        {"account": some("connect", "a")},
        slug=slugs,
        room=some(None, "whole", "left"),
        day=some(None, "2017-06-12", "2017-06-13"),
        placement=some(None, "{event}-396-1", "{event}-397-1"),
    ),
    SESSION: fields(
        {"title": names},
        code=codes,
        type=some(None, "plenary", "coffee", "a"),
        track=some(None, "high"),
        terms=several("sdg:2", "sdg:10", "sdg:1"),
        languages=some([], ["en"], ["fr", "en"]),
        interpretation=some([], ["en", "fr"]),
        features=several("captions", "booths"),
        expected_attendance=some(None, 10, 250),
        mode=some("onsite", "remote", "hybrid"),
        wishes=windows,
        organisers=st.lists(fields({"organisation": organisations}, role=some("lead", "co")), max_size=2),
        parts=parts,
        appearances=appearances,
        state=some("proposed", "accepted", "confirmed", "cancelled"),
        visibility=some("public", "busy", "internal"),
    ),
    PLACEMENT: st.builds(
        lambda span, rest: span | rest,
        hours,
        fields(
            {"room": some(None, "whole", "left", "right", "a")},
            also_in=several("right", "left", most=2),
            setup_minutes=some(0, 15),
            pinned=st.booleans(),
        ),
    ),
    REMOTE: fields(
        {"meeting": some(None, "whole-monday", "own", "a")},
        ways=st.lists(fields({"kind": some("join", "webcast")}, language=some("", "en")), max_size=2),
        opens_minutes_before=some({"speakers": 60}, {}),
        closes_minutes_after=some(0, 30),
    ),
    "relation": fields({"kind": some("before", "same-room"), "from": codes, "to": codes}),
    "event": fields(
        {"name": names},
        time_zone=some("Europe/Zurich", "Asia/Tokyo", "America/St_Johns"),
        days=some(
            [{"date": "2017-06-12", "opens": "09:00", "closes": "12:00"}],
            [
                {"date": "2017-06-13", "opens": "08:00", "closes": "20:00"},
                {"date": "2017-06-12", "opens": "08:00", "closes": "20:00"},
            ],
        ),
        locales=some(["en", "fr"], ["en"]),
        day_change=some("00:00", "04:00"),
    ),
    WALKING_TIMES: some(
        {"items": []},
        {"items": [{"from": "tower", "to": "cicg", "minutes": 5}]},
        {"items": [{"from": "cicg", "to": "tower", "minutes": 60}]},
    ),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "building": ("tower", "cicg", "a"),
    "feature": ("booths", "captions", "a"),
    "room": ("whole", "left", "right", "a", "b"),
    "organisation": ("itu", "ngo", "a"),
    PERSON: ("ada", "rep", "a", "b"),
    "track": ("high", "a"),
    "session-type": ("plenary", "coffee", "show", "a"),
    "scheme": ("sdg", "empty", "a"),
    TERM: ("sdg:2", "sdg:10", "sdg:1"),
    "team": ("en-fr", "a"),
    "platform-account": ("connect", "a"),
    "meeting": ("whole-monday", "own", "a"),
    SESSION: ("396", "X1", "397"),
    PLACEMENT: ("{event}-396-1", "{event}-396-2", "{event}-X1-3", "{event}-397-1", "{event}-398-1"),
    REMOTE: ("{event}-396-1", "{event}-396-2", "{event}-X1-3"),
    "relation": ("1", "2"),
    "event": ("{event}",),
    WALKING_TIMES: ("{event}",),
}
WHOLE = (PLACEMENT, REMOTE, WALKING_TIMES)
FIXED = {TERM: {"scheme", "code"}, SESSION: {"code"}, PERSON: set[str](), "relation": set[str]()}


@st.composite
def wishes(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(KEYS)) -> Wish:
    """One wish, whose key and texts may name the event as `{event}`."""
    what = draw(st.sampled_from(kinds))
    key, body = draw(st.sampled_from(KEYS[what])), draw(BODIES[what])
    if what in WHOLE:
        method: Any = draw(some("put", "put", "put", "delete")) if what != WALKING_TIMES else "put"
    elif what == "event":
        method = "change"
    else:
        method = draw(some("create", "create", "change", "change", "delete"))
    if method == "change":
        fixed = FIXED.get(what, {"slug"})
        body = {name: value for name, value in body.items() if name not in fixed}
        kept = draw(st.sets(st.sampled_from(sorted(body)), max_size=3)) if body else set()
        body = {name: value for name, value in body.items() if name in kept}
    return Wish(method, what, None if method == "create" else key, body)


placing = wishes((PLACEMENT,))
steps = st.one_of(
    st.lists(wishes(), min_size=1, max_size=3),
    st.lists(placing, min_size=1, max_size=3),
    st.lists(placing, min_size=1, max_size=3),
    st.lists(wishes((SESSION, "room", PERSON, PLACEMENT)), min_size=1, max_size=4),
    st.builds(lambda back: ("undo", back), st.integers(0, 6)),
    st.builds(lambda which: ("waive", which), st.integers(0, 30)),
    st.builds(lambda rule: ("policy", rule), st.sampled_from([rule.slug for rule in ALL])),
)


def _told(organiser: Organiser, wanted: Wish) -> Wish:
    """The wish of this organiser's event, read as things stand."""

    def named(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("{event}", organiser.event)
        return value

    body = {name: named(value) for name, value in (wanted.fields or {}).items()}
    made = wish(wanted.method, wanted.what, named(wanted.key), body)
    try:
        return organiser.reading(made)
    except SchedulerError:
        return made


def _do(organiser: Organiser, step: Any) -> None:
    """Do what a step says, be it refused or not."""
    desk = organiser.desk
    if isinstance(step, list):
        organiser.edit(*(_told(organiser, each) for each in step))
    elif step[0] == "undo":
        organiser.undo(max(0, desk.revision - step[1]))
    elif step[0] == "policy":
        settings_ = {step[1]: {"severity": "off" if step[1] in str(desk.policy.settings()) else "error"}}
        policies.set_policy(organiser.desks, organiser.event, settings_, expected=desk.policy_changed, author=BY)
    elif desk.conflicts:
        found = desk.conflicts[step[1] % len(desk.conflicts)]
        waiving.waive(
            organiser.desks,
            organiser.event,
            found.key,
            reason="Known.",
            facts=found.facts,
            expected=desk.waivers[found.key].changed if found.key in desk.waivers else None,
            author=BY,
        )


def _indexes(programme: Programme) -> Iterator[tuple[str, Any]]:
    """Every index of a programme, in its order; that of placements is asked by key alone: their tuple has the order."""
    for name, value in vars(Programme).items():
        if isinstance(value, cached_property):
            index = getattr(programme, name)
            yield name, list(index.items()) if isinstance(index, Mapping) and name != "placement" else index


def _same(kept: Desk, anew: Desk) -> None:
    assert kept == anew
    assert dict(_indexes(kept.programme)) == dict(_indexes(anew.programme))
    assert kept.conflicts == anew.conflicts


def _sound(organiser: Organiser, follower: Desk) -> Desk:
    """The follower's desk after it replayed what is new; all that must hold of the draft does."""
    with organiser.database.reading() as session:
        anew = load_desk(session, organiser.event, organiser.desk.revision)
        news = changes_since(session, anew.event_id, follower.revision)
    followed = replay(follower, news)
    assert followed is not None
    _same(organiser.desk, anew)
    _same(followed, anew)
    assert anew.programme == ordered(anew.programme)
    assert anew.sightings.keys() == {conflict.key for conflict in check(anew.programme, anew.policy)}
    assert anew.holding.keys() == anew.waivers.keys()
    for change in news:
        assert all(operation.before != operation.after for operation in change.operations)
    return followed


def follow(database: Database, plan: list[Any]) -> None:
    slug = f"event-{next(EVENTS)}"
    programme = replace(EVERYTHING, event=replace(EVERYTHING.event, slug=slug))
    organiser = organising(database, programme)
    with database.reading() as session:
        follower = load_desk(session, slug, 0)
    for step in plan:
        before = organiser.desk
        try:
            _do(organiser, step)
        except SchedulerError:
            assert organiser.desk is before
            continue
        follower = _sound(organiser, follower)
    with database.reading() as session:
        revisions = [change.revision for change in changes_since(session, follower.event_id, -1)]
    assert revisions == list(range(follower.revision + 1))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(MODEST, max_examples=25)
@given(plan=st.lists(steps, min_size=2, max_size=12))
def test_replaying_gives_what_loading_gives(database: Database, plan: list[Any]) -> None:
    follow(database, plan)


@settings(MODEST, max_examples=5)
@given(plan=st.lists(steps, min_size=4, max_size=12))
def test_on_each_database(database: Database, plan: list[Any]) -> None:
    follow(database, plan)


def test_every_kind_of_thing_is_wished_for() -> None:
    assert BODIES.keys() == KEYS.keys() == {*KINDS, TERM, "event", WALKING_TIMES}
