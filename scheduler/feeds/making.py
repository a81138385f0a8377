"""Makes a feed: chooses the entries of the current release and joins their stored bytes."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import replace

import structlog

from scheduler.domain.addresses import FEED_FOLDERS, FEED_SUFFIX
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.errors import NotFound, UnknownFilter
from scheduler.domain.event import Event
from scheduler.domain.placement import Ident
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import Selection
from scheduler.feeds.feed import ICALENDAR, Feed, pack
from scheduler.feeds.translating import translated, translated_event
from scheduler.feeds.wish import Wish
from scheduler.formats import jcal, xcal
from scheduler.formats.ical import FeedHeader, render_calendar, render_event, with_alarm, years_of
from scheduler.services.latest import Latest
from scheduler.services.reading import Reader
from scheduler.services.subscribing import Blocks, Subscriptions
from scheduler.store.releases import ReleaseId

log = structlog.get_logger(__name__)

_FORMS: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    FEED_SUFFIX: (bytes, ICALENDAR),
    ".json": (jcal.write, jcal.MEDIA_TYPE),
    ".xml": (xcal.write, xcal.MEDIA_TYPE),
}
"""Per suffix what makes the form of a calendar's bytes, and what it is called."""

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
        self.base_url = base_url
        self._blocks: Latest[ReleaseId, Blocks] = Latest(_KEPT)

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
                raise Moved(
                    replace(wish, file=f"{FEED_FOLDERS['person']}/{present}{wish.suffix}", value=present).address
                )
        blocks = self.blocks(release, current, wish, self.chosen(release, wish))
        event = worded(release, wish)
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
            url=f"{self.base_url}{wish.page}",
            source=f"{self.base_url}{wish.address}",
            modified=release.modified_at,
            years=years_of(release),
        )
        write, media_type = _FORMS[wish.suffix]
        return pack(
            write(render_calendar(header, with_alarms(blocks, wish))),
            modified=release.modified_at,
            filename=f"{event.slug}-{wish.file.replace('/', '-')}",
            media_type=media_type,
        )

    def blocks(
        self, release: PublicRelease, current: ReleaseId, wish: Wish, chosen: Collection[Ident], ticket: str = ""
    ) -> list[bytes]:
        """The chosen entries' bytes: those stored, or made now: in another language of the event, or with a pass.

        Few ask for another language, and what they get is kept as a whole. `ticket` is the pass of one person.
        """
        event = worded(release, wish)
        if ticket or (wish.lang and wish.lang != release.programme.event.locales[0]):
            made = (self._render(release, current, event, id_, wish, ticket) for id_ in chosen)
            return [block for block in made if block is not None]
        kept = self._entry_blocks(release, current)
        if len(chosen) == len(release.entries):
            return list(kept.values())  # they lie in the order of the agenda
        return [kept[id_] for id_ in chosen if id_ in kept]

    def _render(
        self, release: PublicRelease, current: ReleaseId, event: Event, entry: Ident, wish: Wish, ticket: str
    ) -> bytes | None:
        """An entry in the wish's language. One that can't be rendered is as it is stored, None if it is not."""
        try:
            item = said_in(release, entry, wish)
            return render_event(item, release.entry[entry], event, base_url=self.base_url, ticket=ticket)
        except Exception:
            log.exception("entry could not be rendered", key=release.programme.key(*entry), lang=wish.lang)
            return self._entry_blocks(release, current).get(entry)

    def chosen(self, release: PublicRelease, wish: Wish) -> list[Ident]:
        """Session code and part number of what the wish wants, in the order of the agenda."""
        chosen = [(entry.session, entry.part) for entry in release.entries]
        # Who wants everything must not wait for the words of everything to be looked up.
        if wish.selection != Selection():
            try:
                chosen = [item.id for item in self._reader.select(release, wish.selection)]
            except UnknownFilter:
                raise NotFound(
                    f"There is no calendar {wish.file!r} in {wish.event}, and there never was. "
                    f"{self.base_url}/{wish.event}/subscribe lists them."
                ) from None
        if wish.narrowed != Selection():
            # Not one selection of both: values of one filter are alternatives, and the query narrows the path.
            also = {item.id for item in self._reader.select(release, wish.narrowed)}
            chosen = [id_ for id_ in chosen if id_ in also]
        if not wish.cancelled:
            chosen = [id_ for id_ in chosen if not release.entry[id_].cancelled]
        return chosen

    def _entry_blocks(self, release: PublicRelease, current: ReleaseId) -> Blocks:
        blocks = self._blocks.get(current)
        if blocks is None:
            blocks = self._subscriptions.entry_blocks(release, current)
            self._blocks.put(current, blocks)
        return blocks


def worded(release: PublicRelease, wish: Wish) -> Event:
    """The event in the wish's language; `UnknownFilter` if it is not written in it."""
    event = release.programme.event
    if wish.lang and wish.lang not in event.locales:
        raise UnknownFilter(
            f"{event.slug} is not written in {wish.lang[:20]!r}. There are: {', '.join(event.locales)}.",
            pointer="/lang",
        )
    return translated_event(event, wish.lang) if wish.lang and wish.lang != event.locales[0] else event


def said_in(release: PublicRelease, entry: Ident, wish: Wish) -> AgendaItem:
    """An entry of the release in the wish's language."""
    item = release.item[entry]
    if not wish.lang or wish.lang == release.programme.event.locales[0]:
        return item
    return translated(item, release.programme, wish.lang)


def with_alarms(blocks: Iterable[bytes], wish: Wish) -> Iterable[bytes]:
    """The entries' bytes, each with the alarm that is wished for."""
    return blocks if wish.alarm is None else [with_alarm(block, wish.alarm) for block in blocks]
