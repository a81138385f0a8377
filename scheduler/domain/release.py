"""What the public sees: a numbered, immutable release, and how each of its entries ages.

An entry is one placement in the calendars of the world. Its SEQUENCE goes up with each release that changes what the
calendar shows of it (RFC 5546 section 2.1.4); words alone change only the time of its last change; what leaves the
public programme stays for ever, cancelled, with the last words it had.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.domain.agenda import CANCELLED, CONFIRMED, AgendaItem, resolve, unchanged
from scheduler.domain.candidate import supply
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.projection import project
from scheduler.domain.session import Part, Session


@dataclass(frozen=True, slots=True)
class Entry:
    """The age of one placement: `created_at` when first released, `changed_at` when last changed (instants)."""

    session: str
    part: int
    status: str
    sequence: int
    created_at: int
    changed_at: int

    @property
    def cancelled(self) -> bool:
        """Whether it was public once and is no more."""
        return self.status == CANCELLED


@dataclass(frozen=True)
class PublicRelease:
    """One release as the public may see it. `entries` are in the order of the programme's placements."""

    number: int
    label: str
    note: str
    published_at: int
    programme: Programme
    entries: tuple[Entry, ...]

    @cached_property
    def modified_at(self) -> int:
        """When what it shows last changed: when it was published, unless somebody was erased from it since."""
        return max((self.published_at, *(entry.changed_at for entry in self.entries)))

    @cached_property
    def entry(self) -> Mapping[tuple[str, int], Entry]:
        """Entries by session code and part number."""
        return {(entry.session, entry.part): entry for entry in self.entries}

    def resolved(self, id_: tuple[str, int]) -> AgendaItem:
        """One entry with all its words: where few are wanted, resolving all would take longer than all else."""
        return resolve(self.programme, self.programme.placement[id_], self.entry[id_].status)

    @cached_property
    def items(self) -> tuple[AgendaItem, ...]:
        """Every entry with all its words, by start, end and key."""
        return tuple(
            resolve(self.programme, placement, self.entry[placement.id].status)
            for placement in self.programme.placements
        )

    @cached_property
    def item(self) -> Mapping[tuple[str, int], AgendaItem]:
        """Agenda items by session code and part number."""
        return {item.id: item for item in self.items}


@dataclass(frozen=True, slots=True)
class Summary:
    """A release without its entries: what it is called, when it came, how much it holds.

    `sessions` counts those that take place, `entries` their entries; `people` all who have a page. `changed` are the
    entries that differ from the release before, all those of a first one; None for one made before that was counted.
    """

    number: int
    label: str
    note: str
    published_at: int
    time_zone: str
    sessions: int
    entries: int
    cancelled: int
    people: int
    changed: int | None = None


def summary(made: PublicRelease) -> Summary:
    """The summary of a release."""
    live = [entry for entry in made.entries if not entry.cancelled]
    return Summary(
        number=made.number,
        label=made.label,
        note=made.note,
        published_at=made.published_at,
        time_zone=made.programme.event.time_zone,
        sessions=len({entry.session for entry in live}),
        entries=len(live),
        cancelled=len(made.entries) - len(live),
        people=sum(not person.placeholder for person in made.programme.people),
        changed=sum(entry.changed_at == made.published_at for entry in made.entries),
    )


def release(
    candidate: Programme, previous: PublicRelease | None, *, number: int, label: str, note: str, at: int
) -> PublicRelease:
    """The public release that follows `previous` when `candidate` is published at the instant `at`."""
    programme = project(candidate, at)
    live = {placement.id for placement in programme.placements}
    if previous is not None:
        gone = [entry for entry in previous.entries if (entry.session, entry.part) not in live]
        programme = _keep(programme, previous.programme, [(entry.session, entry.part) for entry in gone])
    same = unchanged(programme, previous.programme) if previous else frozenset()
    return PublicRelease(
        number,
        label,
        note,
        at,
        programme,
        tuple(
            _age(programme, placement, CONFIRMED if placement.id in live else CANCELLED, previous, same, at)
            for placement in programme.placements
        ),
    )


def next_release(
    candidate: Programme, previous: PublicRelease | None, *, label: str, note: str, now: int
) -> PublicRelease:
    """The release after `previous`, by number and by time: two of one second would look unchanged to a calendar."""
    return release(
        candidate,
        previous,
        number=previous.number + 1 if previous else 1,
        label=label,
        note=note,
        at=max(now, previous.modified_at + 1) if previous else now,
    )


def _age(
    programme: Programme,
    placement: Placement,
    status: str,
    previous: PublicRelease | None,
    same: Collection[tuple[str, int]],
    at: int,
) -> Entry:
    """The entry of a placement; of those that are the same nothing is resolved."""
    before = previous.entry.get(placement.id) if previous else None
    if before is not None and placement.id in same and status == before.status:
        return before
    return aged(resolve(programme, placement, status), previous, at)


def aged(item: AgendaItem, previous: PublicRelease | None, at: int) -> Entry:
    """The entry that an agenda item has in a release of the instant `at` that follows `previous`."""
    before = previous.entry.get(item.id) if previous else None
    if previous is None or before is None:
        return Entry(item.session, item.part, item.status, 0, at, at)
    was = previous.resolved(item.id)
    if item == was:
        return before
    moved = item.calendar_facts != was.calendar_facts
    return replace(before, status=item.status, sequence=before.sequence + moved, changed_at=at)


def _keep(programme: Programme, previous: Programme, gone: Collection[tuple[str, int]]) -> Programme:
    """The programme with the placements that are gone, and whatever their words need, from the release before."""
    if not gone:
        return programme
    sessions = dict(programme.session)
    slots = list(programme.slots)
    for code, number in gone:
        present, part = programme.session.get(code), previous.part[code, number]
        if present is None:
            kept = sessions.get(code) or replace(previous.session[code], parts=(), state=CANCELLED)
        else:
            kept, part = _rejoin(sessions[code], previous.session[code], part)
        sessions[code] = replace(kept, parts=(*kept.parts, part))
        if (code, number) in previous.slot and kept.visibility != "busy":
            slots.append(previous.slot[code, number])
    merged = replace(
        programme,
        sessions=tuple(sessions.values()),
        placements=programme.placements + tuple(previous.placement[id_] for id_ in gone),
        slots=tuple(slots),
    )
    return ordered(supply(merged, previous))


def _rejoin(session: Session, before: Session, part: Part) -> tuple[Session, Part]:
    """A session whose other parts go on, with the people of the part that is gone; and that part.

    One that is `busy` by now says nothing of its former parts either.
    """
    if session.visibility == "busy":
        return session, replace(part, title_suffix="", translations=())
    theirs = tuple(a for a in before.appearances if a.part == part.number)
    return replace(session, appearances=session.appearances + theirs), part
