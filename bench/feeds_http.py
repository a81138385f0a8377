"""A feed of 250 entries over HTTP: gunicorn beside a plain Flask route, nginx beside nginx with the same file.

`python -m bench.feeds_http [--seconds N]`. Asked by wrk (Debian: wrk, nginx-light), which shares the cores with what it
asks; neighbours are asked in turn, and the best of the rounds counts.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from bench.feeds import ask, released
from bench.targets import Table
from bench.week import engine_of
from tests import nginx
from tests.machine import found_nginx
from tests.serving import free_port

SIZE, ROUNDS, CONNECTIONS = 250, 3, 16
LEAST = 0.7
ROOT = Path(__file__).parent.parent
PACKED = {"Accept-Encoding": "gzip"}
# The neighbour: the same file, logged in the same way.
STATIC = """
server {{
    listen 127.0.0.1:{port};
    access_log {folder}/static.log programme_public buffer=32k flush=2s;
    root {folder}/static;
    sendfile on; tcp_nopush on; gzip_static on; open_file_cache max=10000 inactive=60s;
}}
"""


def main() -> int:
    """Print every figure; end with 1 if one is over its target."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=5, help="of each round")
    seconds = arguments.parse_args().seconds
    wrk, server = shutil.which("wrk"), found_nginx()
    if wrk is None or server is None:
        print("skipped: wrk and nginx are needed (Debian: apt install wrk nginx-light)")
        return 0
    table = Table()
    table.heading()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        url = f"sqlite:///{folder}/feeds.sqlite"
        app, slug = released(url, SIZE)
        path = f"/{slug}/feeds/programme.ics"
        _, _, packed = ask(app, path, HTTP_ACCEPT_ENCODING="gzip")
        _, _, plain = ask(app, path)
        engine_of(app).dispose()
        (folder / "static").mkdir()
        (folder / "static" / "feed.ics").write_bytes(plain)
        (folder / "static" / "feed.ics.gz").write_bytes(packed)
        service = stack.enter_context(gunicorn("wsgi:app", DATABASE_URL=url, LOG_LEVEL="error"))
        route = stack.enter_context(gunicorn("bench.plain:app", BENCH_BODY=str(folder / "static" / "feed.ics.gz")))
        front, static = free_port(), free_port()
        more = STATIC.format(port=static, folder=folder)
        main_file = nginx.configured(folder, front, service, more=more)
        stack.enter_context(nginx.running(server, main_file, front))
        ports = {"service": service, "route": route, "front": front, "static": static}
        paths = {"service": path, "route": "/feed", "front": path, "static": "/feed.ics"}
        for what, status in (("200 gzip", 200), ("304", 304)):
            pairs = (("gunicorn", "service", "route", None), ("nginx", "front", "static", LEAST))
            for through, ours, theirs, least in pairs:
                best = dict.fromkeys((ours, theirs), 0.0)
                for _ in range(ROUNDS):
                    for each in best:
                        headers = asked(ports[each], paths[each], status)
                        best[each] = max(best[each], rate(wrk, ports[each], paths[each], headers, seconds))
                table.row(f"{what} by {through}", SIZE, best[ours], None, "/s")
                neighbour = "plain Flask route" if theirs == "route" else "nginx with the file"
                table.row(f"  beside it: {neighbour}", SIZE, best[theirs], None, "/s")
                table.row("  ratio", SIZE, best[ours] / best[theirs], least, "", least=True)
        with files_first(folder / "files", service, path, server, plain, packed) as (front, static):
            for what, status in (("200 gzip", 200), ("304", 304)):
                own, other = (
                    max(rate(wrk, port, at, asked(port, at, status), seconds) for _ in range(ROUNDS))
                    for port, at in ((front, path), (static, "/feed.ics"))
                )
                table.row(f"{what} by nginx, files first", SIZE, own, None, "/s")
                table.row("  beside it: nginx with the file", SIZE, other, None, "/s")
                table.row("  ratio", SIZE, own / other, LEAST, "", least=True)
    return 1 if table.missed else 0


@contextmanager
def files_first(
    folder: Path, service: int, path: str, server: str, plain: bytes, packed: bytes
) -> Iterator[tuple[int, int]]:
    """The ports of nginx with files as `flask export --format site` writes them, and of nginx with the file alone."""
    for file in (folder / "static" / "feed.ics", folder / "site" / path.lstrip("/")):
        file.parent.mkdir(parents=True)
        file.write_bytes(plain)
        file.with_name(f"{file.name}.gz").write_bytes(packed)
    front, static = free_port(), free_port()
    main_file = nginx.configured(folder, front, service, more=STATIC.format(port=static, folder=folder))
    nginx.with_files(main_file)
    with nginx.running(server, main_file, front):
        yield front, static


def asked(port: int, path: str, status: int) -> Mapping[str, str]:
    """The headers that are answered with this status: the tag, where that is a 304."""
    _, tag = get(port, path, PACKED)
    headers = PACKED | ({"If-None-Match": tag} if status == 304 else {})
    found, _ = get(port, path, headers)
    assert found == status, (path, found)
    return headers


def get(port: int, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """The status and the tag of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("ETag", "")


def rate(wrk: str, port: int, path: str, headers: Mapping[str, str], seconds: int) -> float:
    """Answers a second; an error of any kind ends the benchmark."""
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *given, f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ours
    if "Socket errors" in told or "Non-2xx" in told:
        raise RuntimeError(told)
    found = re.search(r"Requests/sec:\s+([0-9.]+)", told)
    assert found, told
    return float(found[1])


@contextmanager
def gunicorn(app: str, workers: int = 1, **environment: str) -> Iterator[int]:
    """A server of an app on a port of its own."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--threads", "4", "--worker-class", "gthread", "--log-level", "error", "--no-control-socket", app]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment) as server:  # noqa: S603 - ours
        try:
            while not _answers(port):
                assert server.poll() is None, "it ended"
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    try:
        get(port, "/healthz", {})
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
