"""What rules out the cells of a part: each fact a mask over all of them, rooms times starts."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.conflicts import Conflict, sentence
from scheduler.domain.conflicts.sentences import counted
from scheduler.domain.programme import Programme
from scheduler.domain.suggesting.grid import bits
from scheduler.domain.suggesting.obstacles import within
from scheduler.domain.suggesting.searching import Search, is_regardless_of_room

_KINDS = {
    "person-double-booked": "person",
    "person-unavailable": "person",
    "beside-plenary": "plenary",
    "account-double-booked": "account",
    "team-overbooked": "team",
    "relation-broken": "relation",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that rules out cells; `kind` and `subject` tell what it is about, `words` where only a rule can."""

    kind: str
    subject: str
    mask: int
    words: str = ""


def facts_of(search: Search, rooms: tuple[str | None, ...], everything: int) -> list[Fact]:
    """What rules out cells: known obstacles and, unless one of them is all there is to say, what the rules refuse."""
    width = len(search.problem.grid.starts)
    everywhere = range(len(rooms))
    found: dict[tuple[str, str], int] = {}

    def note(kind: str, subject: str, mask: int) -> None:
        found[kind, subject] = found.get((kind, subject), 0) | mask

    for obstacle in search.everywhere:
        kind = _KINDS[obstacle.rule]
        subject = "" if kind == "plenary" else obstacle.subject
        note(kind, subject, spread(obstacle.mask, everywhere, width))
    for place, room in enumerate(rooms):
        for each in within(search.problem, room) if room else ():
            lacks = each.rule == "room-lacks-feature"
            note("feature" if lacks else "rooms", each.subject if lacks else "", each.mask << (place * width))
    known = [Fact(kind, subject, mask) for (kind, subject), mask in found.items()]
    if any(fact.mask & everything == everything for fact in known):
        return known
    return known + _refusals(search, rooms, known)


def _refusals(search: Search, rooms: tuple[str | None, ...], known: Iterable[Fact]) -> list[Fact]:
    """What the rules themselves refuse: one fact per rule and whom it is about, told by its first conflict.

    What no other room would change is looked for at every start, be it ruled out or not, since it may rule out all by
    itself. The rest is looked for only where nothing else stands in the way: to try every cell would take seconds.
    """
    grid = search.problem.grid
    width = len(grid.starts)
    everywhere = range(len(rooms))
    covered = 0
    for fact in known:
        covered |= fact.mask
    masks: dict[str, int] = {}
    found: dict[str, list[Conflict]] = {}

    def note(conflict: Conflict, mask: int) -> None:
        nonlocal covered
        name = _name(conflict)
        masks[name] = masks.get(name, 0) | mask
        covered |= mask
        told = found.setdefault(name, [])
        if conflict.key not in {other.key for other in told}:
            told.append(conflict)

    for bit, start in enumerate(grid.starts):
        for conflict in _errors(search, rooms[0], start):
            if is_regardless_of_room(conflict):
                note(conflict, spread(1 << bit, everywhere, width))
    for place, room in enumerate(rooms):
        for bit in bits(grid.whole & ~(covered >> (place * width))):
            for conflict in _errors(search, room, grid.starts[bit]):
                note(conflict, 1 << (place * width + bit))
    programme = search.problem.programme
    return [Fact("rule", name, mask, _refused_told(programme, found[name])) for name, mask in masks.items()]


def _errors(search: Search, room: str | None, start: int) -> Iterable[Conflict]:
    return (conflict for conflict in search.conflicts(room, start) if conflict.severity == "error")


def _name(conflict: Conflict) -> str:
    """What conflicts of one fact have in common: the rule, and the person, account, team or relation it is about."""
    facts = dict(conflict.details)
    whom = conflict.person or conflict.account or conflict.team or conflict.organisation
    return " ".join(map(str, (conflict.rule, whom, facts.get("kind"), facts.get("origin"), facts.get("target"))))


def _refused_told(programme: Programme, conflicts: list[Conflict]) -> str:
    more = len(conflicts) - 1
    told = sentence(programme, conflicts[0])
    return f"{told} It is the same with {counted(more, 'other conflict')} elsewhere." if more else told


def spread(mask: int, places: Iterable[int], width: int) -> int:
    """A mask over starts, at each of some rooms."""
    spread = 0
    for place in places:
        spread |= mask << (place * width)
    return spread
