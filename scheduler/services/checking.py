"""What is wrong with a draft, and what would be if some parts moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.clock import isoformat
from scheduler.domain.conflicts import Comparison, Conflict, compare, placing, sentence
from scheduler.domain.conflicts.waiver import Waiver
from scheduler.domain.moving import Move, placements_of
from scheduler.domain.programme import Programme
from scheduler.services.desk import Desk
from scheduler.store.db import Database
from scheduler.store.waivers import ended_waivers


@dataclass(frozen=True, slots=True)
class Preview:
    """What moves would change, and the programme that they would make. Nothing is saved."""

    desk: Desk
    after: Programme
    comparison: Comparison

    def described(self) -> dict[str, list[dict[str, Any]]]:
        """It for JSON: what goes is told as it is, what comes or stays as it would be."""
        compared, before = self.comparison, self.desk.programme
        return {
            "introduced": [would_be(self.desk, self.after, conflict) for conflict in compared.introduced],
            "resolved": [would_be(self.desk, before, conflict) for conflict in compared.resolved],
            "remaining": [would_be(self.desk, self.after, conflict) for conflict in compared.remaining],
        }


def effect(before: Programme, after: Programme, found: Comparison | None) -> dict[str, list[dict[str, Any]]]:
    """What came and went, for JSON: what goes is told as it was, what comes as it is. None: nothing did either."""
    return {
        "introduced": [describe(after, conflict) for conflict in found.introduced] if found else [],
        "resolved": [describe(before, conflict) for conflict in found.resolved] if found else [],
    }


def preview(desk: Desk, moves: Sequence[Move]) -> Preview:
    """What these moves, made at once, would change for everybody; `InvalidInput` points at moves that can't be."""
    wanted = placements_of(desk.programme, moves)
    after = placing(desk.programme, wanted)
    return Preview(desk, after, compare(desk.programme, after, wanted, desk.policy, desk.signals))


def findings(database: Database, desk: Desk, conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    """Conflicts of the draft for JSON, with what is on record: since when, waived by whom, which waiver has ended."""
    with database.reading() as session:
        ended = ended_waivers(session, desk.event_id)
    return [_on_record(desk, conflict, ended.get(conflict.key)) for conflict in conflicts]


def _on_record(desk: Desk, conflict: Conflict, ended: Waiver | None) -> dict[str, Any]:
    told = would_be(desk, desk.programme, conflict)
    sighting = desk.sightings.get(conflict.key)
    if sighting is not None:
        told["first_seen"] = {"revision": sighting.revision, "at": isoformat(sighting.at)}
    if ended is not None and ended.ended_at is not None and "waived_by" not in told:
        told["waiver_ended"] = {
            "revision": ended.changed,
            "at": isoformat(ended.ended_at),
            "who": ended.who,
            "reason": ended.reason,
        }
    return told


def would_be(desk: Desk, programme: Programme, conflict: Conflict) -> dict[str, Any]:
    """A conflict of a programme near the draft for JSON, with who waived it if it is there with the facts accepted.

    If it is there with others, making the programme the draft would end the waiver.
    """
    told = describe(programme, conflict)
    waiver = desk.waivers.get(conflict.key)
    if waiver is not None and waiver.holds_for(conflict):
        told |= {"waived_by": waiver.who, "waiver_reason": waiver.reason}
    elif waiver is not None:
        told["waiver_would_end"] = True
    return told


def describe(programme: Programme, conflict: Conflict) -> dict[str, Any]:
    """The conflict for JSON: stable keys and facts, and beside them the sentence and the titles as they are now."""
    person = programme.person.get(conflict.person or "")
    resources = {
        "room": conflict.room,
        "person": person.slug if person else None,
        "account": conflict.account,
        "team": conflict.team,
        "organisation": conflict.organisation,
        "overlap_minutes": conflict.overlap_minutes,
    }
    return {
        "key": conflict.key,
        "rule": conflict.rule,
        "severity": conflict.severity,
        "message": sentence(programme, conflict),
        "facts": conflict.facts,
        "sessions": [
            {"code": party.session, "part": party.part, "title": programme.session[party.session].title}
            for party in conflict.parties
        ],
        **{name: value for name, value in resources.items() if value is not None},
    }
