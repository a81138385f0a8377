"""The nginx configuration that we ship, on a port and in a folder of a test's or a benchmark's own."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

CONFIGURATION = Path(__file__).parent.parent / "deploy" / "nginx.conf"
PATIENCE = 20.0  # seconds to start on a busy machine

_LOCATION = re.compile(r"^    location / \{.*?^    \}\n", re.DOTALL | re.MULTILINE)
_MAIN = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes {workers};
daemon off;
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    types {{ text/calendar ics; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {ours}
    {more}
}}
"""


def configured(folder: Path, port: int, service: int, *, workers: int = 1, more: str = "") -> Path:
    """A main configuration around ours, as an operator would adapt it: `port` in front of the port `service`."""
    ours = CONFIGURATION.read_text(encoding="utf-8")
    for found, put in (
        ("/var/cache/nginx/programme", f"{folder}/cache"),
        ("listen 80;               # yours", f"listen 127.0.0.1:{port}; # yours"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{service};"),
        ("server_name programme.example.org;   # yours", "server_name 127.0.0.1; # yours"),
    ):
        assert ours.count(found) == 1, found
        ours = ours.replace(found, put)
    ours = _logging_to(folder, ours)
    main = folder / "nginx.conf"
    # The folders of tests are for their owner alone; root would hand its workers to nobody.
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(_MAIN.format(user=user, folder=folder, workers=workers, ours=ours, more=more), encoding="utf-8")
    return main


def check(program: str, main: Path) -> str:
    """What `nginx -t` says; empty where it has nothing to complain about."""
    command = [program, "-t", "-q", "-c", str(main), "-p", str(main.parent)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    # Its log of errors before it has read ours lies where only root writes.
    return "\n".join(line for line in told.splitlines() if "could not open error log" not in line)


def with_files(main: Path) -> None:
    """Let a configuration serve files first, from its own folder."""
    text = main.read_text(encoding="utf-8")
    found = _LOCATION.search(text)
    assert found
    files = (CONFIGURATION.parent / "nginx-files.conf").read_text(encoding="utf-8")
    assert files.count("root /srv/programme;") == 1
    files = files.replace("/srv/programme", f"{main.parent}/site")
    files = _logging_to(main.parent, files)
    main.write_text(text[: found.start()] + files + text[found.end() :], encoding="utf-8")


@contextmanager
def running(program: str, main: Path, port: int) -> Iterator[int]:
    """nginx, answering at a port; its process id."""
    with subprocess.Popen([program, "-c", main, "-p", main.parent]) as server:
        try:
            patience = time.monotonic() + PATIENCE
            while not _answers(port):
                assert server.poll() is None, "nginx ended"
                assert time.monotonic() < patience, "nginx did not start"
                time.sleep(0.05)
            yield server.pid
        finally:
            server.terminate()


def _logging_to(folder: Path, text: str) -> str:
    for name, own in (("programme.log", "access.log"), ("programme-error.log", "errors.log")):
        text = text.replace(f"/var/log/nginx/{name}", f"{folder}/{own}")
    return text


def _answers(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
