"""Canaries behind doors with participants about: who comes in by which way and when, and what else tells of it."""

import logging
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.domain.placement import Ident
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.services import participating
from scheduler.services.passes import Pass
from scheduler.services.ports import random_token
from scheduler.services.reminding import remind
from scheduler.services.running import Turn
from scheduler.services.waiting import move_up
from scheduler.store.models.base import Base
from scheduler.store.models.outbox import MailRow
from tests.api.forum import BASE as SITE
from tests.api.test_door_secrecy import CODE, FILM, LINK, PLACES, PLANTED, planted, told  # noqa: F401 - a fixture
from tests.api.test_doors import (  # noqa: F401 - fixtures
    DOOR,
    HTML,
    JSON,
    Organiser,
    editor,
    organiser,
    signed_in_with,
)
from tests.fakes import SteppingClock
from tests.participants import enter
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOST, PHONE = "https://meet.example/s/canary-host", "tel:+canary"
SECRETS = (LINK, CODE, PHONE, HOST, FILM)
EDGES = {
    "2017-06-12T08:29:59": "before anybody",
    "2017-06-12T08:30": "speakers",
    "2017-06-12T08:44:59": "speakers",
    "2017-06-12T08:45": "everybody",
    "2017-06-12T10:14:59": "everybody",
    "2017-06-12T10:15": "over",
    "2017-06-13T10:15": "over",
}
"""The moments around which a door opens and closes, and for whom it is open then."""


@dataclass
class Crowd:
    """Everybody who may come to the opening, by what they show there: with one place for remote participants."""

    edges: Edge
    tickets: dict[str, str | None]
    passes: dict[str, Pass]

    def remind(self) -> None:
        """Run the jobs that write to participants."""
        made, turn = self.edges, Turn("tests")
        common = {"root": SITE, "new_secret": random_token}
        remind(made.database, made.reader, made.clock, minutes=60, turn=turn, **common)  # type: ignore[arg-type]
        move_up(made.database, made.reader, made.clock, turn=turn, **common)  # type: ignore[arg-type]

    def mails(self) -> list[str]:
        """What anybody was written."""
        with self.edges.database.reading() as session:
            rows = session.execute(select(MailRow.subject, MailRow.body, MailRow.headers, MailRow.calendar))
            return [f"{row}" for row in rows]


def entered(edges: Edge, name: str, of: Ident) -> Pass:
    """Somebody who registered, by their link."""
    who = Details(name.title(), f"{name}@x.example", time_zone="Pacific/Fiji")
    release = edges.reader.current("forum")
    return enter(edges.database, release, who, of, now=edges.clock(), new_secret=random_token)


@pytest.fixture
def crowd(planted: str, organiser: Organiser, edges: Edge) -> Crowd:  # noqa: F811
    organiser.put(
        "sessions/1/placements/1/remote", {**PLANTED["sessions/1/placements/1/remote"], "attendee_capacity": 1}
    )
    passes = {
        name: entered(edges, name, of)
        for name, of in {"anna": ("1", 1), "bear": ("1", 1), "cems": WHOLE_EVENT, "dora": ("1", 1)}.items()
    }
    common = {"address": "dora", "now": edges.clock(), "new_secret": random_token}
    participating.renew(edges.database, "forum", passes["dora"].secret, **common)  # type: ignore[arg-type]
    _, host = organiser.ticket(holder="Technician", audience="hosts")
    number, revoked = organiser.ticket(holder="Gone", audience="hosts")
    assert (
        organiser.client.delete(f"/api/v1/events/forum/tickets/{number}", headers=organiser.headers).status_code == 204
    )
    return Crowd(
        edges,
        {
            "the public": None,
            "with a place": passes["anna"].ticket,
            "waiting": passes["bear"].ticket,
            "for the event, where places are limited": passes["cems"].ticket,
            "renewed": passes["dora"].ticket,
            "a speaker": planted,
            "a host": host,
            "revoked": revoked,
            "made up": f"tkt_{'x' * 32}",
        },
        passes,
    )


def allowed(who: str, phase: str) -> set[str]:
    """What somebody may be told at a moment: the rule in words, beside the code that decides."""
    if phase == "over":
        return {FILM}
    early = who in {"a speaker", "a host"}
    if not (early or who == "with a place") or phase == "before anybody" or (phase == "speakers" and not early):
        return set()
    return {LINK, CODE, PHONE, *((HOST,) if who == "a host" else ())}


def found_in(text: str) -> set[str]:
    return {secret for secret in SECRETS if secret in text}


def test_a_door_tells_each_audience_what_is_theirs_at_every_edge(
    crowd: Crowd, forum: FlaskClient, clock: SteppingClock
) -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    pages: dict[tuple[str, str], set[str]] = {}
    for moment in EDGES:
        clock.set(moment)
        for who, ticket in crowd.tickets.items():
            answer = forum.get(DOOR, headers=JSON, query_string={"t": ticket} if ticket else {})
            seen[who, moment] = found_in(f"{answer.text}\n{answer.headers}")
            assert answer.headers["Cache-Control"] == "no-store"
            with forum.application.test_client() as browser:
                if ticket:
                    browser.get(DOOR, headers=HTML, query_string={"t": ticket})
                answers = [browser.get(f"{DOOR}{way}", headers=HTML) for way in ("", "?way=0", "?way=2")]
            pages[who, moment] = found_in("\n".join(f"{each.text}\n{each.headers}" for each in answers))
    wanted = {(who, moment): allowed(who, phase) for moment, phase in EDGES.items() for who in crowd.tickets}
    assert seen == wanted
    assert pages == wanted


