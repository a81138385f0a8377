"""From fields that a client names to those of the thing: most kinds are read field by field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scheduler.domain.clock import from_datetime
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.event import Translations
from scheduler.domain.programme import Programme
from scheduler.domain.resources.naming import is_placement_key, no_such
from scheduler.domain.session import Appearance, Link, Organiser, Part, Session
from scheduler.domain.things import KINDS, part_of
from scheduler.domain.timespan import Span

Fields = Mapping[str, Any]


def by_fields(programme: Programme, what: str, fields: Fields, present: Any) -> Any:
    """The thing of a kind with these fields, each read by itself, on top of the `present` one if there is one."""
    values: dict[str, Any] = {}
    for name, value in fields.items():
        convert = _CONVERTERS.get(name)
        if convert:
            values |= convert(programme, value, present)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return replace(present, **values) if present is not None else KINDS[what].type(**values)


def translations(_programme: Programme, given: Mapping[str, Mapping[str, str]], _present: Any) -> dict[str, Any]:
    """Words in other languages, `{locale: {field: text}}`, as things hold them; an empty text is none."""
    told: Translations = tuple(
        sorted((field, locale, text) for locale, words in given.items() for field, text in words.items() if text)
    )
    return {"translations": told}


def _spans(name: str) -> Callable[[Programme, Sequence[Fields], Any], dict[str, Any]]:
    def convert(_programme: Programme, given: Sequence[Fields], _present: Any) -> dict[str, Any]:
        spans = {Span(from_datetime(each["starts_at"]), from_datetime(each["ends_at"])) for each in given}
        return {name: tuple(sorted(spans))}

    return convert


def _instant(name: str) -> Callable[[Programme, datetime | None, Any], dict[str, Any]]:
    return lambda _programme, given, _present: {name: None if given is None else from_datetime(given)}


def _parts(_programme: Programme, given: Sequence[Fields], present: Session | None) -> dict[str, Any]:
    """The parts; each keeps its number and guid for schedule.xml, which nobody sets."""
    before = {part.number: part for part in present.parts} if present else {}
    parts = []
    for each in given:
        values = dict(each)
        if "translations" in values:
            values |= translations(_programme, values["translations"], None)
        old = before.get(values["number"])
        parts.append(Part(**values, export_id=old.export_id, guid=old.guid) if old else Part(**values))
    return {"parts": tuple(parts)}


def _one_part(_programme: Programme, minutes: int, present: Session | None) -> dict[str, Any]:
    """`duration_minutes`, short for a single part of that length."""
    if present is not None:
        raise InvalidInput("duration_minutes is for new sessions. Change the parts.", pointer="/duration_minutes")
    return {"parts": (Part(1, minutes),)}


def _organisers(_programme: Programme, given: Sequence[Fields], _present: Any) -> dict[str, Any]:
    return {"organisers": tuple(Organiser(**each) for each in given)}


def _links(_programme: Programme, given: Sequence[Fields], _present: Any) -> dict[str, Any]:
    return {"links": tuple(Link(**each) for each in given)}


def _appearances(programme: Programme, given: Sequence[Fields], _present: Any) -> dict[str, Any]:
    appearances, flaws = [], []
    for place, each in enumerate(given):
        person = programme.person_by_slug.get(each["person"])
        if person is None:
            flaws.append(Flaw(f"/appearances/{place}/person", no_such("person", each["person"], programme)))
            continue
        values = dict(each) | {"person": person.id}
        values |= _instant("embargo_until")(programme, each.get("embargo_until"), None)
        appearances.append(Appearance(**values))
    if flaws:
        raise InvalidInput(flaws[0].message, flaws=flaws)
    return {"appearances": tuple(appearances)}


def _placed_at(programme: Programme, key: str | None, _present: Any) -> dict[str, Any]:
    """The part that the key of a placement names."""
    if key is None:
        return {"session": None, "part": None}
    if not is_placement_key(programme, key):
        raise InvalidInput(no_such("placement", key, programme), pointer="/placement")
    code, number = part_of(key)
    return {"session": code, "part": number}


_CONVERTERS: Mapping[str, Callable[[Programme, Any, Any], dict[str, Any]]] = {
    "translations": translations,
    "availability": _spans("availability"),
    "wishes": _spans("wishes"),
    "embargo_until": _instant("embargo_until"),
    "parts": _parts,
    "duration_minutes": _one_part,
    "organisers": _organisers,
    "links": _links,
    "appearances": _appearances,
    "placement": _placed_at,
    "break": lambda _programme, given, _present: {"break_": given},
    "from": lambda _programme, given, _present: {"origin": given},
    "to": lambda _programme, given, _present: {"target": given},
}
