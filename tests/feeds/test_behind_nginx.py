"""The nginx configuration that we ship, in front of the service."""

import gzip
import http.client
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask

from scheduler.cli.site.writing import write_site
from scheduler.http.context import Edge
from scheduler.http.headers import CONTENT_SECURITY_POLICY
from tests import machine, nginx
from tests.api.forum import BASE, FIRST, FORUM, MOVED, SECOND, released
from tests.serving import free_port, served

FEED = "/forum/feeds/programme.ics"
KEPT = 2.0  # seconds that nginx keeps an answer; the service itself notices a release after one


@pytest.fixture(scope="session")
def program() -> str:
    """The path of an nginx; in CI on Debian it is installed where it is missing."""
    path = machine.found_nginx()
    if path is None and machine.IN_CI:
        machine.install("nginx-light", lambda: machine.found_nginx() is not None)
        path = machine.found_nginx()
    return path or machine.lacking("nginx is not installed")


@pytest.fixture
def service(app: Flask) -> Iterator[int]:
    """The port of the service itself, which has the forum released."""
    made: Edge = app.extensions["scheduler"]
    released(made.database, FORUM, FIRST)
    with served(app) as port:
        yield port


def ask(port: int, path: str = FEED, method: str = "GET", **given: str) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in given.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.mark.debian
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_shipped_configuration(app: Flask, program: str, service: int, tmp_path: Path) -> None:
    port = free_port()
    main = nginx.configured(tmp_path, port, service)
    assert nginx.check(program, main) == ""
    with nginx.running(program, main, port):
        own, through = (ask(each, Accept_Encoding="gzip") for each in (service, port))
        fields = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Type", "Content-Encoding", "X-Robots-Tag")
        assert [through[1][name] for name in fields] == [own[1][name] for name in fields]
        assert (through[0], through[2]) == (200, own[2])
        tag, modified = through[1]["ETag"], through[1]["Last-Modified"]
        known = ask(port, Accept_Encoding="br, gzip;q=0.9", If_None_Match=tag)
        assert (known[0], known[1]["ETag"], known[1]["Last-Modified"], known[2]) == (304, tag, modified, b"")
        assert ask(port, If_Modified_Since=modified)[0] == 304
        head = ask(port, method="HEAD", Accept_Encoding="gzip")
        assert (head[0], head[1]["Content-Length"], head[2]) == (200, str(len(own[2])), b"")
        assert [ask(port, method=method)[0] for method in ("PROPFIND", "POST")] == [405, 405]
        assert [ask(port, path)[0] for path in ("/metrics", "/forum/", "/desk/", "/readyz")] == [404, 200, 303, 200]
        assert ask(port, Host="evil.example")[0] == 400
        assert [ask(port, path)[0] for path in OF_SOMEBODY] == [200, 200, 404, 410]
        released(app.extensions["scheduler"].database, MOVED, SECOND)
        time.sleep(KEPT + 1.1)
        after = ask(port, Accept_Encoding="gzip", If_None_Match=tag)
        assert (after[0], after[1]["ETag"] == tag) == (200, False)
        app.wsgi_app = away  # type: ignore[method-assign, assignment] # the service fails
        time.sleep(KEPT)
        assert [ask(port, Accept_Encoding="gzip")[2], ask(port, "/forum/live")[0]] == [after[2], 503]
    logged = (tmp_path / "access.log").read_text()
    assert '"GET /forum/feeds/programme.ics" 304' in logged
    # The state of nginx' cache is "-" where it was not looked into: there nobody waits for who asked first.
    looked_into = re.findall(r'"GET /forum/(?:my|notify)\S*" \d+ \d+ (\S+) ', logged)
    assert looked_into == ["-"] * len(OF_SOMEBODY)


SECRET = "fed_" + "a" * 32


@pytest.mark.debian
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("app")
def test_what_is_somebodys_own_waits_for_nobody_and_is_not_logged(program: str, service: int, tmp_path: Path) -> None:
    """`-`: it was not looked for among what is kept, where one who asks for the same would have to wait."""
    port = free_port()
    main = nginx.configured(tmp_path, port, service)
    with nginx.running(program, main, port):
        for path in ("/forum/my", "/forum/notify?room=popov", "/forum/", *(f"{each}{SECRET}.ics" for each in HIDDEN)):
            ask(port, path)
        for path in ("/forum/", f"/forum/registrations/{SECRET}"):
            assert ask(port, path, "POST", Content_Length="9999999")[0] == 413
    wrong = (tmp_path / "errors.log").read_text()
    assert '"POST /forum/ HTTP/1.1"' in wrong
    assert SECRET not in wrong
    lines = (tmp_path / "access.log").read_text().splitlines()
    told = [(line.split('"')[1].removeprefix("GET "), line.split()[-2]) for line in lines]
    asked = [("/forum/my", "-"), ("/forum/notify", "-"), ("/forum/", "MISS"), *HIDDEN.values()]
    assert told[: len(asked)] == asked


