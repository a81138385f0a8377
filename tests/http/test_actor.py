"""Who asks: what a request may carry, and what it is told if that is not enough."""

import pytest
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from scheduler.services.accounts import create_token

SECRET = "psk_0123456789abcdefghijklmnopqrstuv"
RULES = "/api/v1/rules"


@pytest.fixture
def asking(client: FlaskClient) -> FlaskClient:
    edges: Edge = client.application.extensions["scheduler"]
    create_token(
        edges.database,
        email="ana@forum.example",
        name="tests",
        event=None,
        role="viewer",
        days=1,
        now=edges.clock(),
        new_secret=lambda: SECRET,
    )
    return client


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_a_token_is_taken_in_any_case(asking: FlaskClient, scheme: str) -> None:
    answer = asking.get(RULES, headers={"Authorization": f"{scheme} {SECRET}"})
    assert answer.status_code == 200
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("private, no-store", "Authorization, Cookie")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([("Authorization", "")], id="empty"),
        pytest.param([("Authorization", "Bearer")], id="no token"),
        pytest.param([("Authorization", SECRET)], id="no scheme"),
        pytest.param([("Authorization", f"Basic {SECRET}")], id="another scheme"),
        pytest.param([("Authorization", f"Bearer {SECRET}x")], id="longer"),
        pytest.param([("Authorization", f"Bearer {SECRET[:-1]}")], id="shorter"),
        pytest.param([("Authorization", f"Bearer {SECRET.upper()}")], id="in capitals"),
        pytest.param([("Authorization", "Bearer " + "x" * 5000)], id="endless"),
        pytest.param([("Authorization", "Bearer \u00e9")], id="not ASCII"),
        pytest.param([("Authorization", f"Bearer {SECRET}, Bearer {SECRET}")], id="two in one"),
        pytest.param([("Authorization", f"Bearer {SECRET}"), ("Authorization", f"Bearer {SECRET}")], id="two"),
    ],
)
def test_what_is_no_token(
    asking: FlaskClient, headers: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asking.get(RULES, headers=headers)
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="scheduler", error="invalid_token"'
    assert SECRET[4:-1] not in answer.text + capsys.readouterr().out


def test_without_a_token_one_is_asked_for(asking: FlaskClient) -> None:
    answer = asking.get(RULES)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="scheduler"')


def test_a_token_in_the_address_is_none(asking: FlaskClient) -> None:
    assert asking.get(f"{RULES}?access_token={SECRET}").status_code == 401


def test_it_is_not_logged_when_something_fails(
    asking: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scheduler.api.rules.ALL", None)
    answer = asking.get(RULES, headers={"Authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 500
    logged = capsys.readouterr().out
    assert "request failed" in logged
    assert SECRET not in logged
