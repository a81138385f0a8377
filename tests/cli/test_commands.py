"""The commands as a user types them: what they say, where, and how they end."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup

from config import Config
from scheduler.app import create_app
from scheduler.store.db import Database
from scheduler.store.outbox import add_mail
from tests.databases import dispose
from tests.factories import at
from tests.mail_server import Inbox

ROOT = Path(__file__).parent.parent.parent
BEFORE = "2017-06-01T09:00:00+02:00"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def flask(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs `flask --app wsgi …` on this test's database, eleven days before the Forum, in this process.

    A process of its own takes a second to begin, which one test of the whole week is enough for.
    """
    made: dict[tuple[tuple[str, str], ...], Flask] = {}
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")  # the group sets it, and would leave it set

    def run(*arguments: str | Path, rc: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        settings = {"DATABASE_URL": database_url, "REHEARSE_FROM": BEFORE} | environment
        for name, value in settings.items():
            monkeypatch.setenv(name, value)  # `flask db` reads the database's from there
        key = tuple(sorted(settings.items()))
        if key not in made:
            made[key] = create_app(Config.from_env(settings))
        group = FlaskGroup(create_app=partial(made.__getitem__, key), load_dotenv=False)
        done = CliRunner().invoke(group, [*map(str, arguments)], prog_name="flask")
        assert done.exit_code == rc, (done.stdout, done.stderr, done.exception)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    yield run
    for app in made.values():
        dispose(app)


@pytest.fixture
def process(database_url: str) -> Run:
    """Runs `flask --app wsgi …` as `flask` does, in a process of its own, as a user does."""

    def run(*arguments: str | Path, rc: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database_url, "REHEARSE_FROM": BEFORE} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == rc, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_command_is_a_process(process: Run) -> None:
    """What the other tests run in theirs: words, errors and exit codes come out of a process the same."""
    assert "Released." in process("seed", "--facts-only").stdout
    assert process("check", "nope", rc=1).stderr.startswith("There is no event 'nope'")
    assert "is no text in UTF-8" in process("check", os.fsdecode(b"a\xffb"), rc=2).stderr


def test_the_week_from_the_command_line(flask: Run, tmp_path: Path) -> None:
    """Seed, check, practise, be stopped, publish what is not concerned, export, back up."""
    assert "256 sessions, 240 placed. Released." in flask("seed").stdout
    assert "Nothing seeded" in flask("seed").stdout
    assert "0 errors, 16 warnings, 62 info." in flask("check", "wsis-2017").stdout
    flask("seed", "--plant-conflicts")
    found = json.loads(flask("check", "wsis-2017", "--json", "--severity", "error", rc=1).stdout)
    assert set(found) == {"event", "revision", "conflicts"}
    assert len(found["conflicts"]) == 11
    double = next(c for c in found["conflicts"] if c["rule"] == "room-double-booked")
    named = {"key", "rule", "severity", "message", "facts", "sessions", "room", "overlap_minutes", "first_seen"}
    assert set(double) == named
    stopped = flask("publish", "wsis-2017", "--label", "No", rc=1)
    assert "11 errors stand in the way of this release" in stopped.stderr
    assert stopped.stderr.count("\n  ") == 11
    done = flask("publish", "wsis-2017", "--label", "Urgent", "--only", "228", "229")
    assert "release 2 (Urgent) with 240 entries is public" in done.stdout
    flask("export", "wsis-2017", "--output", tmp_path / "out.xml")
    assert (tmp_path / "out.xml").read_bytes().startswith(b"<?xml")
    calendar = flask("export", "wsis-2017", "--format", "ics").stdout
    assert calendar.count("BEGIN:VEVENT") == 240
    assert "rows." in flask("backup", tmp_path / "b.gz").stdout
    flask("restore", tmp_path / "b.gz", rc=1)
    flask("restore", tmp_path / "b.gz", DATABASE_URL=f"sqlite:///{tmp_path}/restored.sqlite")
    again = flask("export", "wsis-2017", "--format", "ics", DATABASE_URL=f"sqlite:///{tmp_path}/restored.sqlite").stdout
    assert again == calendar


def test_what_is_checked_can_be_narrowed(flask: Run) -> None:
    """By rule, by session, by what a release did not have; and explained."""
    assert "The event is past" not in flask("seed", "--plant-conflicts").stdout
    rooms = flask("check", "wsis-2017", "--rule", "room-double-booked", rc=1).stdout
    assert "ERROR  Room double-booked (room-double-booked, 1)" in rooms
    assert rooms.splitlines()[-1] == "wsis-2017: 1 error, 0 warnings, 0 info."
    assert "wsis-2017: 0 errors, 17 warnings" in flask("check", "wsis-2017", "--rule", "unplaced").stdout
    assert "has no release 9" in flask("check", "wsis-2017", "--new-since", "9", rc=1).stderr
    new = json.loads(flask("check", "wsis-2017", "--json", "--new-since", "1", rc=1).stdout)["conflicts"]
    assert len(new) == 28
    assert all(any(s["code"].startswith("PLANT") for s in c["sessions"]) for c in new)
    code = new[0]["sessions"][0]["code"]
    only = json.loads(flask("check", "wsis-2017", "--json", "--session", code, rc=1).stdout)["conflicts"]
    assert only
    assert all(code in [s["code"] for s in c["sessions"]] for c in only)
    assert "It fits in" in flask("check", "wsis-2017", "--explain", "1004").stdout
    assert "It fits in" in flask("check", "wsis-2017", "--explain", "1001").stdout  # a hackathon may go on all night
    assert "has no remote slot." in flask("check", "wsis-2017", "--explain", "PLANT21").stdout
    assert "There is no rule 'roof'" in flask("check", "wsis-2017", "--rule", "roof", rc=1).stderr
    assert "There is no session 'X'" in flask("check", "wsis-2017", "--explain", "X", rc=1).stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_practises_after_the_event_is_told_how(flask: Run) -> None:
    told = flask("seed", "--facts-only", "--plant-conflicts", REHEARSE_FROM="").stdout
    assert "The event is past" in told


def test_tokens_from_the_command_line(flask: Run) -> None:
    """Made and shown once, listed without it, ended."""
    flask("seed", "--facts-only")
    made = flask(
        "token", "create", "Ana@forum.example", "--name", "laptop", "--event", "wsis-2017", "--role", "editor"
    ).stdout.splitlines()
    assert re.fullmatch(r"psk_[A-Za-z0-9_-]{32}", made[-1])
    assert made[0].startswith("editor in wsis-2017, until 2018-06-01T07:00:")
    listed = flask("token", "list").stdout
    assert "ana@forum.example  laptop  editor in wsis-2017  valid, until" in listed
    assert made[-1] not in listed
    flask("token", "revoke", listed.split()[0])
    assert "revoked" in flask("token", "list", "ana@forum.example").stdout
    assert (
        "There is no event 'x'" in flask("token", "create", "a@b.example", "--name", "n", "--event", "x", rc=1).stderr
    )
    assert "is no e-mail address" in flask("token", "create", "ana", "--name", "n", rc=1).stderr


def test_jobs_and_mail_from_the_command_line(flask: Run, database: Database, inbox: Inbox) -> None:
    """Mails wait without a server, go out with one, are given up, listed and tried again; nowhere are their words."""
    now = at(BEFORE)
    with database.storing() as session:
        for name in ("ana", "bob"):
            add_mail(session, recipient=f"{name}@x.example", subject="Hello", body="s3cret", at=now, kind="reset")
        session.commit()
    listed = flask("mail", "list").stdout
    assert listed == (
        "1  ana@x.example  reset  Hello  due 2017-06-01T07:00:00Z, tried 0 times\n"
        "2  bob@x.example  reset  Hello  due 2017-06-01T07:00:00Z, tried 0 times\n"
    )
    idle = flask("jobs", "list")
    assert {line.rpartition(": ")[2] for line in idle.stdout.splitlines()} == {"never ran"}
    assert idle.stderr == "No process runs the jobs. Start one: flask --app wsgi jobs run\n"
    waiting = flask("jobs", "run-once", "send-mail").stdout
    assert "no mail server is set (SMTP_URL): mails wait in the outbox; 2 due" in waiting
    server = {"SMTP_URL": f"smtp://127.0.0.1:{inbox.port}", "MAIL_FROM": "desk@forum.example"}
    inbox.for_recipients["bob@x.example"] = "550 no such user"
    done = flask("jobs", "run-once", "send-mail", **server).stdout
    assert "1 sent, 1 refused" in done
    assert "s3cret" not in waiting + done
    assert "1 sent, 1 refused" in flask("jobs", "list").stdout
    assert flask("mail", "list").stdout == "There are none.\n"
    assert "1  ana@x.example  reset  Hello  sent 2017-06-01T07:00:" in flask("mail", "list", "--sent").stdout
    dead = "2  bob@x.example  reset  Hello  given up, tried 1 times  550 no such user\n"
    assert flask("mail", "list", "--dead").stdout == dead
    assert flask("mail", "retry", rc=1).stderr.startswith("Say which: ids from")
    assert flask("mail", "retry", "1", rc=1).stderr.startswith("No dead mail has the id 1.")
    assert flask("mail", "retry", "--all").stdout == "1 mail will be tried again.\n"
    forgotten = "Forgotten: every mail to it, and 0 recipients of notices.\n"
    assert flask("mail", "forget", "ANA@x.example").stdout == forgotten
    assert "ana@" not in flask("mail", "list", "--sent").stdout
    assert "is no e-mail address" in flask("mail", "forget", "ana", rc=1).stderr
    assert flask("mail", "release", rc=1).stderr == "The outbox is not held: mails go out.\n"
    assert "There are: publish-due, end-embargoes, send-mail, remind, " in (flask("jobs", "run-once", "x", rc=1).stderr)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_restore_mails_are_held(flask: Run, database: Database, inbox: Inbox, tmp_path: Path) -> None:
    with database.storing() as session:
        add_mail(session, recipient="ana@x.example", subject="Hello", body="B", at=at(BEFORE))
        session.commit()
    flask("backup", tmp_path / "b.gz")
    copy = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/restored.sqlite",
        "SMTP_URL": f"smtp://127.0.0.1:{inbox.port}",
        "MAIL_FROM": "desk@forum.example",
    }
    assert "Mails are held" in flask("restore", tmp_path / "b.gz", **copy).stdout
    assert "the outbox is held" in flask("jobs", "run-once", "send-mail", **copy).stdout
    assert flask("mail", "list", **copy).stderr.startswith("Held since 2017-06-01T07:00:")
    assert inbox.raw == []
    assert flask("mail", "release", **copy).stdout == "Mails go out again.\n"
    assert "1 sent" in flask("jobs", "run-once", "send-mail", **copy).stdout
    assert inbox.recipients() == ["ana@x.example"]


