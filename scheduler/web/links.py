"""Addresses of pages and feeds, with the reader's time zone and language carried along, so that no cookie is needed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from scheduler.domain.addresses import FEED_FOLDERS, door_path, session_path
from scheduler.domain.selection import Selection
from scheduler.http.filters import canonical

NO_FILTER = Selection()


@dataclass(frozen=True)
class Links:
    """Addresses of one event, each with the parameters `kept`. `site`: what every path begins with, mostly nothing."""

    event: str
    site: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """`/wsis-2017`."""
        return f"{self.site}/{self.event}"

    @cached_property
    def suffix(self) -> str:
        """`?tz=…`, or nothing: what every inner link ends with."""
        return query(NO_FILTER, self.kept)

    def agenda(self, selection: Selection = NO_FILTER, **extras: str) -> str:
        """The agenda of a selection."""
        return f"{self.root}/{query(selection, {**self.kept, **extras})}"

    def page(self, name: str, selection: Selection = NO_FILTER, **extras: str) -> str:
        """A page of the event by its name: `subscribe`, `changes`, `live`."""
        return f"{self.root}/{name}{query(selection, {**self.kept, **extras})}"

    def session(self, code: str) -> str:
        """A session's page."""
        return f"{self.site}{session_path(self.event, code)}{self.suffix}"

    def room(self, slug: str) -> str:
        """A room's page."""
        return f"{self.root}/rooms/{slug}{self.suffix}"

    def door(self, key: str) -> str:
        """Where remote participants of a placement come in."""
        return f"{self.site}{door_path(key)}{self.suffix}"

    def person(self, slug: str) -> str:
        """A person's page."""
        return f"{self.root}/people/{slug}{self.suffix}"


def query(selection: Selection, extras: Mapping[str, str]) -> str:
    """The query string with its question mark, or nothing."""
    text = canonical(selection, extras)
    return f"?{text}" if text else ""


def feed_path(selection: Selection) -> str:
    """The path of a selection's calendar below `/<event>/feeds/`: the short one where it is of one thing alone."""
    chosen = [(name, value) for name in FEED_FOLDERS for value in getattr(selection, name)]
    whole = sum(len(getattr(selection, name)) for name in ("language", "mode", "q"))
    # A code with a slash could not be told from two pieces of a path.
    if len(chosen) == 1 and not whole and "/" not in chosen[0][1]:
        name, value = chosen[0]
        if name == "term":
            scheme, _, code = value.partition(":")
            return f"{FEED_FOLDERS[name]}/{quote(scheme)}/{quote(code, safe='')}.ics"
        return f"{FEED_FOLDERS[name]}/{quote(value, safe='')}.ics"
    return f"programme.ics{query(selection, {})}"


def webcal(url: str) -> str:
    """The same address under the scheme that calendar programs answer to."""
    return f"webcal://{url.partition('://')[2]}"
