"""Every resource has its shape, field by field; and what is read of a thing makes the same thing when it is sent."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from marshmallow import Schema, fields

from scheduler.api.schemas.resources import RESOURCES
from scheduler.domain.programme import Programme
from scheduler.domain.resources import made, resource
from scheduler.domain.resources.judging import flaws
from scheduler.domain.session import Term
from scheduler.domain.things import EVENT, KINDS, TERM, things
from tests.everything import EVERYTHING

APART = {
    "person": {"email"},
    "session": {"duration_minutes"},
    "remote": {"recording_url", "has_recording"},
}
"""Fields that no thing of a programme has: what is private or short for others, and what is true of now alone."""
APART_WITHIN = {("remote", "ways"): {"url", "passcode", "has_url", "has_passcode"}}


def _all(programme: Programme) -> Iterator[tuple[str, str, Any, Any]]:
    """What, key, the thing itself, and the thing that the log knows: of terms their scheme."""
    yield EVENT, programme.event.slug, programme.event, programme.event
    for kind, thing in things(programme):
        yield kind.what, kind.key(programme, thing), thing, thing
    for scheme in programme.schemes:
        for term in scheme.terms:
            yield TERM, term.key, term, scheme


def _ids(without: str = "") -> list[Any]:
    return [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in _all(EVERYTHING) if each[0] != without]


def _settable(schema: Schema, value: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON without what nobody sets."""
    found = {}
    for name, inner in value.items():
        field = schema.fields[name]
        if field.dump_only:
            continue
        within = field.inner if isinstance(field, fields.List) else field
        if isinstance(within, fields.Nested) and isinstance(field, fields.List):
            found[name] = [_settable(_schema(within), each) for each in inner]
        else:
            found[name] = inner
    return found


def _schema(field: fields.Nested) -> Schema:
    schema = field.schema
    assert isinstance(schema, Schema)
    return schema


def _names(what: str, schema: Schema) -> Iterator[tuple[str, set[str]]]:
    """Each level of a shape with the fields that a thing of a programme has there."""
    yield "", set(schema.fields) - APART.get(what, set())
    for name, field in schema.fields.items():
        within = field.inner if isinstance(field, fields.List) else field
        if isinstance(within, fields.Nested):
            yield name, set(_schema(within).fields) - APART_WITHIN.get((what, name), set())


def test_every_kind_of_thing_has_a_resource() -> None:
    assert set(RESOURCES) == {*KINDS, EVENT, TERM}
    assert {what for what, *_ in _all(EVERYTHING)} == set(RESOURCES)


@pytest.mark.parametrize(("what", "key", "thing", "present"), _ids())
def test_what_is_written_of_a_thing_is_what_its_shape_names(what: str, key: str, thing: Any, present: Any) -> None:
    del key, present
    written = resource(EVERYTHING, thing)
    for name, expected in _names(what, RESOURCES[what].schema()):
        if name:
            inner = written[name] if isinstance(written[name], list) else [written[name]]
            assert all(set(each) == expected for each in inner), name
        else:
            assert set(written) == expected


@pytest.mark.parametrize(("what", "key", "thing", "present"), _ids())
def test_what_is_read_and_sent_again_is_the_same_thing(what: str, key: str, thing: Any, present: Any) -> None:
    shape = RESOURCES[what].schema()
    loaded = shape.load(_settable(shape, resource(EVERYTHING, thing)))
    assert made(EVERYTHING, what, key, loaded, present) == present


@pytest.mark.parametrize(("what", "key", "thing", "present"), _ids())
def test_a_patch_of_all_that_may_change_is_the_same_thing(what: str, key: str, thing: Any, present: Any) -> None:
    shape = RESOURCES[what].patch()
    written = resource(EVERYTHING, thing)
    loaded = shape.load(_settable(shape, {name: value for name, value in written.items() if name in shape.fields}))
    assert made(EVERYTHING, what, key, loaded, present) == present


@pytest.mark.parametrize(("what", "key", "thing", "present"), _ids(without=TERM))
def test_a_new_thing_is_the_same_but_for_what_imports_gave_it(what: str, key: str, thing: Any, present: Any) -> None:
    shape = RESOURCES[what].schema()
    loaded = shape.load(_settable(shape, resource(EVERYTHING, thing)))
    without: dict[str, Any] = {name: None for name in ("export_id", "guid") if hasattr(thing, name)}
    if what == "session":
        without["parts"] = tuple(replace(part, export_id=None, guid=None) for part in thing.parts)
    if what == "scheme":
        without["terms"] = ()
    assert made(EVERYTHING, what, key, loaded, None) == replace(thing, **without)
    assert present == thing


def test_a_new_term_takes_its_place_in_its_scheme() -> None:
    shape = RESOURCES[TERM].schema()
    loaded = shape.load({"scheme": "sdg", "code": "4", "name": "Four", "position": 2})
    scheme = EVERYTHING.scheme["sdg"]
    ten, two = scheme.terms
    assert made(EVERYTHING, TERM, "sdg:4", loaded, scheme) == replace(
        scheme, terms=(ten, Term("sdg", "4", "Four"), two)
    )


@pytest.mark.parametrize(("what", "key", "thing", "present"), _ids())
def test_everything_makes_sense(what: str, key: str, thing: Any, present: Any) -> None:
    del what, key, thing
    assert list(flaws(EVERYTHING, present)) == []
