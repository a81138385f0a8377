"""When an embargo ends, what was approved under it appears, and nothing else does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.clock import DAY
from scheduler.domain.ordering import ordered
from scheduler.domain.release import Entry
from scheduler.domain.session import Appearance
from scheduler.services.desk import Desks
from scheduler.services.embargoes import end_embargoes
from scheduler.services.publishing import read_release
from scheduler.services.reading import Reader
from scheduler.services.running import Ran, Turn
from scheduler.store.changes import one_change
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.embargoes import embargoes_over, note_embargo
from scheduler.store.leases import Lease, LeaseLost
from tests.factories import placement, programme, session
from tests.services.forum import BASE, NOW, change_policy, edited, published, stored

NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"
MONDAY, TUESDAY = NOW + DAY, NOW + 2 * DAY
HELD = programme(
    placement("1", NINE, TEN, "a"),
    placement("2", NINE, TEN, "b"),
    placement("3", NINE, TEN, "c"),
    sessions=(
        session("1", embargo_until=MONDAY),
        session("2", people=(Appearance("ada", embargo_until=MONDAY), Appearance("bob"))),
        session("3", embargo_until=TUESDAY),
    ),
)
HAND = Turn("hand")


def run(database: Database, now: int, turn: Turn = HAND) -> Ran:
    """The job at an instant."""
    return end_embargoes(Desks(database), lambda: now, turn=turn, base_url=BASE)


def shown(database: Database) -> dict[str, list[str]]:
    """The sessions that the public sees, with their people."""
    return {item.session: [person.name for person in item.people] for item in Reader(database).current("forum").items}


def test_what_was_held_appears_by_itself(database: Database) -> None:
    """Two end at once: one release. It is nobody's decision, and tells so."""
    stored(database, HELD)
    published(database)
    assert shown(database) == {"2": ["Bob"]}
    assert run(database, MONDAY - 1) == Ran()
    assert run(database, MONDAY) == Ran(done=1)
    assert run(database, MONDAY) == Ran()
    assert shown(database) == {"1": [], "2": ["Ada", "Bob"]}
    made = Reader(database).current("forum")
    assert (made.number, made.label, made.note, made.published_at) == (
        2,
        "Embargo over: sessions 1, 2",
        "",
        MONDAY,
    )
    assert made.entries == (Entry("1", 1, "confirmed", 0, MONDAY, MONDAY), Entry("2", 1, "confirmed", 0, NOW, MONDAY))
    kept = read_release(database, "forum", 2)
    assert (kept.who, kept.revision, kept.approved) == ("the service", 2, 1)
    with database.reading() as unit:
        (told,) = one_change(unit, 1, 2).operations  # type: ignore[union-attr]
    assert told.after == {"label": made.label, "note": "", "only": [], "embargo": True, "waived": []}
    assert run(database, TUESDAY) == Ran(done=1)
    assert shown(database) == {"1": [], "2": ["Ada", "Bob"], "3": []}


def test_late_is_not_never(database: Database) -> None:
    stored(database, HELD)
    published(database)
    assert run(database, TUESDAY + 9 * DAY) == Ran(done=1)
    assert Reader(database).current("forum").label == "Embargo over: sessions 1, 2, 3"


def test_the_drafts_later_edits_stay_in_the_draft(database: Database) -> None:
    """Also a title, another place, an embargo that is shorter, and that the session was deleted."""
    stored(database, HELD)
    published(database)
    edited(
        database,
        ordered(
            replace(
                HELD,
                placements=(placement("2", TEN, ELEVEN, "b"), placement("3", TEN, ELEVEN, "c")),
                sessions=(session("2", title="New"), session("3", embargo_until=MONDAY)),
            )
        ),
    )
    first = Reader(database).current("forum")
    run(database, TUESDAY)
    made = Reader(database).current("forum")
    assert sorted(shown(database)) == ["1", "2", "3"]
    assert replace(made.item["2", 1], people=()) == replace(first.item["2", 1], people=())


def test_what_was_released_before_stays_as_it_was_until_then(database: Database) -> None:
    """Also what was cancelled since the session under embargo was approved."""
    stored(database, HELD)
    published(database)
    edited(database, ordered(replace(HELD, placements=HELD.placements[:1] + HELD.placements[2:])))
    second = published(database)
    run(database, MONDAY)
    made = Reader(database).current("forum")
    assert made.entry["2", 1] == second.entry["2", 1]
    assert made.label == "Embargo over: session 1"


def test_nothing_stops_it(database: Database) -> None:
    """It was approved: what is an error by now is for whoever releases next."""
    stored(database, HELD)
    published(database)
    change_policy(database, "moderator-missing", "error")
    assert run(database, MONDAY) == Ran(done=1)


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param({"visibility": "internal"}, id="internal"),
        pytest.param({"state": "cancelled"}, id="cancelled"),
        pytest.param(
            {"appearances": (Appearance("ada", visibility="hidden", embargo_until=MONDAY),), "embargo_until": None},
            id="hidden",
        ),
    ],
)
def test_what_shows_nothing_makes_no_release(database: Database, hidden: dict[str, object]) -> None:
    """And is not looked at again until the next one ends; it takes no number either."""
    held = replace(HELD.session["1"], **hidden)  # type: ignore[arg-type]
    last = replace(HELD.session["3"])
    stored(database, replace(HELD, sessions=(held, session("2"), last)))
    published(database)
    assert run(database, MONDAY) == Ran()
    with database.reading() as unit:
        assert embargoes_over(unit, MONDAY) == ()
        assert embargoes_over(unit, TUESDAY) == (("forum", 1),)
        assert revision_of(unit, "forum")[1] == 1
    assert run(database, TUESDAY) == Ran(done=1)


