"""Rules about who would like to be in two places: the audience of sessions, and those who lead them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma

from scheduler.domain.conflicts.conflict import Conflict, Detail, Party
from scheduler.domain.conflicts.groups import Groups, grouped
from scheduler.domain.conflicts.overlap import Item, simultaneous
from scheduler.domain.conflicts.rule import Rule, SessionRule, number
from scheduler.domain.conflicts.sentences import hours, listed, minutes, of_party, when
from scheduler.domain.conflicts.signals import NO_SIGNALS, Signals
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


@dataclass(frozen=True)
class AudienceClash(SessionRule):
    """Two sessions at once that the same people want to see."""

    slug = "audience-clash"
    title = "Shared audience"
    severity = "info"
    about = (
        "Two sessions that run at once share an audience. Where enough people bookmarked both the one and the other, "
        "bookmarks decide: they share one if more people follow both than chance would have it (hypergeometric test). "
        "Where too few did, sessions of the same track with exactly the same terms are taken to. Breaks and background "
        "sessions are exempt."
    )
    example = "Two workshops of the track on education, both under goal 4, start at 11:00."
    remedy = "Move one of them to another hour, if that is easily done."

    least_people: int = number(
        10, "people", "So many must follow each of the two before bookmarks decide.", least=1, most=10_000
    )
    chance: int = number(
        10,
        "per mille",
        "How seldom chance alone may bring so many together for it not to be chance.",
        least=1,
        most=500,
    )
    signals: Signals = NO_SIGNALS

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[str]:
        """Its session, and those that run beside it and could share its audience."""
        placed = programme.placement.get(placement)
        groups = grouped(programme)
        yield placement[0]
        if placed is not None and placement[0] in groups.frame.active:
            beside = self._beside(groups, (placed.starts, placed.ends, placement))
            yield from {id_[0] for _, _, id_ in beside} - {placement[0]}

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per pair of placements, in the group of the one that comes first."""
        groups = grouped(programme)
        if group in groups.frame.exempt_codes:
            return
        for item in groups.by_session.get(group, ()):
            for other in self._beside(groups, item):
                if other <= item or other[2][0] == group or other[2][0] in groups.frame.exempt_codes:
                    continue
                details = self._shared(groups, group, other[2][0])
                if details:
                    common = Span(max(item[0], other[0]), min(item[1], other[1]))
                    yield self.conflict(
                        programme,
                        [Party.of(programme.placement[id_]) for id_ in (item[2], other[2])],
                        spans=(common,),
                        overlap_minutes=(common.ends - common.starts) // 60,
                        details=details,
                    )

    def rivals(self, groups: Groups, code: str) -> tuple[str, ...]:
        """The sessions that share a session's audience, whenever they run."""
        frame = groups.frame
        if code in frame.exempt_codes or code not in frame.active:
            return ()
        subject = frame.subjects.get(code)
        near = groups.by_session if self._is_followed(code) else frame.about.get(subject, ()) if subject else ()
        return tuple(
            other
            for other in near
            if other != code and other not in frame.exempt_codes and self._shared(groups, code, other)
        )

    def _beside(self, groups: Groups, item: Item) -> list[Item]:
        """What runs beside a placement and could share its audience: who has followers in common, or the subject."""
        starts, ends, (code, _) = item
        subject = groups.frame.subjects.get(code)
        alike = groups.during_about(subject, starts, ends) if subject is not None else []
        if not self._is_followed(code):
            return alike
        together = self.signals.together
        near = [
            other
            for other in groups.during(starts, ends)
            if ((code, other[2][0]) if code < other[2][0] else (other[2][0], code)) in together
        ]
        followed = [other for other in near if self._is_followed(other[2][0])]
        return followed + [other for other in alike if not self._is_followed(other[2][0])]

    def _is_followed(self, code: str) -> bool:
        return self.signals.followers.get(code, 0) >= self.least_people

    def _shared(self, groups: Groups, one: str, other: str) -> tuple[tuple[str, Detail], ...]:
        """Why the two are taken to share an audience; empty if they are not. No counts: those change all the time."""
        if self._is_followed(one) and self._is_followed(other):
            both = self.signals.together.get((min(one, other), max(one, other)), 0)
            followers = self.signals.followers
            seldom = at_least(both, self.signals.audience, followers[one], followers[other])
            return (("why", "bookmarks"),) if seldom * 1000 < self.chance else ()
        subject = groups.frame.subjects.get(one)
        if subject is None or subject != groups.frame.subjects.get(other):
            return ()
        return (("terms", subject[1]), ("track", subject[0]), ("why", "subject"))

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which two, and why they are taken to share an audience."""
        sides = listed(
            f"{of_party(programme, party)} {hours(programme, conflict, party)}" for party in conflict.parties
        )
        facts = dict(conflict.details)
        if facts["why"] == "bookmarks":
            why = "more people follow both than chance would have it"
        else:
            track = programme.track.get(str(facts["track"]))
            terms = (programme.term.get(term) for term in conflict.words("terms"))
            names = [track.name if track else str(facts["track"]), *(term.name for term in terms if term is not None)]
            why = f"both are about {listed(names)}"
        return (
            f"Two sessions share an audience {when(programme, conflict.spans)}"
            f" ({minutes(conflict.overlap_minutes or 0)}): {sides}; {why}."
        )


@lru_cache(maxsize=65_536)
def at_least(both: int, audience: int, one: int, other: int) -> float:
    """How probable it is that `both` people or more follow two sessions, if `one` and `other` of all follow each.

    The upper tail of the hypergeometric distribution, 1.0 where so many are expected anyway.
    """
    audience = max(audience, one, other)
    if both * audience <= one * other:
        return 1.0
    most = min(one, other)
    if both > most:
        return 0.0
    term = exp(
        _choices(one, both) + _choices(audience - one, other - both) - _choices(audience, other)
    )  # the first of a falling series
    total = 0.0
    for count in range(both, most + 1):
        total += term
        term *= (one - count) * (other - count) / ((count + 1) * (audience - one - other + count + 1))
        if term <= total * 1e-15:  # also where all is too small for a float, and stays so
            break
    return min(total, 1.0)


def _choices(of: int, some: int) -> float:
    """The logarithm of the number of ways to choose."""
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


@dataclass(frozen=True)
class OrganisationClash(Rule[str]):
    """An organisation that leads several sessions at once. A group is an organisation."""

    slug = "organisation-clash"
    title = "Organisation leads sessions at once"
    severity = "warning"
    about = "One organisation leads two or more sessions that run at once. Breaks and background sessions don't count."
    example = "UNESCO leads a workshop from 09:00 to 10:00, and another from 09:30."
    remedy = "Move one of the sessions, or let a co-organiser lead it."

    most_at_once: int = number(1, "sessions", "So many at once can an organisation lead well.", least=1, most=20)

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every organisation that leads a placed session."""
        return grouped(programme).by_lead

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[str]:
        """The organisations that lead its session."""
        return grouped(programme).frame.leads.get(placement[0], ())

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per largest set of placements at once."""
        items = grouped(programme).by_lead.get(group, ())
        for starts, ends, ids in simultaneous(items, more_than=self.most_at_once):
            if len({code for code, _ in ids}) > self.most_at_once:
                yield self.conflict(
                    programme,
                    [Party.of(programme.placement[id_]) for id_ in ids],
                    spans=(Span(starts, ends),),
                    organisation=group,
                    overlap_minutes=(ends - starts) // 60,
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Who leads which at once."""
        organisation = programme.organisation.get(conflict.organisation or "")
        sessions = len({party.session for party in conflict.parties})
        sides = listed(
            f"{of_party(programme, party)} {hours(programme, conflict, party)}" for party in conflict.parties
        )
        return (
            f"{organisation.name if organisation else conflict.organisation} leads {sessions} sessions at once"
            f" {when(programme, conflict.spans)} ({minutes(conflict.overlap_minutes or 0)}): {sides}."
        )
