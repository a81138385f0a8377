"""The floor by the API: who may see and do what, what is told of whom, and the report."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.domain.placement import Ident
from scheduler.domain.registering import Details
from scheduler.http.context import Edge
from scheduler.services import speaking
from scheduler.store.interventions import fold_event
from tests.api.test_doors import moderator
from tests.factories import at
from tests.fakes import SteppingClock
from tests.participants import enter
from tests.tokens import token

# What is stored is tested on both databases in tests/services/test_floor.py.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "/api/v1/events/forum"
LIST = f"{BASE}/sessions/1/placements/1/interventions"
OTHER = f"{BASE}/sessions/2/placements/1/interventions"
TABLE = f"{BASE}/interventions"
OPENS: Ident = ("1", 1)
NOW = at("2017-06-12T09:10")
LEE = {"name": "Canary Lee", "country": "KR", "stakeholder_type": "academia", "text": "Canary subject"}

Headers = dict[str, str]


@pytest.fixture
def editor(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> Headers:  # noqa: ARG001 - the event comes first
    clock.set(NOW)
    return token(edges, "editor")


def asks(edges: Edge, who: str, country: str) -> None:
    """A registered participant asks for the floor in the opening."""
    release, now = edges.reader.current("forum"), edges.clock()
    details = Details(f"Canary {who}", f"{who}@canary.example", country=country)
    theirs = enter(edges.database, release, details, OPENS, now=now, new_secret=edges.new_secret)
    speaking.ask(edges.database, release, theirs.secret, OPENS, kind="oral", text="Canary words", address="a", now=now)


def told(client: FlaskClient, headers: Headers, path: str = LIST, **query: Any) -> Any:
    answer = client.get(path, headers=headers, query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def noted(client: FlaskClient, headers: Headers, path: str = LIST, **said: Any) -> Any:
    answer = client.post(path, json=LEE | said, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json


def becomes(client: FlaskClient, headers: Headers, one: Any, state: str) -> Any:
    match = {"If-Match": f'"{one["version"]}"'}
    answer = client.patch(f"{LIST}/{one['id']}", json={"state": state}, headers=headers | match)
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == f'"{answer.json["version"]}"'  # type: ignore[index]
    return answer.json


def test_the_queue_is_told_in_fair_order_with_what_it_is_made_from(
    forum: FlaskClient, edges: Edge, editor: Headers
) -> None:
    asks(edges, "ana", "KR")
    becomes(forum, editor, noted(forum, editor), "accepted")
    asks(edges, "bea", "FJ")
    asks(edges, "cem", "CH")
    lee = {
        "id": 2,
        "version": 2,
        "state": "accepted",
        "kind": "oral",
        "place": "room",
        "name": "Canary Lee",
        "text": "Canary subject",
        "country": "KR",
        "region": "asia-pacific",
        "stakeholder_type": "academia",
        "asked_at": "2017-06-12T09:10:00+02:00",
        "changed_at": "2017-06-12T09:10:00+02:00",
    }
    found = told(forum, editor)
    assert [(each["position"], each["country"]) for each in found["items"]] == [
        *((1, "CH"), (2, "KR"), (3, "FJ")),
        (None, "KR"),
    ]
    assert found["items"][3] == lee | {"position": None}
    assert told(forum, editor, f"{LIST}/2") == lee
    assert (found["regions"], found["stakeholder_types"]) == (
        [{"region": "asia-pacific", "heard": 1}],
        [{"stakeholder_type": "academia", "heard": 1}],
    )
    assert found["allowance"] == {
        "taken": 1,
        "slots": None,
        "minutes": 60,
        "minutes_each": 3,
        "left": 19,
        "minutes_left": 47,  # 50 are left until the end
    }
    first = told(forum, editor, limit=3)
    rest = told(forum, editor, limit=3, cursor=first["next"])
    assert (first["items"] + rest["items"], rest["next"]) == (found["items"], None)


def test_names_and_words_are_for_who_runs_the_room(
    forum: FlaskClient, edges: Edge, editor: Headers, clock: SteppingClock
) -> None:
    """The opening is in Popov and the annex; whoever moderates the library learns nothing of it."""
    asks(edges, "ana", "FJ")
    one = noted(forum, editor)
    hours = {"starts": at("2017-06-12T09:00"), "ends": at("2017-06-12T10:00")}
    popov, proof = moderator(forum, edges, "popov", **hours)
    library, its_proof = moderator(forum, edges, "library")
    paths = (LIST, f"{LIST}/{one['id']}", TABLE)
    assert [popov.get(path).status_code for path in paths] == [200, 200, 403]
    assert [library.get(path).status_code for path in (*paths, OTHER)] == [403, 403, 403, 200]
    assert [forum.get(path).status_code for path in paths] == [401] * 3
    assert popov.get(LIST).text.count("anary") == 4
    for role in ("viewer", "reviewer"):
        headers = token(edges, role)
        assert [forum.get(path, headers=headers).status_code for path in paths] == [200] * 3
        assert "anary" not in forum.get(LIST, headers=headers).text + forum.get(paths[1], headers=headers).text
        assert told(forum, headers)["items"][1] == told(forum, editor)["items"][1] | {"name": None, "text": None}
        assert forum.post(LIST, json=LEE, headers=headers).status_code == 403
        assert forum.patch(paths[1], json={"state": "accepted"}, headers=headers).status_code == 403
    assert popov.post(LIST, json=LEE | {"name": "Kim"}, headers=proof).status_code == 201
    assert library.post(LIST, json=LEE | {"name": "Kim"}, headers=its_proof).status_code == 403
    assert becomes(popov, proof, one, "accepted")["state"] == "accepted"
    clock.set(hours["ends"])
    assert [popov.get(path).status_code for path in paths] == [403] * 3
    assert popov.post(LIST, json=LEE, headers=proof).status_code == 403


def test_nothing_is_held_for_unchanged_that_is_not(forum: FlaskClient, edges: Edge, editor: Headers) -> None:
    """A tag stands for all that the answer says: not for where it stands in the queue, nor for what others are told."""
    first, second = noted(forum, editor), noted(forum, editor, name="Canary Kim")
    path, viewer = f"{LIST}/{second['id']}", token(edges, "viewer")
    tag = {"If-None-Match": forum.get(path, headers=editor).headers["ETag"]}
    assert forum.get(path, headers=editor | tag).status_code == 304
    becomes(forum, editor, first, "accepted")
    assert told(forum, editor)["items"][0]["position"] == 1
    assert "position" not in told(forum, editor, path)
    read = forum.get(path, headers=viewer | tag)
    assert (read.status_code, read.headers.get("ETag"), (read.json or {})["name"]) == (200, None, None)
    becomes(forum, editor, second, "declined")
    assert forum.get(path, headers=editor | tag).status_code == 200


def test_who_reads_and_moderates_is_told_names(forum: FlaskClient, edges: Edge, editor: Headers) -> None:
    noted(forum, editor)
    popov, _ = moderator(forum, edges, "popov")
    create = token(edges, "viewer")
    assert (told(forum, create)["items"][0]["name"], told(popov, {})["items"][0]["name"]) == (None, "Canary Lee")


def test_a_change_says_what_it_saw(forum: FlaskClient, editor: Headers) -> None:
    one = noted(forum, editor)
    path = f"{LIST}/{one['id']}"

    def patch(state: str, match: str | None) -> tuple[int, Any]:
        answer = forum.patch(path, json={"state": state}, headers=editor | ({"If-Match": match} if match else {}))
        return answer.status_code, answer.json

    assert [patch(state, None)[0] for state in ("asked", "accepted")] == [428, 428]
    assert patch("accepted", '"1"')[0] == 200
    assert [patch("accepted", match)[0] for match in (None, '"1"', '"2"')] == [428, 412, 200], "it is so already"
    status, stale = patch("declined", '"1"')
    assert (status, stale["current"]) == (412, told(forum, editor, path))
    assert patch("declined", '"2"')[0] == 200
    status, problem = patch("delivered", '"3"')
    assert (status, problem["detail"]) == (409, "What is declined can't become delivered. It can become asked.")
    for state in ("sung", "withdrawn"):  # the one is no state, the other is for who asked to say
        status, problem = patch(state, '"3"')
        assert (status, problem["errors"][0]["pointer"]) == (422, "/state")
    for missing in (f"{LIST}/99", path.replace("placements/1", "placements/2"), f"{OTHER}/{one['id']}"):
        answer = forum.patch(missing, json={"state": "accepted"}, headers=editor | {"If-Match": '"1"'})
        assert answer.status_code == 404, missing


WRONG: tuple[tuple[dict[str, Any], str | None], ...] = (
    ({"name": ""}, "/name"),
    ({"name": "\u202e"}, "/name"),
    ({"country": "kr"}, "/country"),
    ({"stakeholder_type": "press"}, "/stakeholder_type"),
    ({"kind": "sung"}, "/kind"),
    ({"kind": "written", "text": " "}, "/text"),
    ({"text": "x" * 301}, "/text"),
    ({"text": "x" * 2001}, "/text"),
    ({"text": "\ud800"}, None),
    ({"place": "moon"}, "/place"),
    ({"state": "accepted"}, "/state"),
    ({"participant": 1}, "/participant"),
)


def test_what_can_not_be_is_refused(forum: FlaskClient, editor: Headers) -> None:
    for said, pointer in WRONG:
        answer = forum.post(LIST, json=LEE | said, headers=editor)
        assert answer.status_code in ({422} if pointer else {400, 422}), said
        if pointer:
            assert [error["pointer"] for error in answer.json["errors"]] == [pointer], said  # type: ignore[index]
    assert told(forum, editor)["items"] == []


def test_sent_again_it_is_one_request(forum: FlaskClient, edges: Edge, editor: Headers) -> None:
    key = editor | {"Idempotency-Key": "k"}
    first = forum.post(LIST, json=LEE, headers=key)
    becomes(forum, editor, first.json, "accepted")
    assert first.headers["Location"].endswith(f"{LIST}/1")
    again = forum.post(LIST, json=LEE, headers=key)
    assert (again.status_code, again.headers["ETag"]) == (201, first.headers["ETag"])
    assert again.json == first.json
    assert forum.post(LIST, json=LEE | {"name": "Kim"}, headers=key).status_code == 409
    assert forum.post(LIST, json=LEE, headers=editor).status_code == 409, "Lee has asked already"
    with edges.database.storing() as session:
        fold_event(session, 1)
        session.commit()
    assert forum.post(LIST, json=LEE, headers=key).status_code == 410


def test_the_report_counts_and_names_nobody(forum: FlaskClient, edges: Edge, editor: Headers) -> None:
    asks(edges, "ana", "FJ")
    for said in ({}, {"name": "Canary Kim"}, {"name": "Canary Ng", "country": "", "stakeholder_type": ""}):
        becomes(forum, editor, becomes(forum, editor, noted(forum, editor, **said), "accepted"), "delivered")
    written = noted(forum, editor, name="Canary Wu", kind="written", place="remote")
    becomes(forum, editor, becomes(forum, editor, written, "accepted"), "delivered")
    becomes(forum, editor, noted(forum, editor, name="Canary Yu"), "accepted")
    answer = forum.get(TABLE, headers=token(edges, "viewer"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="forum-interventions.csv"'
    assert answer.data.decode() == (
        "\ufeffsession,title,part,kind,place,region,stakeholder_type,delivered\r\n"
        "1,Opening,1,oral,room,,,1\r\n"
        "1,Opening,1,oral,room,asia-pacific,academia,2\r\n"
        "1,Opening,1,written,remote,asia-pacific,academia,1\r\n"
    )
    with edges.database.storing() as session:
        fold_event(session, 1)
        session.commit()
    assert forum.get(TABLE, headers=editor).data == answer.data
    assert told(forum, editor)["items"] == []


def test_a_title_in_the_report_runs_no_formula(forum: FlaskClient, editor: Headers) -> None:
    becomes(forum, editor, becomes(forum, editor, noted(forum, editor), "accepted"), "delivered")
    tag = forum.get(f"{BASE}/sessions/1", headers=editor).headers["ETag"]
    forum.patch(f"{BASE}/sessions/1", json={"title": "=1+1"}, headers=editor | {"If-Match": tag})
    assert ",'=1+1," in forum.get(TABLE, headers=editor).text
