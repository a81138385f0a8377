"""What only a browser can tell about the public pages: the reader's zone, the keyboard, the dark, and zoomed text."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open

pytestmark = pytest.mark.browser

AGENDA = "/wsis-2017/"
# In June Suva is ten hours ahead of Geneva, so what begins at 14:00 or later begins on its next day.
SUVA_HOURS_AHEAD = 10


def starts(page: Page) -> list[tuple[str, str]]:
    """The times of day that the agenda has headings for, in the event's zone and in the reader's."""
    texts = "all => all.map(h => ['time', 'i'].map(tag => h.querySelector(tag).textContent))"
    return [(own, reader) for own, reader in page.locator("main h3").evaluate_all(texts)]


def in_suva(own: str) -> str:
    """The same time in Suva, in June."""
    days, minutes = divmod(int(own[:2]) * 60 + int(own[3:5]) + SUVA_HOURS_AHEAD * 60, 24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (" +1 day" if days else "")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_reader_in_suva_chooses_the_zone_and_sees_both_times(opened: Open, scripts: bool) -> None:
    page = opened(AGENDA, java_script_enabled=scripts)
    page.get_by_text("Filters and time zone").click()
    page.get_by_label("Times also in my zone").fill("Pacific/Fiji")
    page.get_by_role("search").get_by_role("button", name="Show").last.click()
    shown = starts(page)
    assert shown == [(own, in_suva(own)) for own, _ in shown] != []
    page.locator("main h4 a").first.click()
    expect(page.locator("main .reader")).to_contain_text("Pacific/Fiji")


def test_the_keyboard_reaches_search_and_the_first_session(opened: Open) -> None:
    page = opened(AGENDA)
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "({name: document.activeElement.name || '', path: document.activeElement.pathname || ''})"
        )
        reached.append(focus["name"] or focus["path"])
        if reached[-1].startswith("/wsis-2017/sessions/"):
            break
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"the focus on {reached[-1]!r} can't be seen"
    assert ("q" in reached, reached[-1]) == (True, page.locator("main h4 a").first.get_attribute("href"))


def test_search_answers_to_the_enter_key(opened: Open) -> None:
    page = opened(AGENDA)
    page.get_by_label("Search").fill("refugees")
    page.keyboard.press("Enter")
    expect(page.locator("main h4")).to_have_text(["How technology Empowers Refugees"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ground_follows_the_readers_scheme(opened: Open, scheme: str) -> None:
    page = opened(AGENDA, color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 28)"}[scheme]


@pytest.mark.parametrize(
    "path", [AGENDA, "/wsis-2017/register", "/wsis-2017/sessions/387?tz=America/Argentina/Buenos_Aires"]
)
def test_text_of_twice_the_size_still_fits_a_phone(opened: Open, path: str) -> None:
    page = opened(path, viewport={"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_facts_of_a_session_have_room_on_a_phone(opened: Open) -> None:
    page = opened("/wsis-2017/sessions/S074", viewport={"width": 320, "height": 640})
    widths = page.locator("dd").evaluate_all("all => all.map(dd => dd.getBoundingClientRect().width)")
    assert widths
    assert [width for width in widths if width < 160] == []


def test_no_badge_is_cut_off_on_a_phone(opened: Open) -> None:
    page = opened(AGENDA, viewport={"width": 320, "height": 640})
    ends = page.locator("main b").evaluate_all("all => all.map(b => b.getBoundingClientRect().right)")
    assert ends
    assert [end for end in ends if end > 320] == []


def test_the_filters_can_be_sent_from_below_their_fields(opened: Open) -> None:
    page = opened(AGENDA, viewport={"width": 320, "height": 640})
    page.get_by_text("Filters and time zone").click()
    field, button = page.get_by_label("Times also in my zone"), page.get_by_role("button", name="Show").last
    tops = "it => it.getBoundingClientRect().top"
    assert field.evaluate(tops) < button.evaluate(tops)


def test_what_only_a_script_can_do_is_not_offered_without(opened: Open) -> None:
    shown = {
        scripts: opened("/wsis-2017/subscribe", java_script_enabled=scripts).get_by_role("button", name="Copy").count()
        for scripts in (True, False)
    }
    assert shown == {True: 1, False: 0}


@pytest.mark.parametrize(
    ("scripts", "query", "zone"),
    [(True, "", "Pacific/Fiji"), (False, "", ""), (True, "?tz=Asia/Tokyo", "Asia/Tokyo")],
    ids=["the browser knows", "without scripts", "the reader said otherwise"],
)
def test_who_registers_is_asked_for_the_zone_where_they_are(opened: Open, scripts: bool, query: str, zone: str) -> None:
    page = opened(f"/wsis-2017/register{query}", java_script_enabled=scripts, timezone_id="Pacific/Fiji")
    expect(page.locator("#time_zone")).to_have_value(zone)
