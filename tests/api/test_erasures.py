"""An owner erases somebody over the API, what is then found at their addresses, and how slugs that changed lead on."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from tests.fakes import SteppingClock
from tests.services.erasing import ID, begin
from tests.statements import counted
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PEOPLE = "/api/v1/events/forum/people"
WITHHELD = f"erased-{ID}"
HTML = {"Accept": "text/html"}
ADDRESSES = (
    "/forum/people/{}",
    "/forum/feeds/people/{}.ics",
    "/forum/feeds/people/{}.ics?q=opening",
    "/forum/feeds/programme.ics?person={}",
    "/forum/?person={}",
    "/forum/live?person={}",
    "/forum/subscribe?person={}",
    "/api/v1/events/forum/agenda?person={}",
    "/api/v1/events/forum/live?person={}",
)
"""Where a person's slug stands in an address of the public."""


@pytest.fixture
def zoe(app: Flask, client: FlaskClient, clock: SteppingClock) -> FlaskClient:
    """A client of an app with Zoe in its forum, released twice, under two slugs."""
    begin(app.extensions["scheduler"].database)
    clock.step(3600)
    return client


def erase(client: FlaskClient, app: Flask, slug: str = "zoe-the-canary") -> Any:
    """What an owner is answered who erases her."""
    answer = client.post(f"{PEOPLE}/{slug}/erasure", headers=token(app.extensions["scheduler"], "owner"))
    assert answer.status_code == 201, answer.text
    return answer.json


def test_an_owner_erases_and_is_told_how_much(zoe: FlaskClient, app: Flask) -> None:
    told = {"revision": 5, "releases": 2, "changes": 3, "slug": WITHHELD}
    assert erase(zoe, app) == told
    again = zoe.post(f"{PEOPLE}/zoe-canary/erasure", headers=token(app.extensions["scheduler"], "owner"))
    assert (again.status_code, again.json["code"]) == (410, "gone")  # type: ignore[index]
    nobody = zoe.post(f"{PEOPLE}/eve/erasure", headers=token(app.extensions["scheduler"], "owner"))
    assert (nobody.status_code, nobody.json["code"]) == (404, "not-found")  # type: ignore[index]


def test_those_who_build_are_told_that_they_are_gone(zoe: FlaskClient, app: Flask) -> None:
    erase(zoe, app)
    viewer = token(app.extensions["scheduler"], "viewer")
    codes = {slug: zoe.get(f"{PEOPLE}/{slug}", headers=viewer).status_code for slug in ("zoe-canary", "eve", WITHHELD)}
    assert codes == {"zoe-canary": 410, "eve": 404, WITHHELD: 200}


@pytest.mark.parametrize("role", ["viewer", "reviewer", "editor"])
def test_nobody_else_may(zoe: FlaskClient, app: Flask, role: str) -> None:
    answer = zoe.post(f"{PEOPLE}/zoe-the-canary/erasure", headers=token(app.extensions["scheduler"], role))
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")  # type: ignore[index]
    assert zoe.get("/forum/people/zoe-the-canary").status_code == 200


