"""`flask jobs`."""

import sys

import click

from scheduler.cli.saying import speaks
from scheduler.domain.clock import isoformat, system_stopwatch
from scheduler.domain.errors import NotFound
from scheduler.http.context import edge
from scheduler.services.leading import leader
from scheduler.services.running import Turn, list_runs, run_job
from scheduler.store.runs import Run


@click.group("jobs")
def jobs() -> None:
    """The work that goes on by itself: sending mail, deleting what has expired."""


@jobs.command("run")
@speaks
def run() -> None:
    """Run the jobs until Ctrl-C or SIGTERM. Of any number of these processes one works; the others stand by."""
    made = edge()
    leader(made.database)  # a database without tables is told now; later on, one that doesn't answer is waited for
    made.run_jobs()


@jobs.command("list")
@speaks
def list_() -> None:
    """List the jobs: when each ran last, how long it took, and what came of it."""
    made = edge()
    found = leader(made.database)
    runs = list_runs(made.database)
    if found is None or not found.left:
        click.echo("No process runs the jobs. Start one: flask --app wsgi jobs run", err=True)
    else:
        click.echo(f"{found.holder} runs the jobs.")
    for job in made.jobs:
        click.echo(f"{job.name}  every {job.every} s, {job.does}: {_in_words(runs.get(job.name))}")


@jobs.command("run-once")
@click.argument("name")
@speaks
def run_once(name: str) -> None:
    """Run the job NAME now, once, in this process, also beside one that runs the jobs. Ends with 1 if it fails."""
    made = edge()
    job = next((each for each in made.jobs if each.name == name), None)
    if job is None:
        raise NotFound(f"There is no job {name[:40]!r}. There are: {', '.join(each.name for each in made.jobs)}.")
    ran = run_job(made.database, job, Turn("hand"), clock=made.clock, stopwatch=system_stopwatch)
    click.echo(f"{name}: {_in_words(ran)}", err=ran.error is not None)
    sys.exit(0 if ran.error is None else 1)


def _in_words(run: Run | None) -> str:
    if run is None:
        return "never ran"
    when = f"{isoformat(run.started_at)} by {run.holder}"
    if run.finished_at is None:
        return f"began {when}, and has not ended"
    came = f"failed: {run.error}" if run.error is not None else run.said or f"{run.done} done"
    left = f"; {run.due} due" if run.due else ""
    return f"{when}, {run.milliseconds} ms, {came}{left}"


COMMANDS = (jobs,)