def test_users_from_the_command_line(flask: Run) -> None:
    """Made with a password that is shown once, given more, taken from, disabled; the first one among them."""
    flask("seed", "--facts-only")
    assert flask("user", "list").stdout == "There are no accounts.\n"
    made = flask("user", "create", "Ana@forum.example", "--role", "owner").stdout.splitlines()
    assert made[0] == "ana@forum.example is owner in every event, and signs in at http://127.0.0.1:8000/desk/"
    assert re.fullmatch("[a-z2-9]{6}(-[a-z2-9]{6}){3}", made[-1])
    assert "There is a user" in flask("user", "create", "ana@forum.example", "--role", "owner", rc=1).stderr
    room = ("--event", "wsis-2017", "--room", "popov-room")
    flask("user", "create", "bob@forum.example", "--role", "moderator", *room, "--until", "2017-06-16T18:00:00+02:00")
    given = flask("user", "grant", "bob@forum.example", "--role", "viewer", "--event", "wsis-2017").stdout
    assert given == "bob@forum.example is moderator of popov-room in wsis-2017; viewer in wsis-2017.\n"
    listed = flask("user", "list").stdout
    assert listed.splitlines() == [
        "ana@forum.example  owner in every event  password",
        "bob@forum.example  moderator of popov-room in wsis-2017; viewer in wsis-2017  password",
    ]
    assert made[-1] not in listed
    flask("token", "create", "bob@forum.example", "--name", "n", "--event", "wsis-2017")
    taken = flask("user", "revoke", "bob@forum.example", "--event", "wsis-2017").stdout
    assert taken == "bob@forum.example is left with no role. 1 token is revoked.\n"
    assert flask("user", "password", "ana@forum.example").stdout.splitlines()[-1] != made[-1]
    flask("user", "disable", "ana@forum.example")
    assert "ana@forum.example  owner in every event  disabled since 2017-06-01T07:00:" in flask("user", "list").stdout
    flask("user", "enable", "ana@forum.example")
    assert "owner in every event  password" in flask("user", "list").stdout


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("create", "ana", "--role", "owner"), "'ana' is no e-mail address.\n"),
        (("create", "a@b.example", "--role", "viewer", "--event", "x"), "There is no event 'x'"),
        (("create", "a@b.example", "--role", "moderator"), "A moderator needs an event, and the rooms of it.\n"),
        (("grant", "a@b.example", "--role", "owner"), "There is no account a@b.example."),
        (("disable", "a@b.example"), "There is no account a@b.example."),
        (("grant", "a@b.example", "--role", "moderator", "--from", "nine"), "'nine' is not a date and time."),
    ],
)
def test_what_is_wrong_with_a_user_is_told_in_one_line(flask: Run, arguments: tuple[str, ...], told: str) -> None:
    done = flask("user", *arguments, rc=1)
    assert (done.stdout, done.stderr[: len(told)], done.stderr.count("\n")) == ("", told, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "nope"), "There is no event 'nope': the database holds none yet"),
        (("publish", "nope", "--label", "L"), "There is no event 'nope'"),
        (("export", "nope"), "There is no event 'nope'"),
    ],
    ids=["check", "publish", "export"],
)
def test_on_an_empty_database_one_line_says_so(flask: Run, arguments: tuple[str, ...], told: str) -> None:
    done = flask(*arguments, rc=1)
    assert done.stderr.startswith(told)
    assert done.stderr.count("\n") == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("command", [("check", "x"), ("db", "upgrade")], ids=["check", "db upgrade"])
