"""Calendars behind a secret address: what somebody follows, a person's own sessions, and the draft."""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from scheduler.domain.addresses import FEED_SUFFIX
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import Clock
from scheduler.domain.errors import NotFound
from scheduler.domain.event import Event
from scheduler.domain.people import Person
from scheduler.domain.placement import Ident
from scheduler.domain.private_feeds import DESK, PERSONAL
from scheduler.domain.registering import WHOLE_EVENT
from scheduler.domain.release import Entry, PublicRelease
from scheduler.domain.tentative import tentative
from scheduler.feeds.feed import Feed, pack
from scheduler.feeds.making import Feeds, said_in, with_alarms, worded
from scheduler.feeds.wish import Wish, private_wish_of
from scheduler.formats.ical import FeedHeader, holding_time, render_calendar, render_event, restamped, years_of
from scheduler.services.desk import Desks
from scheduler.services.feed_secrets import ticket_secret_of
from scheduler.services.latest import Latest
from scheduler.services.private_feeds import Appearances, held
from scheduler.services.reading import Reader
from scheduler.store.db import Database
from scheduler.store.feed_tokens import Held
from scheduler.store.releases import ReleaseId

_EVENTS = 4  # whose drafts stay rendered: 5 MiB each for 2,500 sessions

log = structlog.get_logger(__name__)

FOLDERS = (f"{PERSONAL}/", f"{DESK}/")

_KEPT = 32
"""Feeds of drafts in memory: one for everybody who looks at the same draft through the same filters."""

_Rendered = tuple[AgendaItem, Entry, Event, bytes]


class PrivateFeeds:
    """Makes the calendars behind secrets, each for a request: one query, and none more where the release is kept."""

    def __init__(self, database: Database, reader: Reader, desks: Desks, feeds: Feeds, clock: Clock) -> None:
        self._database = database
        self._reader = reader
        self._desks = desks
        self._feeds = feeds
        self._clock = clock
        self._appearances = Appearances(database)
        self._drafts: Latest[tuple[int, int, ReleaseId | None, Wish], Feed] = Latest(_KEPT)
        self._rendered: Latest[str, Mapping[Ident, _Rendered]] = Latest(_EVENTS)

    def make(self, event: str, file: str, query_string: str) -> Feed:
        """The calendar of a file in one of the `FOLDERS`.

        `NotFound` for what never was, `Gone` for what has ended, `UnknownFilter` for a query that can't be meant.
        """
        kind, _, name = file.partition("/")
        secret = name.removesuffix(FEED_SUFFIX)
        found = held(self._database, event, kind, secret if name != secret else "", self._clock())
        wish = private_wish_of(event, kind, query_string)
        return self._draft(wish, found) if kind == DESK else self._personal(wish, found, secret)

    def _personal(self, wish: Wish, found: Held, secret: str) -> Feed:
        if found.which is None:
            raise NotFound(f"Nothing of {wish.event} is published any more.")
        current, release = self._reader.at(wish.event, found.which)
        wish = replace(wish, narrowed=self._reader.settled(release, wish.narrowed))
        theirs = self._appearances.of(found.person, release, current) if found.person else frozenset()
        chosen = [
            id_
            for id_ in self._feeds.chosen(release, wish)
            if (id_ in theirs if found.person else _is_theirs(release, id_, found))
        ]
        event, base_url = worded(release, wish), self._feeds.base_url
        ticket = ticket_secret_of(secret) if found.has_pass else ""
        blocks = self._feeds.blocks(release, current, wish, chosen, ticket)
        person = release.programme.person.get(found.person or "")
        header = FeedHeader(
            event=event,
            name=f"{event.name}: {person.name if person else 'my sessions'}",
            description="Your sessions. Keep the address to yourself: it opens doors as you."
            if found.has_pass
            else "Sessions that you follow.",
            url=f"{base_url}/{wish.event}/{_page_of(found, person)}",
            source="",
            modified=max(release.modified_at, found.changed_at),
            years=years_of(release),
        )
        return _packed(header, [holding_time(block) for block in blocks], wish)

    def _draft(self, wish: Wish, found: Held) -> Feed:
        key = (found.event_id, found.revision, found.which, wish)
        kept = self._drafts.get(key)
        if kept is not None:
            return kept
        desk = self._desks.open(wish.event)
        released = self._reader.at(wish.event, found.which)[1] if found.which else None
        draft = tentative(desk.programme, released, found.drafted_at)
        wish = replace(wish, narrowed=self._reader.settled(draft, wish.narrowed))
        event, base_url = worded(draft, wish), self._feeds.base_url
        rendered = self._entries(draft, wish, event, base_url)
        header = FeedHeader(
            event=event,
            name=f"{event.name}: draft",
            description="The draft, not published: for those who build the programme. It changes with every edit.",
            url=f"{base_url}/desk/",
            source="",
            modified=max(draft.modified_at, released.modified_at if released else 0),
            years=years_of(draft),
        )
        feed = _packed(header, [rendered[id_][3] for id_ in self._feeds.chosen(draft, wish) if id_ in rendered], wish)
        if desk.revision == found.revision:  # else somebody edited in between
            self._drafts.put(key, feed)
        return feed

    def _entries(self, draft: PublicRelease, wish: Wish, event: Event, base_url: str) -> Mapping[Ident, _Rendered]:
        """Every entry of the draft, rendered anew only where words, place or time are others than at the last edit.

        One that can't be rendered stays as it was, or is left out, and fails no other.
        """
        before = self._rendered.get(wish.event) or {}
        made: dict[Ident, _Rendered] = {}
        for entry in draft.entries:
            id_ = (entry.session, entry.part)
            item, kept = said_in(draft, id_, wish), before.get(id_)
            if kept and (kept[0], kept[2], kept[1].sequence) == (item, event, entry.sequence):
                made[id_] = (item, entry, event, restamped(kept[3], kept[1], entry))
                continue
            try:
                made[id_] = (item, entry, event, render_event(item, entry, event, base_url=base_url, draft=True))
            except Exception:
                log.exception("entry of a draft could not be rendered", key=item.key)
                if kept:
                    made[id_] = kept
        if not wish.lang:
            self._rendered.put(wish.event, made)
        return made


def _is_theirs(release: PublicRelease, id_: Ident, found: Held) -> bool:
    """Whether an entry is followed, or a participant has a place in it; that for the event is one in every door's."""
    if found.parts is None:
        return id_[0] in found.sessions
    return id_ in found.parts or (WHOLE_EVENT in found.parts and bool(release.item[id_].remote))


def _page_of(found: Held, person: Person | None) -> str:
    if person is not None:
        return f"people/{person.slug}"
    return "my" if found.parts is None else "register"


def _packed(header: FeedHeader, blocks: list[bytes], wish: Wish) -> Feed:
    return pack(
        render_calendar(header, with_alarms(blocks, wish)),
        modified=header.modified,
        filename=f"{wish.event}-{wish.file}",
    )
