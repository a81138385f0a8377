"""Many organisers at once: every edit lands or is refused, the log has no gap, and it tells all that happened."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import pytest
from sqlalchemy import create_engine

from scheduler.domain.conflicts import check
from scheduler.domain.errors import BlockedByConflicts, SchedulerError
from scheduler.domain.things import PLACEMENT, SESSION
from scheduler.services.desk import Desk, Desks, load_desk, replay
from scheduler.services.editing import Edited, edit
from scheduler.services.publishing import publish
from scheduler.store.changes import changes_since
from scheduler.store.db import Database, prepare_engine
from tests.factories import day, event, programme, room, session
from tests.services.organiser import BY, Organiser, organising, wish

MANY = 20
CODES = [str(number) for number in range(1, MANY + 1)]
HOUR = {"room": "hall", "starts_at": "2017-06-12T09:00:00+02:00", "ends_at": "2017-06-12T10:00:00+02:00"}


@pytest.fixture
def organiser(database: Database) -> Organiser:
    """Somebody with twenty sessions that are not placed."""
    made = programme(
        event=event(days=(day("2017-06-12"),)),
        rooms=[room("hall")],
        sessions=[session(code, state="accepted") for code in CODES],
    )
    return organising(database, made)


def _start(organiser: Organiser) -> Desk:
    with organiser.database.reading() as reading:
        return load_desk(reading, organiser.event, 0)


def _place(desks: Desks, code: str) -> Edited:
    wanted = wish("put", PLACEMENT, f"forum-{code}-1", HOUR)
    return edit(desks, "forum", [wanted], author=replace(BY, who=f"{code}@forum.example"), new_id=lambda: "")


def _all_at_once(does: Callable[[str], Any], of: Iterable[str]) -> list[Any]:
    with ThreadPoolExecutor(MANY) as threads:
        return list(threads.map(does, of))


def _require_whole(organiser: Organiser, start: Desk) -> list[Desk]:
    """The desks after each change on record, the last of which is what the rows hold."""
    with organiser.database.reading() as reading:
        changes = changes_since(reading, start.event_id, 0)
        anew = load_desk(reading, organiser.event, len(changes))
    assert [change.revision for change in changes] == list(range(1, len(changes) + 1))
    desks = [start]
    for change in changes:
        after = replay(desks[-1], [change])
        assert after is not None
        desks.append(after)
    assert desks[-1] == anew
    return desks


def test_all_may_take_one_room_at_one_hour_and_each_is_told_the_truth(organiser: Organiser) -> None:
    start = _start(organiser)
    made: list[Edited] = _all_at_once(lambda code: _place(organiser.desks, code), CODES)
    desks = _require_whole(organiser, start)
    assert sorted(each.desk.revision for each in made) == list(range(1, MANY + 1))
    for each in made:
        assert each.recorded is not None
        assert each.recorded.comparison is not None
        before, after = (
            {conflict.key: conflict for conflict in check(desks[number].programme)}
            for number in (each.desk.revision - 1, each.desk.revision)
        )
        introduced = {conflict.key: conflict for conflict in each.recorded.comparison.introduced}
        assert introduced == {key: after[key] for key in after.keys() - before.keys()}
        assert {c.key for c in each.recorded.comparison.resolved} == before.keys() - after.keys()
    assert desks[-1].sightings.keys() == {conflict.key for conflict in check(desks[-1].programme)}
    with pytest.raises(BlockedByConflicts):
        publish(organiser.desks, "forum", label="1", note="", only=(), author=BY, base_url="https://forum.example")


def _answer(does: Callable[[], Any]) -> str:
    try:
        does()
    except SchedulerError as error:
        return error.code
    return "done"


def test_of_edits_of_one_resource_exactly_one_wins(organiser: Organiser) -> None:
    start = _start(organiser)
    answers = _all_at_once(
        lambda code: _answer(lambda: organiser.edit(wish("change", SESSION, "1", {"title": f"By {code}"}, expected=0))),
        CODES,
    )
    assert sorted(answers) == ["done", *["precondition-failed"] * (MANY - 1)]
    assert len(_require_whole(organiser, start)) == 2


def test_edits_of_different_sessions_all_land(organiser: Organiser) -> None:
    start = _start(organiser)
    answers = _all_at_once(
        lambda code: _answer(
            lambda: organiser.edit(wish("change", SESSION, code, {"title": f"By {code}"}, expected=0))
        ),
        CODES,
    )
    assert answers == ["done"] * MANY
    after = _require_whole(organiser, start)[-1].programme
    assert {code: found.title for code, found in after.session.items()} == {code: f"By {code}" for code in CODES}


def _elsewhere(url: str, codes: list[str]) -> list[str]:
    """What a process of its own comes to."""
    engine = create_engine(url)
    prepare_engine(engine)
    desks = Desks(Database(engine))
    answers = []
    for code in codes:
        answers.append(_answer(lambda code=code: _place(desks, code)))  # type: ignore[misc] # bound at once
        one = wish("change", SESSION, "1", {"title": f"By {code}"}, expected=0)
        answers.append(_answer(lambda one=one: edit(desks, "forum", [one], author=BY, new_id=lambda: "")))  # type: ignore[misc] # as above
    engine.dispose()
    return answers


def test_processes_follow_each_other(organiser: Organiser, database_url: str) -> None:
    start = _start(organiser)
    shares = [(database_url, CODES[number::3]) for number in range(3)]
    with get_context("spawn").Pool(3) as processes:
        answers = sorted(each for share in processes.starmap(_elsewhere, shares) for each in share)
    assert answers == ["done"] * (MANY + 1) + ["precondition-failed"] * (MANY - 1)
    desks = _require_whole(organiser, start)
    assert len(desks) == MANY + 2
    assert desks[-1].sightings.keys() == {conflict.key for conflict in check(desks[-1].programme)}
