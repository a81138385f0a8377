"""What the API makes of the desk's cookie, of wrong tokens, of hosts and of proxies."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Config
from scheduler.app import create_app
from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.http.cookies import csrf_token
from scheduler.services.accounts import create_token
from scheduler.services.signing_in import Came
from scheduler.services.users import create_user, disable_user
from tests.api.forum import FORUM, store
from tests.databases import dispose
from tests.fakes import SteppingClock

EMAIL, PASSWORD = "ana@forum.example", "correct horse battery staple"
CONFLICTS, CHECKS = "/api/v1/events/forum/conflicts", "/api/v1/events/forum/checks"
BODY: dict[str, Any] = {"moves": [{"session": "1", "part": 1, "room": None, "starts_at": None, "ends_at": None}]}
VIEWER, OWNER = "psk_viewer", "psk_owner"


@pytest.fixture
def edges(app: Flask) -> Edge:
    made: Edge = app.extensions["scheduler"]
    return made


@pytest.fixture
def cookie(edges: Edge) -> str:
    """The cookie of Ana, a viewer of the forum who is signed in; beside her a token of each kind."""
    store(edges.database, FORUM)
    now = edges.clock()
    create_user(
        edges.database,
        edges.sign_ins.passwords,
        EMAIL,
        Grant("viewer", "forum"),
        now=now,
        new_password=lambda: PASSWORD,
    )
    for secret, event, role in ((VIEWER, "forum", "viewer"), (OWNER, None, "owner")):
        create_token(
            edges.database,
            email=EMAIL,
            name="t",
            event=event,
            role=role,
            days=1,
            now=now,
            new_secret=lambda secret=secret: secret,  # type: ignore[misc] # as bound now
        )
    return edges.sign_ins.sign_in(EMAIL, PASSWORD, Came("192.0.2.1"), now)


@pytest.fixture
def desk(client: FlaskClient, cookie: str) -> FlaskClient:
    """Ana's browser."""
    client.set_cookie("desk", cookie)
    return client


def test_the_cookie_reads(desk: FlaskClient) -> None:
    answer = desk.get(CONFLICTS)
    assert answer.status_code == 200
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("private, no-store", "Authorization, Cookie")


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "of another sign-in"])
def test_a_write_with_the_cookie_proves_that_it_is_ours(desk: FlaskClient, token: str | None, edges: Edge) -> None:
    if token == "of another sign-in":
        token = csrf_token(edges.sign_ins.sign_in(EMAIL, PASSWORD, Came("192.0.2.1"), edges.clock()))
    headers = {} if token is None else {"X-CSRF-Token": token.encode().decode("latin-1")}
    answer = desk.post(CHECKS, json=BODY, headers=headers)
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "malformed")


def test_with_the_proof_it_is_let_in(desk: FlaskClient, cookie: str) -> None:
    answer = desk.post(CHECKS, json=BODY, headers={"X-CSRF-Token": csrf_token(cookie)})
    assert answer.status_code == 200


def test_the_proof_in_the_body_or_address_is_none(desk: FlaskClient, cookie: str) -> None:
    proof = csrf_token(cookie)
    assert desk.post(f"{CHECKS}?csrf_token={proof}", json=BODY).status_code == 400
    assert desk.post(CHECKS, data={"csrf_token": proof}).status_code == 400


def test_a_bearer_needs_none(client: FlaskClient, cookie: str) -> None:  # noqa: ARG001 - it makes the tokens
    assert client.post(CHECKS, json=BODY, headers={"Authorization": f"Bearer {VIEWER}"}).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        pytest.param(f"Bearer {OWNER}", 200, id="a token that may"),
        pytest.param(f"Bearer {VIEWER}", 403, id="a token that may not"),
        pytest.param("Bearer psk_wrong", 401, id="a wrong token"),
        pytest.param("Basic YW5hOng=", 401, id="another scheme"),
        pytest.param("", 401, id="an empty header"),
    ],
)
def test_of_token_and_cookie_the_token_counts(desk: FlaskClient, edges: Edge, authorization: str, status: int) -> None:
    """Policy needs an editor: Ana as signed in is a viewer, her token an owner."""
    path = "/api/v1/events/forum/policy"
    assert desk.get(path).status_code == 200
    read = desk.get(path, headers={"Authorization": f"Bearer {OWNER}"})
    answer = desk.put(
        path, json={"rules": []}, headers={"Authorization": authorization, "If-Match": read.headers["ETag"]}
    )
    assert answer.status_code == (422 if status == 200 else status)  # the body is none: whoever may is told so
    assert edges.clock()


def test_who_has_no_role_there_is_told_what_they_have(desk: FlaskClient) -> None:
    answer = desk.get("/api/v1/events/other/conflicts")
    assert (answer.status_code, answer.json and answer.json["detail"]) == (
        403,
        "This needs the role viewer in other. You have viewer in forum.",
    )


def test_disabling_ends_cookie_and_token(desk: FlaskClient, edges: Edge) -> None:
    disable_user(edges.database, EMAIL, edges.clock())
    found = [desk.get(CONFLICTS).status_code]
    found.append(desk.get(CONFLICTS, headers={"Authorization": f"Bearer {VIEWER}"}).status_code)
    assert found == [401, 401]


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 5000, "a b", "é"])
def test_what_is_no_cookie_of_ours(client: FlaskClient, cookie: str, value: str) -> None:  # noqa: ARG001 - there is one
    assert client.get(CONFLICTS, headers={"Cookie": f"desk={value}"}).status_code == 401


