"""Facts and obstacles in words: not what is forbidden, but what it leaves."""

from collections.abc import Iterable
from itertools import islice

from scheduler.domain.conflicts.rules.relations import WISHES
from scheduler.domain.conflicts.sentences import counted, listed, person_name, room_name, titled, when
from scheduler.domain.programme import Programme
from scheduler.domain.suggesting.facts import Fact
from scheduler.domain.suggesting.obstacles import Obstacle
from scheduler.domain.suggesting.searching import Search
from scheduler.domain.timespan import Span, merge

_SHOWN = 4  # spans named in one sentence; more is no help to anybody


def place_told(programme: Programme, room: str | None, span: Span) -> str:
    """In which room and when."""
    return f"{f'in {room_name(programme, room)}' if room else 'on-line'} {when(programme, (span,))}"


def fact_told(search: Search, fact: Fact, cover: tuple[Fact, ...], rooms: tuple[str | None, ...]) -> str:
    """A fact in words: not what is forbidden, but what it leaves."""
    programme, grid = search.problem.programme, search.problem.grid
    if fact.kind == "rule":
        return fact.words
    if fact.kind == "feature":
        return _feature_told(search, fact.subject, rooms)
    if fact.kind == "rooms":
        return _rooms_told(search, fact, cover, rooms)
    # The first room's cells stand for all: the others are about time alone.
    only = _only(programme, search, grid.whole & ~fact.mask)
    if fact.kind == "person":
        return f"{person_name(programme, fact.subject)} is free for {counted(grid.seconds // 60, 'minute')} {only}."
    if fact.kind == "plenary":
        beside = {obstacle.subject for obstacle in search.everywhere if obstacle.rule == "beside-plenary"}
        more = len(beside) - _SHOWN
        names = [titled(programme, code) for code in sorted(beside)[:_SHOWN]]
        names += [counted(more, "other")] if more > 0 else []
        return f"{titled(programme, search.problem.id[0])} can't run beside {listed(names)}: that leaves it {only}."
    return f"{_sharing_told(programme, fact)} {only}."


def _feature_told(search: Search, feature: str, rooms: tuple[str | None, ...]) -> str:
    programme = search.problem.programme
    having = [room for room in rooms if room and feature in programme.room[room].features]
    known = programme.feature.get(feature)
    name = known.name if known else feature
    if having:
        who = titled(programme, search.problem.id[0])
        return f"{who} needs {name}: only {_rooms(programme, having)} can offer that."
    return f"{'No room' if len(rooms) == len(programme.rooms) else 'None of the rooms asked for'} has {name}."


def _sharing_told(programme: Programme, fact: Fact) -> str:
    if fact.kind == "account":
        account = programme.account.get(fact.subject)
        return f"{account.name if account else fact.subject} can host one meeting more"
    if fact.kind == "team":
        team = next((team.name for team in programme.teams if team.slug == fact.subject), fact.subject)
        return f"{team} can serve one session more"
    relation = next(each for each in programme.relations if str(each.id) == fact.subject)
    wish = WISHES[relation.kind].format(titled(programme, relation.target))
    return f"{titled(programme, relation.origin)} {wish}: that leaves it"


def _rooms_told(search: Search, fact: Fact, cover: tuple[Fact, ...], rooms: tuple[str | None, ...]) -> str:
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
