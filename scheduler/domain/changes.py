"""What a release changed for the people who follow the programme, entry by entry, each difference by its name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.agenda import AgendaItem, AgendaPerson, Named
from scheduler.domain.clock import MINUTE
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import Selection, select

KINDS = ("placed", "cancelled", "back", "moved", "length", "room", "people", "remote", "words")

Value = str | int
"""Words, keys or a number; of times an instant."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing about an entry that differs: `what` is among `DIFFERENCES`; nothing on a side where there was none."""

    what: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One entry that differs: `kinds` among `KINDS`, in that order; `before` is None where it is new."""

    key: str
    kinds: tuple[str, ...]
    before: AgendaItem | None
    after: AgendaItem


def changes(before: PublicRelease | None, after: PublicRelease) -> tuple[ItemChange, ...]:
    """What differs for the public between two releases, in the order of the later one's agenda.

    An entry never leaves a later release, so what only the earlier one has can come from comparing backwards alone; it
    is left out.
    """
    old = before.item if before else {}
    found = []
    for item in after.items:
        kinds = _kinds(old.get(item.id), item)
        if kinds:
            found.append(ItemChange(item.key, kinds, old.get(item.id), item))
    return tuple(found)


def concerning(
    found: Iterable[ItemChange], sides: Iterable[tuple[PublicRelease | None, Selection]]
) -> tuple[ItemChange, ...]:
    """Those of the changes whose entry is in a selection before or after: `sides` are both, each with its own words.

    So who follows a room hears of what leaves it and of what comes.
    """
    ids = {item.id for release, selection in sides if release for item in select(release, selection)}
    return tuple(change for change in found if change.after.id in ids)


def differences(before: AgendaItem | None, after: AgendaItem) -> tuple[Difference, ...]:
    """Everything that differs between two states of an entry; of a new one that it is there, and when and where.

    People who came or went are told apart from those of whom something else changed: role, mode, order, name. Where
    only a translation differs, both sides read alike.
    """
    if before is None:
        return tuple(
            Difference(what, (), value(after)) for what, value in _FACTS.items() if what in _OF_NEW and value(after)
        )
    if before == after:
        return ()
    found = [_difference(what, value, before, after) for what, value in _FACTS.items() if value(before) != value(after)]
    found += _of_people(before.people, after.people)
    found += [_difference(what, _shown(name), before, after) for what, name in _words_between(before, after)]
    return tuple(found)


def _kinds(before: AgendaItem | None, after: AgendaItem) -> tuple[str, ...]:
    if before is None:
        return ("placed",) if not after.cancelled else ()
    if before == after:
        return ()
    if after.cancelled:
        return ("cancelled",) if not before.cancelled else ("words",)
    kinds = {
        "back": before.cancelled,
        "moved": before.starts != after.starts,
        "length": before.ends - before.starts != after.ends - after.starts,
        "room": before.rooms != after.rooms,
        "people": before.people != after.people,
        "remote": before.remote != after.remote or before.mode != after.mode,
        "words": bool(_words_between(before, after)),
    }
    return tuple(kind for kind in KINDS if kinds.get(kind))


_FACTS: Mapping[str, Callable[[AgendaItem], tuple[Value, ...]]] = {
    "status": lambda item: (item.status,),
    "starts_at": lambda item: (item.starts,),
    "ends_at": lambda item: (item.ends,),
    "minutes": lambda item: ((item.ends - item.starts) // MINUTE,),
    "rooms": lambda item: item.rooms,
    "mode": lambda item: (item.mode,),
    "remote": lambda item: item.remote,
}
"""What decides whether and how one gets there."""

_OF_NEW = frozenset({"status", "starts_at", "ends_at", "rooms"})
_PEOPLE = ("people_in", "people_out", "people")
_WORDS = {
    "title": "title",
    "subtitle": "subtitle",
    "abstract": "abstract",
    "description": "description",
    "location": "location",
    "room_names": "room",
    "further_room_names": "also_in",
    "building": "building",
    "position": "position",
    "type": "type",
    "colour": "type_colour",
    "track": "track",
    "terms": "terms",
    "languages": "languages",
    "interpretation": "interpretation",
    "captioning": "captioning",
    "visibility": "visibility",
    "organisers": "organisers",
    "links": "links",
    "translations": "translations",
}
"""What is said of it: each word's name with that of its field."""

_WITH_ROOM = frozenset({"location", "room_names", "further_room_names", "building", "position"})
"""Words that come with the room: nothing new where the room is another one."""

DIFFERENCES = (*_FACTS, *_PEOPLE, *_WORDS)
"""The names of all that may differ, in the order in which it is told."""


def _words_between(before: AgendaItem, after: AgendaItem) -> list[tuple[str, str]]:
    elsewhere = before.rooms != after.rooms
    return [
        (what, name)
        for what, name in _WORDS.items()
        if getattr(before, name) != getattr(after, name) and not (elsewhere and what in _WITH_ROOM)
    ]


def _difference(
    what: str, value: Callable[[AgendaItem], tuple[Value, ...]], before: AgendaItem, after: AgendaItem
) -> Difference:
    return Difference(what, value(before), value(after))


def _shown(name: str) -> Callable[[AgendaItem], tuple[Value, ...]]:
    return lambda item: tuple(_in_words(getattr(item, name)))


def _in_words(value: Any) -> Iterable[Value]:
    """The words of any field: none for what is empty."""
    if isinstance(value, bool):
        yield "yes" if value else "no"
    elif isinstance(value, str):
        yield from (value,) if value else ()
    elif isinstance(value, float):
        yield f"{value:.6f}"
    elif isinstance(value, tuple):
        for each in value:
            yield from _in_words(each)
    elif isinstance(value, Named):
        yield value.name
    elif value is not None:
        yield getattr(value, "url", "") or f"{value.name} ({value.role})"


def _of_people(before: tuple[AgendaPerson, ...], after: tuple[AgendaPerson, ...]) -> list[Difference]:
    """Who came, who went, and, of those who stayed, whether anything about them or their order is another."""
    old, new = ({_who(person) for person in side} for side in (before, after))
    came = tuple(_person(person) for person in after if _who(person) not in old)
    went = tuple(_person(person) for person in before if _who(person) not in new)
    stayed = [tuple(person for person in side if _who(person) in old & new) for side in (before, after)]
    found = []
    if came:
        found.append(Difference("people_in", (), came))
    if went:
        found.append(Difference("people_out", went, ()))
    if stayed[0] != stayed[1]:
        found.append(Difference("people", *(tuple(map(_person, side)) for side in stayed)))
    return found


def _who(person: AgendaPerson) -> str:
    return person.slug or f"({person.name})"


def _person(person: AgendaPerson) -> str:
    """`Dr Ada Byron, Chair, ITU (chair, remote)`."""
    details = [f"{person.honorific} {person.name}".strip(), person.position, person.organisation]
    if person.on_behalf_of:
        details.append(f"on behalf of {person.on_behalf_of}")
    mode = ", remote" if person.mode == "remote" else ""
    return f"{', '.join(filter(None, details))} ({person.role}{mode})"
