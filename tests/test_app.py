"""The composition root."""

import io
import sys
from threading import enumerate as threads

import pytest
import structlog

from config import Config
from scheduler.app import create_app
from tests.databases import dispose


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_making_an_app_starts_no_thread(database_url: str) -> None:
    """Each web worker makes one: the jobs would run once in each of them."""
    before = threads()
    app = create_app(Config(database_url=database_url, smtp_url="smtp://127.0.0.1:1", mail_from="desk@forum.example"))
    assert threads() == before
    assert {"publish-due", "send-mail", "sweep"} <= {job.name for job in app.extensions["scheduler"].jobs}
    dispose(app)


@pytest.mark.parametrize(("terminal", "coloured"), [(False, False), (True, True)], ids=["a file", "a terminal"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_colours_are_for_terminals(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,  # noqa: FBT001 - a table
    coloured: bool,  # noqa: FBT001 - as above
) -> None:
    """A log that is written into a file is searched by other programs."""
    output = io.StringIO()
    output.isatty = lambda: terminal  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", output)
    before = structlog.get_config()
    app = create_app(Config(database_url=database_url, log_format="text"))
    line = structlog.get_config()["processors"][-1](None, "info", {"event": "said", "level": "info"})
    structlog.configure(**before)
    dispose(app)
    assert ("said" in line, "\x1b[" in line) == (True, coloured)
