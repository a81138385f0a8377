"""Why a part fits nowhere: the fewest facts that together rule out every cell, found without a solver.

Each fact is a mask over all cells (rooms times starts). The smallest set whose masks cover everything is looked for
among sets of one, two and three facts; beyond, facts are taken greedily, and those that prove needless are dropped.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice

from scheduler.domain.conflicts import NO_SIGNALS, Policy, Signals, sentence
from scheduler.domain.conflicts.rules.relations import WISHES
from scheduler.domain.conflicts.sentences import counted, listed, person_name, room_name, titled, when
from scheduler.domain.programme import Programme
from scheduler.domain.suggesting.grid import bits
from scheduler.domain.suggesting.obstacles import Obstacle, within
from scheduler.domain.suggesting.searching import Search, is_regardless_of_room
from scheduler.domain.timespan import merge

DEFAULTS = Policy()
_EXHAUSTIVE = 3
_KINDS = {
    "person-double-booked": "person",
    "person-unavailable": "person",
    "beside-plenary": "plenary",
    "account-double-booked": "account",
    "team-overbooked": "team",
    "relation-broken": "relation",
}
_SHOWN = 4  # spans named in one sentence; more is no help to anybody


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a part fits somewhere; and in words where it does best, or the fewest facts for which it does not."""

    fits: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something that rules out cells; `kind` and `subject` tell what it is about."""

    kind: str
    subject: str
    mask: int
    words: str = ""


def explain(
    programme: Programme,
    session: str,
    part: int,
    *,
    policy: Policy = DEFAULTS,
    signals: Signals = NO_SIGNALS,
    days: Collection[date] = (),
    rooms: Collection[str] = (),
    now: int | None = None,
) -> Explanation:
    """Why the part fits into no room and time of those asked for, or where it fits best."""
    search = Search(programme, (session, part), policy, signals, days, now)
    grid = search.problem.grid
    chosen = search.rooms(rooms)
    if not grid.starts:
        minutes = counted(grid.seconds // 60, "minute")
        what = "None of these days" if days else "No day of the event"
        return Explanation(fits=False, sentences=(f"{what} is as long as the {minutes} that it needs.",))
    if not chosen:
        return Explanation(fits=False, sentences=("The event has no room yet, and the session is not remote.",))
    best = next(search.free(chosen), None)
    if best is not None:
        where = f"in {room_name(programme, best.room)}" if best.room else "on-line"
        told = f"It fits {where} {when(programme, grid.spans(1 << grid.starts.index(best.starts)))}."
        return Explanation(fits=True, sentences=(told, *best.reasons))
    facts = _facts(search, chosen)
    cover = _smallest(facts, _spread(grid.whole, range(len(chosen)), len(grid.starts)))
    return Explanation(fits=False, sentences=tuple(_told(search, fact, cover, chosen) for fact in cover))


def _facts(search: Search, rooms: tuple[str | None, ...]) -> list[_Fact]:
    """Everything that rules out cells: known obstacles, and what the rules refuse beyond them."""
    width = len(search.problem.grid.starts)
    everywhere = range(len(rooms))
    found: dict[tuple[str, str], int] = {}

    def note(kind: str, subject: str, mask: int) -> None:
        found[kind, subject] = found.get((kind, subject), 0) | mask

    for obstacle in search.everywhere:
        kind = _KINDS[obstacle.rule]
        subject = "" if kind == "plenary" else obstacle.subject
        note(kind, subject, _spread(obstacle.mask, everywhere, width))
    for place, room in enumerate(rooms):
        for each in within(search.problem, room) if room else ():
            lacks = each.rule == "room-lacks-feature"
            note("feature" if lacks else "rooms", each.subject if lacks else "", each.mask << (place * width))
    known = [_Fact(kind, subject, mask) for (kind, subject), mask in found.items()]
    return known + _refusals(search, rooms, known)


def _refusals(search: Search, rooms: tuple[str | None, ...], known: Iterable[_Fact]) -> list[_Fact]:
    """What the rules themselves say of the cells that no known obstacle rules out: one fact per error's parties."""
    grid = search.problem.grid
    width = len(grid.starts)
    covered = 0
    for fact in known:
        covered |= fact.mask
    masks: dict[tuple[str, str], int] = {}
    words: dict[tuple[str, str], str] = {}
    for place, room in enumerate(rooms):
        open_ = grid.whole & ~(covered >> (place * width))
        for bit in bits(open_):
            if covered >> (place * width + bit) & 1:
                continue  # another room's cell told it for all
            for conflict in search.conflicts(room, grid.starts[bit]):
                if conflict.severity != "error":
                    continue
                others = sorted(
                    f"{code}/{part}" for code, part in conflict.placements if (code, part) != search.problem.id
                )
                name = (conflict.rule, " ".join((*others, conflict.account or conflict.team or conflict.room or "")))
                where = range(len(rooms)) if is_regardless_of_room(conflict) else (place,)
                masks[name] = masks.get(name, 0) | _spread(1 << bit, where, width)
                words.setdefault(name, sentence(search.problem.programme, conflict))
                covered |= masks[name]
    return [_Fact("rule", f"{rule} {who}", mask, words[rule, who]) for (rule, who), mask in masks.items()]


def _spread(mask: int, places: Iterable[int], width: int) -> int:
    """A mask over starts, at each of some rooms."""
    spread = 0
    for place in places:
        spread |= mask << (place * width)
    return spread


