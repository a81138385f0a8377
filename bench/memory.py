"""The resident memory of one gunicorn worker that has served the seeded week."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.targets import Table

ROOT = Path(__file__).parent.parent
PORT = 8399
PATHS = (
    "/",
    "/wsis-2017/",
    "/wsis-2017/live",
    "/wsis-2017/subscribe",
    "/wsis-2017/sessions/396",
    "/wsis-2017/schedule.xml",
    "/wsis-2017/feeds/programme.ics",
    "/wsis-2017/feeds/rooms/popov-room.ics",
    "/api/v1/events/wsis-2017/agenda",
)


def main() -> int:
    """Print the figure; end with 1 if it is over its target."""
    table = Table()
    table.heading()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/week.sqlite", "LOG_LEVEL": "error"}
        for command in (("db", "upgrade"), ("seed",)):
            flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
            subprocess.run(flask, cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603 - ours
        gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{PORT}", "--threads", "4", "wsgi:app"]
        with subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:  # noqa: S603 - ours
            try:
                table.row("memory of a worker", 256, served(server.pid), 120, "MiB")
            finally:
                server.terminate()
    return 1 if table.missed else 0


def served(parent: int) -> float:
    """MiB of the one worker after each path was read twenty times."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz").close()
            break
        except OSError:
            time.sleep(0.1)
    for _ in range(20):
        for path in PATHS:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as answer:
                answer.read()
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    status = Path(f"/proc/{children[0]}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
