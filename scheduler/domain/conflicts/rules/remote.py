"""Rules about remote access: that there is a way in, a licence for it, room for those who come and time to speak."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.allowance import Allowance
from scheduler.domain.clock import DAY, MINUTE
from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.overlap import simultaneous
from scheduler.domain.conflicts.rule import Rule, SessionRule, number
from scheduler.domain.conflicts.sentences import counted, hours, listed, minutes, of_party, when
from scheduler.domain.conflicts.signals import NO_SIGNALS, Signals
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.timespan import Span


class RemoteSlotMissing(SessionRule):
    """People are to take part remotely, and there is no way in."""

    slug = "remote-slot-missing"
    title = "No remote access"
    severity = "error"
    about = (
        "A placed part of a remote or hybrid session, or one with remote speakers, has no remote slot, or a slot "
        "without any way in; a way for hosts alone is none."
    )
    example = "A hybrid workshop is on Tuesday from 09:00, and no meeting link is planned for it."
    remedy = "Plan a remote slot with a way in, or make the session an on-site one."

    def groups(self, programme: Programme) -> Iterable[str]:
        """The sessions that need one."""
        return grouped(programme).frame.followed

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        groups = grouped(programme)
        if group not in groups.frame.followed:
            return
        session = programme.session[group]
        for _, _, id_ in groups.by_session.get(group, ()):
            slot = programme.slot.get(id_)
            if slot is not None and any(way.kind != "host" and way.audience != "hosts" for way in slot.ways):
                continue
            remote = any(a.mode == "remote" and a.part in {None, id_[1]} for a in session.appearances)
            if session.mode != "onsite" or remote:
                placement = programme.placement[id_]
                yield self.conflict(
                    programme,
                    (Party.of(placement),),
                    spans=(placement.span,),
                    details=(("slot", "none" if slot is None else "without way in"),),
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which, and what is missing."""
        (party,) = conflict.parties
        lacks = "no remote slot" if dict(conflict.details)["slot"] == "none" else "a remote slot without any way in"
        return (
            f"{of_party(programme, party)} is to be followed remotely {when(programme, conflict.spans)}, and has"
            f" {lacks}."
        )


