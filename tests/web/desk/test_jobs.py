"""How the jobs go, on a page and as figures: whoever runs the service sees it, nobody else does."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from scheduler.http.context import Edge
from scheduler.services.leading import lead
from scheduler.services.running import Ran, Turn, run_job
from tests.http.test_metrics import told
from tests.web.desk.browsing import Visitor
from tests.web.html import read

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGE = "/desk/jobs"
EVERY = {"publish-due": "5 seconds.", "move-up": "minute.", "sweep": "hour."}


def ran(edges: Edge, name: str, work: Callable[[Turn], Ran]) -> None:
    """The job, run once as another that is called the same; it takes a quarter of a second."""
    seconds = iter([1.0, 1.25])
    job = next(each for each in edges.jobs if each.name == name)
    run_job(edges.database, replace(job, work=work), Turn("tests"), clock=edges.clock, stopwatch=lambda: next(seconds))


def broken(_turn: Turn) -> Ran:
    raise RuntimeError("the wind fell")


def test_it_tells_of_each_job(browser_of: Callable[[], Visitor], edges: Edge) -> None:
    bob = browser_of()
    bob.sign_in("bob@forum.example")
    before = read(bob.get(PAGE).text).lines
    assert before[1].startswith("No process runs the jobs: no mail goes out")
    assert before.count("It never ran.") == len(edges.jobs)
    ran(edges, "send-mail", lambda _turn: Ran(done=2, due=1, said="2 sent"))
    ran(edges, "sweep", broken)
    lead(edges.database, "desk-1:77")
    lines = read(bob.get(PAGE).text).lines
    assert lines[1] == "desk-1:77 runs them."
    assert {name: lines[lines.index(name) + 1].rpartition(", every ")[2] for name in EVERY} == EVERY
    assert "Thursday 1 June 2017, 07:00 (UTC): 250 ms, 2 sent, 1 due." in lines
    assert "Failed: RuntimeError: the wind fell" in lines
    assert "Jobs: mail, releases and whatever else goes on by itself" in read(bob.get("/desk/").text).lines


def test_it_is_for_owners_of_everything(ana: Visitor, browser_of: Callable[[], Visitor]) -> None:
    assert ana.get(PAGE).status_code == 403
    assert "/desk/jobs" not in ana.get("/desk/").text
    assert browser_of().get(PAGE).headers["Location"] == "/desk/sign-in?next=%2Fdesk%2Fjobs"


def test_prometheus_is_told_too(ana: Visitor, edges: Edge) -> None:
    ran(edges, "send-mail", lambda _turn: Ran(done=2, due=1))
    ran(edges, "sweep", broken)
    figures = {name: figure for name, figure in told(ana.get("/metrics").text).items() if "scheduler_job" in name}
    started = edges.clock()
    assert figures == {
        'scheduler_job_last_start_seconds{job="send-mail"}': started,
        'scheduler_job_last_start_seconds{job="sweep"}': started,
        'scheduler_job_duration_seconds{job="send-mail"}': 0.25,
        'scheduler_job_duration_seconds{job="sweep"}': 0.25,
        'scheduler_job_failed{job="send-mail"}': 0,
        'scheduler_job_failed{job="sweep"}': 1,
        'scheduler_job_due{job="send-mail"}': 1,
        'scheduler_job_due{job="sweep"}': 0,
    }
