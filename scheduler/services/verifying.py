"""Verifying: every release of an event is thawed, projected, aged and rendered anew, and compared with what is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scheduler.domain.document import freezes_to, thaw_programme, thaw_release
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, Summary, summary
from scheduler.domain.verification import Difference, compare_ages, compare_projection
from scheduler.formats.ical import render_event
from scheduler.services.subscribing import Book, book_name, unbind
from scheduler.store.books import load_book
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.releases import StoredRelease, stored_releases


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and what was found."""

    releases: int
    entries: int
    differences: tuple[Difference, ...]


def verify(
    database: Database, event: str, *, base_url: str, progress: Callable[[int], None] = lambda _entries: None
) -> Verified:
    """What differs in the releases of an event; `NotFound` if there is no such event. `progress` is told of entries.

    One release is in memory at a time, with the one before it.
    """
    found: list[Difference] = []
    releases = entries = 0
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        before: PublicRelease | None = None
        for stored in stored_releases(session, event_id):
            releases += 1
            document, public, flaws = _thawed(stored)
            found += flaws
            if document is None or public is None:
                before = None
                continue
            if releases == 1 or before is not None:  # else there is nothing to compare it with
                found += compare_ages(before, public)
                found += compare_projection(document, public, before, redacted=stored.which.redaction > 0)
            if _counted_anew(public, stored) != stored.summary:
                found.append(Difference(public.number, "", "lists tell something else of it than it holds."))
            name = book_name(stored.which, base_url)
            kept = load_book(session, event_id, name) if stored.is_current else None
            for difference in _rendered(public, base_url, unbind(kept) if kept else None):
                if difference is not None:
                    found.append(difference)
                entries += 1
                progress(entries)
            before = public
    return Verified(releases, entries, tuple(found))


def _counted_anew(public: PublicRelease, stored: StoredRelease) -> Summary:
    """What lists should tell of a release. How much it changed is known for ever by its row alone.

    Entries that an erasure touched count as changed later, and old rows don't say.
    """
    anew = summary(public)
    certain = stored.which.redaction == 0 and stored.summary.changed is not None
    return anew if certain else replace(anew, changed=stored.summary.changed)


def _thawed(stored: StoredRelease) -> tuple[Programme | None, PublicRelease | None, list[Difference]]:
    """The release's document and public view, None where one can't be read; and what is wrong with them."""
    number = stored.which.number
    flaws = []
    document = public = None
    try:
        document = thaw_programme(stored.document)
        if not freezes_to(document, stored.document):
            flaws.append(Difference(number, "", "its document, thawed and frozen again, is another."))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a document is what was looked for
        flaws.append(Difference(number, "", f"its document can't be read ({_told(error)})."))
    try:
        public = thaw_release(stored.public)
        if not freezes_to(public, stored.public):
            flaws.append(Difference(number, "", "what is public of it, thawed and frozen again, is another."))
        if public.number != number:
            flaws.append(Difference(number, "", f"what is public of it says that it is release {public.number}."))
    except Exception as error:  # noqa: BLE001 - as above
        flaws.append(Difference(number, "", f"what is public of it can't be read ({_told(error)})."))
    return document, public, flaws


def _rendered(public: PublicRelease, base_url: str, kept: Book | None) -> Iterator[Difference | None]:
    """Per entry what is wrong with its calendar bytes, None where nothing is. `kept` are those that calendars get."""
    for item in public.items:
        wrong = ""
        try:
            block = render_event(item, public.entry[item.id], public.programme.event, base_url=base_url)
        except Exception as error:  # noqa: BLE001 - as above
            wrong = f"it can't be rendered ({_told(error)})."
        else:
            if kept is not None and item.id in kept.stale:
                wrong = "calendars show it as it was before; the next release mends that."
            elif kept is not None and kept.blocks.get(item.id) != block:
                wrong = "its kept calendar bytes are others than those rendered anew."
        yield Difference(public.number, item.key, wrong) if wrong else None


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"
