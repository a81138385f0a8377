"""Requests that may be sent again: what is known of their keys, for how long, and by whom at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.domain.errors import StateConflict
from scheduler.domain.log import Repeat
from scheduler.services.desk import Desks
from scheduler.services.founding import dissolve_event, found_event
from scheduler.services.repeating import DoneBefore, begin, end
from scheduler.store.db import Database
from tests.everything import EVERYTHING
from tests.services.organiser import BY, organising, wish

ONCE = Repeat("once", "digest")
FIELDS = {"slug": "forum", "name": "Forum", "time_zone": "UTC"}


def test_keys_of_an_event_that_is_deleted_are_forgotten(database: Database) -> None:
    """Another event of its slug has changes of the same numbers, which did something else."""
    first = organising(database, EVERYTHING)
    attic = wish("create", "room", None, {"slug": "attic", "name": "Attic"})
    first.edit(attic, repeat=ONCE)
    dissolve_event(first.desks, first.event, expected=0)
    again = organising(database, EVERYTHING)
    again.create("track", {"slug": "low", "name": "Low"})
    again.edit(attic, repeat=ONCE)
    with pytest.raises(DoneBefore) as done:
        again.edit(attic, repeat=ONCE)
    assert (done.value.event, done.value.revision) == ("everything", 2)
    assert again.desk.programme.room["attic"].name == "Attic"


def test_an_event_that_is_deleted_can_be_made_anew_with_its_key(database: Database) -> None:
    desks = Desks(database)
    for _ in range(2):
        found_event(desks, FIELDS, uid_domain="forum.example", author=BY, repeat=ONCE)
        dissolve_event(desks, "forum", expected=0)
    assert found_event(desks, FIELDS, uid_domain="forum.example", author=BY, repeat=ONCE).revision == 0


def test_a_key_that_two_requests_use_at_once_is_of_the_first(database: Database) -> None:
    def another() -> str:
        with database.storing() as session, pytest.raises(StateConflict) as refused:
            begin(session, BY, Repeat("once", "of another"))
        return refused.value.detail

    with ThreadPoolExecutor(1) as thread:
        with database.storing() as session:
            begin(session, BY, ONCE)
            asked = thread.submit(another)
            end(session, BY, ONCE, event="a", revision=1)
            session.commit()
        said = asked.result()
    assert said == "This Idempotency-Key was used for another request. Choose a new one for each."


def test_what_showed_a_secret_is_not_shown_again(database: Database) -> None:
    with database.storing() as session:
        end(session, BY, ONCE)
        session.commit()
    with database.storing() as session, pytest.raises(StateConflict) as refused:
        begin(session, BY, ONCE)
    assert refused.value.detail == "This was done already, and showed a secret that is never shown again."
