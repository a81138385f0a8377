"""From what a client names of a resource to the thing that it would be. Its shape was checked, its meaning will be.

What a change does not name stays; what a new thing does not name is at its default.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.domain.clock import from_datetime
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.event import Day, Event
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.resources.fieldwise import Fields, by_fields, translations
from scheduler.domain.resources.naming import no_such
from scheduler.domain.session import Scheme, Session, Term
from scheduler.domain.things import EVENT, KINDS, PERSON, TERM, WALKING_TIMES, part_of
from scheduler.domain.venue import Walk
from scheduler.domain.wording import slugify

_MINUTES_A_DAY = 24 * 60
_MINUTES_OF_A_SESSION = 60
_KEPT_BY_MOVES = ("also_in", "setup_minutes", "takedown_minutes", "pinned")
_OF_A_WAY = frozenset(field.name for field in dataclass_fields(Way))


def made(programme: Programme, what: str, key: str, fields: Fields, present: Any) -> Any:
    """The thing of this key with these fields, on top of the `present` one if there is one.

    `key` is the one that the log knows. `InvalidInput` points at fields that name what is not there at all.
    """
    special = _MAKERS.get(what)
    if special:
        return special(programme, key, fields, present)
    return by_fields(programme, what, _named(what, key) | dict(fields), present)


def wanted_key(what: str, fields: Fields, *, taken: Callable[[str], bool]) -> str:
    """The key of a new thing: the one that the fields give, else one made from its name that is not `taken`."""
    given = fields.get("slug")
    if given:
        return str(given)
    base = slugify(str(fields.get("name", "")), otherwise=what)[:90].strip("-")
    number = 2
    key = base
    while taken(key):
        key, number = f"{base}-{number}", number + 1
    return key


def _named(what: str, key: str) -> dict[str, Any]:
    """The field that holds the key."""
    name = {PERSON: "id", "session": "code", "relation": "id"}.get(what, "slug")
    return {name: KINDS[what].ident_of(key)}


def _session_type(programme: Programme, key: str, fields: Fields, present: Any) -> Any:
    values = dict(fields)
    minutes = values.pop("duration_minutes", None)
    made_ = by_fields(programme, "session-type", {"slug": key} | values, present)
    return made_ if minutes is None else replace(made_, duration_minutes=minutes)


def _session(programme: Programme, key: str, fields: Fields, present: Session | None) -> Any:
    """The session; a new one that names no part has one, as long as its type says."""
    values = _named("session", key) | dict(fields)
    if present is None and not {"parts", "duration_minutes"} & values.keys():
        kind = programme.session_type.get(values.get("type") or "")
        values["duration_minutes"] = kind.duration_minutes if kind else _MINUTES_OF_A_SESSION
    return by_fields(programme, "session", values, present)


def _placement(_programme: Programme, key: str, fields: Fields, present: Placement | None) -> Placement:
    """The placement. As in a what-if of the same move, what is not named stays, but for the main room."""
    kept = {} if present is None else {name: getattr(present, name) for name in _KEPT_BY_MOVES}
    values = kept | dict(fields)
    code, number = part_of(key)
    for name, ours in (("starts_at", "starts"), ("ends_at", "ends")):
        if name in values:
            values[ours] = from_datetime(values.pop(name))
    values["also_in"] = tuple(dict.fromkeys(room for room in values.get("also_in", ()) if room != values.get("room")))
    return Placement(session=code, part=number, **values)


def _slot(programme: Programme, key: str, fields: Fields, _present: RemoteSlot | None) -> RemoteSlot:
    """The slot. Links, passcodes and the recording lie apart, and the account is its meeting's."""
    code, number = part_of(key)
    _same_account(programme, fields)
    opens = fields.get("opens_minutes_before", {})
    plain = {name: fields[name] for name in ("meeting", "attendee_capacity", "intervention_slots") if name in fields}
    ways = tuple(
        Way(**{name: value for name, value in way.items() if name in _OF_A_WAY}) for way in fields.get("ways", ())
    )
    slot = RemoteSlot(code, number, **plain, ways=ways)
    times = {f"opens_before_{audience}": minutes for audience, minutes in opens.items()}
    if "closes_minutes_after" in fields:
        times["closes_after"] = fields["closes_minutes_after"]
    return replace(slot, **times)


