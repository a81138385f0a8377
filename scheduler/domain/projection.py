"""The one function that decides what the public may see of a programme."""

from dataclasses import replace

from scheduler.domain.ordering import ordered
from scheduler.domain.people import Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.session import SCHEDULED_STATES, Appearance, Scheme, Session

Word = tuple[str, str]
"""What sorts sessions: `type`, `track` or `term`, and its key."""

BUSY_TITLE = "Busy"
UNNAMED = Person(id="unnamed", slug="(unnamed)", name="To be named", placeholder=True)
"""Stands for everybody whose appearance is public but whose name is not. No slug is like its own: nobody shares it."""


def project(programme: Programme, now: int) -> Programme:
    """The public programme at an instant: what is accepted, placed, public and over its embargo, and nothing private.

    `busy` sessions keep code, room and hours alone. Tracks, types and terms that are used by closed sessions alone are
    left out; those of nobody, or of a session that waits for a place, stay. Projecting twice is projecting once.
    """
    placed = {placement.session for placement in programme.placements}
    sessions = tuple(_session(s, programme, now) for s in programme.sessions if s.code in placed and _is_public(s, now))
    shown = {session.code: session for session in sessions}
    placements = tuple(_placement(p) for p in programme.placements if p.session in shown)
    present = {placement.id for placement in placements}
    people = {a.person for session in sessions for a in session.appearances}
    organisations = {o.organisation for s in sessions for o in s.organisers}
    organisations |= {a.on_behalf_of for s in sessions for a in s.appearances if a.on_behalf_of}
    named = tuple(_person(p) for p in programme.people if p.id in people and p.id != UNNAMED.id)
    organisations |= {p.organisation for p in named if p.organisation}
    telling = _telling(programme, now)
    return ordered(
        replace(
            programme,
            walks=(),
            rooms=tuple(replace(r, availability=(), turnover_minutes=0, parallel=False) for r in programme.rooms),
            session_types=tuple(t for t in programme.session_types if ("type", t.slug) not in telling),
            tracks=tuple(t for t in programme.tracks if ("track", t.slug) not in telling),
            schemes=tuple(_scheme(s, telling) for s in programme.schemes if not _is_emptied(s, telling)),
            organisations=tuple(o for o in programme.organisations if o.slug in organisations),
            people=named + ((UNNAMED,) if UNNAMED.id in people else ()),
            teams=(),
            accounts=(),
            meetings=(),
            sessions=sessions,
            placements=placements,
            slots=tuple(
                replace(slot, meeting=None, ways=tuple(way for way in slot.ways if way.audience != "hosts"))
                for slot in programme.slots
                if (slot.session, slot.part) in present and shown[slot.session].visibility == "public"
            ),
            relations=(),
        )
    )


def _is_public(session: Session, now: int) -> bool:
    return (
        session.state in SCHEDULED_STATES
        and session.visibility in {"public", "busy"}
        and (session.embargo_until is None or session.embargo_until <= now)
    )


def _is_closed(session: Session, now: int) -> bool:
    """Whether the session's words are not for the public; those of others only wait, for a place or a decision."""
    return session.visibility != "public" or (session.embargo_until is not None and session.embargo_until > now)


def _telling(programme: Programme, now: int) -> set[Word]:
    """The words that closed sessions alone use: in a list of filters, their names would tell what is planned."""
    telling: set[Word] = set()
    for session in programme.sessions:
        if _is_closed(session, now):
            telling.update(_vocabulary(session))
    if telling:
        for session in programme.sessions:
            if not _is_closed(session, now):
                telling.difference_update(_vocabulary(session))
    return telling


def _vocabulary(session: Session) -> list[Word]:
    words = [("term", term) for term in session.terms]
    if session.type:
        words.append(("type", session.type))
    if session.track:
        words.append(("track", session.track))
    return words


def _is_emptied(scheme: Scheme, telling: set[Word]) -> bool:
    """Whether the scheme has terms, and none that may be told."""
    return bool(scheme.terms) and all(("term", term.key) in telling for term in scheme.terms)


def _scheme(scheme: Scheme, telling: set[Word]) -> Scheme:
    return replace(scheme, terms=tuple(term for term in scheme.terms if ("term", term.key) not in telling))


def _session(session: Session, programme: Programme, now: int) -> Session:
    parts = tuple(part for part in session.parts if (session.code, part.number) in programme.placement)
    if session.visibility == "busy":
        return Session(
            code=session.code,
            title=BUSY_TITLE,
            parts=tuple(replace(part, title_suffix="", translations=()) for part in parts),
            state="confirmed",
            visibility="busy",
        )
    placed = {part.number for part in parts}
    return replace(
        session,
        parts=parts,
        features=(),
        expected_attendance=None,
        wishes=(),
        appearances=tuple(
            _appearance(a, programme)
            for a in session.appearances
            if _appears(a, now) and (a.part is None or a.part in placed)
        ),
        state="confirmed",
        embargo_until=None,
    )


def _appears(appearance: Appearance, now: int) -> bool:
    return appearance.visibility != "hidden" and (appearance.embargo_until is None or appearance.embargo_until <= now)


def _appearance(appearance: Appearance, programme: Programme) -> Appearance:
    if appearance.visibility == "unnamed" or appearance.person not in programme.person:
        return Appearance(
            person=UNNAMED.id,
            role=appearance.role,
            mode=appearance.mode,
            part=appearance.part,
            from_minute=appearance.from_minute,
            to_minute=appearance.to_minute,
        )
    if appearance.confirmed and appearance.embargo_until is None:
        return appearance
    return replace(appearance, confirmed=True, embargo_until=None)


def _person(person: Person) -> Person:
    if not person.availability and person.rank is None and not person.floating and person.time_zone is None:
        return person
    return replace(person, availability=(), rank=None, floating=False, time_zone=None)


def _placement(placement: Placement) -> Placement:
    if not (placement.setup_minutes or placement.takedown_minutes or placement.pinned):
        return placement
    return replace(placement, setup_minutes=0, takedown_minutes=0, pinned=False)
