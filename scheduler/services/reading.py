"""What the public reads: the current release and those before, kept per process because they never change."""

import threading
from collections import OrderedDict
from collections.abc import Collection

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.errors import NotFound, UnknownFilter
from scheduler.domain.release import PublicRelease, Summary
from scheduler.domain.selection import Selection, public_values, select, unknown_values
from scheduler.store.db import Database
from scheduler.store.releases import ReleaseId, current_id, ever_public, read_public, summaries

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
        """The event's current release, and which bytes of it these are."""
        found = self._read(event=event, current_only=True)
        which = _known(next(iter(found), None), event)
        return which, found[which]

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

    def select(self, release: PublicRelease, selection: Selection) -> tuple[AgendaItem, ...]:
        """The entries of a selection; `UnknownFilter` names a value that no release of the event ever had."""
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
        return select(release, selection)

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


def _slug(release: PublicRelease) -> str:
    return release.programme.event.slug


def _known(found: ReleaseId | None, event: str) -> ReleaseId:
    if found is None:
        raise _unknown(event)
    return found


def _unknown(event: str) -> NotFound:
    return NotFound(f"There is no event {event[:100]!r} here, or nothing of it was published yet.")