def _same_account(programme: Programme, fields: Fields) -> None:
    """Refuse an account that is not the meeting's: it would be forgotten."""
    account, meeting = fields.get("account"), programme.meeting.get(fields.get("meeting") or "")
    if account is None or (meeting is not None and meeting.account == account):
        return
    message = (
        f"Meeting {meeting.slug} is hosted by {meeting.account}. Name that account, none, or another meeting."
        if meeting
        else "An account hosts meetings. Make a meeting of this account, and name it."
    )
    raise InvalidInput(message, pointer="/account")


def _term(programme: Programme, key: str, fields: Fields, present: Scheme | None) -> Scheme:
    """The scheme with the term; a position moves it, and those behind it."""
    if present is None:
        scheme = str(fields.get("scheme", ""))
        raise InvalidInput(no_such("scheme", scheme, programme), pointer="/scheme")
    _, _, code = key.partition(":")
    terms = list(present.terms)
    before = next((term for term in terms if term.code == code), None)
    place = terms.index(before) if before else len(terms)
    if before:
        terms.remove(before)
    values = {name: value for name, value in fields.items() if name in {"name", "translations"}}
    if "translations" in values:
        values |= translations(programme, values["translations"], None)
    term = replace(before, **values) if before else Term(present.slug, code, **values)
    wanted = fields.get("position")
    terms.insert(place if wanted is None else min(wanted - 1, len(terms)), term)
    return replace(present, terms=tuple(terms))


def _event(programme: Programme, _key: str, fields: Fields, present: Event | None) -> Event:
    values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in fields.items()}
    if "translations" in values:
        values |= translations(programme, values["translations"], None)
    if "days" in values:
        values["days"] = tuple(sorted((_day(each) for each in values["days"]), key=lambda day: day.date))
    if "day_change" in values:
        values["day_change"] = minute_of(values["day_change"])
    return replace(present, **values) if present is not None else Event(**values)


def _day(given: Fields) -> Day:
    on: date = given["date"]
    opens, closes = minute_of(given["opens"]), minute_of(given["closes"])
    return Day(on, opens, closes if closes > opens else closes + _MINUTES_A_DAY)


def minute_of(text: str) -> int:
    """The local minute of `HH:MM`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _walks(programme: Programme, _key: str, fields: Fields, _present: Any) -> tuple[Walk, ...]:
    """The walks, each from the building that comes first in the alphabet: it is as long both ways.

    They are judged here too, in the order in which they were sent, so that each flaw points at what it is about.
    """
    flaws = tuple(Flaw(pointer, message) for pointer, message in _unwalkable(programme, fields["items"]))
    if flaws:
        raise InvalidInput(flaws[0].message, flaws=flaws)
    ends = {(min(each["from"], each["to"]), max(each["from"], each["to"])): each["minutes"] for each in fields["items"]}
    return tuple(Walk(origin, destination, minutes) for (origin, destination), minutes in sorted(ends.items()))


def _unwalkable(programme: Programme, given: Sequence[Fields]) -> Iterator[tuple[str, str]]:
    seen: set[frozenset[str]] = set()
    for place, each in enumerate(given):
        for side in ("from", "to"):
            if each[side] not in programme.building:
                yield f"/items/{place}/{side}", no_such("building", each[side], programme)
        pair = frozenset({each["from"], each["to"]})
        if len(pair) < 2:
            yield f"/items/{place}/to", "A walk is between two buildings."
        elif pair in seen:
            yield f"/items/{place}", f"The walk between {each['from']} and {each['to']} is given twice."
        seen.add(pair)


_MAKERS: Mapping[str, Callable[[Programme, str, Fields, Any], Any]] = {
    "session-type": _session_type,
    "session": _session,
    "placement": _placement,
    "remote": _slot,
    TERM: _term,
    EVENT: _event,
    WALKING_TIMES: _walks,
}
