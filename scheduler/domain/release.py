"""What the public sees: a numbered, immutable release, and how each of its entries ages.

An entry is one placement in the calendars of the world. Its SEQUENCE goes up with each release that changes what the
calendar shows of it (RFC 5546 section 2.1.4); words alone change only the time of its last change; what leaves the
public programme stays for ever, cancelled, with the last words it had.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from scheduler.domain.agenda import CANCELLED, CONFIRMED, AgendaItem, resolve
from scheduler.domain.errors import NotFound
from scheduler.domain.programme import Programme, ordered
from scheduler.domain.projection import project
from scheduler.domain.session import Part, Scheme, Session
from scheduler.domain.venue import Walk

T = TypeVar("T")


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
    def entry(self) -> Mapping[tuple[str, int], Entry]:
        """Entries by session code and part number."""
        return {(entry.session, entry.part): entry for entry in self.entries}

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

    `sessions` counts those that take place, `entries` their entries; `people` all who have a page.
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
    bare = PublicRelease(number, label, note, at, programme, ())
    entries = tuple(
        _age(
            resolve(programme, placement, CONFIRMED if placement.id in live else CANCELLED),
            previous,
            at,
        )
        for placement in programme.placements
    )
    return replace(bare, entries=entries)


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
        at=max(now, previous.published_at + 1) if previous else now,
    )


def _age(item: AgendaItem, previous: PublicRelease | None, at: int) -> Entry:
    before = previous.entry.get(item.id) if previous else None
    if previous is None or before is None:
        return Entry(item.session, item.part, item.status, 0, at, at)
    if item == previous.item[item.id]:
        return before
    moved = item.calendar_facts != previous.item[item.id].calendar_facts
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


def supply(programme: Programme, source: Programme) -> Programme:
    """The programme with every room, person, term … that it names and lacks, taken from `source`."""
    sessions = programme.sessions
    meetings = _add(programme.meetings, source.meetings, {s.meeting for s in programme.slots if s.meeting}, "slug")
    named = {room for placement in programme.placements for room in placement.rooms}
    rooms = _closure(named | {m.room for m in meetings if m.room}, programme, source)
    people = {a.person for session in sessions for a in session.appearances}
    organisations = {o.organisation for session in sessions for o in session.organisers}
    organisations |= {a.on_behalf_of for session in sessions for a in session.appearances if a.on_behalf_of}
    with_people = replace(programme, people=_add(programme.people, source.people, people, "id"))
    organisations |= {p.organisation for p in with_people.people if p.organisation}
    terms = {term for session in sessions for term in session.terms}
    schemes = {term.partition(":")[0] for term in terms}
    with_rooms = replace(with_people, rooms=_add(programme.rooms, source.rooms, rooms, "slug"))
    buildings = _add(
        programme.buildings, source.buildings, {r.building for r in with_rooms.rooms if r.building}, "slug"
    )
    return replace(
        with_rooms,
        buildings=buildings,
        walks=_walks(programme, source, {b.slug for b in buildings}),
        features=_add(
            programme.features,
            source.features,
            {f for r in with_rooms.rooms for f in r.features} | {f for s in sessions for f in s.features},
            "slug",
        ),
        organisations=_add(programme.organisations, source.organisations, organisations, "slug"),
        session_types=_add(programme.session_types, source.session_types, {s.type for s in sessions if s.type}, "slug"),
        tracks=_add(programme.tracks, source.tracks, {s.track for s in sessions if s.track}, "slug"),
        schemes=_add(
            tuple(_with_terms(scheme, source, terms - programme.term.keys()) for scheme in programme.schemes),
            source.schemes,
            schemes,
            "slug",
        ),
        meetings=meetings,
        accounts=_add(programme.accounts, source.accounts, {m.account for m in meetings}, "slug"),
    )


def _with_terms(scheme: Scheme, source: Programme, missing: Collection[str]) -> Scheme:
    return replace(
        scheme,
        terms=scheme.terms + tuple(t for t in source.term.values() if t.scheme == scheme.slug and t.key in missing),
    )


def _closure(rooms: set[str], programme: Programme, source: Programme) -> set[str]:
    waiting = list(rooms)
    while waiting:
        slug = waiting.pop()
        room = programme.room.get(slug) or source.room.get(slug)
        for piece in room.pieces if room else ():
            if piece not in rooms:
                rooms.add(piece)
                waiting.append(piece)
    return rooms


def _walks(programme: Programme, source: Programme, buildings: Collection[str]) -> tuple[Walk, ...]:
    known = {(walk.origin, walk.destination) for walk in programme.walks}
    return programme.walks + tuple(
        walk
        for walk in source.walks
        if (walk.origin, walk.destination) not in known and {walk.origin, walk.destination} <= set(buildings)
    )


def _add(have: tuple[T, ...], source: Iterable[T], wanted: set[str], key: str) -> tuple[T, ...]:
    present = {getattr(thing, key) for thing in have}
    return have + tuple(t for t in source if getattr(t, key) in wanted and getattr(t, key) not in present)


def combine(base: Programme, draft: Programme, codes: Collection[str]) -> Programme:
    """The last release's programme with the sessions `codes` as they stand in the draft.

    Their people come from the draft too, and the event's days and how rooms are divided: what is new there must count.
    Rooms, teams and vocabulary come from it only where the base lacks them.
    """
    missing = sorted(set(codes) - set(draft.session))
    if missing:
        raise NotFound(f"There is no session {', '.join(missing)} in {draft.event.slug}. Check the codes after --only.")
    chosen = set(codes)
    sessions: list[Session] = [s for s in base.sessions if s.code not in chosen]
    sessions += [draft.session[code] for code in chosen]
    people = {a.person for code in chosen for a in draft.session[code].appearances}
    mixed = replace(
        base,
        event=replace(base.event, days=draft.event.days, day_change=draft.event.day_change),
        rooms=tuple(
            replace(room, pieces=draft.room[room.slug].pieces) if room.slug in draft.room else room
            for room in base.rooms
        ),
        sessions=tuple(sessions),
        people=tuple(draft.person[p.id] if p.id in people else p for p in base.people),
        teams=_add(base.teams, draft.teams, {team.slug for team in draft.teams}, "slug"),
        placements=tuple(p for p in base.placements if p.session not in chosen)
        + tuple(p for p in draft.placements if p.session in chosen),
        slots=tuple(s for s in base.slots if s.session not in chosen)
        + tuple(s for s in draft.slots if s.session in chosen),
        relations=tuple(r for r in base.relations if not {r.origin, r.target} & chosen)
        + tuple(
            r
            for r in draft.relations
            if {r.origin, r.target} & chosen and {r.origin, r.target} <= chosen | base.session.keys()
        ),
    )
    return ordered(supply(mixed, draft))


def released(draft: Programme) -> Programme:
    """What of the draft a full release holds: proposals stay in the draft."""
    stays = {session.code for session in draft.sessions if session.state != "proposed"}
    return replace(
        draft,
        sessions=tuple(s for s in draft.sessions if s.code in stays),
        placements=tuple(p for p in draft.placements if p.session in stays),
        slots=tuple(s for s in draft.slots if s.session in stays),
        relations=tuple(r for r in draft.relations if {r.origin, r.target} <= stays),
    )
