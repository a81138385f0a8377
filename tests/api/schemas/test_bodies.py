"""Whole bodies: what each becomes, and where each that is wrong is said to be wrong."""

import string
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from scheduler.api.schemas.changes import ChangeWanted
from scheduler.api.schemas.given import loader
from scheduler.api.schemas.releases import ReleaseWanted
from scheduler.api.schemas.resources import RESOURCES
from scheduler.api.schemas.venue import WalkingTimes
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.resources import made, wanted_key
from scheduler.domain.resources.judging import flaws
from scheduler.domain.things import KINDS, TERM
from scheduler.http.problems import pointed
from tests.everything import EVERYTHING

NINE, TEN = (datetime(2017, 6, 12, hour, tzinfo=timezone(timedelta(hours=2))) for hour in (9, 10))
WINDOW = {"starts_at": "2017-06-12T09:00:00+02:00", "ends_at": "2017-06-12T10:00:00+02:00"}
LOADED_WINDOW = {"starts_at": NINE, "ends_at": TEN}
MISSING = "Missing data for required field."
UNKNOWN = "There is no such field here that could be set."
NULL = "Field may not be null."


def _new(what: str) -> Schema:
    return RESOURCES[what].schema()


def _patch(what: str) -> Schema:
    return RESOURCES[what].patch()


@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        pytest.param(
            _new("room"),
            {"name": " Popov  1 ", "capacity": None, "availability": [WINDOW], "pieces": ["a"]},
            {"name": "Popov 1", "capacity": None, "availability": [LOADED_WINDOW], "pieces": ["a"]},
            id="room",
        ),
        pytest.param(_patch("room"), {}, {}, id="nothing is filled in"),
        pytest.param(
            _new("person"),
            {"name": "Ada", "email": "ADA@forum.example", "rank": 1},
            {"name": "Ada", "email": "ada@forum.example", "rank": 1},
            id="person",
        ),
        pytest.param(_patch("person"), {"slug": "ada-l"}, {"slug": "ada-l"}, id="person by another slug"),
        pytest.param(
            _new("session"),
            {
                "title": "Opening",
                "duration_minutes": 90,
                "terms": ["sdg:4"],
                "appearances": [{"person": "ada", "from_minute": 0, "to_minute": 20, "embargo_until": None}],
                "embargo_until": WINDOW["starts_at"],
            },
            {
                "title": "Opening",
                "duration_minutes": 90,
                "terms": ["sdg:4"],
                "appearances": [{"person": "ada", "from_minute": 0, "to_minute": 20, "embargo_until": None}],
                "embargo_until": NINE,
            },
            id="session",
        ),
        pytest.param(_new("session-type"), {"name": "Tea", "break": True}, {"name": "Tea", "break": True}, id="type"),
        pytest.param(
            _new("relation"),
            {"kind": "before", "from": "1", "to": "2"},
            {"kind": "before", "from": "1", "to": "2"},
            id="relation",
        ),
        pytest.param(
            _new("placement"),
            {"room": None, "also_in": [], **WINDOW, "pinned": True},
            {"room": None, "also_in": [], **LOADED_WINDOW, "pinned": True},
            id="placement",
        ),
        pytest.param(
            _new("meeting"),
            {"account": "zoom", "room": "popov", "day": "2017-06-12"},
            {"account": "zoom", "room": "popov", "day": date(2017, 6, 12)},
            id="meeting",
        ),
        pytest.param(
            _new("remote"),
            {
                "account": None,
                "meeting": None,
                "ways": [
                    {"kind": "phone", "url": "tel:+41227305111", "passcode": "1234#"},
                    {"kind": "join", "url": None, "passcode": None},
                ],
                "opens_minutes_before": {"speakers": 60},
            },
            {
                "account": None,
                "meeting": None,
                "ways": [
                    {"kind": "phone", "url": "tel:+41227305111", "passcode": "1234#"},
                    {"kind": "join", "url": None, "passcode": None},
                ],
                "opens_minutes_before": {"speakers": 60},
            },
            id="remote access",
        ),
        pytest.param(
            _patch("event"),
            {"days": [{"date": "2017-06-12", "opens": "09:00", "closes": "02:00"}], "contact_email": ""},
            {"days": [{"date": date(2017, 6, 12), "opens": "09:00", "closes": "02:00"}], "contact_email": ""},
            id="event until after midnight",
        ),
        pytest.param(
            WalkingTimes(),
            {"items": [{"from": "a", "to": "b", "minutes": 9}]},
            {"items": [{"from": "a", "to": "b", "minutes": 9}]},
            id="walking times",
        ),
        pytest.param(
            ReleaseWanted(),
            {"label": " 1.1 ", "note": "a\r\nb", "revision": 0, "only": ["396"]},
            {"label": "1.1", "note": "a\nb", "revision": 0, "only": ["396"]},
            id="release",
        ),
        pytest.param(
            ChangeWanted(),
            {
                "operations": [
                    {"method": "create", "what": "room", "fields": {"slug": "new", "name": "New"}},
                    {"method": "create", "what": "term", "fields": {"scheme": "sdg", "code": "4", "name": "Four"}},
                    {"method": "create", "what": "session", "fields": {"title": "A"}},
                    {"method": "change", "what": "person", "key": "ada", "fields": {"rank": None}, "if_match": 17},
                    {"method": "change", "what": "placement", "key": "forum-1-1", "fields": WINDOW},
                    {"method": "delete", "what": "relation", "key": "7", "if_match": 3},
                ],
            },
            {
                "operations": [
                    {"method": "create", "what": "room", "key": "new", "fields": {"slug": "new", "name": "New"}},
                    {
                        "method": "create",
                        "what": "term",
                        "key": "sdg:4",
                        "fields": {"scheme": "sdg", "code": "4", "name": "Four"},
                    },
                    {"method": "create", "what": "session", "fields": {"title": "A"}},
                    {"method": "change", "what": "person", "key": "ada", "fields": {"rank": None}, "if_match": 17},
                    {"method": "change", "what": "placement", "key": "forum-1-1", "fields": LOADED_WINDOW},
                    {"method": "delete", "what": "relation", "key": "7", "if_match": 3},
                ],
            },
            id="batch",
        ),
    ],
)
def test_taken(schema: Schema, body: dict[str, Any], expected: dict[str, Any]) -> None:
    assert schema.load(body) == expected


