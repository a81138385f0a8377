"""Whom a change concerns: of what differs between two releases, the entries of one person, organisation or selection.

What changed and changed back in between is nothing; what is wholly past concerns nobody any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.changes import ItemChange, changes
from scheduler.domain.clock import DAY
from scheduler.domain.placement import Ident
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import Selection, matching


@dataclass(frozen=True, slots=True)
class Concern:
    """One entry that somebody is told of. `part`: whether they are in it as before, new in it, or no longer in it."""

    change: ItemChange
    part: Literal["stays", "joins", "leaves"] = "stays"

    @property
    def item(self) -> AgendaItem:
        """The entry as it is now."""
        return self.change.after

    def is_urgent(self, now: int) -> bool:
        """Whether it starts within a day, or is on, now or as it was before: it can't wait."""
        return any(item.ends > now and item.starts < now + DAY for item in _live(self.change))

    def is_past(self, now: int) -> bool:
        """Whether nothing of it is left to come, neither as it was nor as it is."""
        return all(item.ends <= now for item in _live(self.change))


def _live(change: ItemChange) -> tuple[AgendaItem, ...]:
    return tuple(item for item in (change.before, change.after) if item is not None and not item.cancelled)


@dataclass(frozen=True)
class Version:
    """A release as organisers made it, and what the public sees of it; who is in it is found out once."""

    document: Programme
    public: PublicRelease

    @cached_property
    def of_person(self) -> Mapping[str, frozenset[Ident]]:
        """Per opaque id the entries that a person is in, hidden or not."""
        found: dict[str, set[Ident]] = defaultdict(set)
        for session in self.document.sessions:
            for appearance in session.appearances:
                person = self.document.person.get(appearance.person)
                if person is not None and not person.placeholder:
                    found[person.id].update(
                        (session.code, part.number) for part in session.parts if appearance.part in {None, part.number}
                    )
        return {person: frozenset(entries) for person, entries in found.items()}

    @cached_property
    def of_organisation(self) -> Mapping[str, frozenset[Ident]]:
        """Per slug the entries that an organisation is behind."""
        found: dict[str, set[Ident]] = defaultdict(set)
        for session in self.document.sessions:
            for organiser in session.organisers:
                found[organiser.organisation].update((session.code, part.number) for part in session.parts)
        return {slug: frozenset(entries) for slug, entries in found.items()}


class NetChange:
    """What differs between two versions (None: before the first release), and whom it concerns, as of an instant."""

    def __init__(self, before: Version | None, after: Version, now: int) -> None:
        self.before, self.after, self.now = before, after, now
        found = changes(before.public if before else None, after.public)
        self.changed: Mapping[Ident, ItemChange] = {change.after.id: change for change in found}

    def for_person(self, person: str) -> tuple[Concern, ...]:
        """What concerns somebody in the programme, by opaque id, in the order of the agenda."""
        was = self.before.of_person.get(person, frozenset()) if self.before else frozenset()
        return self._for_members(was, self.after.of_person.get(person, frozenset()))

    def for_organisation(self, slug: str) -> tuple[Concern, ...]:
        """What concerns an organisation behind sessions."""
        was = self.before.of_organisation.get(slug, frozenset()) if self.before else frozenset()
        return self._for_members(was, self.after.of_organisation.get(slug, frozenset()))

    def for_wishes(self, wishes: Iterable[Selection]) -> tuple[Concern, ...]:
        """What concerns somebody who follows these selections: an entry counts that was or is among them."""
        after = [change.after for change in self.changed.values()]
        before = [change.before for change in self.changed.values() if change.before is not None]
        ids: set[Ident] = set()
        for wish in wishes:
            ids.update(item.id for item in matching(self.after.public.programme, after, wish))
            if self.before is not None:
                ids.update(item.id for item in matching(self.before.public.programme, before, wish))
        return self._kept(Concern(self.changed[id_]) for id_ in ids)

    def _for_members(self, was: frozenset[Ident], now: frozenset[Ident]) -> tuple[Concern, ...]:
        found = (self._for_member(id_, was_in=id_ in was, is_in=id_ in now) for id_ in was | now)
        return self._kept(concern for concern in found if concern is not None)

    def _for_member(self, id_: Ident, *, was_in: bool, is_in: bool) -> Concern | None:
        """What one who was or is in an entry is told of it; what the public does not see is told to nobody."""
        after = self.after.public.item.get(id_)
        if after is None:
            return None
        before = self.before.public.item.get(id_) if self.before else None
        change = self.changed.get(id_)
        was_on = was_in and before is not None
        if after.cancelled:
            return Concern(change) if change is not None and was_on else None
        if is_in and was_on:
            return None if change is None else Concern(change)
        if is_in:
            return Concern(change or ItemChange(after.key, (), before, after), "joins")
        if was_on and before is not None and not before.cancelled:
            return Concern(change or ItemChange(after.key, (), before, after), "leaves")
        return None

    def _kept(self, concerns: Iterable[Concern]) -> tuple[Concern, ...]:
        return _in_order(concern for concern in concerns if not concern.is_past(self.now))


def together(found: Iterable[Sequence[Concern]]) -> tuple[Concern, ...]:
    """Concerns from several nets, in the order of the agenda; of each entry the one that comes first."""
    kept: dict[Ident, Concern] = {}
    for concerns in found:
        for concern in concerns:
            kept.setdefault(concern.item.id, concern)
    return _in_order(kept.values())


def _in_order(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    return tuple(sorted(concerns, key=lambda each: (each.item.starts, each.item.ends, each.item.key)))


def without(concerns: Sequence[Concern], told: frozenset[Ident]) -> tuple[Concern, ...]:
    """Those that are not told to the same address already, for another reason."""
    return tuple(concern for concern in concerns if concern.item.id not in told)


def present(wish: Selection, former: Mapping[str, str], programme: Programme) -> Selection:
    """The selection with people's slugs as they are in a programme; `former` leads from those they had to ids."""
    if all(slug in programme.person_by_slug for slug in wish.person):
        return wish
    found = []
    for slug in wish.person:
        holder = programme.person.get(former.get(slug, ""))
        found.append(holder.slug if holder is not None and slug not in programme.person_by_slug else slug)
    return replace(wish, person=tuple(sorted(set(found))))
