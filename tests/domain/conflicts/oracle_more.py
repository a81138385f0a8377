"""The later rules once more, as slowly and plainly as they can be said, for programmes whose times lie on ticks.

Nothing here is shared with the engine. The numbers are those of `programmes_more.POLICY`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from itertools import combinations
from math import comb
from zoneinfo import ZoneInfo

from scheduler.domain.conflicts import Signals
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Team
from scheduler.domain.session import Appearance, Relation, Session
from scheduler.domain.timespan import Span
from tests.domain.conflicts.oracle import (
    TICK,
    Ticks,
    _maximal,
    _whole,
    active,
    family,
    kind,
    leaves,
    minutes,
    named,
    session_of,
    ticks,
)
from tests.domain.conflicts.oracle import spans as spans_of
from tests.domain.conflicts.seen import Seen

MOST_A_DAY, LONGEST = 2, 3600
LEAST_PANEL, LEAST_FOLLOWERS, CHANCE = 2, 3, Fraction(400, 1000)
MINUTES_EACH = 3


def oracle_more(programme: Programme, signals: Signals) -> list[Seen]:
    """Every conflict of the later rules, in no particular order."""
    return [
        *_room_turnover(programme),
        *_during_break(programme),
        *_cancelled_placed(programme),
        *_person_transfer(programme),
        *_person_overload(programme),
        *_person_by_appearance(programme),
        *_remote_slot_missing(programme),
        *_account_double_booked(programme),
        *_counted(programme, signals),
        *_team_overbooked(programme),
        *_relation_broken(programme),
        *_audience_clash(programme, signals),
        *_organisation_clash(programme),
        *_content(programme),
    ]


def is_exempt(programme: Programme, placement: Placement) -> bool:
    return kind(programme, placement).break_ or kind(programme, placement).background


def held(programme: Programme, placement: Placement) -> set[str]:
    return {leaf for room in placement.rooms for leaf in leaves(programme, room)}


def _doors(programme: Programme, placements: Iterable[Placement], atom: str) -> set[str]:
    return {room for p in placements for room in p.rooms if atom in leaves(programme, room)}


def _room_turnover(programme: Programme) -> Iterator[Seen]:
    rooms = {room.slug: room for room in programme.rooms}
    found: dict[tuple[Placement, Placement, frozenset[str]], list[tuple[int, set[str]]]] = {}
    for atom in {leaf for room in rooms for leaf in leaves(programme, room)}:
        there = [
            p
            for p in active(programme)
            if atom in held(programme, p) and p.starts < p.ends and not kind(programme, p).break_
        ]
        for place, later in enumerate(there):
            if not place:
                continue
            earlier = max(enumerate(there[:place]), key=lambda each: (each[1].ends, each[0]))[1]
            doors = _doors(programme, (earlier, later), atom)
            needed = max(
                earlier.takedown_minutes + later.setup_minutes, *(rooms[door].turnover_minutes for door in doors)
            )
            if (
                earlier.ends <= later.starts
                and (later.starts - earlier.ends) // 60 < needed
                and earlier.session != later.session
                and not all(rooms[door].parallel for door in doors)
            ):
                found.setdefault((earlier, later, family(programme, atom)), []).append((needed, doors))
    for (earlier, later, _), each in found.items():  # one in each family of rooms
        pause = (later.starts - earlier.ends) // 60
        yield Seen(
            "room-turnover",
            "warning",
            named(p for p in active(programme) if p in {earlier, later}),
            (Span(earlier.ends, later.starts),),
            room=_whole(programme, set().union(*(doors for _, doors in each))),
            details=(("needed_minutes", max(needed for needed, _ in each)), ("pause_minutes", pause)),
        )


def _during_break(programme: Programme) -> Iterator[Seen]:
    everything = active(programme)
    for pause in everything:
        for other in everything:
            common = ticks(pause.starts, pause.ends) & ticks(other.starts, other.ends)
            shared = held(programme, pause) & held(programme, other)
            if kind(programme, pause).break_ and not is_exempt(programme, other) and common and shared:
                doors = {door for atom in shared for door in _doors(programme, (pause, other), atom)}
                yield Seen(
                    "during-break",
                    "warning",
                    named(p for p in everything if p in {pause, other}),
                    spans_of(common),
                    room=_whole(programme, doors),
                    overlap_minutes=minutes(common),
                    details=(("break", pause.session),),
                )


def _cancelled_placed(programme: Programme) -> Iterator[Seen]:
    for p in programme.placements:
        if p.rooms and session_of(programme, p).state in {"cancelled", "withdrawn"}:
            yield Seen("cancelled-placed", "warning", named([p]), (p.span,), room=p.rooms[0])


Items = list[tuple[int, int, Placement]]


def items_of(programme: Programme, person: str, wanted: list[tuple[Session, Appearance]]) -> Items:
    """When the person is where by these appearances: runs of ticks in each placement."""
    found: Items = []
    for p in active(programme):
        own: Ticks = frozenset()
        for session, each in wanted:
            if session.code == p.session and each.person == person and each.part in {None, p.part}:
                first = p.starts + 60 * (each.from_minute or 0)
                last = p.ends if each.to_minute is None else p.starts + 60 * each.to_minute
                own |= ticks(p.starts, p.ends) & ticks(first, last)
        found += [(span.starts, span.ends, p) for span in spans_of(own)]
    return sorted(found, key=lambda item: (item[0], item[1], item[2].session, item[2].part))


def cast_of(programme: Programme, person: str) -> list[tuple[Session, Appearance]]:
    return [(s, each) for s in programme.sessions for each in s.appearances if each.person == person]


def is_remote(session: Session, appearance: Appearance) -> bool:
    return "remote" in {session.mode, appearance.mode}


def _person_transfer(programme: Programme) -> Iterator[Seen]:
    building = {room.slug: room.building for room in programme.rooms}
    walks = {frozenset((walk.origin, walk.destination)): walk.minutes for walk in programme.walks}
    for person in programme.people:
        here = [each for each in cast_of(programme, person.id) if not is_remote(*each)]
        placed = [item for item in items_of(programme, person.id, here) if item[2].room and building[item[2].room]]
        pauses: dict[frozenset[Placement], list[tuple[int, int, Span]]] = {}
        for place, later in enumerate(placed):
            over = []
            for at, each in enumerate(placed[:place]):
                between = frozenset((building[each[2].room or ""] or "", building[later[2].room or ""] or ""))
                if each[1] <= later[0] and (between in walks or len(between) == 1):
                    over.append((each[1], at, each, walks.get(between, 0)))
            if not over or person.placeholder:
                continue
            _, _, earlier, walk = max(over, key=lambda each: each[:2])
            pause = (later[0] - earlier[1]) // 60
            if pause < walk:
                both = frozenset((earlier[2], later[2]))
                pauses.setdefault(both, []).append((pause, walk, Span(earlier[1], later[0])))
        for both, several in pauses.items():
            yield Seen(
                "person-transfer",
                "warning",
                named(p for p in active(programme) if p in both),
                tuple(span for _, _, span in several),
                person=person.id,
                details=(("pause_minutes", min(several)[0]), ("walk_minutes", several[0][1])),
            )


def _person_overload(programme: Programme) -> Iterator[Seen]:
    for person in programme.people:
        items = [
            item
            for item in items_of(programme, person.id, cast_of(programme, person.id))
            if not kind(programme, item[2]).background and not person.placeholder
        ]

        found: list[tuple[str, int, Items]] = []
        for day in {programme.event.day_of(item[0]) for item in items}:
            on_day = [item for item in items if programme.event.day_of(item[0]) == day]
            number = len({item[2] for item in on_day})
            if number > MOST_A_DAY:
                found.append(("appearances", number, on_day))
        # A gap of one tick (ten minutes) is no pause; one of two is.
        busy = sorted({tick for item in items for tick in ticks(item[0], item[1])})
        begins = [tick for before, tick in zip([-3 * TICK, *busy], busy, strict=False) if tick - before > 2 * TICK]
        for first, after in zip(begins, [*begins[1:], None], strict=False):
            stretch = [item for item in items if first <= item[0] and (after is None or item[0] < after)]
            long = max(item[1] for item in stretch) - stretch[0][0]
            if long > LONGEST:
                found.append(("minutes", long // 60, stretch))
        # Own minutes bring the same placements together on two days, or in two stretches: one conflict.
        for what, parties in {(what, frozenset(item[2] for item in items)) for what, _, items in found}:
            same = [each for each in found if each[0] == what and {item[2] for item in each[2]} == parties]
            yield Seen(
                "person-overload",
                "warning",
                named(p for p in active(programme) if p in parties),
                spans_of({tick for _, _, items in same for tick in ticks(items[0][0], max(item[1] for item in items))}),
                person=person.id,
                details=((what, max(much for _, much, _ in same)),),
            )


def _person_by_appearance(programme: Programme) -> Iterator[Seen]:
    for person in programme.people:
        if person.placeholder:
            continue
        cast = cast_of(programme, person.id)
        for p in active(programme):
            open_ = items_of(programme, person.id, [each for each in cast if not each[1].confirmed])
            own = tuple(Span(item[0], item[1]) for item in open_ if item[2] == p)
            if own:
                yield Seen("person-unconfirmed", "info", named([p]), own, person=person.id)
            if person.time_zone:
                afar = items_of(programme, person.id, [each for each in cast if is_remote(*each)])
                dark = {
                    tick
                    for item in afar
                    if item[2] == p
                    for tick in ticks(item[0], item[1])
                    if not 7 <= datetime.fromtimestamp(tick, ZoneInfo(person.time_zone)).hour < 22
                }
                if dark:
                    details = (("time_zone", person.time_zone),)
                    yield Seen(
                        "remote-unsocial-hours",
                        "warning",
                        named([p]),
                        spans_of(dark),
                        person=person.id,
                        details=details,
                    )


def _remote_slot_missing(programme: Programme) -> Iterator[Seen]:
    for p in active(programme):
        session = session_of(programme, p)
        slot = next((s for s in programme.slots if (s.session, s.part) == p.id), None)
        afar = session.mode in {"remote", "hybrid"} or any(
            each.mode == "remote" and each.part in {None, p.part} for each in session.appearances
        )
        if afar and (slot is None or all("host" in way.kind + way.audience for way in slot.ways)):
            details = (("slot", "none" if slot is None else "without way in"),)
            yield Seen("remote-slot-missing", "error", named([p]), (p.span,), details=details)


def _at_once(times: dict[Placement, Ticks]) -> set[frozenset[Placement]]:
    moments = {tick for own in times.values() for tick in own}
    return _maximal(frozenset(p for p in times if moment in times[p]) for moment in moments)


def _account_double_booked(programme: Programme) -> Iterator[Seen]:
    for account in programme.accounts:
        meetings = {m.slug for m in programme.meetings if m.account == account.slug}
        windows: dict[Placement, Ticks] = {}
        meeting: dict[Placement, str] = {}
        for p in active(programme):
            for slot in programme.slots:
                if (slot.session, slot.part) == p.id and slot.meeting in meetings:
                    first = max(slot.opens_before_speakers, slot.opens_before_registered, slot.opens_before_public)
                    windows[p] = ticks(p.starts - 60 * first, p.ends + 60 * slot.closes_after)
                    meeting[p] = str(slot.meeting)
        for parties in _at_once(windows):
            used = sorted({meeting[p] for p in parties})
            if len(used) > account.concurrent_meetings:
                common = frozenset.intersection(*(windows[p] for p in parties))
                yield Seen(
                    "account-double-booked",
                    "error",
                    named(p for p in active(programme) if p in parties),
                    spans_of(common),
                    overlap_minutes=minutes(common),
                    account=account.slug,
                    details=(("concurrent_meetings", account.concurrent_meetings), ("meetings", tuple(used))),
                )


def _counted(programme: Programme, signals: Signals) -> Iterator[Seen]:
    for p in active(programme):
        slot = next((s for s in programme.slots if (s.session, s.part) == p.id), None)
        meeting = next((m for m in programme.meetings if slot and m.slug == slot.meeting), None)
        account = next((a for a in programme.accounts if meeting and a.slug == meeting.account), None)
        sizes = [slot.attendee_capacity if slot else None, account.attendee_capacity if account else None]
        known = [size for size in sizes if size is not None]
        registered = signals.registered.get(p.id)
        if known and registered is not None and registered > min(known):
            details = (("capacity", min(known)), ("registered", registered))
            yield Seen(
                "remote-capacity",
                "warning",
                named([p]),
                (p.span,),
                details=details,
                account=account.slug if account else None,
            )
        accepted = signals.interventions.get(p.id, 0)
        if slot and slot.intervention_slots is not None and accepted > slot.intervention_slots:
            each = (("accepted", accepted), ("slots", slot.intervention_slots))
            yield Seen("interventions-overrun", "warning", named([p]), (p.span,), details=each)
        there = (p.ends - p.starts) // 60
        if accepted * MINUTES_EACH > there:
            long = (("accepted", accepted), ("minutes", there), ("needed_minutes", accepted * MINUTES_EACH))
            yield Seen("interventions-overrun", "warning", named([p]), (p.span,), details=long)


Service = tuple[str, frozenset[str]]


def _services(programme: Programme, session: Session) -> list[Service]:
    kinds = {team.kind for team in programme.teams}
    found: list[Service] = []
    for wanted in session.interpretation:
        spoken = [language for language in session.languages if language != wanted]
        if spoken and "interpreters" in kinds:
            found.append(("interpreters", frozenset((spoken[0], wanted))))
    if session.captioning and "captioners" in kinds:
        found.append(("captioners", frozenset()))
    return found


def _teams_for(programme: Programme, service: Service) -> list[Team]:
    """The teams that stand in for each other; none if nobody can."""
    what, pair = service
    able = [t for t in programme.teams if t.kind == what and (what == "captioners" or pair <= set(t.languages))]
    if not able or what == "captioners":
        return able
    chosen = min(able, key=lambda t: (len(set(t.languages)), t.slug))
    return [t for t in able if set(t.languages) == set(chosen.languages)]


def _team_overbooked(programme: Programme) -> Iterator[Seen]:
    drawn: dict[str, tuple[list[Team], list[Placement]]] = {}
    for p in active(programme):
        services = _services(programme, session_of(programme, p))
        unmet = {
            f"{what} {'-'.join(sorted(pair))}".strip()
            for what, pair in services
            if not _teams_for(programme, (what, pair))
        }
        if unmet:
            details = (("needs", tuple(sorted(unmet))),)
            yield Seen("team-overbooked", "error", named([p]), (p.span,), details=details)
        pools = [_teams_for(programme, service) for service in services]
        for teams in {min(t.slug for t in pool): pool for pool in pools if pool}.values():
            drawn.setdefault(min(t.slug for t in teams), (teams, []))[1].append(p)
    for slug, (teams, placed) in drawn.items():
        yield from _too_many(programme, slug, teams, placed)
        yield from _too_much(programme, slug, teams, placed)


def _too_many(programme: Programme, slug: str, teams: list[Team], placed: list[Placement]) -> Iterator[Seen]:
    count = sum(team.count for team in teams)
    before = 60 * max(team.preparation_minutes for team in teams)
    times = {p: ticks(p.starts - before, p.ends) for p in placed}
    for parties in _at_once(times):
        if len(parties) > count:
            common = frozenset.intersection(*(times[p] for p in parties))
            yield Seen(
                "team-overbooked",
                "error",
                named(p for p in active(programme) if p in parties),
                spans_of(common),
                overlap_minutes=minutes(common),
                details=(("teams", count),),
                team=slug,
            )


def _too_much(programme: Programme, slug: str, teams: list[Team], placed: list[Placement]) -> Iterator[Seen]:
    if any(team.hours_a_day is None for team in teams):
        return
    most = int(sum(60 * team.count * (team.hours_a_day or 0) for team in teams))
    for day in {programme.event.day_of(p.starts) for p in placed}:
        on_day = [p for p in placed if programme.event.day_of(p.starts) == day]
        work = sum(p.ends - p.starts for p in on_day) // 60
        if work > most:
            yield Seen(
                "team-overbooked",
                "error",
                named(on_day),
                spans_of({tick for p in on_day for tick in ticks(p.starts, p.ends)}),
                details=(("minutes", work), ("most_minutes", most)),
                team=slug,
            )


def _relation_broken(programme: Programme) -> Iterator[Seen]:
    for relation in programme.relations:
        one = [p for p in active(programme) if p.session == relation.origin]
        other = [p for p in active(programme) if p.session == relation.target]
        if one and other and relation.origin != relation.target:
            yield from _about(programme, relation, one, other)


def _about(programme: Programme, relation: Relation, one: list[Placement], other: list[Placement]) -> Iterator[Seen]:
    def told(parties: Iterable[Placement], times: tuple[Span, ...] = ()) -> Seen:
        chosen = set(parties)
        return Seen(
            "relation-broken",
            "error",
            named(p for p in active(programme) if p in chosen),
            times,
            details=(("kind", relation.kind), ("origin", relation.origin), ("target", relation.target)),
        )

    both = [*one, *other]
    pairs = [(a, b) for a in one for b in other if ticks(a.starts, a.ends) & ticks(b.starts, b.ends)]
    if relation.kind in {"before", "after"}:
        first, second = (one, other) if relation.kind == "before" else (other, one)
        last = max(first, key=lambda p: (p.ends, p.starts, p.part))
        if last.ends > second[0].starts:
            yield told([last, second[0]], (Span(second[0].starts, last.ends),))
    elif relation.kind == "parallel" and not pairs:
        yield told(both)
    elif relation.kind == "not-parallel" and pairs:
        common = {tick for a, b in pairs for tick in ticks(a.starts, a.ends) & ticks(b.starts, b.ends)}
        yield told((p for pair in pairs for p in pair), spans_of(common))
    elif relation.kind == "same-day" and len({programme.event.day_of(p.starts) for p in both}) > 1:
        yield told(both)
    elif relation.kind == "same-room":
        rooms = [{p.room for p in side if p.room} for side in (one, other)]
        if all(rooms) and len(set.union(*rooms)) > 1:
            yield told(p for p in both if p.room)


def _audience_clash(programme: Programme, signals: Signals) -> Iterator[Seen]:
    for one, other in combinations(active(programme), 2):
        common = ticks(one.starts, one.ends) & ticks(other.starts, other.ends)
        if not common or one.session == other.session or is_exempt(programme, one) or is_exempt(programme, other):
            continue
        details = _why(signals, session_of(programme, one), session_of(programme, other))
        if details:
            yield Seen(
                "audience-clash",
                "info",
                named([one, other]),
                spans_of(common),
                overlap_minutes=minutes(common),
                details=details,
            )


def _why(signals: Signals, one: Session, other: Session) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    follow = [signals.followers.get(code, 0) for code in (one.code, other.code)]
    if min(follow) >= LEAST_FOLLOWERS:
        first, second = sorted((one.code, other.code))
        both = signals.together.get((first, second), 0)
        everybody = max(signals.audience, *follow)
        likely = Fraction(
            sum(comb(follow[0], x) * comb(everybody - follow[0], follow[1] - x) for x in range(both, min(follow) + 1)),
            comb(everybody, follow[1]),
        )
        expected = Fraction(follow[0] * follow[1], everybody)
        return (("why", "bookmarks"),) if both > expected and likely < CHANCE else ()
    if one.track and one.track == other.track and one.terms and set(one.terms) == set(other.terms):
        return (("terms", tuple(sorted(one.terms))), ("track", one.track), ("why", "subject"))
    return ()


def _organisation_clash(programme: Programme) -> Iterator[Seen]:
    for organisation in programme.organisations:
        times = {
            p: ticks(p.starts, p.ends)
            for p in active(programme)
            if not is_exempt(programme, p)
            and any(
                o.organisation == organisation.slug and o.role == "lead" for o in session_of(programme, p).organisers
            )
        }
        for parties in _at_once(times):
            if len({p.session for p in parties}) > 1:
                common = frozenset.intersection(*(times[p] for p in parties))
                yield Seen(
                    "organisation-clash",
                    "warning",
                    named(p for p in active(programme) if p in parties),
                    spans_of(common),
                    overlap_minutes=minutes(common),
                    organisation=organisation.slug,
                )


def _content(programme: Programme) -> Iterator[Seen]:
    people = {person.id: person for person in programme.people}
    kinds = {organisation.slug: organisation.stakeholder_type for organisation in programme.organisations}
    types = {each.slug: each for each in programme.session_types}
    for session in programme.sessions:
        its = types.get(session.type or "")
        if session.state not in {"accepted", "confirmed"} or (its and (its.break_ or its.background)):
            continue
        cast = session.appearances

        def parts(numbers: Iterable[int], code: str = session.code) -> tuple[str, ...]:
            return tuple(code if number == 1 else f"{code}/{number}" for number in numbers)

        everything = [part.number for part in session.parts]
        leaders = [each for each in cast if each.role in {"chair", "moderator"}]
        alone = [n for n in everything if not any(each.part in {None, n} for each in leaders)]
        if alone:
            yield Seen("moderator-missing", "info", parts(alone))
        speakers = {each.person for each in cast if each.role in {"speaker", "panellist"}}
        real = [people[each] for each in speakers if not people[each].placeholder]
        voices = {kinds.get(person.organisation or "", "") for person in real}
        if len(real) >= LEAST_PANEL and len(voices) == 1 and "" not in voices:
            details = (("people", len(real)), ("stakeholder_type", next(iter(voices))))
            yield Seen("one-voice-panel", "info", parts(everything), details=details)
        unnamed = [e for e in cast if e.role in {"speaker", "panellist"} and people[e.person].placeholder]
        missing = [
            name
            for name, lacks in (
                ("description", not session.abstract and not session.description),
                ("moderator", not leaders),
                ("panellists_named", any(not is_remote(session, each) for each in unnamed)),
                ("remote_speakers_named", any(is_remote(session, each) for each in unnamed)),
            )
            if lacks
        ]
        if session.visibility == "public" and missing:
            yield Seen("incomplete", "info", parts(everything), details=(("missing", tuple(missing)),))
