"""What only a browser can tell about the desk: signing in by keyboard, without scripts, narrow and in the dark."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from playwright.sync_api import Browser, Page, expect

from config import Config
from scheduler.app import create_app
from scheduler.domain.roles import Grant
from scheduler.http.context import Edge
from scheduler.services.users import create_user
from tests.api.forum import FORUM, store
from tests.databases import dispose
from tests.serving import free_port, served

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"


@pytest.fixture
def desk_url(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a running service with Ana, an editor."""
    copyfile(sqlite_template, tmp_path / "programme.sqlite")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = create_app(Config(database_url=f"sqlite:///{tmp_path / 'programme.sqlite'}", base_url=url))
    made: Edge = app.extensions["scheduler"]
    store(made.database, FORUM)
    create_user(
        made.database,
        made.sign_ins.passwords,
        "ana@forum.example",
        Grant("editor", "forum"),
        now=made.clock(),
        new_password=lambda: PASSWORD,
    )
    with served(app, port):
        yield url
    dispose(app)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser had to say, a broken content security policy among it."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A narrow page in the dark, without scripts."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, color_scheme="dark", java_script_enabled=False
    )
    made = context.new_page()
    made.on("console", lambda told: complaints.append(told.text))
    yield made
    context.close()


def is_wider_than_the_window(browser: Browser, page: Page) -> bool:
    """Whether one would have to scroll sideways; measured in a page with scripts that has the same cookies."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type] # as they were given
    twin = context.new_page()
    twin.goto(page.url)
    wider = bool(twin.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
    context.close()
    return wider


def test_ana_signs_in_by_keyboard_makes_a_token_and_signs_out(
    browser: Browser, page: Page, desk_url: str, complaints: list[str]
) -> None:
    page.goto(f"{desk_url}/desk/account")
    expect(page).to_have_url(f"{desk_url}/desk/sign-in?next=%2Fdesk%2Faccount")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("ana@forum.example")
    page.keyboard.press("Tab")
    page.keyboard.type("a wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That address and password do not belong together. Check both.")
    expect(page.get_by_label("E-mail address")).to_have_value("ana@forum.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    assert not is_wider_than_the_window(browser, page)
    page.get_by_label("What it is for").fill("laptop")
    page.get_by_role("button", name="Make a token").click()
    assert page.get_by_label("It is shown this once").input_value().startswith("psk_")
    page.get_by_role("link", name="Desk").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Forum")
    assert not is_wider_than_the_window(browser, page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{desk_url}/desk/")
    expect(page).to_have_url(f"{desk_url}/desk/sign-in?next=%2Fdesk%2F")
    assert [told for told in complaints if "422" not in told] == []
