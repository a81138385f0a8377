"""From what somebody wants done to one resource to the operations that do it, or the reason why not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from scheduler.domain.editing import of_programme
from scheduler.domain.errors import Flaw, InvalidInput, NotFound, ReliedUpon, StateConflict
from scheduler.domain.log import Operation
from scheduler.domain.programme import Programme
from scheduler.domain.references import relying
from scheduler.domain.resources.fieldwise import Fields
from scheduler.domain.resources.judging import flaws
from scheduler.domain.resources.naming import no_such
from scheduler.domain.resources.reading import made
from scheduler.domain.resources.writing import key_for_clients
from scheduler.domain.session import Session
from scheduler.domain.things import (
    EVENT,
    KINDS,
    PART,
    PLACEMENT,
    REMOTE,
    SCHEME,
    SESSION,
    TERM,
    WALKING_TIMES,
    part_of,
)


def target(what: str, key: str) -> tuple[str, str]:
    """The thing that an operation on a resource is about: of a term its scheme, else the resource itself."""
    return (SCHEME, key.partition(":")[0]) if what == TERM else (what, key)


def find(programme: Programme, what: str, key: str) -> Any:
    """The thing of a key, as the log has it; None if there is none."""
    if what == EVENT:
        return programme.event
    if what == WALKING_TIMES:
        return programme.walks
    if what == TERM:
        return programme.term.get(key)
    return KINDS[what].find(programme, key)


def found(programme: Programme, what: str, key: str) -> Any:
    """The thing of a key; `NotFound` if there is none."""
    there = find(programme, what, key)
    if there is None:
        raise NotFound(_missing(programme, what, key))
    return there


def _missing(programme: Programme, what: str, key: str) -> str:
    """A part that has no time or slot yet is no slip of the pen: the sentence says what it lacks."""
    if what in _LACKED:
        code, part = part_of(key)
        if any(each.number == part for each in getattr(programme.session.get(code), "parts", ())):
            return f"Session {code}, part {part}, {_LACKED[what]}."
    return no_such(what, key_for_clients(programme, what, key), programme)


_LACKED = {PLACEMENT: "has no time and place yet", REMOTE: "has no remote slot yet"}


def created(programme: Programme, what: str, key: str, fields: Fields) -> Operation:
    """The new thing of this key; `StateConflict` if there is one already, `InvalidInput` if it can't be made."""
    if find(programme, what, key) is not None:
        name = {"session": "code", TERM: "code"}.get(what, "slug")
        raise StateConflict(f"There is a {what} {key!r} already. Choose another {name}.")
    return _made(programme, what, key, fields)


def changed(programme: Programme, what: str, key: str, fields: Fields) -> Operation:
    """The thing with these fields instead; what they don't name stays as it is."""
    found(programme, what, key)
    return _made(programme, what, key, fields)


def put(programme: Programme, what: str, key: str, fields: Fields) -> Operation:
    """The thing as these fields alone say, whether there was one before or not."""
    if what in {PLACEMENT, REMOTE}:
        require_part(programme, key)
    return _made(programme, what, key, fields)


def deleted(programme: Programme, what: str, key: str) -> tuple[Operation, ...]:
    """What takes the thing away; a session takes along where it is placed and how it is joined."""
    there = found(programme, what, key)
    if what == TERM:
        scheme = programme.scheme[there.scheme]
        kept = tuple(term for term in scheme.terms if term.key != key)
        return (Operation(SCHEME, scheme.slug, scheme, replace(scheme, terms=kept)),)
    taken = [Operation(what, key, there, None)]
    if what == SESSION:
        for part in there.parts:
            own = programme.key(key, part.number)
            for kind, thing in (
                (REMOTE, programme.slot.get((key, part.number))),
                (PLACEMENT, programme.placement.get((key, part.number))),
            ):
                if thing is not None:
                    taken.insert(0, Operation(kind, own, thing, None))
    return tuple(taken)


