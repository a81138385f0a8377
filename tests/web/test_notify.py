"""The pages of mails about changes: forms that work without scripts, links that need a click, and what they refuse."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.domain.log import Author
from scheduler.http.context import Edge
from scheduler.http.headers import loggable
from scheduler.services import notice_desk, recipients
from scheduler.services.running import Turn
from scheduler.store.models.outbox import MailRow
from tests.api.forum import FORUM, released
from tests.fakes import SteppingClock

PAGE = "/forum/notify"
ZOE = "zoe@x.example"


def switch(edges: Edge, mode: str) -> None:
    version = notice_desk.read_setting(edges.database, "forum").version
    notice_desk.set_setting(
        edges.database, "forum", mode=mode, collect_minutes=0, expected=version, author=Author("ana", 0)
    )


@pytest.fixture
def reader(forum: FlaskClient, edges: Edge) -> FlaskClient:
    """A browser at an event that tells people of changes."""
    switch(edges, "automatic")
    return forum


def proof(client: FlaskClient, path: str = PAGE) -> str:
    found = re.search(r'name="csrf_token" value="(\w+)"', client.get(path).text)
    assert found is not None
    return found[1]


def ask(client: FlaskClient, path: str = PAGE, **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": proof(client, path), "address": ZOE, **fields})


def links(edges: Edge) -> list[str]:
    """The addresses of notify pages in the mails that wait, the newest last."""
    with edges.database.reading() as unit:
        bodies = [row.body for row in unit.query(MailRow).order_by(MailRow.id)]
    return [link for body in bodies for link in re.findall(r"http://127.0.0.1:8000(/forum/notify/\w+/[\w-]+)", body)]


def work(edges: Edge) -> None:
    (job,) = (each for each in edges.jobs if each.name == "write-notices")
    job.work(Turn("tests"))


def test_from_the_form_to_the_mail_and_out_again(reader: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    """Every step is a page with a form; no link does anything by being opened."""
    form = reader.get(f"{PAGE}?session=2")
    assert "Session: Data for all" in form.text
    assert "<strong>Session: Data for all</strong>" in ask(reader, f"{PAGE}?session=2", zone="Asia/Tokyo").text
    (confirm,) = links(edges)
    for _ in range(2):
        assert "Yes, write to me" in reader.get(confirm).text
    assert "We will write to you" in reader.post(confirm).text
    assert (reader.get(confirm).status_code, reader.post(confirm).status_code) == (410, 410)
    released(edges.database, FORUM, clock.step(2 * 86_400))
    work(edges)
    *_, stop = links(edges)
    for _ in range(2):
        assert "End the mails" in reader.get(stop).text
    assert "You get no more mails" in reader.post(stop).text
    # A mail program that heard no answer clicks again.
    assert (reader.get(stop).status_code, reader.post(stop).status_code) == (404, 200)
    assert [who for who, _ in recipients.everybody(edges.database, "forum")] == []


def test_one_click_of_a_mail_program_needs_no_cookie(reader: FlaskClient, edges: Edge, clock: SteppingClock) -> None:
    """RFC 8058: a POST with that body, from a server that knows nothing of us."""
    ask(reader)
    reader.post(links(edges)[0])
    released(edges.database, FORUM, clock.step(2 * 86_400))
    work(edges)
    answer = reader.application.test_client().post(links(edges)[-1], data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert [who for who, _ in recipients.everybody(edges.database, "forum")] == []


def test_nobody_has_us_write_their_own_words_to_a_stranger(reader: FlaskClient, edges: Edge) -> None:
    """The page says what is searched for; the mail, to an address that may be anybody's, only that something is."""
    told = [ask(reader, f"{PAGE}?{query}").text for query in ("q=evil.example", "q=evil.example&session=2")]
    with edges.database.reading() as unit:
        bodies = [row.body.splitlines() for row in unit.query(MailRow).order_by(MailRow.id)]
    assert ["evil.example" in text for text in told] == [True, True]
    assert [body[2] for body in bodies] == [
        "the words that were searched for",
        "Session: Data for all, the words that were searched for",
    ]
    assert "evil" not in str(bodies)


def test_its_pages_are_for_one_reader(reader: FlaskClient) -> None:
    for path, policy in (
        (PAGE, "same-origin"),
        (f"{PAGE}/confirm/none", "no-referrer"),
        (f"{PAGE}/stop/none", "no-referrer"),
    ):
        answer = reader.get(path)
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == policy
        assert loggable(path) == path.replace("none", "…")


def test_a_form_of_somebody_else_asks_for_nothing(reader: FlaskClient, edges: Edge) -> None:
    for data in ({"address": ZOE}, {"address": ZOE, "csrf_token": "x"}):
        assert reader.post(PAGE, data=data).status_code == 400
    token = proof(reader)
    stranger = reader.application.test_client()
    assert stranger.post(PAGE, data={"address": ZOE, "csrf_token": token}).status_code == 400
    assert links(edges) == []


def test_what_is_typed_wrongly_is_said_beside_the_form(reader: FlaskClient, edges: Edge) -> None:
    for fields, told in (
        ({"address": "zoe"}, "no e-mail address"),
        ({"address": "zoe@x.example\r\nBcc: eve@x.example"}, "no e-mail address"),
        ({"zone": "Mars/Olympus"}, "There is no time zone"),
        ({"address": '"><script>alert(1)</script>'}, "no e-mail address"),
    ):
        answer = ask(reader, **fields)
        assert answer.status_code == 422
        assert re.search(r'<p class="note" role="alert">[^<]*' + told, answer.text), answer.text
        assert "<script>alert" not in answer.text
    assert links(edges) == []


def test_the_answer_is_the_same_for_an_address_that_is_known(reader: FlaskClient, edges: Edge) -> None:
    ask(reader)
    reader.post(links(edges)[0])
    known, new = ask(reader), ask(reader, address="new@x.example")
    assert (known.status_code, known.text) == (new.status_code, new.text) == (200, new.text)


def test_after_too_many_it_says_when_to_try_again(reader: FlaskClient) -> None:
    answers = [ask(reader) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_what_never_was_can_not_be_followed(reader: FlaskClient) -> None:
    for path in (f"{PAGE}?room=nowhere", f"{PAGE}?colour=red", "/nowhere/notify"):
        assert reader.get(path).status_code in {400, 404}, path


def test_where_it_is_off_it_says_so(reader: FlaskClient, edges: Edge) -> None:
    token = proof(reader)
    switch(edges, "off")
    page = reader.get(PAGE)
    assert (page.status_code, "sends no mails" in page.text, "<form class" in page.text) == (200, True, False)
    assert reader.post(PAGE, data={"csrf_token": token, "address": ZOE}).status_code == 409


def test_pages_lead_to_it_with_what_they_show(reader: FlaskClient) -> None:
    for path, expected in (
        ("/forum/subscribe?room=popov", "/forum/notify?room=popov"),
        ("/forum/sessions/2", "/forum/notify?session=2"),
    ):
        assert re.findall(r'href="(/forum/notify\?[^"]+)"', reader.get(path).text) == [expected]
        assert reader.get(expected).status_code == 200
