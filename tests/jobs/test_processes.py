"""Of several processes one works: when it is killed, stopped or cut off, another does within ten seconds."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.domain.clock import isoformat, system_clock
from scheduler.services.mailing import CLAIM, list_mails
from scheduler.store.db import Database
from tests.jobs.processes import STARTING, TAKEOVER, Jobs, put, running, until
from tests.machine import ROOT
from tests.mail_server import Inbox

Two = tuple[Jobs, Jobs]


@pytest.fixture
def two(database_url: str, database: Database, inbox: Inbox, tmp_path: Path) -> Iterator[Two]:
    """Two processes: the first leads, the second stands by."""
    with ExitStack() as stack:
        found: list[Jobs] = []
        for name in ("first", "second"):
            jobs = stack.enter_context(running(database_url, inbox.port, tmp_path / name))
            until(lambda jobs=jobs: bool(jobs.told("jobs stand by")), STARTING, f"{name} stands by")  # type: ignore[misc]
            if not found:
                until(lambda jobs=jobs: jobs.leads(database), STARTING, "the first leads")  # type: ignore[misc]
            found.append(jobs)
        yield found[0], found[1]


def arrived(inbox: Inbox, *recipients: str) -> bool:
    return set(recipients) <= set(inbox.recipients())


def once_later(database_url: str, inbox: Inbox, seconds: int) -> None:
    """What `flask jobs run-once send-mail` does after so many seconds."""
    environment = {
        "DATABASE_URL": database_url,
        "SMTP_URL": f"smtp://127.0.0.1:{inbox.port}",
        "MAIL_FROM": "desk@forum.example",
        "REHEARSE_FROM": isoformat(system_clock() + seconds),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run-once", "send-mail"]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True)


def test_a_killed_leader_is_replaced_and_loses_no_mail(
    two: Two, database_url: str, database: Database, inbox: Inbox
) -> None:
    """Killed in the midst of a mail, which goes out again once its claim has ended."""
    first, second = two
    put(database, "a@x.example")
    until(lambda: arrived(inbox, "a@x.example"), STARTING, "the leader sends")
    inbox.slow_at, inbox.slow_seconds = "DATA", 600.0
    put(database, "b@x.example")
    assert inbox.reached.wait(STARTING)
    first.signal(signal.SIGKILL)
    first.popen.wait()
    inbox.slow_at = ""
    until(lambda: second.leads(database), TAKEOVER, "the standby leads")
    put(database, "c@x.example")
    until(lambda: arrived(inbox, "c@x.example"), STARTING, "the new leader sends")
    assert inbox.recipients() == ["a@x.example", "c@x.example"]
    once_later(database_url, inbox, CLAIM + 60)
    assert inbox.recipients() == ["a@x.example", "c@x.example", "b@x.example"]
    assert list_mails(database, "waiting", 10) == ()


def test_a_leader_that_was_stopped_does_not_work_when_it_wakes(two: Two, database: Database, inbox: Inbox) -> None:
    """Stopped in the midst of a mail: that one it may finish, since nobody else has it, and nothing more."""
    first, second = two
    inbox.slow_at, inbox.slow_seconds = "DATA", 2.0
    put(database, "a@x.example")
    assert inbox.reached.wait(STARTING)
    first.signal(signal.SIGSTOP)
    inbox.slow_at = ""
    until(lambda: second.leads(database), TAKEOVER, "the standby leads")
    first.signal(signal.SIGCONT)
    until(lambda: bool(first.told("jobs no longer lead")), STARTING, "the first notices")
    more = [f"{number}@x.example" for number in range(5)]
    put(database, *more)
    until(lambda: arrived(inbox, *more), STARTING, "the new leader sends")
    until(lambda: len(list_mails(database, "sent", 10)) == 6, STARTING, "all are on record")
    assert sorted(inbox.recipients()) == sorted(["a@x.example", *more])
    assert (len(first.told("mail sent")), len(second.told("mail sent"))) == (1, 5)
    assert second.leads(database)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_work_goes_on_when_the_database_cuts_every_connection(two: Two, database: Database, inbox: Inbox) -> None:
    for number in range(3):
        with database.engine.connect() as connection:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            connection.execute(text(f"{cut} AND pid <> pg_backend_pid()"))
        put(database, f"{number}@x.example")
        until(lambda: any(each.leads(database) for each in two), TAKEOVER, "somebody leads")
        until(lambda number=number: arrived(inbox, f"{number}@x.example"), STARTING, "it is sent")  # type: ignore[misc]
    assert inbox.recipients() == [f"{number}@x.example" for number in range(3)]
    assert [each.popen.poll() for each in two] == [None, None]


def test_it_ends_when_it_is_told_to_with_the_unit_at_hand_finished(two: Two, database: Database, inbox: Inbox) -> None:
    """And lets the next one in at once."""
    first, second = two
    inbox.slow_at, inbox.slow_seconds = "DATA", 2.0
    put(database, "a@x.example", "b@x.example")
    assert inbox.reached.wait(STARTING)
    first.signal(signal.SIGTERM)
    assert first.popen.wait(TAKEOVER) == 0
    assert inbox.recipients()[:1] == ["a@x.example"]
    assert first.told("mail sent")
    until(lambda: second.leads(database), TAKEOVER, "the standby leads")
    until(lambda: arrived(inbox, "b@x.example"), STARTING, "the new leader sends the rest")
    assert inbox.recipients() == ["a@x.example", "b@x.example"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_ends_even_if_the_mail_server_never_answers(
    database_url: str, database: Database, inbox: Inbox, tmp_path: Path
) -> None:
    """With 1, as after a crash: the mail is due again when its claim has ended."""
    inbox.slow_at, inbox.slow_seconds = "DATA", 600.0
    put(database, "a@x.example")
    with running(database_url, inbox.port, tmp_path / "log") as jobs:
        assert inbox.reached.wait(STARTING)
        jobs.signal(signal.SIGINT)
        assert jobs.popen.wait(30) == 1
    (waiting,) = list_mails(database, "waiting", 10)
    assert (waiting.recipient, waiting.attempts) == ("a@x.example", 1)
