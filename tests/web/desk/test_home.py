"""The desk's first page, and what the API says of the same: entries that calendars don't show as they are."""

from sqlalchemy import update

from scheduler.http.context import Edge
from scheduler.services.subscribing import Book, bind, render_entries
from scheduler.store.models.release import CalendarBookRow
from tests.api.forum import BASE, FIRST, FORUM, released
from tests.web.desk.browsing import Visitor

RELEASE = "/api/v1/events/forum/releases/1"


def unrendered(browser: Visitor) -> list[str]:
    """What the API says."""
    found: list[str] = (browser.get(RELEASE).json or {})["unrendered"]
    return found


def test_entries_that_can_not_be_rendered_are_told(ana: Visitor, edges: Edge) -> None:
    made = released(edges.database, FORUM, FIRST)
    whole = ana.get("/desk/")
    assert (b"Calendars" in whole.data, unrendered(ana)) == (False, [])
    book = render_entries(made, BASE)
    first, second, *others = book.blocks
    left_out = {id_: book.blocks[id_] for id_ in (second, *others)}
    with edges.database.storing() as unit:
        unit.execute(update(CalendarBookRow).values(body=bind(Book(left_out, frozenset({second})))))
        unit.commit()
    keys = [made.item[first].key, made.item[second].key]
    page = ana.get("/desk/")
    assert page.status_code == 200
    assert f"because they can't be written anew: {', '.join(keys)}." in page.text
    assert unrendered(ana) == keys