def theirs(crowd: Crowd) -> list[str]:
    """The addresses of all that participants can read, whether they are theirs any more or not."""
    return ["/forum/register", "/forum/sessions/1/register", "/forum/register/x"] + [
        path
        for each in crowd.passes.values()
        for path in (
            each.page_url("", "forum"),
            f"{each.page_url('', 'forum')}/sessions",
            f"{each.page_url('', 'forum')}/floor/1-1",
            each.feed_url("", "forum"),
        )
    ]


def secrets(crowd: Crowd) -> list[str]:
    """All that lets somebody pass for a participant."""
    return [word for each in crowd.passes.values() for word in (each.secret, each.feed, each.ticket)]


def test_nothing_else_tells_participants_what_is_behind_a_door(
    crowd: Crowd,
    organiser: Organiser,  # noqa: F811
    forum: FlaskClient,
    clock: SteppingClock,
) -> None:
    """Their pages, calendars and mails, at every edge; and what goes out when things change on the day."""
    found: list[tuple[str, str]] = []
    statuses: set[int] = set()
    for moment in ("2017-06-11T22:00", "2017-06-12T08:00", *EDGES):
        clock.set(moment)
        crowd.remind()
        if moment == "2017-06-12T08:30":
            organiser.live(delay_minutes=10, link={"url": f"{LINK}-now", "passcode": CODE})
        for path in theirs(crowd):
            answer = forum.get(path, headers=HTML)
            statuses.add(answer.status_code)
            found += [(moment, path)] if told(f"{answer.text}\n{answer.headers}") else []
    assert (found, statuses) == ([], {200, 404, 410})  # 404: nobody can register any more
    mails = crowd.mails()
    assert [mail for mail in mails if told(mail)] == []
    subjects = {re.sub(r"[:,].*", "", mail.strip("('")) for mail in mails}
    with crowd.edges.database.reading() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "mail"]
        stored = [(table.name, str(row)) for table in tables for row in session.execute(select(table))]
    assert [name for name, row in stored for each in secrets(crowd) if each in row] == [], "but in the mail with it"
    assert subjects >= {"Confirm that you register for Forum'", "You are registered for Forum'", "Soon"}, subjects


def test_organisers_lists_tell_no_link_and_nobody_is_told_a_pass(
    crowd: Crowd, edges: Edge, forum: FlaskClient, clock: SteppingClock
) -> None:
    clock.set("2017-06-12T09:30")
    lists = ("sessions/1/placements/1/registrations", "registrations")
    answers = [
        forum.get(f"/api/v1/events/forum/{path}", headers=headers)
        for headers in (token(edges, "viewer"), token(edges, "editor"))
        for path in lists
    ]
    browser, _ = signed_in_with(forum, edges, "own@forum.example", Grant("owner"))
    answers += [
        browser.get(f"/desk/forum/registrations{path}", headers=HTML) for path in ("", "/1-1", "/event", ".csv")
    ]
    assert [answer.status_code for answer in answers] == [200, 403, *[200] * 6]
    assert [word for answer in answers for word in ("canary", *secrets(crowd)) if word in answer.text] == []
    public = [forum.get(path, headers=headers).text for path in PLACES for headers in (HTML, JSON)]
    names = ("Anna", "anna@x.example", "Technician")
    assert [word for text in public for word in (*secrets(crowd), *names) if word in text] == []


def test_no_log_line_tells_who_registered_or_their_pass(
    planted: str,  # noqa: F811
    edges: Edge,
    forum: FlaskClient,
    clock: SteppingClock,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At debug, of the service and of all its libraries: all that a participant does, and all that is sent to them."""
    del planted
    who = {"name": "Canary Rabuka", "email": "canary@x.example", "time_zone": "Pacific/Fiji"}
    with caplog.at_level(logging.DEBUG):
        assert (
            forum.post("/forum/sessions/1/register", data=who | {"consent": "1", "part": "1"}, headers=HTML).status_code
            == 200
        )
        with edges.database.reading() as session:
            link = re.findall(r"/forum/register/(\S+)", session.scalars(select(MailRow.body)).all()[-1])[0]
        forum.get(f"/forum/register/{link}", headers=HTML)
        own = forum.post(f"/forum/register/{link}", headers=HTML).headers["Location"].partition("?")[0]
        carries = Pass(own.rpartition("/")[2])
        clock.set("2017-06-12T08:45")
        crowd = Crowd(edges, {}, {"canary": carries})
        crowd.remind()
        for path in theirs(crowd):
            forum.get(path, headers=HTML)
        forum.get(carries.door_url("", "forum-1-1"), headers=JSON)
        for fields in ({"withdraw": "1-1"}, {"withdraw": "x"}, {"erase": "1", "sure": "1"}):
            forum.post(own, data=fields, headers=HTML)
        forum.post(f"{own}/sessions", data={"register": "1-1"}, headers=HTML)
    printed = capsys.readouterr()
    lines = [*printed.out.splitlines(), *printed.err.splitlines(), *caplog.messages]
    words = ("canary", "Canary", link, carries.secret, carries.feed, carries.ticket)
    assert [line for line in lines for word in words if word in line] == []
    assert [line for line in lines if "request failed" in line] == []
