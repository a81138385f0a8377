"""The agenda's filter form and the filters in force, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.dates import short_date
from scheduler.domain.labels import LABELS, MODE_WORDS, language_name
from scheduler.domain.people import Organisation, Person
from scheduler.domain.programme import Programme
from scheduler.domain.selection import FILTERS, Selection
from scheduler.domain.session import MODES, SessionType, Track
from scheduler.domain.venue import Building, Room
from scheduler.web.languages import Tongue
from scheduler.web.timetable import Look

_IN_FORM = ("day", "room", "track", "type", "term", "language", "mode")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Values under a heading; an empty heading: none."""

    heading: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the form. `several`: more than one value is chosen, so that the field has to hold several."""

    name: str
    label: str
    groups: tuple[OptionGroup, ...]
    several: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force, and the address of the agenda without it."""

    label: str
    value: str
    without: str


def choices(items: Iterable[AgendaItem], look: Look, selection: Selection) -> tuple[Choice, ...]:
    """The fields of the form, with what the entries have and what is chosen; without a choice there is no field."""
    used = _used(items, look)
    programme = look.release.programme
    fields = []
    for name in _IN_FORM:
        chosen = getattr(selection, name)
        offered = [value for value in _known(programme, name, used[name]) if value in used[name] or value in chosen]
        offered += [value for value in chosen if value not in offered]
        if len(offered) > 1 or chosen:
            groups = _groups(name, offered, chosen, look)
            fields.append(Choice(name, LABELS[name], groups, len(chosen) > 1))
    return tuple(fields)


def _used(items: Iterable[AgendaItem], look: Look) -> Mapping[str, set[str]]:
    used: dict[str, set[str]] = {name: set() for name in _IN_FORM}
    day_of = look.release.programme.event.day_of
    wholes = look.release.programme.wholes
    for item in items:
        used["day"].add(day_of(item.starts).isoformat())
        used["room"].update(room.key for room in ((item.room, *item.also_in) if item.room else item.also_in))
        used["track"].update([item.track.key] if item.track else ())
        used["type"].update([item.type.key] if item.type else ())
        used["term"].update([term.key for term in item.terms])
        used["language"].update(item.languages)
        used["mode"].add(item.mode)
    # What fills the whole fills the piece, so a piece can be chosen even if nothing is placed in it alone.
    used["room"].update([room for room, above in wholes.items() if used["room"].intersection(above)])
    return used


def _known(programme: Programme, name: str, used: set[str]) -> Iterable[str]:
    """Every value in the order of lists."""
    orders: Mapping[str, Iterable[str]] = {
        "room": programme.room,
        "track": programme.track,
        "type": programme.session_type,
        "term": programme.term,
        "mode": MODES,
    }
    return orders.get(name) or sorted(used)


def _groups(name: str, offered: list[str], chosen: tuple[str, ...], look: Look) -> tuple[OptionGroup, ...]:
    groups: dict[str, list[Option]] = {}
    for value in offered:
        heading = _scheme(value, look) if name == "term" else ""
        groups.setdefault(heading, []).append(Option(value, label(name, value, look), value in chosen))
    return tuple(OptionGroup(heading, tuple(options)) for heading, options in groups.items())


def _scheme(term: str, look: Look) -> str:
    slug = term.partition(":")[0]
    scheme = look.release.programme.scheme.get(slug)
    return look.tongue.words(scheme.name, scheme.translations).text if scheme else slug


def label(name: str, value: str, look: Look) -> str:
    """A filter's value as people say it; the value itself where the release does not know it (any more)."""
    programme, tongue = look.release.programme, look.tongue
    if name == "day":
        return short_date(date.fromisoformat(value))
    if name == "term":
        term = programme.term.get(value)
        return f"{term.code}: {tongue.words(term.name, term.translations).text}" if term else value
    if name == "session":
        session = programme.session.get(value)
        return tongue.words(session.title, session.translations, "title").text if session else value
    if name == "language":
        return language_name(value)
    return MODE_WORDS.get(value, value) if name == "mode" else _name(name, value, programme, tongue)


def _name(name: str, value: str, programme: Programme, tongue: Tongue) -> str:
    kinds: Mapping[str, Mapping[str, Room | Building | Track | SessionType]] = {
        "room": programme.room,
        "building": programme.building,
        "track": programme.track,
        "type": programme.session_type,
    }
    if thing := kinds.get(name, {}).get(value):
        return tongue.words(thing.name, thing.translations).text
    # The names of people and organisations are not translated.
    others: Mapping[str, Mapping[str, Person | Organisation]] = {
        "person": programme.person_by_slug,
        "organisation": programme.organisation,
    }
    found = others.get(name, {}).get(value)
    return found.name if found else value


def chips(look: Look, selection: Selection) -> tuple[Chip, ...]:
    """The filters in force, each with the way out of it."""
    return tuple(
        Chip(LABELS[name], label(name, value, look), look.links.agenda(_without(selection, name, value)))
        for name in FILTERS
        for value in getattr(selection, name)
    )


def _without(selection: Selection, name: str, value: str) -> Selection:
    changed: dict[str, Any] = {name: tuple(other for other in getattr(selection, name) if other != value)}
    return replace(selection, **changed)


def carried(selection: Selection) -> tuple[tuple[str, str], ...]:
    """The filters in force that the form has no field for, as (name, value): they ride along hidden."""
    others = [name for name in FILTERS if name not in _IN_FORM and name != "q"]
    return tuple((name, value) for name in others for value in getattr(selection, name)) + tuple(
        ("q", phrase) for phrase in selection.q[1:]
    )


def in_words(look: Look, selection: Selection) -> str:
    """`Room: Popov Room 1, Topic: 4: Quality Education`; the whole programme where nothing narrows it."""
    told = [f"{chip.label}: {chip.value}" for chip in chips(look, selection)]
    return ", ".join(told) if told else "The whole programme"
