"""What the public reads: the current release and those before, kept per process because they never change."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.changes import ItemChange, changes, concerning
from scheduler.domain.errors import Gone, NotFound, UnknownFilter
from scheduler.domain.placement import Ident
from scheduler.domain.release import PublicRelease, Summary
from scheduler.domain.selection import NOT_MOVED, Selection, public_values, select, unknown_values
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.persons import past_of
from scheduler.store.public_values import ever_public
from scheduler.store.releases import ReleaseId, current_id, read_public, summaries

_KEPT = 12  # releases in memory: a week's event is about 2 MiB, one of 2,500 sessions about 20


class Reader:
    """Reads releases: which is current is asked each time, the release itself once per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[ReleaseId, PublicRelease] = OrderedDict()
        self._lock = threading.Lock()

    def current_id(self, event: str) -> ReleaseId:
        """Which release of the event is current: one query. `NotFound` if there is none."""
        with self._database.reading() as session:
            return _known(current_id(session, event), event)

    def current(self, event: str) -> PublicRelease:
        """The event's current release; `NotFound` if there is no such event, or none of it was ever released."""
        return self.identified(event)[1]

    def identified(self, event: str) -> tuple[ReleaseId, PublicRelease]:
        """The event's current release, and which bytes of it these are: one query where it is kept, or nothing is."""
        with self._lock:
            known = any(_slug(release) == event for release in self._kept.values())
        if known:  # a tenth of what asking for documents costs, also where they are left out
            which = self.current_id(event)
            with self._lock:
                kept = self._kept.get(which)
                if kept is not None:
                    self._kept.move_to_end(which)
                    return which, kept
        found = self._read(event=event, current_only=True)
        which = _known(next(iter(found), None), event)
        return which, found[which]

    def at(self, event: str, which: ReleaseId) -> tuple[ReleaseId, PublicRelease]:
        """The release of an id that was read a moment ago, or what has become of it since; no query where it is kept.

        `NotFound` if there is no such release.
        """
        with self._lock:
            kept = self._kept.get(which)
            if kept is not None:
                self._kept.move_to_end(which)
                return which, kept
        found = self._read(event=event, numbers=[which.number])
        now = _known(next(iter(found), None), event)
        return now, found[now]

    def events(self) -> tuple[PublicRelease, ...]:
        """The current release of each event, by first day, then slug."""
        return tuple(
            sorted(
                self._read(current_only=True).values(),
                key=lambda r: (str(r.programme.event.days[0].date) if r.programme.event.days else "", _slug(r)),
            )
        )

    def summaries(self, event: str) -> tuple[Summary, ...]:
        """What each release of the event is called and holds, newest first: one query, whatever they hold."""
        with self._database.reading() as session:
            found = summaries(session, event)
        if not found:
            raise _unknown(event)
        return found

    def releases(self, event: str, numbers: Collection[int] | None = None) -> tuple[PublicRelease, ...]:
        """Every release of the event, or those of these numbers alone, newest first.

        A few cost nothing once they are kept; more of them than are kept are read anew each time.
        """
        found = self._read(event=event, numbers=numbers)
        if not found and numbers is None:
            raise _unknown(event)
        return tuple(found.values())

    def select(
        self, release: PublicRelease, selection: Selection, moved: Mapping[Ident, str] = NOT_MOVED
    ) -> tuple[AgendaItem, ...]:
        """The entries of a selection; `UnknownFilter` names a value that no release of the event ever had.

        People may be named by slugs that they had once. `Gone` if somebody was erased. `moved`: as in the domain.
        """
        selection = self.settled(release, selection)
        self._require_known(release, selection)
        return select(release, selection, moved)

    def changes(
        self, current: PublicRelease, before: PublicRelease | None, after: PublicRelease, selection: Selection
    ) -> tuple[ItemChange, ...]:
        """What differs between two releases for who follows a selection: an entry counts if it was or is in it.

        The selection is of today: people may have had other slugs in older releases. The errors of `select`.
        """
        found = changes(before, after)
        if selection == Selection():
            return found
        selection = self.settled(current, selection)
        self._require_known(current, selection)
        return concerning(found, [(each, _as_then(each, current, selection)) for each in (before, after)])

    def _require_known(self, release: PublicRelease, selection: Selection) -> None:
        unknown = unknown_values(selection, public_values(release))
        if unknown:
            with self._database.reading() as session:
                never = sorted(set(unknown) - ever_public(session, _slug(release), unknown))
            if never:
                name, value = never[0]
                raise UnknownFilter(
                    f"There is no {name} {value!r} in {_slug(release)}, and there never was. Leave {name} out, or "
                    "choose one of the agenda's filters.",
                    pointer=f"/{name}",
                )

    def settled(self, release: PublicRelease, selection: Selection) -> Selection:
        """The selection with people's slugs as they are in the release; `Gone` if somebody was erased.

        Nothing is asked of the database where the release knows them all.
        """
        present = self._present(release, selection.person)
        return replace(selection, person=tuple(sorted(set(present.values())))) if present else selection

    def person(self, release: PublicRelease, slug: str) -> str:
        """The slug that the release has for whoever has a slug, or had it once; the same if it knows of nobody.

        `Gone` if they were erased.
        """
        return self._present(release, [slug]).get(slug, slug)

    def _present(self, release: PublicRelease, slugs: Collection[str]) -> dict[str, str]:
        """Each of the slugs with the one of now; nothing if the release knows them all."""
        programme = release.programme
        if all(slug in programme.person_by_slug for slug in slugs):
            return {}
        with self._database.reading() as session:
            past = past_of(session, revision_of(session, _slug(release))[0])
        found = {}
        for slug in slugs:
            known = slug in programme.person_by_slug
            if not known and past.erased.who("slug", slug):
                raise Gone(f"Who was {slug[:100]!r} in {_slug(release)} was erased on request, and won't come back.")
            holder = None if known else programme.person.get(past.former_slugs.get(slug, ""))
            found[slug] = holder.slug if holder and not holder.placeholder else slug
        return found

    def _read(
        self, *, event: str | None = None, current_only: bool = False, numbers: Collection[int] | None = None
    ) -> dict[ReleaseId, PublicRelease]:
        with self._lock:
            kept = dict(self._kept)
        with self._database.reading() as session:
            read = read_public(session, kept, event=event, current_only=current_only, numbers=numbers)
        found = {which: release or kept[which] for which, release in read.items()}
        with self._lock:
            for which in reversed(found):  # the newest is the last to be forgotten
                self._kept[which] = found[which]
                self._kept.move_to_end(which)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def _as_then(release: PublicRelease | None, current: PublicRelease, selection: Selection) -> Selection:
    """The selection with the slugs that its people had in an older release."""
    if release is None or not selection.person:
        return selection
    now, then = current.programme, release.programme
    known = [now.person_by_slug.get(slug) for slug in selection.person]
    slugs = {then.person[person.id].slug for person in known if person and person.id in then.person}
    return replace(selection, person=tuple(sorted({*selection.person, *slugs})))


def _slug(release: PublicRelease) -> str:
    return release.programme.event.slug


def _known(found: ReleaseId | None, event: str) -> ReleaseId:
    if found is None:
        raise _unknown(event)
    return found


def _unknown(event: str) -> NotFound:
    return NotFound(f"There is no event {event[:100]!r} here, or nothing of it was published yet.")
