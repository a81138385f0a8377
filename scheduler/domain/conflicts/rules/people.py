"""Rules about people: in two sessions at once, away, or not sure to come. Each counts an appearance's own span."""

from collections.abc import Iterable, Iterator

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.overlap import largest, simultaneous
from scheduler.domain.conflicts.rule import PersonRule
from scheduler.domain.conflicts.sentences import hours, length, listed, minutes, of_party, person_name, when
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


class PersonDoubleBooked(PersonRule):
    """Somebody expected in different sessions at once."""

    slug = "person-double-booked"
    title = "Person double-booked"
    severity = "error"
    about = (
        "A person's appearances overlap in different sessions, whatever the role, on site or remote, confirmed or not. "
        "A warning for a person who may float between sessions."
    )
    example = "A minister speaks in a session from 09:00 to 10:00 and chairs another from 09:30."
    remedy = "Move one of the sessions, give the appearance its own minutes in it, or let somebody else take it."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per largest set of placements at once, however often it comes about."""
        groups = grouped(programme)
        if len(groups.frame.appearances.get(group, ())) < 2:
            return
        own = groups.own_items(group)
        found: dict[tuple[Ident, ...], list[Span]] = {}
        for starts, ends, ids in simultaneous(own):
            if len({id_[0] for id_ in ids}) > 1:
                found.setdefault(ids, []).append(Span(starts, ends))
        for ids in largest(found.keys()):
            common = found[ids]
            mine = [(Span(starts, ends), id_) for starts, ends, id_ in own if id_ in ids]
            yield self.conflict(
                programme,
                tuple(
                    Party.of(
                        programme.placement[id_],
                        tuple(span for span, of in mine if of == id_ and any(map(span.overlaps, common))),
                    )
                    for id_ in ids
                ),
                spans=tuple(common),
                person=group,
                severity="warning" if programme.person[group].floating else None,
                overlap_minutes=sum(span.ends - span.starts for span in common) // 60,
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Where they are expected, by their own times."""
        sides = listed(
            f"{of_party(programme, party)} {hours(programme, conflict, party)}" for party in conflict.parties
        )
        sessions = len({party.session for party in conflict.parties})
        return (
            f"{person_name(programme, conflict.person)} is expected in {sessions} sessions at once"
            f" {when(programme, conflict.spans)} ({minutes(conflict.overlap_minutes or 0)}): {sides}."
        )


class PersonUnavailable(PersonRule):
    """Somebody expected when they are away."""

    slug = "person-unavailable"
    title = "Person not available"
    severity = "error"
    about = "An appearance lies, in part or wholly, outside of the person's availability."
    example = "A speaker arrives on Tuesday and is expected on Monday."
    remedy = "Move the session, let somebody else take it, or correct the person's availability."

    def groups(self, programme: Programme) -> Iterable[str]:
        """Those who are not always available."""
        return grouped(programme).frame.person_windows

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        groups = grouped(programme)
        windows = groups.frame.person_windows.get(group)
        if windows is None:
            return
        own: dict[Ident, list[Span]] = {}
        outside: dict[Ident, list[Span]] = {}
        for starts, ends, id_ in groups.own_items(group):
            own.setdefault(id_, []).append(Span(starts, ends))
            if missed := windows.outside(starts, ends):
                outside.setdefault(id_, []).extend(missed)
        for id_, spans in outside.items():
            yield self.conflict(
                programme,
                (Party.of(programme.placement[id_], tuple(own[id_])),),
                spans=tuple(spans),
                person=group,
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """When they are away, and who counts on them."""
        (party,) = conflict.parties
        return (
            f"{person_name(programme, conflict.person)} is not available {when(programme, conflict.spans)}"
            f" ({length(conflict.spans)}), but is expected in {of_party(programme, party)}"
            f" {hours(programme, conflict, party)}."
        )


class PersonUnconfirmed(PersonRule):
    """Somebody announced who has not said yes."""

    slug = "person-unconfirmed"
    title = "Not confirmed"
    severity = "info"
    about = "A person has not confirmed an appearance in a session that has a time."
    example = "A minister is on the panel on Monday morning, and nobody has had an answer yet."
    remedy = "Ask, and note the answer; or name a placeholder until then."

    def groups(self, programme: Programme) -> Iterable[str]:
        """Those with an appearance that is not confirmed."""
        return grouped(programme).frame.unconfirmed

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        groups = grouped(programme)
        open_ = [(code, a) for code, a in groups.frame.appearances.get(group, ()) if not a.confirmed]
        own: dict[Ident, list[Span]] = {}
        for starts, ends, id_ in groups.items_of(open_):
            own.setdefault(id_, []).append(Span(starts, ends))
        for id_, spans in own.items():
            party = Party.of(programme.placement[id_], tuple(spans))
            yield self.conflict(programme, (party,), spans=tuple(spans), person=group)

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Who, and where."""
        (party,) = conflict.parties
        return (
            f"{person_name(programme, conflict.person)} has not confirmed {of_party(programme, party)}"
            f" {when(programme, conflict.spans)}."
        )
