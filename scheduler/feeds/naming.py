"""What a feed's path and query choose, in the words that name the calendar."""

from collections.abc import Mapping
from datetime import date

from scheduler.domain.dates import long_date, short_date
from scheduler.domain.labels import LABELS, MODE_WORDS, language_name
from scheduler.domain.programme import Programme
from scheduler.domain.selection import FILTERS, Selection
from scheduler.domain.translation import said


def path_words(name: str, value: str, programme: Programme, lang: str) -> str:
    """What a path chooses, such as `Popov Room 1`; empty for the whole programme."""
    if not name:
        return ""
    if name == "day":
        return long_date(date.fromisoformat(value))
    if name == "remote":
        return "remote participation"
    return _named(name, value, programme, lang)


def query_words(selection: Selection, programme: Programme, lang: str) -> str:
    """What a query chooses, as the page that offers the feed says it: `Day: Tue 13 June, Search: Rwanda`."""
    return ", ".join(
        f"{LABELS[name]}: {_value(name, value, programme, lang)}"
        for name in FILTERS
        for value in getattr(selection, name)
    )


def _value(name: str, value: str, programme: Programme, lang: str) -> str:
    if name == "day":
        return short_date(date.fromisoformat(value))
    if name == "mode":
        return MODE_WORDS.get(value, value)
    if name == "language":
        return language_name(value)
    if name == "term" and value in programme.term:
        return f"{programme.term[value].code}: {_named(name, value, programme, lang)}"
    return value if name == "q" else _named(name, value, programme, lang)


def _named(name: str, value: str, programme: Programme, lang: str) -> str:
    """The thing's name in a language; the key itself where this release lacks the thing."""
    things: Mapping[str, Mapping[str, object]] = {
        "room": programme.room,
        "building": programme.building,
        "track": programme.track,
        "type": programme.session_type,
        "term": programme.term,
        "person": programme.person_by_slug,
        "organisation": programme.organisation,
        "session": programme.session,
    }
    thing = things[name].get(value)
    field = "title" if name == "session" else "name"
    return said(getattr(thing, "translations", ()), field, lang, getattr(thing, field, value))
