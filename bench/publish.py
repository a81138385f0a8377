"""What a release costs that changes five entries of many, and where its time goes: by hand, at its time, of a few.

Run it as `python -m bench.publish`. The draft is kept by its revision, as in a process that edits and publishes.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from flask_migrate import upgrade

from bench.synthetic import synthetic
from bench.targets import Table, cpu_ms
from config import Config
from scheduler.app import create_app
from scheduler.domain.conflicts import check
from scheduler.domain.document import freeze, thaw_release
from scheduler.domain.log import Author
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, next_release
from scheduler.http.context import edge
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.services.recording import become
from scheduler.services.running import Turn
from scheduler.services.scheduling import publish_due, schedule
from scheduler.store.db import Database, collector_resting
from scheduler.store.saving import create_event, save_draft

AFTER = 4_000_000_000  # long after every session: errors of synthetic programmes are past and block nothing
BASE = "http://127.0.0.1:8000"
BY = Author("bench", AFTER)
CHANGED = 5
RUNS = 5
TARGETS = {250: 100.0, 2_500: 1_000.0}


def main() -> int:
    """Print every figure; end with 1 if one is over its target."""
    table = Table()
    table.heading()
    for size, target in TARGETS.items():
        for proposed in (0, 10):
            with TemporaryDirectory() as folder:
                measure(table, f"sqlite:///{Path(folder) / 'bench.sqlite'}", size, target, proposed)
    if table.missed:
        print("over target: " + "; ".join(table.missed))
    return 1 if table.missed else 0


def measure(table: Table, url: str, size: int, target: float, proposed: int) -> None:
    """The figures of one size; of every so many sessions one is only proposed, as in most drafts, or none."""
    app = create_app(Config(database_url=url, log_level="error"), clock=lambda: AFTER)
    with app.app_context():
        upgrade()
        desks = edge().desks
    draft = proposing(synthetic(size), proposed)
    slug = draft.event.slug
    with desks.database.storing() as session:
        save_draft(session, create_event(session, draft), draft)
        session.commit()

    def release(only: tuple[str, ...] = ()) -> None:
        publish(desks, slug, label="bench", note="", only=only, author=BY, base_url=BASE)

    release()
    what = "publish, five entries changed" + (", with proposals" if proposed else "")
    table.row(what, size, edited_ms(desks, slug, release), target)
    if proposed:
        return
    codes = tuple(session.code for session in draft.sessions[:CHANGED])
    table.row("publish, five sessions chosen", size, edited_ms(desks, slug, lambda: release(codes)), None)
    table.row("publish, in a process that has just begun", size, cold_ms(desks.database, slug), None)
    table.row("approve for a set time", size, edited_ms(desks, slug, lambda: wait(desks, slug)), None)
    table.row("publish at its time, one of five", size, due_ms(desks), None)
    whole = desks.open(slug).programme
    first = next_release(whole, None, label="", note="", now=AFTER)
    with collector_resting():
        table.row("- of it: check anew", size, cpu_ms(lambda: check(replace(whole))), None)
        table.row("- of it: project and age", size, cpu_ms(lambda: aged(whole, first)), None)
        frozen = freeze(first)
        table.row("- of it: read the public document", size, cpu_ms(lambda: thaw_release(frozen)), None)
        table.row("- of it: write both documents", size, cpu_ms(lambda: (freeze(whole), freeze(first))), None)


def aged(draft: Programme, last: PublicRelease) -> None:
    """The release after the last one, which is as if it had just been read."""
    next_release(draft, replace(last), label="", note="", now=AFTER)


def edited_ms(desks: Desks, slug: str, operation: Callable[[], None]) -> float:
    """The median CPU time of what follows an edit of five sessions."""
    figures = []
    for _ in range(RUNS):
        reword(desks, slug)
        began = process_time()
        operation()
        figures.append((process_time() - began) * 1000)
    return median(figures)


def cold_ms(database: Database, slug: str) -> float:
    """The CPU time of a release by a process that has read nothing yet."""
    return cpu_ms(lambda: publish(Desks(database), slug, label="b", note="", only=(), author=BY, base_url=BASE), runs=3)


def wait(desks: Desks, slug: str) -> None:
    """Approve the draft for the next minute."""
    schedule(desks, slug, at=AFTER + 60, label="bench", note="", only=(), author=BY)


def due_ms(desks: Desks) -> float:
    """The CPU time of publishing each of those that wait; those before were approved earlier, and change nothing."""
    began = process_time()
    guard = Config().guard
    done = publish_due(desks, lambda: AFTER + 60, turn=Turn("bench"), base_url=BASE, guard=guard).done
    return (process_time() - began) * 1000 / done


def proposing(programme: Programme, every: int) -> Programme:
    """The programme with every so many sessions only proposed."""
    if not every:
        return programme
    return replace(
        programme,
        sessions=tuple(
            replace(session, state="proposed") if place % every == 0 else session
            for place, session in enumerate(programme.sessions, start=1)
        ),
    )


def reword(desks: Desks, slug: str) -> None:
    """Change a word in the titles of five sessions that are in the programme."""
    with desks.database.writing(slug) as edit:
        desk = desks.before(edit, slug)
        chosen = [session for session in desk.programme.sessions if session.state != "proposed"][:CHANGED]
        changed = {session.code: replace(session, title=f"{session.title[:200]}'") for session in chosen}
        sessions = tuple(changed.get(session.code, session) for session in desk.programme.sessions)
        recorded = become(edit, desk, replace(desk.programme, sessions=sessions), BY)
        edit.commit()
    desks.keep(recorded.desk)


if __name__ == "__main__":
    sys.exit(main())
