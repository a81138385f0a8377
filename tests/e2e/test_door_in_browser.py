"""A participant in Suva walks from the agenda to the door of a session in Geneva: too early, then open."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from config import Config
from scheduler.app import create_app
from scheduler.domain.log import Author
from scheduler.http.context import Edge
from scheduler.services.editing import edit
from scheduler.services.steering import put_live
from scheduler.services.wishing import Wish
from tests.api.forum import FIRST, FORUM, released
from tests.conftest import SECRET_KEY
from tests.databases import dispose
from tests.factories import at
from tests.fakes import SteppingClock
from tests.serving import free_port, served

pytestmark = pytest.mark.browser

OPENS = at("2017-06-12T08:45")


@dataclass(frozen=True, slots=True)
class House:
    """A running service of a test's own, whose clock can be set, and the platform that its door leads to."""

    url: str
    clock: SteppingClock
    edges: Edge


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    path = tmp_path / "door.sqlite"
    shutil.copyfile(sqlite_template, path)
    port = free_port()
    url, clock = f"http://127.0.0.1:{port}", SteppingClock()
    app = create_app(Config(database_url=f"sqlite:///{path}", base_url=url, secret_keys=SECRET_KEY), clock=clock)
    edges: Edge = app.extensions["scheduler"]
    released(edges.database, FORUM, FIRST)
    with served(app, port):
        yield House(url, clock, edges)
    dispose(app)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_agenda_to_the_meeting(browser: Browser, house: House, scripts: bool) -> None:
    """Our own page of a room stands for the platform: the browser goes where the door sends it."""
    meeting = f"{house.url}/forum/rooms/library"
    wish = Wish("put", "remote", "forum-1-1", {"ways": [{"kind": "join", "url": meeting}]}, expected=0)
    made = house.edges
    edit(made.desks, "forum", [wish], author=Author("t", FIRST), new_id=made.new_id, sealer=made.sealer)
    house.clock.set(OPENS - 2)
    context = browser.new_context(timezone_id="Pacific/Fiji", java_script_enabled=scripts)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    page.goto(f"{house.url}/forum/")
    page.get_by_role("link", name=re.compile("Opening")).first.click()
    page.locator('a[href^="/join/"]').first.click()
    expect(page.locator(".state")).to_have_text("Not yet This session can't be joined yet.")
    expect(page.locator("time")).to_have_text("Monday 12 June 2017, 08:45 (UTC+02:00)")
    if scripts:
        expect(page.locator("[data-reader]")).to_have_text(re.compile("Monday,? 12 June 2017 at 18:45 Pacific/Fiji"))
    house.clock.set(OPENS)
    page.wait_for_url(meeting)
    assert complaints == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_live_page_follows_what_is_said(browser: Browser, house: House, scripts: bool) -> None:
    """Without scripts it is there after a reload; with them whoever came back to it, or looks on, sees it anyway."""
    house.clock.set(OPENS)
    context = browser.new_context(java_script_enabled=scripts)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    page.goto(f"{house.url}/forum/live")
    door = page.get_by_role("link", name="Take part online").first
    door.focus()
    expect(page.locator(".news")).to_have_count(0)
    said = {"delay_minutes": 20}
    put_live(
        house.edges.desks,
        house.edges.reader,
        house.edges.sealer,
        "forum",
        "forum-1-1",
        said,
        expected=None,
        author=Author("t", OPENS),
    )
    if scripts:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    else:
        page.reload()
    expect(page.locator(".news")).to_have_text("Starts 20 minutes late.")
    if scripts:
        expect(door).to_be_focused()
    assert complaints == []
    context.close()
