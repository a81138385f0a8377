"""A PostgreSQL server for tests: the one that is named or runs here, else a cluster of our own that ends with them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import URL, make_url

LOCAL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
BINARIES = Path("/usr/lib/postgresql")
# Test data need not survive a crash: no fsync, a third of the time.
SETTINGS = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses='' -c max_connections=200"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that we may create databases on; `url` is its maintenance database."""

    url: URL

    def run(self, statement: str) -> None:
        """Run one statement outside of any transaction, as CREATE DATABASE wants it."""
        with _connection(self.url) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template1", options: str = "") -> Iterator[str]:
        """The URL of a fresh copy of a database, made with further options, which is gone afterwards."""
        name = f"scheduler_test_{uuid4().hex[:16]}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {options}')
        self.run(f'ALTER DATABASE "{name}" SET synchronous_commit = off')  # on a server that is not ours, too
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _connection(url: URL) -> "psycopg.Connection[tuple[object, ...]]":
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=3)


def running() -> Server | None:
    """The server of DATABASE_TEST_URL, else one on this machine's usual port where `postgres` needs no password."""
    named = os.environ.get("DATABASE_TEST_URL", "")
    url = make_url(named or LOCAL)
    try:
        with _connection(url):
            return Server(url)
    except psycopg.OperationalError:
        if named:
            raise  # whoever names a server wants to hear that it does not answer
        return None


def binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    folders = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if folders:
        return folders[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def started(programs: Path) -> Iterator[Server]:
    """A new cluster that listens on a socket in its own folder; stopped and deleted afterwards."""
    # Not in pytest's folder: a socket's path may have 107 characters only.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [*prefix, programs / program, *arguments],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=60,  # seconds; both take about one
        )

    data = str(folder / "data")
    try:
        call("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        call("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-k {folder} {SETTINGS}", "start")
        try:
            yield Server(URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)}))
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
