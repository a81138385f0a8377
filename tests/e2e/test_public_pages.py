"""The public pages in a real browser: whole, quiet, narrow, without scripts, and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/wsis-2017/",
    "/wsis-2017/?day=2017-06-13&tz=Pacific/Fiji",
    "/wsis-2017/live",
    "/wsis-2017/subscribe",
    "/wsis-2017/changes",
    "/wsis-2017/sessions/S001",
    "/wsis-2017/rooms/popov-room",
    "/join/wsis-2017-S001-1",
    "/wsis-2017/sessions/none",
    "/api/docs",
    "/api/errors",
)
SESSIONS = "main a[href*='/wsis-2017/sessions/']"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_a_complaint_and_asks_nobody_else(opened: Open, complaints: list[str], path: str) -> None:
    page = opened(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("h1").first).to_be_visible()
    missing = "Failed to load resource: the server responded with a status of 404 (NOT FOUND)"
    assert [told for told in complaints if not (told == missing and path.endswith("/none"))] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_narrow_screen(opened: Open, path: str) -> None:
    page = opened(path, viewport={"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


def test_the_agenda_is_the_same_without_scripts(opened: Open) -> None:
    with_scripts = opened("/wsis-2017/").locator(SESSIONS)
    without = opened("/wsis-2017/", java_script_enabled=False).locator(SESSIONS)
    assert without.count() == with_scripts.count()
    assert without.all_inner_texts() == with_scripts.all_inner_texts() != []


def test_a_reader_filters_by_day_and_opens_a_session(opened: Open) -> None:
    page = opened("/wsis-2017/", java_script_enabled=False)
    everything = page.locator(SESSIONS).count()
    page.get_by_text("Filters and time zone").click()
    page.get_by_label("Day", exact=True).select_option("2017-06-13")
    page.get_by_role("search").get_by_role("button", name="Show").first.click()
    expect(page).to_have_url(re.compile(r"[?&]day=2017-06-13"))
    assert 0 < page.locator(SESSIONS).count() < everything
    link = page.locator(SESSIONS).first
    title = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_contain_text(title)


def test_the_first_key_leads_past_the_navigation(opened: Open) -> None:
    page = opened("/wsis-2017/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_live_page_shows_the_opening_while_it_is_on(opened: Open) -> None:
    page = opened("/wsis-2017/live")
    expect(page.locator("main")).to_contain_text("Opening Ceremony")


def test_a_feeds_address_can_be_copied(opened: Open) -> None:
    page = opened("/wsis-2017/subscribe", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("button[data-copy]").first
    address = page.locator(f"#{button.get_attribute('data-copy')}").input_value()
    button.click()
    expect(page.get_by_text("Copied.").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
