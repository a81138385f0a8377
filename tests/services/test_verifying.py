"""Releases are verified: what is as it was published is left in peace, what is not is named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from scheduler.domain.agenda import CONFIRMED
from scheduler.domain.document import freeze
from scheduler.domain.log import Author
from scheduler.domain.release import PublicRelease
from scheduler.http.context import Edge
from scheduler.services.erasing import erase
from scheduler.services.reading import Reader
from scheduler.services.subscribing import bind, render_entries, unbind
from scheduler.services.verifying import Verified, verify
from scheduler.store.db import Database
from scheduler.store.models.release import CalendarBookRow, ReleaseRow
from tests.api.forum import BASE, FIRST, FORUM, MOVED, SECOND, released

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def forum(database: Database) -> Database:
    """Two releases, of which the second moves one entry and cancels another."""
    released(database, FORUM, FIRST)
    released(database, MOVED, SECOND)
    return database


def told(database: Database) -> list[str]:
    """What is found to differ."""
    return [str(each) for each in verify(database, "forum", base_url=BASE).differences]


def test_nothing_differs(forum: Database) -> None:
    counts: list[int] = []
    assert verify(forum, "forum", base_url=BASE, progress=counts.append) == Verified(2, 8, ())
    assert counts == list(range(1, 9))
    # No bytes are kept under another address yet: there is nothing to compare with.
    assert verify(forum, "forum", base_url="https://moved.example").differences == ()


def rewritten(database: Database, number: int, **columns: Any) -> None:
    """Change what lies in a release's row, as a broken disk or a careless hand would."""
    with database.storing() as unit:
        unit.execute(update(ReleaseRow).where(ReleaseRow.number == number).values(**columns))
        unit.commit()


def aged(key: tuple[str, int], **changes: Any) -> Callable[[PublicRelease], PublicRelease]:
    """What changes one entry of a release."""

    def change(made: PublicRelease) -> PublicRelease:
        entries = tuple(replace(e, **changes) if (e.session, e.part) == key else e for e in made.entries)
        return replace(made, entries=entries)

    return change


DAMAGES = {
    "a SEQUENCE that went back": (
        aged(("2", 1), sequence=0),
        [
            "release 2, forum-2-1: it moved, but its SEQUENCE stayed 0.",
            "release 2, forum-2-1: projected anew, it differs in sequence.",
        ],
    ),
    "an entry that came back": (
        aged(("3", 1), status=CONFIRMED),
        [
            "release 2, forum-3-1: projected anew, it differs in status, status.",
            "release 2: lists tell something else of it than it holds.",
        ],
    ),
    "another first time": (
        aged(("1", 1), created_at=FIRST + 1),
        [
            "release 2, forum-1-1: the time that it was first released at is another.",
            "release 2, forum-1-1: projected anew, it differs in created_at.",
        ],
    ),
    "an older change": (
        aged(("1", 1), changed_at=FIRST - 1),
        [
            "release 2, forum-1-1: it changed earlier than in the release before.",
            "release 2, forum-1-1: projected anew, it differs in changed_at.",
        ],
    ),
    "another domain of UIDs": (
        lambda made: replace(
            made, programme=replace(made.programme, event=replace(made.programme.event, uid_domain="other.example"))
        ),
        [
            "release 2: the UID domain was forum.example and is other.example: every UID is another.",
            "release 2: projected anew, it differs in event.",
        ],
    ),
    "a number that is another's": (
        lambda made: replace(made, number=3),
        [
            "release 2: what is public of it says that it is release 3.",
            "release 3: the one before it is 1.",
            "release 3: lists tell something else of it than it holds.",
        ],
    ),
}


@sqlite
@pytest.mark.parametrize(("damage", "expected"), DAMAGES.values(), ids=DAMAGES)
def test_what_is_public_was_changed(
    forum: Database, damage: Callable[[PublicRelease], PublicRelease], expected: list[str]
) -> None:
    made = Reader(forum).current("forum")
    rewritten(forum, 2, public=freeze(damage(made)))
    found = [each for each in told(forum) if "kept calendar bytes" not in each]
    assert found == expected


@sqlite
def test_a_document_that_can_not_be_read_is_named_and_the_others_go_on(forum: Database) -> None:
    rewritten(forum, 1, document=b"x", note="not what it holds")
    (only,) = told(forum)
    assert only.startswith("release 1: its document can't be read (error: Error -5 while decompressing data")


@sqlite
def test_what_lists_tell(forum: Database) -> None:
    rewritten(forum, 1, entries=7)
    assert told(forum) == ["release 1: lists tell something else of it than it holds."]


@sqlite
def test_calendar_bytes_that_are_not_what_rendering_makes(forum: Database) -> None:
    made = Reader(forum).current("forum")
    book = render_entries(made, BASE)
    first, second, *_ = book.blocks
    blocks = {**book.blocks, first: book.blocks[first].replace(b"SUMMARY:", b"SUMMARY:Un")}
    with forum.storing() as unit:
        body = bind(replace(book, blocks=blocks, stale=frozenset({second})))
        unit.execute(update(CalendarBookRow).values(body=body))
        unit.commit()
    assert unbind(body).stale == {second}
    assert told(forum) == [
        f"release 2, {made.item[first].key}: its kept calendar bytes are others than those rendered anew.",
        f"release 2, {made.item[second].key}: calendars show it as it was before; the next release mends that.",
    ]


def test_an_erasure_is_no_difference(app: Flask) -> None:
    made: Edge = app.extensions["scheduler"]
    released(made.database, FORUM, FIRST)
    released(made.database, MOVED, SECOND)
    erase(made.desks, "forum", "ada", author=Author("tests", SECOND + 60))
    assert told(made.database) == []


@sqlite
def test_the_command_names_what_differs_and_ends_with_1(app: Flask) -> None:
    made: Edge = app.extensions["scheduler"]

    def run(*arguments: str) -> tuple[int, str, str]:
        with app.app_context():
            done = app.test_cli_runner().invoke(args=["verify", *arguments])
        return done.exit_code, done.stdout, done.stderr

    assert run() == (1, "", "There is no event yet. `flask --app wsgi seed` makes one.\n")
    released(made.database, FORUM, FIRST)
    assert run() == (0, "forum: 1 release, entries made anew: 4; all as it was published.\n", "")
    rewritten(made.database, 1, entries=7)
    wrong = (
        "forum, release 1: lists tell something else of it than it holds.\n"
        "forum: 1 release, entries made anew: 4; 1 difference.\n"
    )
    assert run("forum") == (1, wrong, "")
    assert run("other") == (1, "", "There is no event 'other'. There is: forum.\n")
