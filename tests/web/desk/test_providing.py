"""Signing in with an account of one's organisation: what is trusted, and what is not."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from config import Config
from scheduler.http.context import Edge
from scheduler.services.users import list_users
from tests.web.desk import provider as forged
from tests.web.desk.browsing import Visitor
from tests.web.desk.provider import CLIENT, SECRET, Claims, SmallProvider, running

Browsers = Callable[[], Visitor]
BACK = "/desk/oidc/back"


@pytest.fixture(scope="module")
def one_provider() -> Iterator[SmallProvider]:
    with running() as made:
        yield made


@pytest.fixture
def provider(one_provider: SmallProvider) -> Iterator[SmallProvider]:
    yield one_provider
    one_provider.__init__(one_provider.issuer, one_provider.key)  # type: ignore[misc] # as new, with the same key


@pytest.fixture
def config(database_url: str, provider: SmallProvider) -> Config:
    return Config(
        database_url=database_url, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET
    )


def came_back(visitor: Visitor, provider: SmallProvider, wanted: str = "") -> Any:
    """The answer to whoever goes there, signs in, and comes back."""
    sent = visitor.get(f"/desk/oidc?next={wanted}")
    assert sent.status_code == 303
    return visitor.get(BACK + provider.authorize(sent.headers["Location"]))


def test_whom_the_provider_knows_is_let_in(browser_of: Browsers, provider: SmallProvider, users: Edge) -> None:
    visitor = browser_of()
    assert f"{provider.issuer}" not in visitor.get("/desk/sign-in").text
    answer = came_back(visitor, provider, "/desk/account")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/account")
    assert "ana@forum.example: editor in forum" in visitor.get("/desk/account").text
    assert visitor.cookie("desk-oidc") is None
    assert [user.is_linked for user in list_users(users.database)] == [True, False]


def test_what_goes_there_is_for_one_sign_in_and_tells_nothing(browser_of: Browsers) -> None:
    sent = [browser_of().get("/desk/oidc?next=/desk/account") for _ in range(2)]
    queries = [parse_qs(urlsplit(answer.headers["Location"]).query) for answer in sent]
    for name in ("state", "nonce", "code_challenge"):
        assert queries[0][name] != queries[1][name]
    assert queries[0]["redirect_uri"] == ["http://127.0.0.1:8000/desk/oidc/back"]
    (cookie,) = sent[0].headers.getlist("Set-Cookie")
    secret = cookie.partition(";")[0].removeprefix("desk-oidc=")
    assert cookie.endswith("; Max-Age=600; HttpOnly; Path=/; SameSite=Lax")
    assert secret not in sent[0].headers["Location"]


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/%5Cevil.example"])
def test_it_leads_to_the_desk_alone(browser_of: Browsers, provider: SmallProvider, wanted: str) -> None:
    assert came_back(browser_of(), provider, wanted).headers["Location"] == "/desk/"


def test_once_linked_the_address_there_counts_no_more(browser_of: Browsers, provider: SmallProvider) -> None:
    came_back(browser_of(), provider)
    provider.lie = lambda claims: {**claims, "email": "bob@forum.example"}
    visitor = browser_of()
    came_back(visitor, provider)
    assert "ana@forum.example" in visitor.get("/desk/account").text


NOW = int(time.time())


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param({"iss": "https://login.evil.example"}, id="another issuer"),
        pytest.param({"iss": None}, id="no issuer"),
        pytest.param({"aud": "another-service"}, id="another audience"),
        pytest.param({"aud": [CLIENT, "another-service"]}, id="several audiences"),
        pytest.param({"aud": []}, id="no audience"),
        pytest.param({"aud": [CLIENT, "x"], "azp": "x"}, id="another party"),
        pytest.param({"azp": "x"}, id="another party alone"),
        pytest.param({"nonce": "0" * 64}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"exp": NOW - 120}, id="expired"),
        pytest.param({"exp": None}, id="for ever"),
        pytest.param({"exp": "tomorrow"}, id="until some day"),
        pytest.param({"iat": NOW + 86_400}, id="from tomorrow"),
        pytest.param({"sub": ""}, id="nobody"),
        pytest.param({"sub": 17}, id="a number"),
        pytest.param({"sub": "x" * 300}, id="endless subject"),
        pytest.param({"email_verified": False}, id="address not verified"),
        pytest.param({"email_verified": "true"}, id="verified in words"),
        pytest.param({"email_verified": None}, id="nothing said of the address"),
        pytest.param({"email": None}, id="no address"),
        pytest.param({"email": ["ana@forum.example"]}, id="a list of addresses"),
        pytest.param({"email": "eve@forum.example"}, id="somebody without an account"),
    ],
)
def test_what_it_says_has_to_hold(browser_of: Browsers, provider: SmallProvider, lie: Claims) -> None:
    provider.lie = lambda claims: {name: value for name, value in (claims | lie).items() if value is not None}
    visitor = browser_of()
    answer = came_back(visitor, provider)
    assert (answer.status_code, visitor.cookie()) == (403, None)


@pytest.mark.parametrize(
    "forge",
    [
        forged.unsigned,
        forged.signed_with_public_key,
        forged.signed_with_shared_key,
        forged.signed_by_another,
        forged.changed_afterwards,
        pytest.param(lambda _provider, _claims: "", id="no token"),
        pytest.param(lambda _provider, _claims: "a.b.c", id="nonsense"),
    ],
)
def test_what_it_says_has_to_be_signed(
    browser_of: Browsers, provider: SmallProvider, forge: Callable[[SmallProvider, Claims], str]
) -> None:
    provider.forge = forge
    visitor = browser_of()
    answer = came_back(visitor, provider)
    assert (answer.status_code, visitor.cookie()) == (403, None)


def test_a_code_counts_in_the_browser_that_went_there(browser_of: Browsers, provider: SmallProvider) -> None:
    """Login CSRF: an attacker's code and state in a victim's browser, which went there itself or did not."""
    attacker = browser_of()
    query = provider.authorize(attacker.get("/desk/oidc").headers["Location"])
    victim, going = browser_of(), browser_of()
    going.get("/desk/oidc")
    assert [each.get(BACK + query).status_code for each in (victim, going, attacker)] == [403, 403, 303]


def test_a_code_counts_once(browser_of: Browsers, provider: SmallProvider) -> None:
    visitor = browser_of()
    query = provider.authorize(visitor.get("/desk/oidc").headers["Location"])
    secret = visitor.cookie("desk-oidc") or ""
    assert visitor.get(BACK + query).status_code == 303
    again = browser_of()
    again.client.set_cookie("desk-oidc", secret)
    assert (again.get(BACK + query).status_code, again.cookie()) == (403, None)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda query: query.partition("&")[0], id="no state"),
        pytest.param(lambda query: query + "A", id="a longer state"),
        pytest.param(lambda query: query.replace("state=", "state=0"), id="another state"),
        pytest.param(lambda query: query.replace("code=", "c="), id="no code"),
        pytest.param(lambda query: query.replace("code=", "error=access_denied&c="), id="refused there"),
        pytest.param(lambda query: query + "&iss=https://login.evil.example", id="from another provider (RFC 9207)"),
        pytest.param(lambda query: query.replace("code=", "code=x"), id="another code"),
    ],
)
def test_what_comes_back_has_to_be_whole(
    browser_of: Browsers, provider: SmallProvider, change: Callable[[str], str]
) -> None:
    visitor = browser_of()
    query = provider.authorize(visitor.get("/desk/oidc").headers["Location"])
    answer = visitor.get(BACK + change(query))
    assert (answer.status_code, visitor.cookie()) == (403, None)


@pytest.mark.parametrize(
    "described",
    [
        pytest.param({"issuer": "https://login.evil.example"}, id="another name"),
        pytest.param({"token_endpoint": None}, id="nothing to ask"),
        pytest.param({"jwks_uri": "file:///etc/passwd"}, id="a file"),
        pytest.param({"token_endpoint": "gopher://127.0.0.1/"}, id="another protocol"),
        pytest.param({"jwks_uri": "http://127.0.0.1:9/keys"}, id="nobody there"),
    ],
)
def test_a_provider_that_is_not_itself_is_a_503(
    browser_of: Browsers, provider: SmallProvider, described: dict[str, Any]
) -> None:
    visitor = browser_of()
    query = provider.authorize(visitor.get("/desk/oidc").headers["Location"])
    provider.describe = lambda told: told | described
    answer = visitor.get(BACK + query)
    assert (answer.status_code, visitor.cookie()) == (503, None)


def test_without_a_provider_there_is_no_way(app: Any, browser_of: Browsers, users: Edge) -> None:
    app.extensions["scheduler"] = replace(users, provider=None)
    assert [browser_of().get(path).status_code for path in ("/desk/oidc", BACK)] == [404, 404]