def test_a_cookie_in_the_address_or_as_a_token_is_none(client: FlaskClient, cookie: str) -> None:
    assert client.get(f"{CONFLICTS}?desk={cookie}").status_code == 401
    assert client.get(CONFLICTS, headers={"Authorization": f"Bearer {cookie}"}).status_code == 401


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_wrong_tokens_are_limited_and_right_ones_are_not(
    client: FlaskClient, cookie: str, clock: SteppingClock
) -> None:
    assert cookie
    statuses = [
        client.get(CONFLICTS, headers={"Authorization": f"Bearer psk_{number}"}).status_code for number in range(302)
    ]
    assert statuses == [401] * 300 + [429] * 2
    assert client.get(CONFLICTS, headers={"Authorization": f"Bearer {VIEWER}"}).status_code == 200
    answer = client.get(CONFLICTS, headers={"Authorization": "Bearer psk_x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    clock.step(900)
    assert client.get(CONFLICTS, headers={"Authorization": "Bearer psk_x"}).status_code == 401


Make = Callable[[Config], FlaskClient]


@pytest.fixture
def made(config: Config, clock: SteppingClock) -> Iterator[Make]:
    """What makes an app with other settings."""
    apps = []

    def make(settings: Config) -> FlaskClient:
        app = create_app(replace(settings, database_url=config.database_url), clock=clock)
        apps.append(app)
        return app.test_client()

    yield make
    for app in apps:
        dispose(app)


sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("forum.example", 200),
        ("FORUM.example:8443", 200),
        ("forum.example.", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("127.0.0.1", 200),
        ("evil.example", 400),
        ("forum.example.evil.example", 400),
        ("evil.example#forum.example", 400),
        ("forum.example:80@evil.example", 400),
        ("forum.example, evil.example", 400),
        ("forum.example:x", 400),
        ("for um.example", 400),
    ],
)
@pytest.mark.parametrize("path", ["/", "/desk/sign-in", "/api/v1/events"])
def test_other_hosts_get_a_400(made: Make, host: str, status: int, path: str) -> None:
    client = made(Config(base_url="https://forum.example"))
    assert client.get(path, headers={"Host": host}).status_code == status


@sqlite
def test_calendars_of_other_hosts_get_a_400_too_and_balancers_are_answered(made: Make) -> None:
    client = made(Config())
    evil = {"Host": "evil.example"}
    paths = ("/forum/feeds/programme.ics", "/healthz", "/readyz")
    assert [client.get(path, headers=evil).status_code for path in paths] == [400, 200, 200]


@sqlite
@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted_apart"),
    [
        pytest.param(0, "192.0.2.{n}", False, id="nobody is believed"),
        pytest.param(1, "192.0.2.{n}", True, id="one proxy says it"),
        pytest.param(1, "192.0.2.{n}, 198.51.100.1", False, id="the client says more before it"),
        pytest.param(2, "192.0.2.{n}, 198.51.100.1", True, id="two proxies say it"),
        pytest.param(2, "192.0.2.1", False, id="one is missing"),
        pytest.param(1, "2001:db8:1:{n}::1", False, id="one network of IPv6"),
        pytest.param(1, "2001:db8:{n}::1", True, id="several networks of IPv6"),
    ],
)
def test_who_is_counted_behind_proxies(made: Make, proxies: int, forwarded: str, counted_apart: bool) -> None:  # noqa: FBT001 - a table
    client = made(Config(trusted_proxies=proxies))
    client.get("/desk/forgotten")
    form = client.get_cookie("desk-form")
    assert form
    statuses = [
        client.post(
            "/desk/forgotten",
            data={"email": f"x{number}@forum.example", "csrf_token": csrf_token(form.value)},
            headers={"X-Forwarded-For": forwarded.format(n=number)},
        ).status_code
        for number in range(1, 22)
    ]
    assert statuses == [200] * 20 + [200 if counted_apart else 429]


@sqlite
def test_over_https_cookies_and_browsers_insist_on_it(made: Make) -> None:
    client = made(Config(base_url="https://forum.example"))
    answer = client.get("/desk/sign-in", base_url="https://forum.example")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, _, flags = cookie.partition("=")
    assert (name, flags.partition("; ")[2]) == ("__Host-desk-form", "Secure; HttpOnly; Path=/; SameSite=Lax")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    # What an unencrypted page of a neighbour could have set is not looked at.
    assert client.get("/desk/sign-in", headers={"Cookie": "desk-form=" + "A" * 43}).headers.getlist("Set-Cookie")


@sqlite
def test_without_https_nothing_is_promised(made: Make) -> None:
    assert "Strict-Transport-Security" not in made(Config()).get("/").headers


@sqlite
def test_no_page_sets_a_session_of_the_framework(made: Make) -> None:
    client = made(Config())
    for path in ("/", "/desk/sign-in", "/api/docs"):
        client.get(path)
    assert client.get_cookie("session") is None
    assert client.application.secret_key is None
