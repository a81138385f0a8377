"""The composition root."""

from threading import enumerate as threads

import pytest

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
