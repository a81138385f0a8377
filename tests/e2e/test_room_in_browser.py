"""A phone in one hand on the morning of day one: signing in, a delay, somebody asks for the floor, the public sees."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config import Config
from scheduler.app import create_app
from scheduler.domain.floor import Said
from scheduler.domain.log import Author
from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.services import moderating
from scheduler.services.steering import change_live
from scheduler.services.users import create_user
from tests.api.forum import FIRST, FORUM, released
from tests.conftest import SECRET_KEY
from tests.databases import dispose
from tests.fakes import SteppingClock
from tests.serving import free_port, served

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"
BY = Author("ana@forum.example", FIRST)


@dataclass(frozen=True, slots=True)
class House:
    """A running service, five minutes into the opening in Popov; somebody in the room asks for the floor."""

    url: str
    edges: Edge


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    path = tmp_path_factory.mktemp("room") / "room.sqlite"
    shutil.copyfile(sqlite_template, path)
    port, clock = free_port(), SteppingClock()
    url = f"http://127.0.0.1:{port}"
    app = create_app(Config(database_url=f"sqlite:///{path}", base_url=url, secret_keys=SECRET_KEY), clock=clock)
    edges: Edge = app.extensions["scheduler"]
    released(edges.database, FORUM, FIRST)
    clock.set("2017-06-12T09:05")
    create_user(
        edges.database,
        edges.sign_ins.passwords,
        "popov@forum.example",
        Grant("moderator", "forum", ("popov",)),
        now=clock(),
        new_password=lambda: PASSWORD,
    )
    moderating.note(edges.desks, "forum", ("1", 1), Said("Losalini", "FJ"), author=BY, repeat=None)
    with served(app, port):
        yield House(url, edges)
    dispose(app)


def phone(browser: Browser, house: House, complaints: list[str], *, scripts: bool) -> Page:
    """The page of the opening on a narrow phone, signed in."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    page = context.new_page()
    page.clock.install()
    page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    page.goto(f"{house.url}/desk/forum/rooms")
    page.get_by_label("E-mail address").fill("popov@forum.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Opening (part 1)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opening (part 1)")
    return page


def test_a_room_is_run_without_scripts(browser: Browser, house: House) -> None:
    complaints: list[str] = []
    page = phone(browser, house, complaints, scripts=False)
    page.get_by_role("button", name="10 min").click()
    expect(page.get_by_role("status")).to_have_text("Done. It is public within two seconds.")
    expect(page.get_by_text("Starts 10 minutes late.")).to_be_visible()
    page.get_by_role("button", name="Accept: Losalini").click()
    page.get_by_role("button", name="Delivered: Losalini").click()
    expect(page.get_by_text("Nobody asks for the floor.")).to_be_visible()
    page.goto(f"{house.url}/forum/live?room=popov")
    expect(page.locator(".news").first).to_have_text(re.compile("10 minutes late"))
    assert complaints == []
    page.context.close()


def test_with_scripts_it_comes_anew_and_waits_for_whoever_types(browser: Browser, house: House) -> None:
    complaints: list[str] = []
    page = phone(browser, house, complaints, scripts=True)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def wait_a_minute() -> None:
        """With no finger on the phone."""
        page.evaluate("document.activeElement.blur()")
        for _ in range(3):
            page.clock.run_for(20_000)

    page.get_by_label("Minutes").fill("7")
    seen = int(page.locator("[name=seen]").first.get_attribute("value") or "")
    edges = house.edges
    change_live(
        edges.desks, edges.reader, edges.sealer, "forum", "forum-1-1", {"room_full": True}, expected=seen, author=BY
    )
    wait_a_minute()
    assert (asked, page.get_by_label("Minutes").input_value()) == ([], "7")
    page.get_by_label("Minutes").fill("")
    wait_a_minute()
    expect(page.get_by_text("The room is full.")).to_be_visible()
    assert complaints == []
    page.context.close()