def require_part(programme: Programme, placement_key: str) -> None:
    """`NotFound` if the key of a placement leads to no part of a session."""
    code, number = KINDS[PLACEMENT].ident_of(placement_key)
    session: Session | None = programme.session.get(code)
    if session is None:
        raise NotFound(no_such("session", code, programme))
    if (code, number) not in programme.part:
        numbers = ", ".join(str(part.number) for part in session.parts)
        raise NotFound(f"Session {code} has no part {number}. It has: {numbers}.")


def require_sound(
    before: Programme,
    after: Programme,
    operations: Sequence[Operation],
    sent: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> None:
    """What the operations make must make sense where it did before, and leave nobody who relies on what they take.

    `InvalidInput` points at what does not; `sent` tells where in what was sent the fields of a thing stand.
    `ReliedUpon` lists who relies on what would go.
    """
    gone = {each for operation in of_programme(operations) for each in _gone(operation)}
    if gone:
        left = tuple(relying(after, gone))
        if left:
            raise _relied_upon(before, left)
    for operation in of_programme(operations):
        if operation.after is None:
            continue
        thing = find(after, operation.what, operation.key)
        was = find(before, operation.what, operation.key)
        old = set(flaws(before, was)) if was is not None else set()
        at = _fields_of(operation, sent)
        new = [Flaw(at + pointer, message) for pointer, message in flaws(after, thing) if (pointer, message) not in old]
        if new:
            raise InvalidInput(new[0].message, flaws=new)


def _fields_of(operation: Operation, sent: Mapping[tuple[str, str], str]) -> str:
    at = sent.get((operation.what, operation.key))
    return f"{at}/fields" if at else ""


def require_new_parts(
    operations: Iterable[Operation],
    known: Callable[[str, str], bool],
    sent: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> None:
    """A part's number is never given out twice: calendars know the old part by it."""
    for operation in operations:
        if operation.what != SESSION or operation.after is None or operation.before is None:
            continue
        had = {part.number for part in operation.before.parts}
        for place, part in enumerate(operation.after.parts):
            if part.number not in had and known(PART, f"{operation.key}-{part.number}"):
                raise InvalidInput(
                    f"Session {operation.key} had a part {part.number} once, and calendars remember it. "
                    "Number the new one higher.",
                    pointer=f"{_fields_of(operation, sent)}/parts/{place}/number",
                )


def _made(programme: Programme, what: str, key: str, fields: Fields) -> Operation:
    kind, own = target(what, key)
    before = find(programme, kind, own)
    return Operation(kind, own, before, made(programme, what, key, fields, before))


def _gone(operation: Operation) -> set[tuple[str, str]]:
    if operation.what in {EVENT, WALKING_TIMES} or operation.before is None:
        return set()
    gone = {(operation.what, operation.key)} if operation.after is None else set()
    if operation.what == SCHEME:
        kept = {term.key for term in operation.after.terms} if operation.after else set()
        gone |= {(TERM, term.key) for term in operation.before.terms if term.key not in kept}
    if operation.what == SESSION:
        numbers = {part.number for part in operation.after.parts} if operation.after else set()
        gone |= {
            (PART, f"{operation.key}-{part.number}") for part in operation.before.parts if part.number not in numbers
        }
    return gone


def _relied_upon(programme: Programme, left: Sequence[tuple[str, str, str, str]]) -> ReliedUpon:
    relying_ = tuple(
        {
            "what": what,
            "key": key_for_clients(programme, what, key),
            "on": f"{on} {key_for_clients(programme, on, used)}",
        }
        for what, key, on, used in left
    )
    shown = ", ".join(f"{each['what']} {each['key']}" for each in relying_[:5])
    more = f" and {len(relying_) - 5} more" if len(relying_) > 5 else ""
    used = ", ".join(dict.fromkeys(each["on"] for each in relying_))
    return ReliedUpon(f"{used} can't go: {shown}{more} {'relies' if len(relying_) == 1 else 'rely'} on it.", relying_)