def test_sent_again_it_is_answered_as_before(zoe: FlaskClient, app: Flask) -> None:
    headers = token(app.extensions["scheduler"], "owner") | {"Idempotency-Key": "once"}
    answers = [zoe.post(f"{PEOPLE}/zoe-the-canary/erasure", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json


def test_creating_them_again_by_a_request_sent_again_is_refused(zoe: FlaskClient, app: Flask) -> None:
    headers = token(app.extensions["scheduler"], "editor") | {"Idempotency-Key": "once"}
    body = {"name": "Una Canary", "email": "una@canary.example"}
    assert zoe.post(PEOPLE, headers=headers, json=body).status_code == 201
    erase(zoe, app, "una-canary")
    again = zoe.post(PEOPLE, headers=headers, json=body)
    assert (again.status_code, again.json["code"]) == (410, "gone")  # type: ignore[index]


def test_the_log_tells_of_it_without_the_person(zoe: FlaskClient, app: Flask) -> None:
    erase(zoe, app)
    answer = zoe.get("/api/v1/events/forum/changes", headers=token(app.extensions["scheduler"], "owner"))
    changes = answer.json["items"]  # type: ignore[index]
    assert [change["revision"] for change in changes] == [0, 1, 2, 3, 4, 5]
    emptied = {"key": WITHHELD, "before": None, "after": None}
    assert [operation for operation in changes[0]["operations"] if operation["key"] == WITHHELD] == [
        {"what": "person"} | emptied
    ]
    assert changes[1]["operations"] == [{"what": "email"} | emptied]
    assert changes[3]["operations"] == [{"what": "person"} | emptied]
    told = {"revision": 5, "releases": 2, "changes": 3, "slug": WITHHELD}
    assert changes[5]["operations"] == [{"what": "erasure", "key": ID, "before": None, "after": told}]
    assert "canary" not in answer.text.casefold()


@pytest.mark.parametrize("slug", ["zoe-canary", "zoe-the-canary"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_was_erased_is_gone_at_every_address(zoe: FlaskClient, app: Flask, address: str, slug: str) -> None:
    """From the next request on, though the same process has the feed's bytes, and the page's release, in memory."""
    assert zoe.get(address.format("zoe-the-canary"), headers=HTML).status_code == 200
    erase(zoe, app)
    for _ in range(2):
        assert zoe.get(address.format(slug), headers=HTML).status_code == 410


def test_the_page_of_somebody_erased_says_so(zoe: FlaskClient, app: Flask) -> None:
    erase(zoe, app)
    answer = zoe.get("/forum/people/zoe-canary", headers=HTML)
    assert (answer.status_code, answer.content_type) == (410, "text/html; charset=utf-8")
    assert "was erased on request, and won&#39;t come back." in answer.text


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("/forum/people/{}", "/forum/people/{}"),
        ("/forum/people/{}?tz=Asia/Tokyo", "/forum/people/{}?tz=Asia/Tokyo"),
        ("/forum/feeds/people/{}.ics", "http://127.0.0.1:8000/forum/feeds/people/{}.ics"),
        (
            "/forum/feeds/people/{}.ics?day=2017-06-12&alarm=5",
            "http://127.0.0.1:8000/forum/feeds/people/{}.ics?day=2017-06-12&alarm=5",
        ),
    ],
)
def test_a_slug_that_changed_leads_on_for_ever(zoe: FlaskClient, address: str, there: str) -> None:
    answer = zoe.get(address.format("zoe-canary"))
    assert (answer.status_code, answer.headers["Cache-Control"].partition(",")[0]) == (308, "public")
    assert answer.headers["Location"].replace("%2F", "/") == there.format("zoe-the-canary")
    assert zoe.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "person=" in address])
def test_filters_take_a_slug_that_changed_for_the_one_of_now(zoe: FlaskClient, address: str) -> None:
    former, present = (zoe.get(address.format(slug)) for slug in ("zoe-canary", "zoe-the-canary"))
    assert (former.status_code, former.data) == (200, present.data)


def test_a_slug_that_the_public_does_not_know_yet_leads_nowhere(zoe: FlaskClient, app: Flask) -> None:
    """Changed in the draft alone: the released one stays until the next release."""
    headers = token(app.extensions["scheduler"], "editor")
    tag = zoe.get(f"{PEOPLE}/zoe-the-canary", headers=headers).headers["ETag"]
    changed = zoe.patch(f"{PEOPLE}/zoe-the-canary", headers=headers | {"If-Match": tag}, json={"slug": "zoe"})
    assert changed.status_code == 200
    assert zoe.get("/forum/people/zoe").status_code == 404
    assert zoe.get("/forum/people/zoe-the-canary").status_code == 200
    assert zoe.get("/forum/people/zoe-canary").headers["Location"] == "/forum/people/zoe-the-canary"


@pytest.mark.parametrize(
    "address",
    [
        "/forum/",
        "/forum/sessions/1",
        "/forum/changes",
        "/forum/changes.atom",
        "/forum/schedule.xml",
        "/forum/feeds/programme.ics",
        "/api/v1/events/forum/agenda",
        "/api/v1/events/forum/releases/2/diff",
    ],
)
@pytest.mark.parametrize("condition", ["If-None-Match", "If-Modified-Since"])
def test_no_copy_outlives_it(zoe: FlaskClient, app: Flask, address: str, condition: str) -> None:
    """Whoever asks with what they have, by tag or by time, is given the bytes of now."""
    before = zoe.get(address)
    known = {"If-None-Match": before.headers["ETag"], "If-Modified-Since": before.headers["Last-Modified"]}[condition]
    assert zoe.get(address, headers={condition: known}).status_code == 304
    erase(zoe, app)
    after = zoe.get(address, headers={condition: known})
    assert "canary" not in after.text.casefold()
    if "canary" in before.text.casefold():
        assert (after.status_code, after.headers["ETag"] != before.headers["ETag"]) == (200, True)


