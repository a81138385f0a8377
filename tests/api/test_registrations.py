"""The organisers' lists of remote participants: who they are for editors alone, one more by hand, and the table."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.http.context import Edge
from scheduler.store.models.outbox import MailRow
from tests.factories import at
from tests.fakes import SteppingClock
from tests.tokens import token

LIST = "/api/v1/events/forum/sessions/1/placements/1/registrations"
TABLE = "/api/v1/events/forum/registrations"
ANA = {
    "name": "Ana",
    "email": "Ana@X.example",
    "country": "FJ",
    "stakeholder_type": "academia",
    "time_zone": "Pacific/Fiji",
    "consent": True,
}


Headers = dict[str, str]


@pytest.fixture
def editor(forum: FlaskClient, edges: Edge, clock: SteppingClock) -> Headers:  # noqa: ARG001 - the event comes first
    clock.set(at("2017-06-10T09:00"))
    return token(edges, "editor")


def told(client: FlaskClient, headers: Headers, **query: str) -> list[dict[str, Any]]:
    answer = client.get(LIST, headers=headers, query_string=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]  # type: ignore[index]
    return items


def test_editors_register_and_list_and_others_see_no_names(forum: FlaskClient, edges: Edge, editor: Headers) -> None:
    made = forum.post(LIST, json=ANA, headers=editor)
    ana = {
        "id": 1,
        "state": "registered",
        "name": "Ana",
        "email": "ana@x.example",
        "affiliation": "",
        "country": "FJ",
        "stakeholder_type": "academia",
        "time_zone": "Pacific/Fiji",
        "registered_at": "2017-06-10T09:00:00+02:00",
    }
    assert (made.status_code, made.json) == (201, ana)
    assert (forum.post(LIST, json=ANA, headers=editor).json, told(forum, editor)) == (ana, [ana])
    hidden = dict.fromkeys(("name", "email", "affiliation"))
    assert told(forum, token(edges, "viewer")) == [ana | hidden]
    with edges.database.reading() as session:
        mails = session.execute(select(MailRow.recipient, MailRow.subject)).all()
    assert [tuple(mail) for mail in mails] == [("ana@x.example", "You are registered for Forum")] * 2


def test_a_list_comes_in_pages_those_who_wait_last(forum: FlaskClient, editor: Headers) -> None:
    read = forum.get("/api/v1/events/forum/sessions/1/placements/1/remote", headers=editor)
    body = {key: value for key, value in (read.json or {}).items() if key not in {"session", "part"}}
    put = forum.put(
        "/api/v1/events/forum/sessions/1/placements/1/remote",
        json=body | {"attendee_capacity": 2},
        headers=editor | {"If-Match": read.headers["ETag"]},
    )
    assert put.status_code == 200, put.text
    for number in range(5):
        forum.post(LIST, json=ANA | {"email": f"a{number}@x.example"}, headers=editor)
    first = forum.get(f"{LIST}?limit=3", headers=editor).json
    assert first is not None
    rest = told(forum, editor, limit="3", cursor=first["next"])
    assert [(each["email"][:2], each["state"]) for each in (*first["items"], *rest)] == [
        *(("a0", "registered"), ("a1", "registered")),
        *(("a2", "waiting"), ("a3", "waiting"), ("a4", "waiting")),
    ]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"consent": False}, 422),
        ({"email": "nobody"}, 422),
        ({"email": "a@x.example\r\nBcc: b@x.example"}, 422),
        ({"name": ""}, 422),
        ({"name": "\u0000"}, 422),
        ({"country": "fj"}, 422),
        ({"time_zone": "Mars/Olympus"}, 422),
        ({"stakeholder_type": "press"}, 422),
        ({"state": "registered"}, 422),
    ],
)
def test_what_can_not_be_is_refused(forum: FlaskClient, editor: Headers, change: dict[str, Any], status: int) -> None:
    assert forum.post(LIST, json=ANA | change, headers=editor).status_code == status
    assert told(forum, editor) == []


def test_what_is_no_door_is_refused(forum: FlaskClient, editor: Headers, clock: SteppingClock) -> None:
    nowhere = LIST.replace("sessions/1", "sessions/2")
    assert [forum.post(path, json=ANA, headers=editor).status_code for path in (nowhere, LIST + "x")] == [404, 404]
    once = editor | {"Idempotency-Key": "k"}
    done = forum.post(LIST, json=ANA, headers=once)
    clock.set(at("2017-06-12T10:00"))
    assert forum.post(LIST, json=ANA, headers=editor).status_code == 404
    again = forum.post(LIST, json=ANA, headers=once)  # what was done in time stays done
    assert (again.status_code, again.json) == (done.status_code, done.json)


def test_the_table_runs_no_formula(forum: FlaskClient, edges: Edge, editor: Headers) -> None:
    body = ANA | {"name": '=HYPERLINK("https://evil.example")', "affiliation": "@SUM(1)", "email": "+a@x.example"}
    forum.post(LIST, json=body, headers=editor)
    answer = forum.get(TABLE, headers=editor)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="forum-registrations.csv"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.data.decode() == (
        "\ufeffsession,part,state,name,email,affiliation,country,stakeholder_type,time_zone,registered_at,consented_at\r\n"
        '1,1,registered,"\'=HYPERLINK(""https://evil.example"")",\'+a@x.example,\'@SUM(1),FJ,academia,Pacific/Fiji,'
        "2017-06-10T09:00:00+02:00,2017-06-10T09:00:00+02:00\r\n"
    )
    assert forum.get(TABLE, headers=token(edges, "reviewer")).status_code == 403
