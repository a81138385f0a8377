"""Operations on a programme: making them happen, taking them back, and finding those that turn one into another."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scheduler.domain.conflicts.groups import placing
from scheduler.domain.log import Operation
from scheduler.domain.ordering import having
from scheduler.domain.programme import Programme
from scheduler.domain.session import Scheme
from scheduler.domain.things import EVENT, KINDS, PART, PERSON, PLACEMENT, REMOTE, SCHEME, SESSION, TERM, WALKING_TIMES

EMAIL = "email"
"""A person's private address, which is no part of a programme: an operation of its own, under the person's key."""

REMOTE_LINKS = "remote-links"
"""Which secrets (links, passcodes, the recording) a slot has, by id: an operation of its own, under the slot's key."""

ERASURE = "erasure"
"""Somebody erased: an operation under their opaque id, which tells counts and nothing of the person."""

RELEASE = "release"
"""A release made: an operation under its number, which no undo takes back."""

SCHEDULED_RELEASE = "scheduled-release"
"""A release that was scheduled, cancelled or failed: an operation under the number of the change that scheduled it."""

_SHOWN = frozenset({*KINDS, EVENT, WALKING_TIMES})


def applied(programme: Programme, operations: Sequence[Operation]) -> Programme:
    """The programme after these operations, whatever of it they concern. Where only placements change, it is cheap."""
    if all(operation.what == PLACEMENT for operation in operations):
        moves = {KINDS[PLACEMENT].ident_of(operation.key): operation.after for operation in operations}
        return placing(programme, moves) if moves else programme
    wanted: dict[str, dict[Any, Any]] = {}
    for operation in operations:
        if operation.what == WALKING_TIMES:
            kept = {(walk.origin, walk.destination): None for walk in programme.walks}
            wanted["walks"] = kept | {(walk.origin, walk.destination): walk for walk in operation.after}
        elif operation.what in KINDS:
            kind = KINDS[operation.what]
            wanted.setdefault(kind.collection, {})[kind.ident_of(operation.key)] = operation.after
    events = [operation.after for operation in operations if operation.what == EVENT]
    return having(programme, wanted, event=events[-1] if events else None)


def in_programme(operation: Operation) -> bool:
    """Whether a programme shows what the operation is about; else it lies beside it."""
    return operation.what in _SHOWN


def of_programme(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Those of the operations that a programme shows; the others are about what lies beside it."""
    return tuple(filter(in_programme, operations))


def compacted(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """The same with one operation per thing, where it is first touched; what ends as it began is left out."""
    first: dict[tuple[str, str], Operation] = {}
    for operation in operations:
        began = first.get((operation.what, operation.key))
        before = began.before if began else operation.before
        first[operation.what, operation.key] = Operation(operation.what, operation.key, before, operation.after)
    return tuple(operation for operation in first.values() if operation.before != operation.after)


def inverted(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """What takes the operations back, the last first."""
    return tuple(
        Operation(operation.what, operation.key, operation.after, operation.before)
        for operation in reversed(operations)
    )


def difference(before: Programme, after: Programme) -> tuple[Operation, ...]:
    """The operations that turn one `ordered` programme into another of the same event."""
    found = []
    if before.event != after.event:
        found.append(Operation(EVENT, after.event.slug, before.event, after.event))
    if before.walks != after.walks:
        found.append(Operation(WALKING_TIMES, after.event.slug, before.walks, after.walks))
    for kind in KINDS.values():
        old, new = kind.index(before), kind.index(after)
        for ident in dict.fromkeys((*new, *old)):
            was, is_ = old.get(ident), new.get(ident)
            if was != is_:
                found.append(Operation(kind.what, kind.key(after, is_ or was), was, is_))
    return tuple(found)


def touched(operation: Operation) -> Iterator[tuple[str, str]]:
    """Of which resources an operation is the last change: what and key of each."""
    if operation.what in {EMAIL, ERASURE}:
        yield PERSON, operation.key
    if operation.what == REMOTE_LINKS:
        yield REMOTE, operation.key
    if not in_programme(operation):
        return
    yield operation.what, operation.key
    if operation.what == SCHEME:
        old, new = _terms(operation.before), _terms(operation.after)
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                yield TERM, key
    if operation.what == SESSION and operation.after is not None:
        before = {part.number for part in operation.before.parts} if operation.before else set()
        for part in operation.after.parts:
            if part.number not in before:
                yield PART, f"{operation.key}-{part.number}"


def _terms(scheme: Scheme | None) -> dict[str, Any]:
    """Each term with its place, which is part of it for who reads it."""
    return {term.key: (place, term) for place, term in enumerate(scheme.terms)} if scheme else {}