def _smallest(facts: list[_Fact], everything: int) -> tuple[_Fact, ...]:
    """The fewest facts that rule out everything; the first such set in the order of `facts`."""
    for size in range(1, _EXHAUSTIVE + 1):
        for some in combinations(facts, size):
            mask = 0
            for fact in some:
                mask |= fact.mask
            if mask & everything == everything:
                return some
    left, chosen = everything, list[_Fact]()
    while left:
        most = max(facts, key=lambda fact: (fact.mask & left).bit_count())
        if not most.mask & left:
            break
        chosen.append(most)
        left &= ~most.mask
    for fact in tuple(chosen):
        others = 0
        for other in chosen:
            others |= other.mask if other is not fact else 0
        if others & everything == everything:
            chosen.remove(fact)
    return tuple(fact for fact in facts if fact in chosen)


def _told(search: Search, fact: _Fact, cover: tuple[_Fact, ...], rooms: tuple[str | None, ...]) -> str:
    """A fact in words: not what is forbidden, but what it leaves."""
    programme, grid = search.problem.programme, search.problem.grid
    if fact.kind == "rule":
        return fact.words
    if fact.kind == "feature":
        return _feature_told(programme, fact.subject, rooms)
    if fact.kind == "rooms":
        return _rooms_told(search, fact, cover, rooms)
    # The first room's cells stand for all: the others are about time alone.
    only = _only(programme, search, grid.whole & ~fact.mask)
    if fact.kind == "person":
        return f"{person_name(programme, fact.subject)} is free for {counted(grid.seconds // 60, 'minute')} {only}."
    if fact.kind == "plenary":
        beside = {obstacle.subject for obstacle in search.everywhere if obstacle.rule == "beside-plenary"}
        names = listed(titled(programme, code) for code in sorted(beside)[:_SHOWN])
        return f"{titled(programme, search.problem.id[0])} can't run beside {names}: that leaves it {only}."
    return f"{_sharing_told(programme, fact)} {only}."


def _feature_told(programme: Programme, feature: str, rooms: tuple[str | None, ...]) -> str:
    having = [room for room in rooms if room and feature in programme.room[room].features]
    known = programme.feature.get(feature)
    name = known.name if known else feature
    if not having:
        return f"No room has {name}."
    return f"{name} {'is' if len(having) == 1 else 'are'} needed: only {_rooms(programme, having)} can offer that."


def _sharing_told(programme: Programme, fact: _Fact) -> str:
    if fact.kind == "account":
        account = programme.account.get(fact.subject)
        return f"{account.name if account else fact.subject} can host one meeting more"
    if fact.kind == "team":
        team = next((team.name for team in programme.teams if team.slug == fact.subject), fact.subject)
        return f"{team} can serve one session more"
    relation = next(each for each in programme.relations if str(each.id) == fact.subject)
    wish = WISHES[relation.kind].format(titled(programme, relation.target))
    return f"{titled(programme, relation.origin)} {wish}: that leaves it"


def _rooms_told(search: Search, fact: _Fact, cover: tuple[_Fact, ...], rooms: tuple[str | None, ...]) -> str:
    programme, grid = search.problem.programme, search.problem.grid
    width = len(grid.starts)
    needed = {other.subject for other in cover if other.kind == "feature"}
    some, names = 0, list[str]()
    for place, room in enumerate(rooms):
        if room and needed <= set(programme.room[room].features):
            some |= grid.whole & ~(fact.mask >> (place * width))
            names.append(room)
    verb = "is" if len(names) == 1 else "are"
    minutes = counted(grid.seconds // 60, "minute")
    if not some:
        return f"{_rooms(programme, names)} {verb} taken or closed all the time: nowhere are {minutes} free."
    return f"{_rooms(programme, names)} {verb} free for {minutes} {_only(programme, search, some)}."


def _rooms(programme: Programme, rooms: list[str]) -> str:
    if len(rooms) > _SHOWN:
        return f"{len(rooms)} rooms"
    return listed(room_name(programme, room) for room in rooms) if rooms else "No room"


def _only(programme: Programme, search: Search, starts: int) -> str:
    spans = merge(search.problem.grid.spans(starts))
    if not spans:
        return "at no time"
    told = when(programme, tuple(islice(spans, _SHOWN)))
    more = len(spans) - _SHOWN
    return f"only {told}" + (f" and {counted(more, 'time')} more" if more > 0 else "")


def obstacles_told(programme: Programme, obstacles: Iterable[Obstacle]) -> tuple[str, ...]:
    """What stands in the way of a cell, in few words each."""
    return tuple(dict.fromkeys(_briefly(programme, obstacle) for obstacle in obstacles))


def _briefly(programme: Programme, obstacle: Obstacle) -> str:
    if obstacle.rule.startswith("person-"):
        away = "is elsewhere" if obstacle.rule == "person-double-booked" else "is not available"
        return f"{person_name(programme, obstacle.subject)} {away}."
    known, room = programme.feature.get(obstacle.subject), room_name(programme, obstacle.room)
    told = {
        "room-lacks-feature": f"{room} lacks {known.name if known else obstacle.subject}.",
        "room-unavailable": f"{room_name(programme, obstacle.subject)} is closed.",
        "beside-plenary": f"{titled(programme, obstacle.subject)} runs then, and one of the two is a plenary.",
        "account-double-booked": "Its platform account hosts as many meetings as it can.",
        "team-overbooked": "No team is left for it.",
        "relation-broken": "A relation to another session would not hold.",
    }
    taken = f"{room} is taken by {titled(programme, obstacle.subject)}."
    return told.get(obstacle.rule, taken)