def test_entries_keep_uid_and_sequence(zoe: FlaskClient, app: Flask) -> None:
    """What became of a calendar's entries is a change of words."""

    def facts() -> list[str]:
        text = zoe.get("/forum/feeds/programme.ics").text.splitlines()
        return [line for line in text if line.startswith(("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS"))]

    before = facts()
    erase(zoe, app)
    assert facts() == before
    assert "Name withheld" in zoe.get("/forum/feeds/programme.ics").text


def test_everybody_else_costs_no_query(zoe: FlaskClient, app: Flask) -> None:
    """The hot paths: a prepared feed asks nothing within a second, and a known slug nothing but the release."""
    addresses = ("/forum/feeds/people/zoe-the-canary.ics", "/forum/feeds/people/bob.ics", "/forum/people/bob")
    for address in addresses:
        assert zoe.get(address).status_code == 200
    made: Edge = app.extensions["scheduler"]
    counts = []
    for address in addresses:
        with counted(made.database.engine) as asked:
            zoe.get(address)
        counts.append(len(asked))
    assert counts[2] == 1
    assert max(counts[:2]) <= 1  # where the second has passed, which release is current


@pytest.mark.parametrize("slug", ["zoe-canary", "zoe-the-canary"])
def test_whoever_was_erased_is_gone_for_organisers_too(zoe: FlaskClient, app: Flask, slug: str) -> None:
    erase(zoe, app)
    headers = token(app.extensions["scheduler"], "editor")
    match = headers | {"If-Match": '"1"'}
    operation = {"method": "delete", "what": "person", "key": slug, "if_match": 1}
    answers = [
        zoe.get(f"{PEOPLE}/{slug}", headers=headers),
        zoe.patch(f"{PEOPLE}/{slug}", headers=match, json={"name": "Zoe"}),
        zoe.delete(f"{PEOPLE}/{slug}", headers=match),
        zoe.get(f"/api/v1/events/forum/sessions?person={slug}", headers=headers),
        zoe.get(f"/api/v1/events/forum/conflicts?person={slug}", headers=headers),
        zoe.post("/api/v1/events/forum/changes", headers=headers, json={"operations": [operation]}),
    ]
    gone = f"Who was '{slug}' in forum was erased on request, and won't come back."
    told = [(answer.status_code, answer.json["code"], answer.json["detail"]) for answer in answers]  # type: ignore[index]
    assert told == [(410, "gone", gone)] * 6
    assert answers[5].json["errors"] == [{"pointer": "/operations/0", "message": gone}]  # type: ignore[index]


def test_organisers_are_told_the_slug_of_now(zoe: FlaskClient, app: Flask) -> None:
    headers = token(app.extensions["scheduler"], "editor")
    match = headers | {"If-Match": '"1"'}
    answers = [
        zoe.get(f"{PEOPLE}/zoe-canary", headers=headers),
        zoe.patch(f"{PEOPLE}/zoe-canary", headers=match, json={"name": "Zoe"}),
        zoe.delete(f"{PEOPLE}/zoe-canary", headers=match),
    ]
    told = [(answer.status_code, answer.json["detail"]) for answer in answers]  # type: ignore[index]
    assert told == [(404, "Who was 'zoe-canary' in forum is 'zoe-the-canary' now. Use that slug.")] * 3
    nobody = zoe.get(f"{PEOPLE}/eve", headers=headers)
    assert (nobody.status_code, nobody.json["detail"]) == (404, "There is no person 'eve' in forum.")  # type: ignore[index]


@pytest.mark.parametrize("path", ["sessions?person={}", "conflicts?person={}"])
def test_organisers_filters_take_a_slug_that_changed_too(zoe: FlaskClient, app: Flask, path: str) -> None:
    headers = token(app.extensions["scheduler"], "viewer")
    former, present = (
        zoe.get(f"/api/v1/events/forum/{path.format(slug)}", headers=headers)
        for slug in ("zoe-canary", "zoe-the-canary")
    )
    assert (former.status_code, former.data) == (200, present.data)
    assert present.json["items"]  # type: ignore[index]
