"""Nothing that lets somebody in stands in a log, however much is logged and whatever goes wrong."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from config import Config
from scheduler.app import create_app
from scheduler.http.context import Edge
from tests.databases import dispose
from tests.fakes import SteppingClock
from tests.web.desk.browsing import PASSWORD, Visitor
from tests.web.desk.provider import CLIENT, SECRET, running

Browsers = Callable[[], Visitor]
NEW, WRONG = "canary of a new password", "canary of a wrong password"
TOKEN, FEED, TICKET = "psk_canary_of_a_wrong_token", "canary-of-a-feed", "canary-of-a-ticket"


@pytest.fixture
def app(config: Config, clock: SteppingClock, caplog: pytest.LogCaptureFixture) -> Iterator[Flask]:
    """An app that logs all that it can, its libraries too."""
    caplog.set_level(logging.DEBUG)
    for name in ("", "sqlalchemy", "sqlalchemy.engine", "werkzeug", "urllib3", "authlib", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    with running() as provider:
        made = create_app(
            replace(
                config,
                log_level="debug",
                oidc_issuer=provider.issuer,
                oidc_client_id=CLIENT,
                oidc_client_secret=SECRET,
            ),
            clock=clock,
        )
        made.extensions["provider_of_the_test"] = provider
        yield made
        dispose(made)


def failing(*_: Any, **__: Any) -> Any:
    raise RuntimeError("a defect")


def test_no_secret_is_logged(
    app: Flask,
    browser_of: Browsers,
    users: Edge,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana, eve = browser_of(), browser_of()
    secrets = {PASSWORD, NEW, WRONG, TOKEN, FEED, TICKET, SECRET, "code-0", "access-token-of-nobody"}
    eve.sign_in("ana@forum.example", WRONG)
    ana.sign_in("ana@forum.example")
    secrets.add(ana.cookie() or "none")
    page = ana.fill("/desk/account", "/desk/account/tokens", name="n", event="forum", role="viewer", days="30").text
    token = re.findall("psk_[A-Za-z0-9_-]{32}", page)[0]
    secrets.add(token)
    eve.fill("/desk/forgotten", "/desk/forgotten", email="ana@forum.example")
    with users.database.reading() as session:
        body = session.execute(text("SELECT body FROM mail")).scalar_one()
    link = re.findall(r"/desk/reset/(\S+)", body)[0]
    secrets.add(link)
    eve.get(
        f"/desk/oidc/back{app.extensions['provider_of_the_test'].authorize(eve.get('/desk/oidc').headers['Location'])}"
    )
    secrets |= {eve.cookie("desk-form") or "none", eve.cookie() or "none"}
    for path in (f"/forum/feeds/personal/{FEED}.ics", f"/join/forum-1-1?t={TICKET}", f"/desk/reset/{link}"):
        eve.get(path)
    for bearer in (token, TOKEN):
        eve.get("/api/v1/rules", Authorization=f"Bearer {bearer}")

    # The same where something fails in the middle of it, be it in our code or in the database.
    with monkeypatch.context() as broken:
        broken.setattr("scheduler.web.desk.resetting.require_reset", failing)
        broken.setattr("scheduler.web.desk.resetting.reset_password", failing)
        broken.setattr("scheduler.http.actor.authenticate", failing)
        assert eve.get(f"/desk/reset/{link}").status_code == 500
        assert eve.get("/api/v1/rules", Authorization=f"Bearer {token}").status_code == 500
    form = {"/desk/sign-in": eve.hidden("/desk/forgotten", "/desk/forgotten")}
    with users.database.storing() as session:
        session.execute(text("ALTER TABLE sign_in RENAME TO moved"))
        session.execute(text("ALTER TABLE mail RENAME TO moved_mail"))
        session.commit()
    bob = browser_of()
    bob.client.set_cookie("desk-form", eve.cookie("desk-form") or "")
    fields = form["/desk/sign-in"]
    assert bob.post("/desk/sign-in", email="bob@forum.example", password=PASSWORD, **fields).status_code == 500
    assert bob.post("/desk/forgotten", email="bob@forum.example", **fields).status_code == 500
    assert ana.get("/desk/account").status_code == 500

    logged = caplog.text + "".join(capsys.readouterr())
    assert logged.count("request failed") == 5
    assert "INSERT INTO mail" in logged  # statements are there, what is put into them is not
    assert [secret for secret in secrets if secret in logged] == []
    assert "argon2id$" not in logged