def test_releases_of_older_versions_are_looked_at_once(database: Database) -> None:
    """What their embargoes are was not known: the migration says that it is time to look."""
    stored(database, HELD)
    published(database)
    with database.storing() as unit:
        note_embargo(unit, 1, 1, NOW)
        unit.commit()
    assert run(database, NOW) == Ran()
    with database.reading() as unit:
        assert embargoes_over(unit, MONDAY - 1) == ()
        assert embargoes_over(unit, MONDAY) == (("forum", 1),)


def test_two_processes_make_one_release(database: Database) -> None:
    stored(database, HELD)
    published(database)
    with ThreadPoolExecutor(3) as threads:
        assert sum(ran.done for ran in threads.map(lambda _: run(database, MONDAY), range(3))) == 1
    assert Reader(database).current("forum").number == 2


def test_who_lost_the_lease_makes_none(database: Database) -> None:
    stored(database, HELD)
    published(database)
    with pytest.raises(LeaseLost):
        run(database, MONDAY, Turn("gone", Lease("jobs", 1)))
    assert Reader(database).current("forum").number == 1


def test_who_is_to_end_begins_none(database: Database) -> None:
    stored(database, HELD)
    published(database)
    assert run(database, MONDAY, Turn("ending", ending=lambda: True)) == Ran(due=1)


def test_going_back_shows_nothing_that_is_held_for_longer_since(database: Database) -> None:
    """The second release holds session 1 and Ada till Tuesday: the first is no way around that."""
    stored(database, HELD)
    published(database)
    longer = (
        session("1", embargo_until=TUESDAY),
        session("2", people=(Appearance("ada", embargo_until=TUESDAY), Appearance("bob"))),
        session("3", embargo_until=TUESDAY),
    )
    edited(database, ordered(replace(HELD, sessions=longer)))
    published(database, now=NOW + 60)
    published(database, now=MONDAY + 60, restores=1)
    assert (Reader(database).current("forum").number, shown(database)) == (3, {"2": ["Bob"]})
    assert run(database, TUESDAY) == Ran(done=1)
    assert shown(database) == {"1": [], "2": ["Ada", "Bob"], "3": []}


LONGER = ordered(
    replace(
        HELD,
        sessions=(
            session("1", embargo_until=TUESDAY),
            session("2", people=(Appearance("ada", role="chair", embargo_until=TUESDAY), Appearance("bob"))),
            session("3", embargo_until=TUESDAY),
        ),
    )
)
"""What was to be out on Monday is held till Tuesday, in the draft alone; Ada got another role in passing."""


def test_nothing_appears_before_the_later_of_both_ends(database: Database) -> None:
    stored(database, HELD)
    published(database)
    edited(database, LONGER)
    assert [run(database, at) for at in (MONDAY, TUESDAY - 1)] == [Ran(), Ran()]
    assert shown(database) == {"2": ["Bob"]}
    assert run(database, TUESDAY) == Ran(done=1)
    assert shown(database) == {"1": [], "2": ["Ada", "Bob"], "3": []}


def test_what_else_ends_then_appears_without_what_the_draft_holds(database: Database) -> None:
    stored(database, HELD)
    published(database)
    edited(database, ordered(replace(HELD, sessions=(LONGER.session["1"], *HELD.sessions[1:]))))
    assert run(database, MONDAY) == Ran(done=1)
    assert shown(database) == {"2": ["Ada", "Bob"]}
    assert run(database, TUESDAY) == Ran(done=1)
    assert shown(database) == {"1": [], "2": ["Ada", "Bob"], "3": []}


@pytest.mark.parametrize("way", [{"only": ["3"]}, {"restores": 1}], ids=str)
def test_no_release_of_less_is_a_way_around_the_draft(database: Database, way: dict[str, Any]) -> None:
    stored(database, HELD)
    published(database)
    edited(database, LONGER)
    published(database, now=MONDAY + 60, **way)
    assert shown(database) == {"2": ["Bob"]}
    assert run(database, TUESDAY) == Ran(done=1)
    assert shown(database) == {"1": [], "2": ["Ada", "Bob"], "3": []}


def test_what_is_public_already_is_hidden_by_no_embargo_of_the_draft(database: Database) -> None:
    """A release of something else would cancel it in every calendar."""
    stored(database, HELD)
    published(database)
    run(database, MONDAY)
    edited(database, LONGER)
    before = Reader(database).current("forum")
    published(database, now=MONDAY + 60, only=["3"])
    after = Reader(database).current("forum")
    assert (after.number, after.entries) == (before.number + 1, before.entries)
    assert shown(database) == {"1": [], "2": ["Ada", "Bob"]}
