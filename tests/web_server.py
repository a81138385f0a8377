"""A real web server in a thread of the test, which answers, delays, drips or redirects as it is told."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """What was asked, and how it answers: the first of `answers` each time, the last one for ever.

    An answer is a status with headers; `drip` sends so many bytes of a body, each after `slow_seconds`.
    """

    port: int = 0
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(200, {})])
    body: bytes = b"thanks"
    slow_seconds: float = 0.0
    drip: int = 0
    silent: bool = False

    def url(self, path: str = "/hook") -> str:
        """The address of a path, by number."""
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the library's name
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(Asked(self.command, self.path, headers, body))
            if site.silent:
                time.sleep(site.slow_seconds)
                return
            status, more = site.answers.pop(0) if len(site.answers) > 1 else site.answers[0]
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for _ in range(site.drip):
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(site.slow_seconds)
                self.wfile.write(site.body)
            except OSError:
                pass  # whoever asked has hung up, which some tests are about

        do_GET = do_HEAD = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def web_server(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running server at a free port of this machine; with `tls` by https."""
    site = Site(scheme="https" if tls else "http")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    server.block_on_close = False
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
