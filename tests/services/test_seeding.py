"""The seed fills an empty database once, without an error in it, and practises conflicts on demand."""

from scheduler.domain.log import Author
from scheduler.formats.wsis import build
from scheduler.formats.wsis_plants import RULES
from scheduler.services.desk import Desks
from scheduler.services.reading import Reader
from scheduler.services.seeding import FOLDER, Seeded, seed
from scheduler.store.db import Database
from tests.services.forum import BASE, NOW, stored


def run(database: Database, **kw: bool) -> Seeded:
    return seed(database, author=Author("tests", NOW), base_url=BASE, **kw)


def test_seeding_makes_the_week_and_releases_it(database: Database) -> None:
    done = run(database)
    assert (done.created, done.sessions >= 250) == (True, True)
    current = Reader(database).current("wsis-2017")
    assert (current.number, len(current.entries)) == (1, done.placements)
    assert not [c for c in Desks(database).open("wsis-2017").conflicts if c.severity == "error"]


def test_seeding_twice_changes_nothing(database: Database) -> None:
    run(database)
    before = Desks(database).open("wsis-2017")
    again = run(database)
    assert (again.created, again.planted, again.release) == (False, False, None)
    assert Desks(database).open("wsis-2017") == before
    assert len(Reader(database).releases("wsis-2017")) == 1


def test_a_seed_that_was_interrupted_before_its_release_is_released(database: Database) -> None:
    made = build(FOLDER, seed=2017, facts_only=True)
    stored(database, made)
    again = run(database, facts_only=True)
    assert (again.created, again.release is not None, run(database, facts_only=True).release) == (False, True, None)
    assert Reader(database).current("wsis-2017") == again.release


def test_facts_only_are_the_forty_real_sessions(database: Database) -> None:
    assert run(database, facts_only=True).sessions == 40


def test_planting_breaks_every_rule_it_can_in_the_draft_alone(database: Database) -> None:
    run(database)
    before = {c.key for c in Desks(database).open("wsis-2017").conflicts}
    assert run(database, plant_conflicts=True).planted
    new = [c.rule for c in Desks(database).open("wsis-2017").conflicts if c.key not in before]
    assert sorted(new) == sorted((*RULES, "interventions-overrun"))
    assert len(Reader(database).releases("wsis-2017")) == 1
    assert not run(database, plant_conflicts=True).planted
