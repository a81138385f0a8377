"""Whatever organisers do and release, a calendar that obeys RFC 5546 shows the public programme, and nothing else.

The reader knows bytes alone: the feed as it is served, read by a parser of the tests' own. What should stand there
comes from a model that knows neither releases nor calendars, only what was public when.
"""

import gzip
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine

from scheduler.domain.log import Author
from scheduler.feeds.making import Feeds
from scheduler.feeds.wish import wish_of
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.services.reading import Reader
from scheduler.services.subscribing import Subscriptions
from scheduler.store.db import Database, prepare_engine
from tests.factories import EVENT, at, placement, programme, room, session
from tests.ical_lint import Component, instant, lint, parse
from tests.services.forum import BASE, edited, stored

CODES, ROOMS = ("1", "2", "3"), ("popov", "annex")
FIRST = at("2017-06-12T09:00")
SEEN = st.sampled_from([True, True, False])
"""Whether the calendar asks again before the next release."""
AFTERWARDS = at("2017-07-01T09:00")
"""After the forum, when nothing that overlaps stops a release any more."""


@dataclass(frozen=True)
class Plan:
    """A session of the draft: whether it goes on, its title, and where and when it is placed."""

    goes_on: bool = True
    title: str = "Title"
    place: tuple[int, str] | None = None


@dataclass(frozen=True)
class Entry:
    """A VEVENT as a calendar keeps it."""

    sequence: int
    stamp: int
    cancelled: bool
    starts: int
    room: str
    title: str


class Life(RuleBasedStateMachine):
    """An event's draft, its releases, and a calendar that follows them."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "life.sqlite"
        shutil.copyfile(self.template, path)
        self.engine = create_engine(f"sqlite:///{path}")
        prepare_engine(self.engine)
        self.database = Database(self.engine)
        self.draft = {code: Plan(place=(hour, "popov")) for hour, code in enumerate(CODES)}
        self.public: list[dict[str, Plan]] = []
        self.diary: dict[str, Entry] = {}
        self.now = AFTERWARDS
        self.polled = True
        stored(self.database, self.programme())
        self.feeds = Feeds(Reader(self.database), Subscriptions(self.database, BASE), BASE)

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    def programme(self) -> Any:
        placed = [
            placement(code, FIRST + plan.place[0] * 3600, FIRST + (plan.place[0] + 1) * 3600, plan.place[1])
            for code, plan in self.draft.items()
            if plan.place
        ]
        sessions = [
            session(code, title=plan.title, state="confirmed" if plan.goes_on else "cancelled")
            for code, plan in self.draft.items()
        ]
        return programme(*placed, event=EVENT, sessions=sessions, rooms=[room(slug) for slug in ROOMS])

    def change(self, code: str, **changed: Any) -> None:
        self.draft[code] = replace(self.draft[code], **changed)
        edited(self.database, self.programme())

    @rule(code=st.sampled_from(CODES), hour=st.integers(0, 2), there=st.sampled_from(ROOMS))
    def place(self, code: str, hour: int, there: str) -> None:
        self.change(code, place=(hour, there))

    @rule(code=st.sampled_from(CODES))
    def unplace(self, code: str) -> None:
        self.change(code, place=None)

    @rule(code=st.sampled_from(CODES))
    def cancel_or_go_on(self, code: str) -> None:
        self.change(code, goes_on=not self.draft[code].goes_on)

    @rule(code=st.sampled_from(CODES), title=st.sampled_from(["Title", "Another; one, \\ more", "Émigrés 😀" * 9]))
    def rename(self, code: str, title: str) -> None:
        self.change(code, title=title)

    @rule(first=st.sampled_from(CODES), second=st.sampled_from(CODES))
    def swap(self, first: str, second: str) -> None:
        here, there = self.draft[first].place, self.draft[second].place
        self.draft[first] = replace(self.draft[first], place=there)
        self.change(second, place=here)

    @initialize()
    def release_first(self) -> None:
        self.release((), seen=True)

    @rule(seen=SEEN)
    def release_all(self, seen: bool) -> None:
        self.release((), seen=seen)

    @rule(codes=st.sets(st.sampled_from(CODES), min_size=1, max_size=2), seen=SEEN)
    def release_some(self, codes: set[str], seen: bool) -> None:
        self.release(tuple(sorted(codes)), seen=seen)

    @precondition(lambda self: len(self.public) > 1)
    @rule(data=st.data(), seen=SEEN)
    def go_back(self, data: st.DataObject, seen: bool) -> None:
        number = data.draw(st.integers(1, len(self.public) - 1))
        self.release((), restores=number, seen=seen)

    def release(self, only: tuple[str, ...], *, seen: bool, restores: int | None = None) -> None:
        self.now += 600
        if restores is not None:
            new = self.public[restores - 1]
        else:
            going_out = {code: plan for code, plan in self.draft.items() if not only or code in only}
            new = {**(self.public[-1] if only else {}), **going_out}
        publish(
            Desks(self.database),
            "forum",
            label=f"{len(self.public) + 1}",
            note="",
            only=only,
            author=Author("tests", self.now),
            base_url=BASE,
            restores=restores,
        )
        self.public.append(new)
        self.polled = seen
        if seen:
            self.poll()

    def poll(self) -> None:
        """A calendar takes what is newer, by SEQUENCE, then DTSTAMP (RFC 5546 section 2.1.5), and forgets nothing."""
        body = self.feeds.make(wish_of("forum", "programme.ics", "")).compressed
        text = _unpacked(body)
        assert lint(text) == []
        seen = {event["UID"].value: _entry(event) for event in parse(text).all("VEVENT")}
        assert self.diary.keys() <= seen.keys(), "an entry vanished without a word"
        for uid, entry in seen.items():
            known = self.diary.get(uid)
            if known is None or (entry.sequence, entry.stamp) > (known.sequence, known.stamp):
                self.diary[uid] = entry

    @invariant()
    def it_shows_the_public_programme(self) -> None:
        if not self.polled or not self.public:
            return
        standing = {
            uid: (entry.starts, entry.room, entry.title) for uid, entry in self.diary.items() if not entry.cancelled
        }
        assert standing == {
            f"forum-{code}-1@forum.example": (FIRST + plan.place[0] * 3600, plan.place[1].title(), plan.title)
            for code, plan in self.public[-1].items()
            if plan.place and plan.goes_on
        }


def _unpacked(body: bytes) -> bytes:
    return gzip.decompress(body)


def _entry(event: Component) -> Entry:
    words = {name: _words(event[name].value) for name in ("SUMMARY", "LOCATION")}
    return Entry(
        int(event["SEQUENCE"].value),
        instant(event["DTSTAMP"]),
        event["STATUS"].value == "CANCELLED",
        instant(event["DTSTART"]),
        words["LOCATION"],
        words["SUMMARY"].removeprefix("CANCELLED: "),
    )


def _words(value: str) -> str:
    """A TEXT value without its escapes (RFC 5545 section 3.3.11)."""
    found = value.replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",").replace("\\n", "\n")
    return found.replace("\0", "\\")


def test_a_calendar_shows_the_public_programme(sqlite_template: Path) -> None:
    Life.template = sqlite_template
    few = settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Life, settings=few)
