"""Registering in a browser without JavaScript: from the session's page to the door, and out again."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from scheduler.domain.clock import to_utc
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.http.context import Edge
from scheduler.http.headers import loggable
from scheduler.services.registering import LASTING
from scheduler.store.live import LiveRecord, save_live
from scheduler.store.models.outbox import MailRow
from scheduler.store.models.registering import ParticipantRow, RegistrationRow
from tests.api.forum import BASE, FIRST, FORUM, released
from tests.factories import at
from tests.fakes import SteppingClock
from tests.web.forms import HTML, mine, post
from tests.web.html import read

FORM = "/forum/sessions/1/register"
ANA = {"name": "Ana", "email": "Ana@X.example", "time_zone": "Pacific/Fiji", "consent": "1"}
WAYS = (Way("join", audience="registered"),)
LIMITED = replace(FORUM, slots=(RemoteSlot("1", 1, ways=WAYS, attendee_capacity=1), RemoteSlot("1", 2, ways=WAYS)))


@pytest.fixture
def forum(client: FlaskClient, edges: Edge, clock: SteppingClock) -> FlaskClient:
    """A client of an app whose opening is for those who registered, with one place in its first part."""
    released(edges.database, LIMITED, FIRST)
    clock.set(at("2017-06-10T09:00"))
    return client


def mailed(edges: Edge, pattern: str, email: str = "ana@x.example") -> str:
    """What the newest mail to somebody says, by a pattern with one group."""
    with edges.database.reading() as session:
        bodies = session.scalars(select(MailRow.body).where(MailRow.recipient == email).order_by(MailRow.id)).all()
    found = re.search(pattern, bodies[-1])
    assert found, bodies[-1]
    return found[1]


def register(client: FlaskClient, edges: Edge, path: str = FORM, **fields: object) -> str:
    """The path of the page of whoever registers by the form and the mailed link."""
    email = str(fields.get("email", ANA["email"])).lower()
    sent = post(client, path, {**ANA, **fields})
    assert sent.status_code == 200, sent.text
    link = mailed(edges, rf"{BASE}(/forum/register/\S+)", email)
    gone_on = post(client, link, {})
    assert gone_on.status_code == 303, gone_on.text
    return gone_on.headers["Location"].partition("?")[0]


def state(client: FlaskClient, path: str) -> object:
    answer = client.get(path, headers={"Accept": "application/json"})
    return answer.json["state"] if answer.is_json and answer.json else answer.status_code


def test_from_the_agenda_to_the_door(app: Flask, forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    assert FORM in read(forum.get("/forum/sessions/1").text).links()
    form = read(forum.get(FORM).text)
    labels = {e.attributes["for"] for e in form.all("label")}
    fields = [*form.all("input"), *form.all("select")]
    inputs = {e.attributes["id"] for e in fields if e.attributes.get("type") != "hidden"}
    assert inputs == labels, "each field has its label"
    page_path = register(forum, edges, part=["1", "2"], country="fj", stakeholder_type="civil-society")
    found = mine(forum, page_path)
    assert [heading.text for heading in found.all("h3")] == ["Opening (part 1)", "Opening II"]
    assert (
        "Ana \N{MIDDLE DOT} ana@x.example \N{MIDDLE DOT} FJ \N{MIDDLE DOT} Civil society \N{MIDDLE DOT} Pacific/Fiji"
        in found.lines
    )
    assert "Monday 12 June 2017, 19:00\N{EN DASH}20:00 Pacific/Fiji" in found.lines
    doors = [link.removeprefix(BASE) for link in found.links() if "/join/" in link]
    clock.set(at("2017-06-12T09:05"))
    with app.test_client() as elsewhere:
        assert [state(elsewhere, door) for door in doors] == ["no-link", "too-early"]
        stranger = elsewhere.get("/join/forum-1-1", headers=HTML)
        assert (stranger.status_code, FORM in read(stranger.text).links()) == (403, True)
    (feed,) = (e.attributes["value"] for e in found.all("input") if e.attributes.get("id") == "address")
    calendar = forum.get(feed.removeprefix(BASE))
    text = calendar.text.replace("\r\n ", "")
    assert (calendar.status_code, text.count("BEGIN:VEVENT"), doors[0] in text) == (200, 2, True)


def test_a_waiting_list_says_so_and_moves_up(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    first = register(forum, edges, part="1")
    assert "waiting list" in forum.get(FORM).text
    second = register(forum, edges, part="1", email="bea@x.example")
    words = "All places are taken: you are on the waiting list, and are written to when you get a place."
    assert words in mine(forum, second).lines
    clock.set(at("2017-06-12T09:05"))
    ticket = mailed(edges, r"/registrations/(\S+)", "bea@x.example")
    assert [link for link in mine(forum, f"/forum/registrations/{ticket}").links() if "/join/" in link] == []
    assert post(forum, first, {"withdraw": "1-1"}).status_code == 303
    assert words not in mine(forum, second).lines
    door = mailed(edges, rf"{BASE}(/join/\S+)", "bea@x.example")
    assert state(forum, door) == "no-link"


def test_the_answer_tells_nobody_who_is_registered(forum: FlaskClient, edges: Edge) -> None:
    def answer(email: str) -> str:
        return post(forum, FORM, {**ANA, "part": "1", "email": email}).text.replace(email, "…")

    register(forum, edges, part="2")
    assert answer("ana@x.example") == answer("new@x.example")


def test_looking_at_the_link_uses_nothing_up(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    post(forum, FORM, {**ANA, "part": "2"})
    link = mailed(edges, rf"{BASE}(/forum/register/\S+)")
    for _ in range(2):  # as scanners of mail do
        asked = forum.get(link)
        assert (asked.status_code, asked.headers["Cache-Control"]) == (200, "no-store")
        assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert post(forum, link, {}).status_code == 303
    again = post(forum, link, {})  # pressed twice, or once more since the first answer got lost on the way
    assert [forum.get(link).status_code, again.status_code] == [410, 410]
    assert (
        "If you pressed its button already, you are registered: your page is in the mail that came after" in again.text
    )
    post(forum, FORM, {**ANA, "part": "2"})
    late = mailed(edges, rf"{BASE}(/forum/register/\S+)")
    clock.step(LASTING)
    assert [forum.get(late).status_code, post(forum, late, {}).status_code] == [410, 410]


@pytest.mark.parametrize(
    ("path", "fields", "marked"),
    [
        (FORM, {"part": "1", "name": " "}, ["name"]),
        (FORM, {"part": "1", "consent": ""}, ["consent"]),
        (FORM, {}, []),
        (FORM, {"part": "7"}, []),
        ("/forum/register", {"email": "ana@x.example, bea@x.example"}, ["email"]),
        ("/forum/register", {"email": "a\r\nBcc: b@x.example"}, ["email"]),
        ("/forum/register", {"email": "", "name": "", "country": "XYZ", "time_zone": "Moon"}, None),
        (FORM, {"part": "1", "stakeholder_type": "press"}, ["stakeholder_type"]),
    ],
)
def test_what_is_wrong_is_marked_and_what_was_typed_is_kept(
    forum: FlaskClient, edges: Edge, path: str, fields: dict[str, str], marked: list[str] | None
) -> None:
    answer = post(forum, path, {**ANA, "affiliation": '"><script>', **fields})
    page = read(answer.text)
    every = [*page.all("input"), *page.all("select")]
    wrong = [e.attributes["id"] for e in every if e.attributes.get("aria-invalid") == "true"]
    assert answer.status_code == 422
    assert wrong == (["name", "email", "country", "time_zone"] if marked is None else marked)
    assert page.values()["affiliation"] == ['"><script>']
    assert "<script>" not in answer.text
    with edges.database.reading() as session:
        assert session.scalars(select(MailRow.id)).all() == []


def test_no_other_site_sends_the_forms(forum: FlaskClient, edges: Edge) -> None:
    theirs = (
        *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")),
        *({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, {"Origin": "https://evil.example"}),
    )
    own = register(forum, edges, part="2")
    for headers in theirs:
        assert post(forum, FORM, {**ANA, "part": "1"}, headers).status_code == 400
        assert post(forum, own, {"erase": "1"}, headers).status_code == 400
    assert post(forum, FORM, {**ANA, "part": "1"}, {}).status_code == 200, "an old browser says nothing"
    # Neither does one of today without https, nor Safari before 16.4: the form's page sends no referrer.
    assert forum.get(FORM).headers["Referrer-Policy"] == "no-referrer"
    assert post(forum, FORM, {**ANA, "part": "1"}, {"Origin": "null"}).status_code == 200


def test_renewing_and_deleting_end_what_was_before(forum: FlaskClient, edges: Edge) -> None:
    first = register(forum, edges, part="2")
    (feed,) = (e.attributes["value"] for e in mine(forum, first).all("input") if e.attributes.get("id") == "address")
    renewed = post(forum, first, {"renew": "1"}).headers["Location"].partition("?")[0]
    assert [forum.get(each).status_code for each in (first, feed.removeprefix(BASE), renewed)] == [410, 410, 200]
    gone = post(forum, renewed, {"erase": "1"})
    assert (gone.status_code, gone.headers["Location"]) == (303, "/forum/register?erased=1")
    assert "Everything that was kept of you here is deleted." in read(forum.get(gone.headers["Location"]).text).lines
    assert forum.get(renewed).status_code == 410
    assert post(forum, renewed, {"erase": "1"}).status_code == 410


def test_nonsense_is_refused_and_changes_nothing(forum: FlaskClient, edges: Edge) -> None:
    own = register(forum, edges, part="2")
    assert [post(forum, own, fields).status_code for fields in ({}, {"withdraw": "1"}, {"withdraw": "1-²"})] == [
        400
    ] * 3
    assert post(forum, own, {"withdraw": "404-1"}).status_code == 303
    assert [heading.text for heading in mine(forum, own).all("h3")] == ["Opening II"]
    for path in ("/forum/sessions/2/register", "/forum/sessions/404/register", "/none/register", "/forum/register?q=x"):
        assert forum.get(path, headers=HTML).status_code in {400, 404}, path
    for path in ("/forum/register/x", "/forum/registrations/x", f"/forum/registrations/reg_{'x' * 32}"):
        assert forum.get(path, headers=HTML).status_code == 410, path


def test_a_page_shows_what_became_of_each_session(forum: FlaskClient, edges: Edge) -> None:
    """One is busy by now, one in no release; and a name neither turns the page round nor widens it."""
    own = register(forum, edges, part=["1", "2"], name="\u202eAna \u05d0\u05d1\u05d2", affiliation="x" * 200)
    with edges.database.storing() as session:
        gone = {"event_id": 1, "participant_id": 1, "session": "404", "part": 1, "waiting": True}
        session.execute(insert(RegistrationRow).values(**gone, registered_at=to_utc(FIRST)))
        session.commit()
    busy = tuple(replace(each, visibility="busy") if each.code == "1" else each for each in LIMITED.sessions)
    released(edges.database, replace(LIMITED, sessions=busy), at("2017-06-10T10:00"), "Busy")
    page = mine(forum, own)
    assert [heading.text for heading in page.all("h3")] == [
        *("Busy (part 1)", "Busy (part 2)", "Session 404, which is not in the programme"),
    ]
    assert [link for link in page.links() if "/join/" in link or "/sessions/" in link] == []
    assert [each.text for each in page.all("bdi")] == ["Ana \u05d0\u05d1\u05d2", "x" * 200]
    assert post(forum, own, {"withdraw": "404-1"}).status_code == 303
    assert len(mine(forum, own).all("h3")) == 2


def test_what_is_late_can_be_registered_for_until_it_is_really_over(
    forum: FlaskClient, edges: Edge, clock: SteppingClock
) -> None:
    """Its door is open for the hour that it is late, so nobody shall be sent from there to a form that is closed."""
    own = register(forum, edges, part="2")
    with edges.database.storing() as session:
        save_live(session, 1, "1", 1, LiveRecord(1, delay_minutes=60), who="tests", at=clock())
        session.commit()
    clock.set(at("2017-06-12T10:59:59"))
    found = mine(forum, f"{own}/sessions")
    assert (len(read(forum.get(FORM).text).values()["part"]), len(found.all("h3"))) == (2, 1)
    assert "60 minutes late" in forum.get(f"{own}/sessions", headers=HTML).text
    assert post(forum, f"{own}/sessions", {"register": "1-1"}).status_code == 303
    assert "It is 60 minutes late." in mine(forum, own).lines
    assert post(forum, own, {"withdraw": "1-1"}).status_code == 303
    clock.step(1)
    assert (read(forum.get(FORM).text).values().get("part"), mine(forum, f"{own}/sessions").all("h3")) == (None, [])
    assert post(forum, f"{own}/sessions", {"register": "1-1"}).status_code == 404


def test_a_zone_that_is_no_more_is_the_events(forum: FlaskClient, edges: Edge) -> None:
    own = register(forum, edges, part="2")
    with edges.database.storing() as session:
        session.execute(update(ParticipantRow).values(time_zone="Pacific/Atlantis"))
        session.commit()
    when = "Monday 12 June 2017, 11:00\N{EN DASH}11:30 Europe/Zurich"
    assert when in mine(forum, own).lines
    assert forum.get(f"{own}/sessions", headers=HTML).text.count("09:00\N{EN DASH}10:00") == 1


def test_no_log_holds_the_secrets_of_these_addresses() -> None:
    paths = ("/forum/register/abc", "/forum/registrations/reg_abc")
    assert [loggable(path) for path in paths] == ["/forum/register/…", "/forum/registrations/…"]
