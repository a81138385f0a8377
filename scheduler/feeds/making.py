"""Makes a feed: chooses the entries of the current release and joins their stored bytes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

import structlog

from scheduler.domain.addresses import FEED_FOLDERS
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.errors import NotFound, UnknownFilter
from scheduler.domain.event import Event
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import Selection
from scheduler.feeds.feed import Feed, pack
from scheduler.feeds.translating import translated, translated_event
from scheduler.feeds.wish import SUFFIX, Wish
from scheduler.formats.ical import FeedHeader, render_calendar, render_event, with_alarm, years_of
from scheduler.services.reading import Reader
from scheduler.services.subscribing import Subscriptions
from scheduler.store.releases import ReleaseId

Blocks = Mapping[tuple[str, int], bytes]

log = structlog.get_logger(__name__)

_KEPT = 4  # releases whose entries' bytes stay in memory: 4 MiB each for an event of 2,500 sessions


class Moved(NotFound):
    """The calendar is at another address now: the person whose it is has another slug. `address` is its path."""

    def __init__(self, address: str) -> None:
        super().__init__(f"This calendar is at {address} now.")
        self.address = address


class Feeds:
    """Makes feeds of current releases. `base_url` is a setting, never a request's Host header."""

    def __init__(self, reader: Reader, subscriptions: Subscriptions, base_url: str) -> None:
        self._reader = reader
        self._subscriptions = subscriptions
        self._base_url = base_url
        self._blocks: OrderedDict[ReleaseId, Blocks] = OrderedDict()
        self._lock = threading.Lock()

    def stamp(self, event: str) -> ReleaseId:
        """What stays the same as long as the event's feeds do: one query. `NotFound` if nothing was ever released."""
        return self._reader.current_id(event)

    def outlives(self, old: Hashable, new: Hashable) -> bool:
        """Whether feeds of an old stamp may be sent where those of the new can't be made: nobody was erased since."""
        return not (isinstance(old, ReleaseId) and isinstance(new, ReleaseId)) or old.redaction >= new.redaction

    def make(self, wish: Wish) -> Feed:
        """The feed of a wish, empty where what it names has left the programme.

        `NotFound` for an event, or a thing in the path, that never was; `UnknownFilter` for one in the query. `Moved`
        for a person in the path who has another slug now, `Gone` for one who was erased.
        """
        current, release = self._reader.identified(wish.event)
        wish = replace(wish, narrowed=self._reader.settled(release, wish.narrowed))
        if wish.filter == "person":
            present = self._reader.person(release, wish.value)
            if present != wish.value:
                raise Moved(replace(wish, file=f"{FEED_FOLDERS['person']}/{present}{SUFFIX}", value=present).address)
        event = release.programme.event
        if wish.lang and wish.lang not in event.locales:
            raise UnknownFilter(
                f"{event.slug} is not written in {wish.lang[:20]!r}. There are: {', '.join(event.locales)}.",
                pointer="/lang",
            )
        kept = self._entry_blocks(release, current)
        if wish.lang and wish.lang != event.locales[0]:
            event = translated_event(event, wish.lang)
            items = [release.item[id_] for id_ in self._chosen(release, wish)]
            blocks: Iterable[bytes] = [self._render(release, event, item, wish, kept) for item in items]
        elif replace(wish, alarm=None, lang="") == Wish(event.slug, "programme.ics", "", "", Selection()):
            blocks = kept.values()  # they lie in the order of the agenda
        else:
            blocks = [kept[id_] for id_ in self._chosen(release, wish) if id_ in kept]
        if wish.alarm is not None:
            blocks = [with_alarm(block, wish.alarm) for block in blocks]
        words = wish.words(release.programme)
        subject = f"{event.name}, {words}" if words else event.name
        header = FeedHeader(
            event=event,
            name=f"{event.name}: {words}" if words else event.name,
            description=(
                f"Programme of {subject}. Sessions that are cancelled stay, marked."
                if wish.cancelled
                else f"Programme of {subject}, without what is cancelled."
            ),
            url=f"{self._base_url}{wish.page}",
            source=f"{self._base_url}{wish.address}",
            modified=release.modified_at,
            years=years_of(release),
        )
        return pack(
            render_calendar(header, blocks),
            modified=release.modified_at,
            filename=f"{event.slug}-{wish.file.replace('/', '-')}",
        )

    def _render(self, release: PublicRelease, event: Event, item: AgendaItem, wish: Wish, kept: Blocks) -> bytes:
        """An entry in another language than the stored ones: few ask for it, and what they get is kept as a whole.

        One that can't be rendered is sent as it is stored; empty if it is not even that.
        """
        try:
            words = translated(item, release.programme, wish.lang)
            return render_event(words, release.entry[item.id], event, base_url=self._base_url)
        except Exception:
            log.exception("entry could not be rendered", key=item.key, release=release.number, lang=wish.lang)
            return kept.get(item.id, b"")

    def _chosen(self, release: PublicRelease, wish: Wish) -> list[tuple[str, int]]:
        """Session code and part number of what the wish wants, in the order of the agenda."""
        chosen = [(entry.session, entry.part) for entry in release.entries]
        # Who wants everything must not wait for the words of everything to be looked up.
        if wish.selection != Selection():
            try:
                chosen = [item.id for item in self._reader.select(release, wish.selection)]
            except UnknownFilter:
                raise NotFound(
                    f"There is no calendar {wish.file!r} in {wish.event}, and there never was. "
                    f"{self._base_url}/{wish.event}/subscribe lists them."
                ) from None
        if wish.narrowed != Selection():
            # Not one selection of both: values of one filter are alternatives, and the query narrows the path.
            also = {item.id for item in self._reader.select(release, wish.narrowed)}
            chosen = [id_ for id_ in chosen if id_ in also]
        if not wish.cancelled:
            chosen = [id_ for id_ in chosen if not release.entry[id_].cancelled]
        return chosen

    def _entry_blocks(self, release: PublicRelease, current: ReleaseId) -> Blocks:
        with self._lock:
            if current in self._blocks:
                self._blocks.move_to_end(current)
                return self._blocks[current]
        blocks = self._subscriptions.entry_blocks(release, current)
        with self._lock:
            self._blocks[current] = blocks
            while len(self._blocks) > _KEPT:
                self._blocks.popitem(last=False)
        return blocks
