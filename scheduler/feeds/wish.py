"""What a feed's address asks for, in the one form that names the feed in memory."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, quote

from scheduler.domain.addresses import FEED_FOLDERS, FEED_SUFFIX, TWIN_SUFFIXES
from scheduler.domain.errors import NotFound, UnknownFilter
from scheduler.domain.programme import Programme
from scheduler.domain.selection import Selection
from scheduler.feeds.naming import path_words, query_words
from scheduler.formats.ical import LONGEST_ALARM
from scheduler.http.filters import canonical, parse

EXTRAS = frozenset({"alarm", "cancelled", "lang"})

_FOLDERS = {folder: name for name, folder in FEED_FOLDERS.items()}
_PAGES = {"room": "rooms", "person": "people", "session": "sessions"}
_MOST_FIELDS = 200  # of a query: more than all filters' values that anybody ticks


@dataclass(frozen=True, slots=True)
class Wish:
    """One feed of one event: the file it is called by, and how the query narrows it further.

    `filter` and `value` are what the path itself chooses; both are empty for the whole programme.
    """

    event: str
    file: str
    filter: str
    value: str
    narrowed: Selection
    alarm: int | None = None
    cancelled: bool = True
    lang: str = ""

    @property
    def suffix(self) -> str:
        """How its file ends, which says in which form it is wanted."""
        return next(suffix for suffix in (FEED_SUFFIX, *TWIN_SUFFIXES) if self.file.endswith(suffix))

    @property
    def selection(self) -> Selection:
        """What the path alone chooses."""
        if self.filter == "remote":
            return Selection(remote=True)
        return parse({self.filter: [self.value]})[0] if self.filter else Selection()

    @property
    def address(self) -> str:
        """Path and query, the same for every way of writing the same wish."""
        extras: dict[str, str] = {}
        if self.alarm is not None:
            extras["alarm"] = str(self.alarm)
        if not self.cancelled:
            extras["cancelled"] = "0"
        if self.lang:
            extras["lang"] = self.lang
        query = canonical(self.narrowed, extras)
        path = f"/{quote(self.event)}/feeds/{quote(self.file, safe='/:')}"
        return f"{path}?{query}" if query else path

    @property
    def page(self) -> str:
        """The path of the page that shows the same."""
        if self.filter in _PAGES:
            return f"/{quote(self.event)}/{_PAGES[self.filter]}/{quote(self.value)}"
        shown = self.selection if self.filter != "remote" else Selection(mode=("hybrid", "remote"))
        query = canonical(shown, {})
        return f"/{quote(self.event)}/{f'?{query}' if query else ''}"

    def words(self, programme: Programme) -> str:
        """What path and query choose, by name in the wish's language; empty for the whole programme."""
        chosen = path_words(self.filter, self.value, programme, self.lang)
        return ", ".join(filter(None, (chosen, query_words(self.narrowed, programme, self.lang))))


def wish_of(event: str, file: str, query_string: str) -> Wish:
    """The wish of an address: `NotFound` for a file of no known kind, `UnknownFilter` for what the query can't mean."""
    name, value = _chosen(event, file)
    return _narrowed(Wish(event, file, name, value, Selection()), query_string)


def private_wish_of(event: str, kind: str, query_string: str) -> Wish:
    """What the query of a private calendar asks for; its secret is no part of it, so that no log has it."""
    return _narrowed(Wish(event, f"{kind}{FEED_SUFFIX}", "", "", Selection()), query_string)


def _narrowed(wish: Wish, query_string: str) -> Wish:
    try:
        fields = parse_qs(query_string, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise UnknownFilter(f"The query has more than {_MOST_FIELDS} fields. Leave some out.") from None
    narrowed, extras = parse(fields, EXTRAS)
    return replace(
        wish,
        narrowed=narrowed,
        alarm=_minutes(extras.get("alarm")),
        cancelled=_shows_cancelled(extras.get("cancelled", "1")),
        lang=extras.get("lang", ""),
    )


def _chosen(event: str, file: str) -> tuple[str, str]:
    """The filter and the value that a file stands for."""
    path, dot, form = file.rpartition(".")
    if f"{dot}{form}" in {FEED_SUFFIX, *TWIN_SUFFIXES}:
        if path == "programme":
            return "", ""
        if path == "remote":
            return "remote", ""
        folder, _, value = path.partition("/")
        if folder == "terms":
            scheme, _, code = value.partition("/")
            value = f"{scheme}:{code}" if scheme and code else ""
        if folder in _FOLDERS and value and "/" not in value:
            try:
                parse({_FOLDERS[folder]: [value]})
            except UnknownFilter as error:
                raise NotFound(error.detail) from None
            return _FOLDERS[folder], value
    raise NotFound(f"{event[:100]!r} has no feed {file[:200]!r}. Its page /{event[:100]}/subscribe lists them all.")


def _minutes(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) <= LONGEST_ALARM):
        raise UnknownFilter(
            f"alarm={text[:20]!r} is not a number of minutes from 0 to {LONGEST_ALARM}.", pointer="/alarm"
        )
    return int(text)


def _shows_cancelled(text: str) -> bool:
    if text not in {"0", "1"}:
        raise UnknownFilter(f"cancelled={text[:20]!r}: use 0 to leave cancelled sessions out.", pointer="/cancelled")
    return text == "1"
