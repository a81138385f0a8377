"""Calendar bytes are kept, reused where nothing changed, and one entry that can't be rendered fails no other."""

from dataclasses import replace

from sqlalchemy import delete

from scheduler.domain.release import PublicRelease, release
from scheduler.services.reading import Reader
from scheduler.services.subscribing import Book, Subscriptions, bind, render_entries, unbind
from scheduler.store.db import Database
from scheduler.store.models.release import CalendarBookRow
from tests.factories import placement, programme, session
from tests.services.forum import BASE, NOW, edited, published, stored

NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
NEVER = 10**15  # an instant that no calendar can write
TWO = programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b"))


def made(draft: object = TWO, previous: PublicRelease | None = None, number: int = 1) -> PublicRelease:
    assert isinstance(draft, type(TWO))
    return release(draft, previous, number=number, label="L", note="", at=NOW + number)


def test_a_book_comes_apart_as_it_was_bound() -> None:
    blocks = {("1", 1): b"BEGIN\r\n\n", ("2", 3): b"", ("A", 2): "ü\r\n".encode()}
    book = Book(blocks, frozenset({("A", 2)}))
    assert unbind(bind(book)) == book
    assert list(unbind(bind(book)).blocks) == list(blocks)
    assert unbind(bind(Book({}))) == Book({})


def test_kept_bytes_are_what_rendering_makes(database: Database) -> None:
    stored(database, TWO)
    public = published(database)
    which, _ = Reader(database).identified("forum")
    feeds = Subscriptions(database, BASE)
    rendered = render_entries(public, BASE)
    assert feeds.book(public, which) == rendered
    with database.storing() as unit:
        unit.execute(delete(CalendarBookRow))
        unit.commit()
    assert feeds.book(public, which) == rendered
    assert Subscriptions(database, "https://moved.example").book(public, which) != rendered


def test_only_what_changed_is_rendered_again() -> None:
    first = made()
    marked = Book(dict.fromkeys(first.entry, b"kept"))
    moved = replace(TWO, placements=(placement("1", TEN, ELEVEN, "a"), *TWO.placements[1:]))
    second = made(moved, first, 2)
    book = render_entries(second, BASE, before=(first, marked))
    assert book == Book({**render_entries(second, BASE).blocks, ("2", 1): b"kept"})


def test_a_renamed_event_reaches_every_entry() -> None:
    first = made()
    marked = Book(dict.fromkeys(first.entry, b"kept"))
    second = made(replace(TWO, event=replace(TWO.event, contact_email="new@forum.example")), first, 2)
    assert b"kept" not in render_entries(second, BASE, before=(first, marked)).blocks.values()


BROKEN = replace(TWO, placements=(TWO.placements[0], replace(TWO.placements[1], starts=NEVER, ends=NEVER + 60)))


def test_an_entry_that_can_t_be_rendered_keeps_its_last_good_bytes() -> None:
    first = made()
    good = render_entries(first, BASE)
    second = made(BROKEN, first, 2)
    stale = Book(good.blocks, frozenset({("2", 1)}))
    assert render_entries(second, BASE, before=(first, good)) == stale
    assert render_entries(second, BASE, last_good=lambda: [Book({}), good]) == stale
    assert stale.unrendered(second) == ("forum-2-1",)
    left_out = render_entries(second, BASE)
    assert left_out == Book({("1", 1): good.blocks["1", 1]})
    assert left_out.unrendered(second) == ("forum-2-1",)


def test_an_entry_that_could_not_be_rendered_is_tried_again_though_nothing_changed() -> None:
    first = made()
    stale = Book(dict.fromkeys(first.entry, b"kept"), frozenset({("2", 1)}))
    second = made(TWO, first, 2)
    book = render_entries(second, BASE, before=(first, stale))
    assert book == Book({("1", 1): b"kept", ("2", 1): render_entries(second, BASE).blocks["2", 1]})
    assert book.unrendered(second) == ()


def test_a_new_address_keeps_what_can_t_be_rendered_any_more(database: Database) -> None:
    """And the release after it, whose book under the new name was never made."""
    stored(database, TWO)
    published(database)
    which, first = Reader(database).identified("forum")
    good = Subscriptions(database, BASE).book(first, which)
    moved = Subscriptions(database, "https://moved.example").book(made(BROKEN, first, 2), which)
    assert (moved.blocks["2", 1], moved.stale) == (good.blocks["2", 1], frozenset({("2", 1)}))


def test_publishing_keeps_one_book(database: Database) -> None:
    stored(database, programme(placement("1", NINE, TEN, "a"), sessions=(session("1"),)))
    for title in ("A", "B", "C"):
        edited(database, programme(placement("1", NINE, TEN, "a"), sessions=(session("1", title=title),)))
        published(database)
    with database.reading() as unit:
        assert unit.query(CalendarBookRow).count() == 1
