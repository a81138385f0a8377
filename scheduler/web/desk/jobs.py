"""How the work goes that goes on by itself, for those who run the service."""

from typing import Any

from flask import Response

from scheduler.domain.errors import Forbidden
from scheduler.domain.moments import moment
from scheduler.http.context import edge
from scheduler.services.leading import leader
from scheduler.services.running import Job, list_runs
from scheduler.store.runs import Run
from scheduler.web.desk.answers import show
from scheduler.web.desk.visit import at_desk


def jobs_page() -> Response:
    """The jobs, each with its last run; `Forbidden` for who is not an owner in every event."""
    who = at_desk().actor
    if not who.may_everywhere("owner"):
        raise Forbidden("How the jobs go is for owners in every event.")
    made = edge()
    runs, found = list_runs(made.database), leader(made.database)
    return show(
        "desk/jobs.html",
        who=who.email,
        leader=found.holder if found is not None and found.left else "",
        jobs=[_told(job, runs.get(job.name)) for job in made.jobs],
    )


_UNITS = ((3_600, "hour"), (60, "minute"), (1, "second"))


def _every(seconds: int) -> str:
    """`hour`, `10 minutes`, `90 seconds`: in the longest unit of which they are whole ones."""
    long, unit = next(((long, unit) for long, unit in _UNITS if seconds % long == 0), (1, "second"))
    return unit if seconds == long else f"{seconds // long} {unit}s"


def _told(job: Job, run: Run | None) -> dict[str, Any]:
    told: dict[str, Any] = {"name": job.name, "does": job.does, "every": _every(job.every), "ran": run is not None}
    if run is None:
        return told
    return told | {
        "at": moment(run.started_at, "UTC"),
        "milliseconds": run.milliseconds,
        "error": run.error or "",
        "came": run.said or f"{run.done} done",
        "due": run.due,
    }
