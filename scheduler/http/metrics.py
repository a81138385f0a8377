"""What the service tells of itself at /metrics: requests, how feeds are answered, what is released, how jobs went."""

import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config import LOOPBACK, Config
from scheduler.domain.errors import InvalidInput, NotFound, Unauthorized
from scheduler.store.runs import Run

ReleaseNumbers = Callable[[], Mapping[str, int]]
"""Per event the number of its current release."""

LastRuns = Callable[[], Mapping[str, Run]]
"""The last run of each job."""

# Blueprints by the word that stands for them in the figures, and what of them is worth a word of its own.
_KINDS = {"api": "api", "desk": "api", "api-browsing": "api", "pages": "page", "desk-pages": "desk"}
_ENDPOINTS = {"feeds.feed": "feed", "pages.join": "door", "pages.static": "static"}


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """Counts feeds that are answered before the framework: a few counters found once, since finding them takes longer.

    `made` tells a feed that had to be made from one that was kept.
    """

    requests: Mapping[int, Counter]
    answers: Mapping[tuple[bool, int], Counter]
    sent: Counter

    def count(self, status: int, size: int, *, made: bool) -> None:
        """One more answer, with so many bytes of a body."""
        self.requests[status].inc()
        self.answers[made, status].inc()
        self.sent.inc(size)


class Metrics:
    """The figures of one app. Where `multiprocess_folder` is set, those of all processes are added up in its files."""

    def __init__(self, multiprocess_folder: str = "") -> None:
        if multiprocess_folder and not Path(multiprocess_folder).is_dir():
            raise InvalidInput(
                f"PROMETHEUS_MULTIPROC_DIR={multiprocess_folder!r} is no folder. Make it before the start."
            )
        self._folder = multiprocess_folder
        # A registry of its own: several apps in one process (tests, exports) would share the library's.
        self._own = CollectorRegistry()
        self._requests = Counter(
            "scheduler_requests",
            "Requests, by what was asked and how it ended.",
            ("kind", "status"),
            registry=self._own,
        )
        feeds = Counter(
            "scheduler_feed_answers",
            "Calendars, by whether the bytes were kept or had to be made, and by status.",
            ("bytes", "status"),
            registry=self._own,
        )
        sent = Counter("scheduler_feed_sent_bytes", "Bytes of calendars that were sent.", registry=self._own)
        statuses = (200, 304, 503)
        self.feeds = FeedCounts(
            {status: self._requests.labels("feed", str(status)) for status in statuses},
            {
                (made, status): feeds.labels("made" if made else "kept", str(status))
                for made in (False, True)
                for status in statuses
            },
            sent,
        )

    def count(self, response: Response) -> Response:
        """The framework's answer, counted."""
        kind = _ENDPOINTS.get(request.endpoint or "") or _KINDS.get(request.blueprint or "", "other")
        self._requests.labels(kind, str(response.status_code)).inc()
        return response

    def page(self, numbers: ReleaseNumbers, runs: LastRuns) -> bytes:
        """All figures in Prometheus' text format."""
        if self._folder:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, self._folder)  # type: ignore[no-untyped-call] # the library's
            shown: tuple[CollectorRegistry, ...] = (registry,)
        else:
            shown = (self._own,)
        asked = CollectorRegistry()
        asked.register(_Releases(numbers))
        asked.register(_Jobs(runs))
        return b"".join(map(generate_latest, (*shown, asked)))


class _Releases(Collector):
    """Asks which releases are current when it is asked itself, so that every process says the same."""

    def __init__(self, numbers: ReleaseNumbers) -> None:
        self._numbers = numbers

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge for each event."""
        family = GaugeMetricFamily("scheduler_release", "Number of the event's current release.", labels=("event",))
        for event, number in sorted(self._numbers().items()):
            family.add_metric((event,), number)
        yield family


class _Jobs(Collector):
    """Asks how the jobs went, whichever process runs them."""

    def __init__(self, runs: LastRuns) -> None:
        self._runs = runs

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Per job its last run: when it began, how long it took, whether it failed, and what was left to do."""
        found = sorted(self._runs().items())
        for name, about, figure in _OF_A_RUN:
            family = GaugeMetricFamily(f"scheduler_job_{name}", about, labels=("job",))
            for job, run in found:
                family.add_metric((job,), figure(run))
            yield family


_OF_A_RUN: tuple[tuple[str, str, Callable[[Run], float]], ...] = (
    ("last_start_seconds", "When the job last began, in seconds since 1970.", lambda run: run.started_at),
    ("duration_seconds", "How long its last run took; 0 while it runs.", lambda run: (run.milliseconds or 0) / 1000),
    ("failed", "Whether its last run failed.", lambda run: run.error is not None),
    ("due", "How much was due and left after its last run.", lambda run: run.due),
)


def register(app: Flask, config: Config, numbers: ReleaseNumbers, runs: LastRuns) -> Metrics:
    """The app counts its answers and tells /metrics to those who may know; what answers before its routing does too."""
    made = Metrics(config.prometheus_multiproc_dir)

    def metrics() -> Response:
        """The figures, for who may see them."""
        _require_known(config)
        response = Response(made.page(numbers, runs), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    app.add_url_rule("/metrics", "metrics", metrics, methods=["GET"])
    app.after_request(made.count)
    return made


def _require_known(config: Config) -> None:
    """`Unauthorized` without the right token; where none is set, `NotFound` but for this machine, trying it out."""
    if config.metrics_token:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {config.metrics_token}".encode()):
            raise Unauthorized("Send METRICS_TOKEN as a bearer token.", sent=bool(given))
        return
    if urlsplit(config.base_url).hostname not in LOOPBACK or not _is_here(request.remote_addr or ""):
        raise NotFound("Figures are shown to who sends METRICS_TOKEN, and none is set.")


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
