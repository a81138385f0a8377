"""Links pasted for many rooms and placements: all or nothing, every bad row reported."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.test_doors import BASE, DOOR, HTML, LINK, Headers, editor  # noqa: F401 - fixtures
from tests.fakes import SteppingClock

PATH = f"{BASE}/remote-links"
REMOTE = f"{BASE}/sessions/2/placements/1/remote"
ROOM = f"{BASE}/rooms/popov/live/2017-06-13"
ITEMS: list[dict[str, Any]] = [
    {"room": "popov", "url": "https://meet.example/popov", "passcode": "1"},
    {"room": "library", "day": "2017-06-12", "url": "https://meet.example/library"},
    {"placement": "forum-2-1", "url": LINK, "passcode": "2", "audience": "registered"},
    {"placement": "forum-1-1", "url": f"{LINK}-1"},
]
TABLE = """\ufeffRoom;Day;Placement;Link;Passcode;Audience
popov;;;https://meet.example/popov;1;
library;2017-06-12;;https://meet.example/library;;

;;forum-2-1;https://meet.example/j/canary-link;2;registered
;;forum-1-1;"https://meet.example/j/canary-link-1";;
"""


def state(client: FlaskClient, headers: Headers) -> list[Any]:
    """What is behind the doors, as far as these rows are about it."""
    remote = client.get(REMOTE, headers=headers)
    first = client.get(REMOTE.replace("/2/", "/1/"), headers=headers).json["ways"]  # type: ignore[index]
    return [
        client.get(ROOM, headers=headers).json,
        client.get(ROOM.replace("popov", "library"), headers=headers).json,
        client.get(ROOM.replace("popov", "library").replace("13", "12"), headers=headers).json,
        remote.json["ways"] if remote.status_code == 200 and remote.json else None,
        [way["url"] for way in first],
    ]


BEFORE = [{"link": None}, {"link": None}, {"link": None}, None, [None, None, None]]
AFTER = [
    {"link": {"url": "https://meet.example/popov", "passcode": "1"}},
    {"link": None},
    {"link": {"url": "https://meet.example/library", "passcode": None}},
    [{"kind": "join", "language": "", "url": LINK, "passcode": "2", "audience": "registered"}],
    [f"{LINK}-1", None, None],
]


@pytest.mark.parametrize(
    "sent",
    [{"json": {"items": ITEMS}}, {"data": TABLE.encode(), "content_type": "text/csv; charset=utf-8"}],
    ids=["JSON", "CSV"],
)
def test_links_of_rooms_and_placements_at_once(forum: FlaskClient, editor: Headers, sent: Any) -> None:  # noqa: F811
    assert state(forum, editor) == BEFORE
    answer = forum.post(PATH, headers=editor, **sent)
    done = answer.json or {}
    assert (answer.status_code, done["placements"], done["room_days"]) == (201, 2, 3)
    assert state(forum, editor) == AFTER
    revert = forum.post(f"{BASE}/changes/{done['revision']}/revert", headers=editor)
    assert (revert.status_code, state(forum, editor)[3:]) == (201, BEFORE[3:])


def test_rooms_alone_leave_the_draft_alone(
    forum: FlaskClient,
    editor: Headers,  # noqa: F811
    clock: SteppingClock,
) -> None:
    before = forum.get(f"{BASE}/changes", headers=editor).json
    answer = forum.post(PATH, json={"items": ITEMS[:2]}, headers=editor)
    assert (answer.status_code, answer.json) == (201, {"placements": 0, "room_days": 3, "revision": None})
    assert forum.get(f"{BASE}/changes", headers=editor).json == before
    clock.set("2017-06-12T09:00")
    page = forum.get(DOOR, headers=HTML)
    assert (page.status_code, "Passcode: <code>1</code>" in page.text) == (200, True)


def test_every_bad_row_is_reported_and_nothing_done(forum: FlaskClient, editor: Headers) -> None:  # noqa: F811
    bad = [
        *ITEMS,
        {"room": "cellar", "url": LINK},
        {"placement": "forum-9-1", "url": LINK},
        {"url": LINK},
        {"room": "popov", "placement": "forum-1-2", "url": LINK},
        {"room": "annex", "day": "2017-07-01", "url": LINK},
        {"placement": "forum-1-2", "day": "2017-06-12", "url": LINK},
        {"room": "annex-1", "audience": "public", "url": LINK},
        {"room": "popov", "day": "2017-06-13", "url": LINK},
        {"placement": "forum-1-1", "url": LINK},
        {"placement": "elsewhere-1-1", "url": LINK},
    ]
    answer = forum.post(PATH, json={"items": bad}, headers=editor)
    assert (answer.status_code, [e["pointer"] for e in answer.json["errors"]]) == (  # type: ignore[index]
        422,
        [
            "/items/4/room",
            "/items/5/placement",
            "/items/6",
            "/items/7",
            "/items/8/day",
            "/items/9/day",
            "/items/10/audience",
            "/items/11",
            "/items/12",
            "/items/13/placement",
        ],
    )
    assert ("canary" in answer.text, state(forum, editor)) == (False, BEFORE)


@pytest.mark.parametrize(
    ("table", "pointers"),
    [
        pytest.param("", ["line 1"], id="empty"),
        pytest.param("room,address\n", ["line 1"], id="an unknown column"),
        pytest.param("room,url,link\n", ["line 1"], id="a column twice"),
        pytest.param("room,url\na,b,c\nd,e\nf,g,h", ["line 2", "line 4"], id="too many cells"),
        pytest.param("room,url\n", ["/items"], id="no row"),
        pytest.param("room,url\npopov,canary\n,\nlibrary,", ["line 2", "line 4"], id="no links"),
        pytest.param("room,url,day\npopov,https://a.example,Monday", ["line 2"], id="no day"),
    ],
)
def test_a_table_that_can_not_be_read_is_refused(
    forum: FlaskClient,
    editor: Headers,  # noqa: F811
    table: str,
    pointers: list[str],
) -> None:
    answer = forum.post(PATH, data=table, content_type="text/csv", headers=editor)
    assert (answer.status_code, [e["pointer"] for e in answer.json["errors"]]) == (422, pointers)  # type: ignore[index]
    assert ("canary" in answer.text, state(forum, editor)) == (False, BEFORE)


def test_rows_of_no_form_and_rows_of_nothing_known_are_told_together(
    forum: FlaskClient,
    editor: Headers,  # noqa: F811
) -> None:
    """By line: one mends all of them at once."""
    table = (
        "room,day,placement,url,passcode\n"
        "popov,,,no address,\n"
        "cellar,,,https://meet.example/1,\n"
        "\n"
        'library,,,https://meet.example/2,"1\n2"\n'
        "cellar,Monday,,https://meet.example/3,\n"
        ",,forum-9-1,https://meet.example/4,\n"
        "popov,,,https://meet.example/5,\n"
    )
    answer = forum.post(PATH, data=table.encode(), content_type="text/csv", headers=editor)
    told = [(each["pointer"], each["message"].partition(":")[0]) for each in answer.json["errors"]]  # type: ignore[index]
    assert (answer.status_code, told) == (
        422,
        [
            *(("line 2", "url"), ("line 3", "room"), ("line 5", "passcode"), ("line 7", "day"), ("line 7", "room")),
            ("line 8", "placement"),
        ],
    )
    items = [{"room": "popov", "url": "no address"}, {"room": "cellar", "url": LINK}, {"url": 7}, 5]
    answer = forum.post(PATH, json={"items": items}, headers=editor)
    assert [each["pointer"] for each in answer.json["errors"]] == [  # type: ignore[index]
        *("/items/0/url", "/items/1/room", "/items/2/url", "/items/3"),
    ]
    assert state(forum, editor) == BEFORE


@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": 7}, {"items": {}}, {"other": 1}])
def test_a_body_without_rows_is_refused(forum: FlaskClient, editor: Headers, body: Any) -> None:  # noqa: F811
    assert forum.post(PATH, json=body, headers=editor).status_code == 422