HIDDEN = {
    "/forum/feeds/personal/": ("/forum/feeds/personal/...", "-"),
    "/forum/feeds//personal/": ("/forum/feeds/personal/...", "-"),
    "/forum/feeds/%70ersonal/": ("/forum/feeds/personal/...", "-"),
    "/forum%2Ffeeds%2Fdesk/": ("/forum/feeds/desk/...", "-"),
    "/forum/register/": ("/forum/register/...", "-"),
    "/forum/registrations/": ("/forum/registrations/...", "-"),
}
"""Ways to write the address of a private calendar, and what the log says of it."""


@pytest.mark.debian
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_files_first_and_the_service_for_the_rest(app: Flask, program: str, service: int, tmp_path: Path) -> None:
    made: Edge = app.extensions["scheduler"]
    write_site(app, made.reader, "forum", tmp_path / "site", base_url=BASE, service=BASE, twins=True)
    port = free_port()
    main = nginx.configured(tmp_path, port, service)
    nginx.with_files(main)
    assert nginx.check(program, main) == ""
    found = {}
    with nginx.running(program, main, port):
        for path in WHERE:
            status, headers, _ = ask(port, path, Accept_Encoding="gzip")
            # The service's tags are hashes, those of files a date and a length.
            tag = headers.get("ETag", "")
            found[path] = (status, "service" if len(tag) > 30 else "file" if tag else headers.get("Location"))
        _, headers, body = ask(port, FEED, Accept_Encoding="gzip")
        (css,) = (f"/static/{each.name}" for each in (tmp_path / "site" / "static").glob("pages.*.css"))
        said = {path: ask(port, path, Accept_Encoding="gzip")[1] for path in (*ALIKE, css)}
        again = ask(port, "/forum/", Accept_Encoding="gzip", If_None_Match=said["/forum/"]["ETag"])
        own_api = ask(port, "/api/v1/events/forum/rooms", "PUT")[0]
    assert found == WHERE
    for path, others in said.items():
        address = path if path == "/forum/" else path.removesuffix("/")
        address = address.removesuffix(".json") if path.startswith("/api/") else address
        own = ask(service, address, Accept_Encoding="gzip")[1]
        assert len(others["ETag"]) < 30, path  # it is a file
        assert {name: others.get(name) for name in FOR_BROWSERS} == {name: own.get(name) for name in FOR_BROWSERS}, path
    assert (again[0], again[1]["Content-Security-Policy"]) == (304, CONTENT_SECURITY_POLICY)
    assert own_api == 405
    calendar = app.test_client().get(FEED)
    assert (headers["Content-Type"], headers["Last-Modified"]) == (
        calendar.content_type,
        "Thu, 01 Jun 2017 07:00:00 GMT",
    )
    assert gzip.decompress(body) == calendar.data


FOR_BROWSERS = (
    *("Content-Security-Policy", "Content-Type", "Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy"),
    *("X-Content-Type-Options", "X-Robots-Tag"),
)
ALIKE = (
    *(
        "/forum/",
        "/forum/sessions/1/",
        "/forum/changes.atom",
        "/forum/schedule.xml",
        "/forum/schedule.json",
        "/robots.txt",
    ),
    *(FEED, "/forum/feeds/rooms/popov.json", "/forum/feeds/rooms/popov.xml"),
    *("/api/v1/events/forum.json", "/api/v1/events/forum/agenda.json"),
)
"""Files of every kind, which browsers are to treat as what the service itself sends."""

OF_SOMEBODY = ("/forum/my", "/forum/notify?room=popov", "/forum/notify/stop/secret", "/forum/notify/confirm/secret")

WHERE = {
    FEED: (200, "file"),
    "/forum/": (200, "file"),
    "/forum/sessions/1": (301, "/forum/sessions/1/"),
    "/forum/sessions/1/": (200, "file"),
    "/forum/?room=popov": (200, "service"),
    f"{FEED}?room=popov": (200, "service"),
    "/forum/live": (200, "service"),
    "/": (200, "service"),
    "/forum/people/": (404, None),
    "/.programme-site": (404, None),
    "/forum/sessions/99": (404, None),
}


def away(_environ: object, start_response: object) -> list[bytes]:
    """A service that is being restarted."""
    start_response("503 Service Unavailable", [("Content-Type", "text/plain")])  # type: ignore[operator] # WSGI's
    return [b""]
