"""Answers calendars before the framework's routing, from bytes prepared once per release.

Thousands of calendars ask again and again for what did not change: such a request costs a look into memory.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from werkzeug.wrappers import Response

from scheduler.domain.clock import Clock, system_clock
from scheduler.domain.errors import SchedulerError
from scheduler.feeds.addresses import Addresses
from scheduler.feeds.feed import Feed, reply
from scheduler.feeds.wish import Wish
from scheduler.http.metrics import FeedCounts
from scheduler.http.problems import KINDS, MEDIA_TYPE, Problem

LIMIT = 32 * 1024 * 1024
RETRY_AFTER = 60  # seconds: what calendars may ask for again at the earliest, since CACHE_CONTROL says so too

_READING = frozenset({"GET", "HEAD", "OPTIONS"})

EVENTS = 1_000
"""Whose releases are remembered: more than any service has, and while the database is away any word may be one."""
_LINES = {200: "200 OK", 304: "304 Not Modified"}

log = structlog.get_logger(__name__)

_OBJECTS = 3_000  # bytes of a wish, a feed, its headers and their places in the tables: 2,200 measured; some slack


class PreparedFeeds:
    """A WSGI application around `app` that answers public feeds itself and leaves the rest, errors too, to `app`.

    It stands before everything else, so `addresses` say what is a feed of a host that the service answers to.
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
        *,
        addresses: Addresses,
        counts: FeedCounts,
        events: int = EVENTS,
    ) -> None:
        self._app = app
        self._render = render
        self._release_number = release_number
        self._types = types
        self._clock = clock
        self._limit = limit
        self._outlives = outlives
        self._addresses = addresses
        self._counts = counts
        self._events = events
        self._kept: OrderedDict[Wish, tuple[Hashable, Feed]] = OrderedDict()
        self._size = 0
        self._asked: dict[str, tuple[int, Hashable]] = {}
        self._lock = threading.Lock()  # of the three above; never held while rendering
        self._rendering = threading.Lock()  # one renders, the others send what there is

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        method = environ["REQUEST_METHOD"]
        if method not in _READING:
            try:
                return self._app(environ, start_response)
            finally:
                # It may have been a release, and whoever made it wants to see it.
                with self._lock:
                    self._asked.clear()
        try:
            wish = self._addresses.wish(environ) if method != "OPTIONS" else None
            if wish is None:
                return self._app(environ, start_response)
            # Nobody searches twice for the same.
            feed, made = (self._render(wish), True) if wish.narrowed.q else self._feed(wish)
        except SchedulerError:
            # The framework's route finds the same, and tells it in the one shape of errors.
            return self._app(environ, start_response)
        except Exception:
            log.exception("feed could not be made", path=environ.get("PATH_INFO", ""))
            self._counts.count(503, 0, made=True)
            return unavailable(self._types)(environ, start_response)
        status, headers, body = reply(feed, environ)
        self._counts.count(status, len(body), made=made)
        start_response(_LINES[status], list(headers))
        return (body,)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size

    def _feed(self, wish: Wish) -> tuple[Feed, bool]:
        """The feed, and whether it had to be made."""
        release = self._current(wish.event)
        kept = self._look_up(wish)
        if kept and (release is None or kept[0] == release):
            return kept[1], False
        if kept and not self._outlives(kept[0], release):
            self._forget(wish)
            kept = None
        if kept is None:
            self._rendering.acquire()
        elif not self._rendering.acquire(blocking=False):
            return kept[1], False
        try:
            kept = self._look_up(wish)  # another may have made it while this one waited
            if kept and kept[0] == release:
                return kept[1], False
            feed = self._render(wish)
        except SchedulerError:
            raise
        except Exception:
            if kept is None:
                raise
            log.exception("feed could not be made anew, its last good bytes are sent", feed=wish.address)
            return kept[1], False
        finally:
            self._rendering.release()
        if release is not None:
            self._keep(wish, release, feed)
        return feed, True

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
            if len(self._asked) >= self._events:
                self._asked.clear()
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
    return len(feed.compressed) + 2 * len(repr(wish)) + _OBJECTS


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
