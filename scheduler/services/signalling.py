"""What people follow, register for and speak in, as the rules know it: counts, made anew now and then."""

import threading

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import Stopwatch
from scheduler.domain.conflicts import NO_SIGNALS, Signals
from scheduler.store.interventions import count_accepted
from scheduler.store.signals import count_bookmarks, count_registrations

FEWEST = 5
"""People: what fewer than this follow, or follow together, is not counted, whatever numbers an event gives its rules.

An organiser who may set the rule to one person could else read from a conflict what somebody follows.
"""

EVERY = 300.0
"""Seconds for which counts are good: nobody moves a session for what a dozen people did a minute ago.

Five thousand people who follow twenty sessions each are a million pairs: a second of SQLite.
"""


class Signalling:
    """The counts of events, each counted at most once in `EVERY` seconds a process."""

    def __init__(self, stopwatch: Stopwatch) -> None:
        self._stopwatch = stopwatch
        self._counted: dict[int, tuple[float, Signals]] = {}
        self._lock = threading.Lock()

    def of(self, database: DatabaseSession, event_id: int, *, in_edit: bool = False) -> Signals:
        """The counts of an event: the same object as long as they are the same.

        Three queries at the first time, five where enough people follow something. In an edit, for which others wait,
        old counts are good enough.
        """
        now = self._stopwatch()
        with self._lock:
            known = self._counted.get(event_id)
        if known is not None and (in_edit or now - known[0] < EVERY):
            return known[1]
        counts = count_bookmarks(database, event_id, FEWEST)
        found = Signals(
            registered=count_registrations(database, event_id),
            interventions=count_accepted(database, event_id),
            followers=counts.followers,
            together=counts.together,
            audience=counts.audience,
        )
        for same in (NO_SIGNALS, *([known[1]] if known else [])):
            if found == same:
                found = same
        with self._lock:
            self._counted[event_id] = (now, found)
        return found

    def forget(self, event_id: int) -> None:
        """Let go of an event that is no more."""
        with self._lock:
            self._counted.pop(event_id, None)
