"""Answers calendars before the framework's routing, from bytes prepared once per release.

Thousands of calendars ask again and again for what did not change: such a request costs a look into memory.
"""

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from werkzeug.wrappers import Response

from scheduler.domain.clock import Clock, system_clock
from scheduler.domain.errors import SchedulerError
from scheduler.feeds.feed import Feed, answer
from scheduler.feeds.wish import Wish, wish_of
from scheduler.http.problems import KINDS, MEDIA_TYPE, Problem

LIMIT = 32 * 1024 * 1024
RETRY_AFTER = 60  # seconds: what calendars may ask for again at the earliest, since CACHE_CONTROL says so too

_FEED = re.compile(r"/([^/]+)/feeds/((?!personal/|desk/).+\.(?:ics|json|xml))")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})

log = structlog.get_logger(__name__)

_OBJECTS = 3_000  # bytes of a wish, a feed and their places in the tables: 460 measured with short queries; some slack


class PreparedFeeds:
    """A WSGI application around `app` that answers public feeds itself and leaves the rest, errors too, to `app`.

    A feed is as current as `release_number(event)`, which is asked at most once a second, and again after any request
    that may have written. When a feed can't be made, its last good bytes are sent, unless what they show does not
    `outlive` the old release: somebody was erased since. At most `limit` bytes are kept.
    `types` is the address of the page about errors' codes.
    """

    def __init__(
        self,
        app: WSGIApplication,
        render: Callable[[Wish], Feed],
        release_number: Callable[[str], Hashable],
        types: str,
        clock: Clock = system_clock,
        limit: int = LIMIT,
        outlives: Callable[[Hashable, Hashable], bool] = lambda _old, _new: True,
    ) -> None:
        self._app = app
        self._render = render
        self._release_number = release_number
        self._types = types
        self._clock = clock
        self._limit = limit
        self._outlives = outlives
        self._kept: OrderedDict[Wish, tuple[Hashable, Feed]] = OrderedDict()
        self._size = 0
        self._asked: dict[str, tuple[int, Hashable]] = {}
        self._lock = threading.Lock()  # of the three above; never held while rendering
        self._rendering = threading.Lock()  # one renders, the others send what there is

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["REQUEST_METHOD"] not in _READING:
            try:
                return self._app(environ, start_response)
            finally:
                # It may have been a release, and whoever made it wants to see it.
                with self._lock:
                    self._asked.clear()
        try:
            wish = _wish(environ)
            feed = self._feed(wish) if wish else None
        except SchedulerError:
            feed = None  # the framework's route finds the same, and tells it in the one shape of errors
        except Exception:
            log.exception("feed could not be made", path=environ.get("PATH_INFO", ""))
            return unavailable(self._types)(environ, start_response)
        if feed is None:
            return self._app(environ, start_response)
        return answer(feed, environ)(environ, start_response)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size

    def _feed(self, wish: Wish) -> Feed:
        release = self._current(wish.event)
        kept = self._look_up(wish)
        if kept and (release is None or kept[0] == release):
            return kept[1]
        if kept and not self._outlives(kept[0], release):
            self._forget(wish)
            kept = None
        if kept is None:
            self._rendering.acquire()
        elif not self._rendering.acquire(blocking=False):
            return kept[1]
        try:
            kept = self._look_up(wish)  # another may have made it while this one waited
            if kept and kept[0] == release:
                return kept[1]
            feed = self._render(wish)
        except SchedulerError:
            raise
        except Exception:
            if kept is None:
                raise
            log.exception("feed could not be made anew, its last good bytes are sent", feed=wish.address)
            return kept[1]
        finally:
            self._rendering.release()
        if release is not None:
            self._keep(wish, release, feed)
        return feed

    def _current(self, event: str) -> Hashable:
        """The event's release as of this second; None where it can't be read and was not read before."""
        now = self._clock()
        with self._lock:
            asked = self._asked.get(event)
        if asked and asked[0] == now:
            return asked[1]
        try:
            release = self._release_number(event)
        except SchedulerError:
            raise
        except Exception:
            log.exception("current release could not be read", slug=event)
            release = asked[1] if asked else None
        with self._lock:
            self._asked[event] = (now, release)
        return release

    def _look_up(self, wish: Wish) -> tuple[Hashable, Feed] | None:
        with self._lock:
            kept = self._kept.get(wish)
            if kept:
                self._kept.move_to_end(wish)
            return kept

    def _forget(self, wish: Wish) -> None:
        with self._lock:
            old = self._kept.pop(wish, None)
            self._size -= _cost(wish, old[1]) if old else 0

    def _keep(self, wish: Wish, release: Hashable, feed: Feed) -> None:
        with self._lock:
            old = self._kept.pop(wish, None)
            self._kept[wish] = (release, feed)
            self._size += _cost(wish, feed) - (_cost(wish, old[1]) if old else 0)
            while self._size > self._limit:
                forgotten, (_, dropped) = self._kept.popitem(last=False)
                self._size -= _cost(forgotten, dropped)


def _cost(wish: Wish, feed: Feed) -> int:
    """Bytes that a kept feed takes: an empty one is small, but its objects and a long query's words are not."""
    return len(feed.compressed) + len(repr(wish)) + _OBJECTS


def _wish(environ: WSGIEnvironment) -> Wish | None:
    """What a GET or HEAD of a public feed asks for; None for the rest, and for searches, which nobody asks twice."""
    if environ["REQUEST_METHOD"] == "OPTIONS":
        return None
    # WSGI hands the path's bytes over as Latin-1 (PEP 3333).
    path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
    found = _FEED.fullmatch(path)
    if not found:
        return None
    wish = wish_of(found[1], found[2], environ.get("QUERY_STRING", ""))
    return None if wish.narrowed.q else wish


def unavailable(types: str) -> Response:
    """503: the one answer that makes calendars keep what they have and ask again."""
    kind = KINDS["unavailable"]
    detail = "The calendar can't be made at the moment. Ask again in a minute."
    return Response(
        json.dumps(Problem("unavailable", detail, kind.status, kind.title).body(types)),
        status=kind.status,
        headers={
            "Retry-After": str(RETRY_AFTER),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        },
        content_type=MEDIA_TYPE,
    )
