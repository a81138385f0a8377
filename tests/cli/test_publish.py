"""`flask publish`: at a set time, back to an old release, and what has to be confirmed."""

import pytest
from click.testing import Result
from flask import Flask

from scheduler.http.context import Edge
from scheduler.services.running import Turn
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, released, store
from tests.factories import placement, programme
from tests.fakes import SteppingClock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FRIDAY = "2017-06-09T18:00:00+02:00"


@pytest.fixture
def edges(app: Flask, clock: SteppingClock) -> Edge:
    """What the app's edges work with; the forum is released, and moved in the draft since."""
    made: Edge = app.extensions["scheduler"]
    released(made.database, FORUM, FIRST)
    store(made.database, MOVED)
    clock.set(SECOND)
    return made


def publish(app: Flask, *arguments: str, ends: int = 0) -> Result:
    """What the command says."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["publish", "forum", *arguments])
    assert done.exit_code == ends, done.output
    return done


def test_a_release_that_waits_is_listed_and_cancelled(app: Flask, edges: Edge) -> None:  # noqa: ARG001 - the event
    told = f"Friday: will be public at {FRIDAY}, by command line\n"
    assert publish(app, "--label", "Friday", "--at", FRIDAY).stdout == f"forum: {told}"
    assert publish(app, "--scheduled").stdout == f"2  {told}"
    assert publish(app, "--cancel", "2").stdout == "forum: scheduled release 2 (Friday) is cancelled.\n"
    none = publish(app, "--scheduled")
    assert (none.stdout, none.stderr) == (
        "",
        "No release of forum is scheduled. `publish forum --label L --at TIME` schedules one.\n",
    )
    unknown = publish(app, "--cancel", "2", ends=1).stderr
    assert unknown.startswith("forum has no scheduled release 2.")
    assert "`publish forum --scheduled` on the command line" in unknown


def test_what_has_become_of_one_that_waited(app: Flask, edges: Edge, clock: SteppingClock) -> None:
    publish(app, "--label", "Friday", "--at", FRIDAY)
    clock.set(FRIDAY)
    next(job for job in edges.jobs if job.name == "publish-due").work(Turn("hand"))
    assert publish(app, "--scheduled").stdout == (
        f"2  Friday: is public as release 2, was due at {FRIDAY}, by command line\n"
    )
    assert publish(app, "--cancel", "2", ends=1).stderr.startswith("It was published already, as release 2.")


def test_a_roll_back(app: Flask, edges: Edge) -> None:  # noqa: ARG001 - the event
    assert publish(app, "--label", "Move").stderr == ""
    back = ("--label", "Back", "--restore", "1")
    assert publish(app, *back).stdout == "forum: release 3 (Back) with 4 entries is public.\n"
    assert publish(app, *back).stderr == "No entry differs from release 3.\n"


def test_much_that_would_be_cancelled_has_to_be_confirmed(app: Flask, edges: Edge) -> None:
    many = programme(
        *(placement(str(n), "2017-06-12T09:00", "2017-06-12T10:00", f"r{n}") for n in range(9)), event=FORUM.event
    )
    released(edges.database, many, SECOND)
    store(edges.database, programme(event=FORUM.event))
    held = publish(app, "--label", "Empty", ends=1).stderr.splitlines()
    assert (held[0], held[1], len(held)) == (
        (
            "This release would cancel 9 sessions that are public now. If that is meant, confirm it: "
            "`confirm_removals` in the API, `--confirm-removals` on the command line."
        ),
        "  /confirm_removals: Session 0 would be cancelled: Session 0",
        10,
    )
    publish(app, "--label", "Empty", "--confirm-removals")


def test_an_error_that_is_past_is_told_of(app: Flask, edges: Edge, clock: SteppingClock) -> None:
    both = (placement(code, "2017-06-12T09:00", "2017-06-12T10:00", "r") for code in ("1", "2"))
    store(edges.database, programme(*both, event=FORUM.event))
    clock.set("2017-06-13T00:00:00+02:00")
    told = publish(app, "--label", "After").stderr
    assert told.startswith("1 error did not block it: wholly past, or of proposals. `flask --app wsgi check forum`")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Missing option '--label'."),
        (("--scheduled", "--cancel", "1"), "--scheduled and --cancel stand alone"),
        (("--scheduled", "--label", "L"), "--scheduled and --cancel stand alone"),
        (("--cancel", "0", "--only", "1"), "--scheduled and --cancel stand alone"),
    ],
    ids=str,
)
def test_what_makes_no_sense(app: Flask, arguments: tuple[str, ...], told: str) -> None:
    assert told in publish(app, *arguments, ends=2).stderr


@pytest.mark.parametrize("at", ["2017-06-09", "2017-06-09T18:00:00", "soon"])
def test_a_time_without_offset_is_none(app: Flask, at: str) -> None:
    assert publish(app, "--label", "L", "--at", at, ends=1).stderr.startswith("--at: ")