def test_a_database_that_is_not_there_is_told_in_one_line(
    process: Run, database_url: str, command: tuple[str, ...]
) -> None:
    done = process(*command, rc=1, DATABASE_URL=database_url + "_elsewhere")
    assert "does not exist" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("command", [("check", "x"), ("db", "upgrade")], ids=["check", "db upgrade"])
def test_a_database_that_cannot_be_opened_is_told_with_the_way_out(
    process: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = process(*command, rc=1, DATABASE_URL=f"sqlite:///{tmp_path}")  # a folder
    assert done.stderr == (
        "The database can't be used: unable to open database file."
        " Check DATABASE_URL; docs/operating.md says how to make a database.\n"
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_folder_that_is_not_there_is_told_in_one_line(flask: Run, tmp_path: Path) -> None:
    flask("seed", "--facts-only")
    nowhere = tmp_path / "nowhere" / "file"
    for command in (("backup", nowhere), ("export", "wsis-2017", "--output", nowhere)):
        assert flask(*command, rc=1).stderr.count("\n") == 1


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_without_tables_one_line_says_how_to_make_them(empty_database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "check", "wsis-2017"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": empty_database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "The database has no tables yet. Make them: flask --app wsgi db upgrade\n",
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bad_rows_are_told_with_their_lines(flask: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(
        "<schedule><conference><title>C</title><time_zone_name>UTC</time_zone_name></conference>\n"
        '<day index="1" date="2017-06-12"><room name="A">\n'
        '<event id="1"><start>25:00</start><duration>1:00</duration><title>T</title></event>\n'
        '<event id="2"><start>10:00</start><duration>1:00</duration><title></title></event>\n'
        "</room></day></schedule>\n"
    )
    done = flask("import", path, "--event", "conf", rc=1)
    assert re.findall(r"line \d+", done.stderr) == ["line 3", "line 4"]
    assert done.stdout == ""
    flask("check", "conf", rc=1)


def test_every_export_is_nothing_new_to_its_draft(flask: Run, tmp_path: Path) -> None:
    """The whole Forum, in each format that can be read, told by the file's name or by its first bytes."""
    flask("seed")
    for form, ending in (("schedule-xml", "xml"), ("schedule-json", "dat"), ("csv", "csv"), ("xlsx", "download")):
        path = tmp_path / f"forum.{ending}"
        told = flask("export", "wsis-2017", "--format", form, "--output", path).stderr
        assert told == f"wsis-2017: release 1, {path.stat().st_size:,} bytes of {form}.\n"
        done = flask("import", path, "--event", "wsis-2017").stdout
        assert done == "wsis-2017: nothing new, 256 sessions.\n"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_spreadsheet_s_csv_goes_in(flask: Run, tmp_path: Path) -> None:
    """With semicolons and in a code page, as Excel saves it in Geneva: first refused with the way out, then taken."""
    path = tmp_path / "plan.csv"
    path.write_bytes(
        "code;title;start;end;room\r\n7;Séance;12.06.2017 09:00;12.06.2017 10:00;Salle\r\n".encode("windows-1252")
    )
    asked = ("import", path, "--event", "conf", "--time-zone", "Europe/Zurich")
    assert flask(*asked, rc=1).stderr == (
        "The file is not UTF-8. Save it as 'CSV UTF-8'; or if 'Séance' is right, it is Windows-1252: say --encoding "
        "windows-1252.\n  line 2\n"
    )
    dry = flask(*asked, "--encoding", "windows-1252", "--dry-run").stdout
    assert dry == "conf: would be made, with 1 sessions.\n"
    assert flask(*asked, "--encoding", "windows-1252").stdout == "conf: made, with 1 sessions.\n"
    path.write_text("code;start;end;room\n7;12.06.2017 11:00;12.06.2017 12:00;Salle\n8;soon;later;\n")
    assert flask(*asked, rc=1).stderr == (
        "1 bad row: nothing was imported. Mend the file, or leave them out with --skip-bad.\n"
        "  line 3: 'soon' is not a date and time. Write it like 2017-06-12T09:00:00+02:00.\n"
    )
    moved = flask(*asked, "--skip-bad")
    assert (moved.stdout, moved.stderr) == (
        "conf: updated. Of 1 sessions 0 new, 0 changed in words or people, 1 moved, 0 cancelled.\n",
        "left out, line 3: 'soon' is not a date and time. Write it like 2017-06-12T09:00:00+02:00.\n",
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_could_be_anything_has_to_be_named(flask: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan"
    path.write_text("code,title\n")
    told = flask("import", path, "--event", "conf", rc=2).stderr
    assert "What plan is can't be told from its name. Say it with --format." in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<schedule>\n<conference>\n</evnt>\n</schedule>", "line 3"),
        ('<!DOCTYPE schedule [<!ENTITY a "b">]>\n<schedule/>', "line 1"),
        ("<schedule>\n<conference>", "line 2"),
    ],
    ids=["not well-formed", "a document type", "cut off"],
)
def test_a_refused_file_is_told_with_its_line(flask: Run, tmp_path: Path, text: str, line: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text)
    assert flask("import", path, "--event", "conf", rc=1).stderr.splitlines()[1:] == [f"  {line}"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_setting_that_can_t_be_read_is_told_in_one_line(process: Run) -> None:
    """`tests/test_config.py` has the others."""
    told = process("check", "x", rc=1, LOG_LEVEL="loud").stderr
    assert told == "A setting can't be used. LOG_LEVEL='loud': use debug, info, warning or error.\n"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("check", b"a\xffb"), id="event to check"),
        pytest.param(("export", b"a\xffb"), id="event to export"),
        pytest.param(("publish", b"a\xffb", "--label", "x"), id="event to publish"),
        pytest.param(("publish", "forum", "--label", "x", "--only", b"\xff"), id="code"),
        pytest.param(("token", "create", b"\xff@forum.example", "--name", "t"), id="e-mail address"),
        pytest.param(("token", "create", "a@forum.example", "--name", "t", "--event", b"\xff"), id="event of a token"),
    ],
)
def test_bytes_that_are_no_text_are_named(flask: Run, arguments: tuple[str | bytes, ...]) -> None:
    given = [os.fsdecode(argument) for argument in arguments]
    assert "is no text in UTF-8. Type it again." in flask(*given, rc=2).stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "arguments",
    [("token", "revoke", str(2**31)), ("check", "forum", "--new-since", str(2**31))],
    ids=["token", "release"],
)
def test_a_number_that_no_database_holds_is_refused(flask: Run, arguments: tuple[str, ...]) -> None:
    assert f"{2**31} is not in the range 0<=x<=2147483647" in flask(*arguments, rc=2).stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_person_is_erased_once_somebody_says_yes(flask: Run) -> None:
    flask("seed")
    whole = flask("export", "wsis-2017").stdout
    asked = flask("person", "erase", "wsis-2017", "houlin-zhao", rc=1)
    assert "This erases houlin-zhao from the draft, every release and the log of wsis-2017." in asked.stdout
    assert flask("export", "wsis-2017").stdout == whole
    done = flask("person", "erase", "wsis-2017", "houlin-zhao", "--yes").stdout
    assert "wsis-2017: erased by change 2, from 1 release and 1 earlier change; the draft has erased-" in done
    after = flask("export", "wsis-2017").stdout
    assert (whole.count("Houlin Zhao") > 0, after.count("Houlin Zhao")) == (True, 0)
    assert after.count("Name withheld") > 0
    assert "was erased already" in flask("person", "erase", "wsis-2017", "houlin-zhao", "--yes", rc=1).stderr
