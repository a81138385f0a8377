"""The calendar bytes of a release's entries: made once per change, kept in the database, rebuilt where missing."""

import hashlib
from collections.abc import Callable, Collection, Mapping

from scheduler.domain.release import PublicRelease
from scheduler.formats.ical import RENDERER_VERSION, render_event
from scheduler.store.db import Database
from scheduler.store.releases import ReleaseId, keep_entries, load_entries

Kept = Callable[[Collection[str]], Mapping[str, bytes]]


def entry_digests(release: PublicRelease, base_url: str) -> dict[tuple[str, int], str]:
    """Per entry a digest of all that its calendar bytes are made from."""
    event = release.programme.event
    around = repr(
        (RENDERER_VERSION, base_url, event.slug, event.time_zone, event.uid_domain, event.name, event.contact_email)
    )
    return {
        item.id: hashlib.sha256(f"{around}{item!r}{release.entry[item.id]!r}".encode()).hexdigest()
        for item in release.items
    }


def render_entries(release: PublicRelease, base_url: str, kept: Kept) -> dict[str, bytes]:
    """The bytes of every entry by digest: those kept, and the others rendered."""
    digests = entry_digests(release, base_url)
    bodies = dict(kept(set(digests.values())))
    for id_, digest in digests.items():
        if digest not in bodies:
            bodies[digest] = render_event(
                release.item[id_], release.entry[id_], release.programme.event, base_url=base_url
            )
    return bodies


class Subscriptions:
    """Answers feeds with the stored bytes of entries."""

    def __init__(self, database: Database, base_url: str) -> None:
        self._database = database
        self._base_url = base_url

    def entry_blocks(self, release: PublicRelease, which: ReleaseId) -> Mapping[tuple[str, int], bytes]:
        """Per entry its VEVENT: one query where all are kept; what is missing is rendered and kept."""
        digests = entry_digests(release, self._base_url)
        with self._database.reading() as session:
            found = load_entries(session, which.event_id, set(digests.values()))
        if len(found) < len(set(digests.values())):
            found = render_entries(release, self._base_url, kept=lambda _: found)
            with self._database.storing() as session:
                keep_entries(session, which.event_id, found)
                session.commit()
        return {id_: found[digest] for id_, digest in digests.items()}
