"""The calendar bytes of a release's entries: made once per change, kept as a book, rebuilt where missing."""

import hashlib
import json
from collections.abc import Mapping

import structlog
from sqlalchemy.exc import SQLAlchemyError

from scheduler.domain.release import PublicRelease
from scheduler.formats.ical import RENDERER_VERSION, render_event
from scheduler.store.db import Database
from scheduler.store.releases import ReleaseId, is_as_it_was, keep_book, load_book

Blocks = Mapping[tuple[str, int], bytes]
"""Per entry (session code, part number) its VEVENT."""

log = structlog.get_logger(__name__)


def book_name(which: ReleaseId, base_url: str) -> str:
    """What the bytes of a release depend on beside the release itself, as a digest."""
    named = f"{which.number} {which.redaction} {RENDERER_VERSION} {base_url}"
    return hashlib.sha256(named.encode()).hexdigest()


def render_entries(release: PublicRelease, base_url: str, before: tuple[PublicRelease, Blocks] | None = None) -> Blocks:
    """Every entry's VEVENT. Those that `before`, an earlier release with its bytes, has alike are not rendered again.

    One that can't be rendered keeps the bytes it had before, is logged, and never fails the others; if it had none, it
    is left out.
    """
    event = release.programme.event
    old, kept = before if before and before[0].programme.event == event else (None, {})
    blocks: dict[tuple[str, int], bytes] = {}
    for id_, entry in release.entry.items():
        if old and id_ in kept and old.entry[id_] == entry:
            blocks[id_] = kept[id_]
            continue
        try:
            blocks[id_] = render_event(release.resolved(id_), entry, event, base_url=base_url)
        except Exception:
            log.exception("entry could not be rendered", key=release.programme.key(*id_), release=release.number)
            last = before[1].get(id_) if before else None
            if last is not None:
                blocks[id_] = last
    return blocks


def bind(blocks: Blocks) -> bytes:
    """The blocks as one book: a line of JSON that says how long each is, then the blocks."""
    index = [[code, part, len(block)] for (code, part), block in blocks.items()]
    return json.dumps(index, separators=(",", ":")).encode() + b"\n" + b"".join(blocks.values())


def unbind(book: bytes) -> Blocks:
    """The blocks that were bound, in their order."""
    start = book.index(b"\n") + 1
    blocks = {}
    for code, part, length in json.loads(book[:start]):
        blocks[code, part] = book[start : start + length]
        start += length
    return blocks


class Subscriptions:
    """Answers feeds with the stored bytes of entries."""

    def __init__(self, database: Database, base_url: str) -> None:
        self._database = database
        self._base_url = base_url

    def entry_blocks(self, release: PublicRelease, which: ReleaseId) -> Blocks:
        """Per entry its VEVENT: one query where they are kept; where not, they are rendered and kept."""
        name = book_name(which, self._base_url)
        with self._database.reading() as session:
            book = load_book(session, which.event_id, name)
        if book is not None:
            return unbind(book)
        blocks = render_entries(release, self._base_url)
        try:
            with self._database.storing() as session:
                if is_as_it_was(session, which):  # else there are names in the blocks that must not come back
                    keep_book(session, which.event_id, name, bind(blocks))
                    session.commit()
        except SQLAlchemyError:
            log.exception("calendar bytes could not be kept", event_id=which.event_id)  # they are good all the same
        return blocks
