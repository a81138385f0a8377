"""The feeds' addresses: what is answered before the framework, and a route that tells errors in their one shape."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from scheduler.domain.errors import SchedulerError
from scheduler.feeds.addresses import Addresses
from scheduler.feeds.feed import PRIVATE, answer
from scheduler.feeds.making import Feeds, Moved
from scheduler.feeds.prepared import PreparedFeeds, unavailable
from scheduler.feeds.private import FOLDERS, PrivateFeeds
from scheduler.feeds.wish import wish_of
from scheduler.http.context import edge
from scheduler.http.metrics import FeedCounts
from scheduler.http.mounting import prefix_of
from scheduler.http.problems import TYPES_PATH

log = structlog.get_logger(__name__)


def register(app: Flask) -> Feeds:
    """The app answers what is asked for calendars, errors too; the feeds are what `prepare` needs."""
    with app.app_context():
        made = edge()
    feeds = Feeds(made.reader, made.subscriptions, made.config.base_url)
    private = PrivateFeeds(made.database, made.reader, made.desks, feeds, made.clock)

    def feed(event: str, file: str) -> AnyResponse:
        """One calendar. Errors are told here, for the prepared path too, and where a calendar has moved to."""
        if file.startswith(FOLDERS):
            return _private(private, event, file)
        wish = wish_of(event, file, request.query_string.decode("latin-1"))
        try:
            return answer(feeds.make(wish), request.environ)
        except Moved as moved:
            there = redirect(made.config.base_url + moved.address, HTTPStatus.PERMANENT_REDIRECT, Response)
        there.headers["Cache-Control"] = "public, max-age=60"  # a slug may be changed back
        return there

    app.add_url_rule("/<event>/feeds/<path:file>", "feeds.feed", feed, methods=["GET"])
    return feeds


def prepare(app: Flask, feeds: Feeds, counts: FeedCounts) -> None:
    """Put prepared feeds before all else that the app is wrapped in.

    None of that is for them: who asks does not matter, and where the service is mounted and which hosts it answers to
    is decided once for each address.
    """
    with app.app_context():
        config = edge().config
    # Not the service's own clock: how fresh an answer is counts in real seconds, also while an event is rehearsed.
    app.wsgi_app = PreparedFeeds(  # type: ignore[method-assign] # the framework's own way to put something before it
        app.wsgi_app,
        feeds.make,
        feeds.stamp,
        config.base_url + TYPES_PATH,
        limit=config.feed_cache_bytes,
        outlives=feeds.outlives,
        addresses=Addresses(config.hosts, prefix_of(config.base_url)),
        counts=counts,
    )


def _private(private: PrivateFeeds, event: str, file: str) -> AnyResponse:
    """A calendar behind a secret. Where it can't be made, calendars keep what they have and ask again."""
    try:
        found = private.make(event, file, request.query_string.decode("latin-1"))
    except SchedulerError:
        raise
    except Exception:
        log.exception("private feed could not be made", slug=event)
        return unavailable(edge().config.base_url + TYPES_PATH)
    return answer(found, request.environ, cache_control=PRIVATE)