def _batch(**operation: Any) -> dict[str, Any]:
    return {"operations": [operation]}


def _told(schema: Schema, body: dict[str, Any]) -> list[Flaw]:
    """What is wrong with a body, as the API says it; nothing if it is taken."""
    try:
        schema.load(body)
    except ValidationError as error:
        return list(pointed("", error.messages_dict))
    return []


@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        pytest.param(_new("room"), {}, {("/name", MISSING)}, id="room without a name"),
        pytest.param(
            _new("room"),
            {"name": "A", "guid": "x", "version": 3, "owner_id": 1},
            {("/guid", UNKNOWN), ("/version", UNKNOWN), ("/owner_id", UNKNOWN)},
            id="what nobody sets",
        ),
        pytest.param(_patch("room"), {"slug": "b"}, {("/slug", UNKNOWN)}, id="room by another slug"),
        pytest.param(_patch("room"), {"name": None}, {("/name", NULL)}, id="null for a name"),
        pytest.param(_patch("room"), {"pieces": None}, {("/pieces", NULL)}, id="null for a list"),
        pytest.param(
            _patch("room"),
            {"availability": [WINDOW, {"starts_at": WINDOW["starts_at"]}]},
            {("/availability/1/ends_at", MISSING)},
            id="things within a patch are whole",
        ),
        pytest.param(
            _new("event"),
            {},
            {("/name", MISSING), ("/slug", MISSING), ("/time_zone", MISSING)},
            id="event",
        ),
        pytest.param(
            _patch("event"),
            {"slug": "b", "locales": [], "days": [{"date": "2017-06-12", "opens": "24:00", "closes": "24:00"}]},
            {
                ("/slug", UNKNOWN),
                ("/locales", "Length must be between 1 and 50."),
                ("/days/0/opens", "Write the local time as HH:MM."),
            },
            id="event that is changed",
        ),
        pytest.param(
            _new("event"),
            {"name": "A", "slug": "a", "time_zone": "UTC", "uid_domain": "a..b"},
            {("/uid_domain", "Write a domain name in lower case, such as wsis.example.")},
            id="no domain",
        ),
        pytest.param(
            _new("session"),
            {"title": "A", "parts": [], "state": "done"},
            {
                ("/parts", "Length must be between 1 and 500."),
                ("/state", "Must be one of: proposed, accepted, confirmed, cancelled, withdrawn."),
            },
            id="session without parts",
        ),
        pytest.param(
            _new("session"),
            {"title": "A", "parts": [{"number": 1, "duration_minutes": 5}], "duration_minutes": 5},
            {("/duration_minutes", "Give the parts or the duration of one, not both.")},
            id="parts twice",
        ),
        pytest.param(
            _new("session"),
            {"title": "A", "parts": [{"number": 0, "duration_minutes": 44_641, "export_id": 3}]},
            {
                ("/parts/0/number", "Must be greater than or equal to 1 and less than or equal to 999999999."),
                ("/parts/0/duration_minutes", "Must be greater than or equal to 1 and less than or equal to 44640."),
                ("/parts/0/export_id", UNKNOWN),
            },
            id="odd part",
        ),
        pytest.param(
            _patch("session"),
            {"code": "1", "duration_minutes": 5, "appearances": [{"role": "king"}]},
            {
                ("/code", UNKNOWN),
                ("/duration_minutes", UNKNOWN),
                ("/appearances/0/person", MISSING),
                (
                    "/appearances/0/role",
                    "Must be one of: chair, moderator, speaker, panellist, remote-moderator, rapporteur, interpreter.",
                ),
            },
            id="session that is changed",
        ),
        pytest.param(
            _new("placement"),
            {"room": "a", "key": "forum-1-1", "session": "1"},
            {("/key", UNKNOWN), ("/session", UNKNOWN), ("/starts_at", MISSING), ("/ends_at", MISSING)},
            id="placement without times",
        ),
        pytest.param(
            _new("remote"),
            {
                "ways": [
                    {"kind": "join", "url": "tel:+41227305111"},
                    {"kind": "phone", "url": "javascript:alert(1)"},
                    {"url": "https://a.example"},
                ]
            },
            {
                ("/ways/0/url", "Only a way of the kind phone is called. Write a whole web address."),
                ("/ways/1/url", "Write a whole address with http:// or https://, or a number with tel: or sip:."),
                ("/ways/2/kind", MISSING),
            },
            id="odd ways",
        ),
        pytest.param(
            ReleaseWanted(),
            {"label": " ", "only": [], "revision": -1},
            {
                ("/label", "Length must be between 1 and 300."),
                ("/only", "Length must be between 1 and 5000."),
                ("/revision", "Must be greater than or equal to 0 and less than or equal to 2147483647."),
            },
            id="odd release",
        ),
        pytest.param(
            ChangeWanted(),
            {"operations": []},
            {("/operations", "Length must be between 1 and 500.")},
            id="batch of nothing",
        ),
        pytest.param(
            ChangeWanted(),
            {"operations": [{"method": "delete", "what": "room", "key": "a"}] * 501},
            {("/operations", "Length must be between 1 and 500.")},
            id="batch of too much",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="create", what="room", fields={"capacity": "5"}),
            {
                ("/operations/0/fields/name", MISSING),
                ("/operations/0/fields/capacity", "Not a valid integer."),
            },
            id="fields of another shape",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="change", what="room", key="a", fields={"slug": "b"}),
            {("/operations/0/fields/slug", UNKNOWN)},
            id="key that may not change",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="create", what="room", key="a", fields={"name": "B", "slug": "b"}),
            {("/operations/0/key", "The key is not that of the fields, 'b'. Give it once.")},
            id="two keys",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="delete", what="room"),
            {("/operations/0/key", "Name the room by its key.")},
            id="no key",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="create", what="placement", fields=WINDOW),
            {("/operations/0/key", "Name the placement by its key.")},
            id="placement of nothing",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="delete", what="placement", key="forum"),
            {("/operations/0/key", "Write the placement's key, <event>-<code>-<part>.")},
            id="no key of a placement",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="delete", what="relation", key="first"),
            {("/operations/0/key", "Write the relation's number.")},
            id="no number of a relation",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="delete", what="room", key="a", fields={}),
            {("/operations/0/fields", "What is deleted has no fields to set. Leave them out.")},
            id="fields of what goes",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="delete", what="event", key="forum"),
            {("/operations/0/method", "An event is created and deleted on its own, not within itself.")},
            id="event within itself",
        ),
        pytest.param(
            ChangeWanted(),
            _batch(method="drop", what="account"),
            {
                ("/operations/0/method", "Must be one of: create, change, delete."),
                ("/operations/0/what", f"Must be one of: {', '.join(RESOURCES)}."),
            },
            id="what can't be done",
        ),
    ],
)
def test_refused(schema: Schema, body: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    told = [(flaw.pointer, flaw.message) for flaw in _told(schema, body)]
    assert (set(told), len(told)) == (expected, len(expected))


NAMES = sorted({name for each in RESOURCES.values() for name in each.schema().fields} | {"starts_at", "number", "x"})
WORDS = st.sampled_from(
    ["", "a", "396", "sdg:10", "ada", "plenary", "everything-396-1", "fr", "09:00", "2017-06-12", WINDOW["starts_at"]]
) | st.text(string.printable, max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.just(WINDOW),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(what=st.sampled_from(sorted(RESOURCES)), body=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
def test_any_body_is_taken_or_refused_in_words(what: str, body: dict[str, Any]) -> None:
    for shape in map(loader, (RESOURCES[what].schema, RESOURCES[what].patch, ChangeWanted)):
        assert all(flaw.message for flaw in _told(shape, body))


@settings(max_examples=100, deadline=None)
@given(data=st.data(), what=st.sampled_from(sorted(KINDS)))
def test_what_a_shape_takes_makes_a_thing_or_is_refused_in_words(data: st.DataObject, what: str) -> None:
    """Field by field whatever is taken of it, put together: no body that has the shape is a defect further in."""
    shape = loader(RESOURCES[what].schema)
    body = {}
    for name, field in shape.load_fields.items():
        value = data.draw(VALUES | st.just(field.metadata.get("example")))
        try:
            body[name] = field.deserialize(value)
        except ValidationError:
            if field.required:
                body[name] = field.deserialize(field.metadata["example"])
    for name in ("email", "duration_minutes", "slug", "code"):
        body.pop(name, None)
    if what == "person":
        body["slug"] = wanted_key(what, body, taken=lambda _: False)
    key = {"placement": "everything-X1-3", "remote": "everything-X1-3", "relation": "9", "session": "N1"}.get(
        what, "new"
    )
    found, told = _made_of(what, key, body)
    assert (found is None) == bool(told)
    assert found is None or KINDS[what].ident(found) == KINDS[what].ident_of(key)


def _made_of(what: str, key: str, body: dict[str, Any]) -> tuple[Any, tuple[Flaw, ...]]:
    """The thing, or what is wrong with it."""
    try:
        return made(EVERYTHING, what, key, body, None), ()
    except InvalidInput as error:
        return None, error.flaws


def test_a_word_of_each_kind_is_translated() -> None:
    """What a shape lets be translated, the domain does too."""
    for kind in KINDS.values():
        schema = RESOURCES[kind.what].schema()
        if "translations" not in schema.fields:
            continue
        words = schema.fields["translations"].words  # type: ignore[attr-defined] # it is our own field
        loaded = schema.fields["translations"].deserialize({"fr": dict.fromkeys(words, "x")})
        present = getattr(EVERYTHING, kind.collection)[0]
        changed = made(EVERYTHING, kind.what, kind.key(EVERYTHING, present), {"translations": loaded}, present)
        assert sorted(field for field, _, _ in changed.translations) == sorted(words)
        assert list(flaws(EVERYTHING, changed)) == []
    assert TERM in RESOURCES