class AccountDoubleBooked(Rule[tuple[str, int]]):
    """A licence that would have to host more meetings at once than it can.

    A group is an account on a day since the epoch (UTC); a set of placements belongs to the day on which it begins.
    """

    slug = "account-double-booked"
    title = "Platform account double-booked"
    severity = "error"
    about = (
        "An account hosts more distinct meetings at once than it may. A meeting is open from the earliest opening of "
        "its slot to its closing; slots that share a meeting count once."
    )
    example = "The only licence hosts a session that stays open until 10:15, and the next one opens at 10:00."
    remedy = "Use another account for one of the meetings, move a session, or shorten the opening windows."

    def groups(self, programme: Programme) -> Iterable[tuple[str, int]]:
        """Every account on every day on which it hosts anything."""
        return grouped(programme).by_account

    def groups_of(self, programme: Programme, placement: Ident) -> Iterable[tuple[str, int]]:
        """The account of its meeting, on each day on which that is open."""
        placed = programme.placement.get(placement)
        return grouped(programme).frame.access.hosting(placed) if placed else ()

    def check(self, programme: Programme, group: tuple[str, int]) -> Iterator[Conflict]:
        """One conflict per largest set of placements at once that have too many meetings."""
        groups = grouped(programme)
        uses = groups.frame.access.uses
        account = groups.frame.access.accounts.get(group[0])
        if account is None:
            return
        most = account.concurrent_meetings
        items = groups.by_account.get(group, ())
        open_ = [(starts - uses[id_].before, ends + uses[id_].after, id_) for starts, ends, id_ in items]
        for starts, ends, ids in simultaneous(open_, more_than=most):
            meetings = {uses[id_].meeting for id_ in ids}
            if starts // DAY == group[1] and len(meetings) > most:
                yield self.conflict(
                    programme,
                    [Party.of(programme.placement[id_]) for id_ in ids],
                    spans=(Span(starts, ends),),
                    account=group[0],
                    overlap_minutes=(ends - starts) // 60,
                    details=(("concurrent_meetings", most), ("meetings", tuple(sorted(meetings)))),
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which account, how many meetings, for whom."""
        account = programme.account.get(conflict.account or "")
        sides = listed(
            f"{of_party(programme, party)} {hours(programme, conflict, party)}" for party in conflict.parties
        )
        most = counted(conflict.number("concurrent_meetings"), "meeting")
        return (
            f"{account.name if account else conflict.account} can host {most} at once, and would host"
            f" {len(conflict.words('meetings'))} {when(programme, conflict.spans)}"
            f" ({minutes(conflict.overlap_minutes or 0)}), opening times included: {sides}."
        )


@dataclass(frozen=True)
class RemoteCapacity(SessionRule):
    """More people registered to follow remotely than may come in."""

    slug = "remote-capacity"
    title = "Too many remote participants"
    severity = "warning"
    about = (
        "More people registered to follow a placement remotely than its slot, or the account that hosts it, can take. "
        "Unknown capacities say nothing. Each placement is looked at by itself."
    )
    example = "130 people registered for a meeting of a licence for 100."
    remedy = "Use an account for more people, or a webcast beside the meeting."

    signals: Signals = NO_SIGNALS

    def groups(self, programme: Programme) -> Iterable[str]:  # noqa: ARG002 # as its base
        """Every session that somebody registered for."""
        return dict.fromkeys(code for code, _ in self.signals.registered)

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement."""
        groups = grouped(programme)
        for _, _, id_ in groups.by_session.get(group, ()):
            registered = self.signals.registered.get(id_)
            if registered is None:
                continue
            slot, use = programme.slot.get(id_), groups.frame.access.uses.get(id_)
            account = groups.frame.access.accounts.get(use.account) if use else None
            limits = (slot.attendee_capacity if slot else None, account.attendee_capacity if account else None)
            capacity = min((limit for limit in limits if limit is not None), default=None)
            if capacity is not None and registered > capacity:
                placement = programme.placement[id_]
                yield self.conflict(
                    programme,
                    (Party.of(placement),),
                    spans=(placement.span,),
                    account=use.account if use else None,
                    details=(("capacity", capacity), ("registered", registered)),
                )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """How many would stay outside."""
        (party,) = conflict.parties
        capacity, registered = conflict.number("capacity"), conflict.number("registered")
        return (
            f"{counted(registered, 'person') if registered == 1 else f'{registered} people'} registered to follow"
            f" {of_party(programme, party)} remotely {when(programme, conflict.spans)}, and {capacity} can:"
            f" {registered - capacity} too many."
        )


@dataclass(frozen=True)
class InterventionsOverrun(SessionRule):
    """More people accepted to speak remotely than there are slots or minutes for."""

    slug = "interventions-overrun"
    title = "Too many interventions"
    severity = "warning"
    about = (
        "The accepted interventions exceed the number that the slot has, or all together don't fit into the placement."
    )
    example = "Twelve people may speak in a session that has slots for ten."
    remedy = "Give the slot more interventions, make the session longer, or ask some to write instead."

    minutes_each: int = number(3, "minutes", "So long one intervention takes.", least=1, most=60)
    signals: Signals = NO_SIGNALS

    def groups(self, programme: Programme) -> Iterable[str]:  # noqa: ARG002 # as its base
        """Every session that somebody is to speak in."""
        return dict.fromkeys(code for code, _ in self.signals.interventions)

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per placement for the number, and one for the minutes."""
        for _, _, id_ in grouped(programme).by_session.get(group, ()):
            there = self.allowance(programme, id_, self.signals.interventions.get(id_, 0))
            accepted = ("accepted", there.taken)
            if there.slots is not None and there.lacks_slots:
                yield self._conflict(programme, id_, (accepted, ("slots", there.slots)), "slots")
            if there.lacks_minutes:
                details = (accepted, ("minutes", there.minutes), ("needed_minutes", there.needed_minutes))
                yield self._conflict(programme, id_, details, "minutes")

    def allowance(self, programme: Programme, of: Ident, taken: int) -> Allowance:
        """For how many there is room in a placement where so many are accepted; for none where it is not placed."""
        placed, slot = programme.placement.get(of), programme.slot.get(of)
        return Allowance(
            taken=taken,
            slots=slot.intervention_slots if slot else None,
            minutes=(placed.ends - placed.starts) // MINUTE if placed else 0,
            minutes_each=self.minutes_each,
        )

    def _conflict(
        self, programme: Programme, id_: Ident, details: tuple[tuple[str, int], ...], aspect: str
    ) -> Conflict:
        placement = programme.placement[id_]
        return self.conflict(programme, (Party.of(placement),), spans=(placement.span,), details=details, aspect=aspect)

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """What there are too many for."""
        (party,) = conflict.parties
        facts = dict(conflict.details)
        accepted = counted(conflict.number("accepted"), "intervention")
        where = f"in {of_party(programme, party)} {when(programme, conflict.spans)}"
        if "slots" in facts:
            return f"{accepted} accepted {where} are more than its {facts['slots']}."
        return f"{accepted} accepted {where} need {facts['needed_minutes']} minutes of its {facts['minutes']}."
