"""Which addresses are feeds, and what each asks for: read once, then looked up as the server hands it over.

Reading a path and a query takes twenty times as long as all the rest of an answer, and calendars ask for the same ones.
"""

import re
from wsgiref.types import WSGIEnvironment

from scheduler.domain.addresses import FEED_SUFFIX, TWIN_SUFFIXES
from scheduler.feeds.wish import Wish, wish_of
from scheduler.http.hosts import is_trusted
from scheduler.http.mounting import path_below

MOST = 2_048
"""Addresses in each of two generations."""
LONGEST = 512
"""Characters of an address that is remembered: twenty rooms. Both generations hold 14 MiB at most, mostly one."""

# Without control characters, as for any other address: PostgreSQL refuses a NUL only after it was sent to it.
_FEED = re.compile(r"/([^/\x00-\x1f\x7f]+)/feeds/((?!personal/|desk/)[^\x00-\x1f\x7f]+)")

_SUFFIXES = (FEED_SUFFIX, *TWIN_SUFFIXES)

Address = tuple[str, str, str, str]
"""Host, SCRIPT_NAME, PATH_INFO and query, as the server hands them over."""


class Addresses:
    """What addresses ask for, of the hosts that the service answers to (None: any), below the path `prefix`.

    The latest are remembered in two generations: when the young one is full it becomes the old one, which is forgotten.
    What is asked for again moves to the young one, so that it is never forgotten, and no lock is needed: the worst that
    two threads do to each other is to read an address once more.
    """

    def __init__(self, hosts: frozenset[str] | None = None, prefix: str = "", most: int = MOST) -> None:
        self._hosts = hosts
        self._prefix = prefix
        self._most = most
        self._young: dict[Address, Wish] = {}
        self._old: dict[Address, Wish] = {}

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._young) + len(self._old)

    def wish(self, environ: WSGIEnvironment) -> Wish | None:
        """What a request asks for; None if it is for no public feed of ours. Raises what `wish_of` does."""
        path = environ.get("PATH_INFO", "")
        if not path.endswith(_SUFFIXES):
            return None
        address = (environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", ""), path, environ.get("QUERY_STRING", ""))
        found = self._young.get(address)
        if found is None:
            found = self._old.get(address) or self._read(address)
            # A search is not asked for twice.
            if found is not None and not found.narrowed.q and sum(map(len, address)) <= LONGEST:
                self._remember(address, found)
        return found

    def _read(self, address: Address) -> Wish | None:
        host, script, path, query = address
        if self._hosts is not None and not is_trusted(host, self._hosts):
            return None
        below = path_below(self._prefix, script, path)
        # WSGI hands the path's bytes over as Latin-1 (PEP 3333).
        found = _FEED.fullmatch(below.encode("latin-1").decode("utf-8", "replace"))
        return wish_of(found[1], found[2], query) if found else None

    def _remember(self, address: Address, wish: Wish) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[address] = wish
