"""The calendar bytes of a release's entries: made once per change, kept as a book, rebuilt where missing."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.placement import Ident
from scheduler.domain.release import PublicRelease
from scheduler.formats.ical import RENDERER_VERSION, render_event
from scheduler.store.books import keep_book, load_book, load_books
from scheduler.store.db import Database
from scheduler.store.redactions import is_as_it_was
from scheduler.store.releases import ReleaseId

Blocks = Mapping[Ident, bytes]
"""Per entry its VEVENT."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Book:
    """The calendar bytes of a release's entries. Those of `stale` ones are older: the newest that could be made."""

    blocks: Blocks
    stale: frozenset[Ident] = frozenset()

    def unrendered(self, release: PublicRelease) -> tuple[str, ...]:
        """The keys of entries that calendars show as they were once, or not at all, in the order of the agenda."""
        return tuple(item.key for item in release.items if item.id in self.stale or item.id not in self.blocks)


def book_name(which: ReleaseId, base_url: str) -> str:
    """What the bytes of a release depend on beside the release itself, as a digest."""
    named = f"{which.number} {which.redaction} {RENDERER_VERSION} {base_url}"
    return hashlib.sha256(named.encode()).hexdigest()


def render_entries(
    release: PublicRelease,
    base_url: str,
    before: tuple[PublicRelease, Book] | None = None,
    last_good: Callable[[], Iterable[Book]] = tuple,
) -> Book:
    """Every entry's VEVENT. Those that `before`, an earlier release with its bytes, has alike are not rendered again.

    One that can't be rendered keeps the bytes it had before, else those that the first of `last_good` has, is logged,
    and never fails the others; if there are none, it is left out. It is tried anew each time.
    """
    event = release.programme.event
    old, kept = before if before and before[0].programme.event == event else (None, Book({}))
    blocks: dict[Ident, bytes] = {}
    stale = set()
    for id_, entry in release.entry.items():
        if old and id_ in kept.blocks and old.entry[id_] == entry and id_ not in kept.stale:
            blocks[id_] = kept.blocks[id_]
            continue
        try:
            blocks[id_] = render_event(release.resolved(id_), entry, event, base_url=base_url)
        except Exception:
            log.exception("entry could not be rendered", key=release.programme.key(*id_), release=release.number)
            books = (*((before[1],) if before else ()), *last_good())
            good = next((book.blocks[id_] for book in books if id_ in book.blocks), None)
            if good is not None:
                blocks[id_] = good
                stale.add(id_)
    return Book(blocks, frozenset(stale))


def bind(book: Book) -> bytes:
    """The book as bytes: a line of JSON that says how long each block is, and whether it is stale; then the blocks."""
    index = [[*id_, len(block)] + ([1] if id_ in book.stale else []) for id_, block in book.blocks.items()]
    return json.dumps(index, separators=(",", ":")).encode() + b"\n" + b"".join(book.blocks.values())


def unbind(body: bytes) -> Book:
    """The book that was bound, its blocks in their order."""
    start = body.index(b"\n") + 1
    blocks, stale = {}, set()
    for code, part, length, *flag in json.loads(body[:start]):
        blocks[code, part] = body[start : start + length]
        start += length
        if flag:
            stale.add((code, part))
    return Book(blocks, frozenset(stale))


def keep_entries(
    session: DatabaseSession,
    release: PublicRelease,
    which: ReleaseId,
    before: tuple[ReleaseId, PublicRelease] | None,
    base_url: str,
) -> None:
    """Keep the bytes of a new release, instead of those of the one before it, of which what is alike is taken over."""
    kept = load_book(session, which.event_id, book_name(before[0], base_url)) if before else None
    book = render_entries(
        release,
        base_url,
        before=(before[1], unbind(kept)) if before and kept else None,
        last_good=lambda: map(unbind, load_books(session, which.event_id)),
    )
    keep_book(session, which.event_id, book_name(which, base_url), bind(book), alone=True)


class Subscriptions:
    """Answers feeds with the stored bytes of entries."""

    def __init__(self, database: Database, base_url: str) -> None:
        self._database = database
        self._base_url = base_url

    def entry_blocks(self, release: PublicRelease, which: ReleaseId) -> Blocks:
        """Per entry its VEVENT: one query where they are kept; where not, they are rendered and kept."""
        return self.book(release, which).blocks

    def book(self, release: PublicRelease, which: ReleaseId) -> Book:
        """The same, and which of them are not as they should be."""
        name = book_name(which, self._base_url)
        with self._database.reading() as session:
            kept = load_book(session, which.event_id, name)
        if kept is not None:
            return unbind(kept)
        book = render_entries(release, self._base_url, last_good=lambda: self._others(which))
        try:
            with self._database.storing() as session:
                if is_as_it_was(session, which):  # else there are names in the blocks that must not come back
                    keep_book(session, which.event_id, name, bind(book))
                    session.commit()
        except SQLAlchemyError:
            log.exception("calendar bytes could not be kept", event_id=which.event_id)  # they are good all the same
        return book

    def _others(self, which: ReleaseId) -> Iterable[Book]:
        """The event's books of another address or renderer: what is in none of them was never made, or was erased."""
        with self._database.reading() as session:
            return [unbind(body) for body in load_books(session, which.event_id)]
