import gzip

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from scheduler.feeds.feed import answer, pack, reply
from scheduler.http.conditional import tag_of
from tests.factories import at

BODY = "BEGIN:VCALENDAR\r\nNAME:Größe\r\nEND:VCALENDAR\r\n".encode() * 50
MODIFIED = at("2017-06-01T12:00:00+00:00")
FEED = pack(BODY, modified=MODIFIED, filename="forum-programme.ics")
TAG = tag_of(BODY)
SAME, BEFORE, AFTER = (f"Thu, 01 Jun 2017 {time} GMT" for time in ("12:00:00", "11:59:59", "12:00:01"))
COMMON = {
    "ETag": f'"{TAG}"',
    "Last-Modified": SAME,
    "Vary": "Accept-Encoding",
    "Cache-Control": "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
WHOLE = COMMON | {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Length": str(len(BODY)),
    "Content-Disposition": 'inline; filename="forum-programme.ics"',
}
GZIP = {
    "ETag": f'"{TAG}-gz"',
    "Content-Encoding": "gzip",
    "Content-Length": str(len(gzip.compress(BODY, mtime=0))),
}


def ask(method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What is answered before the framework; a view of it answers the same."""
    given: dict[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = EnvironBuilder(method=method, headers=Headers(given)).get_environ()
    chunks, line, sent = run_wsgi_app(answer(FEED, environ), environ)
    status, prepared, body = reply(FEED, environ)
    found = (status, dict(prepared), body)
    assert (int(line.split()[0]), dict(sent.items()), b"".join(chunks)) == found
    return found


def test_the_whole_answer() -> None:
    assert ask() == (200, WHOLE, BODY)


def test_compressed_where_that_is_welcome() -> None:
    status, headers, body = ask(Accept_Encoding="br, gzip;q=0.8")
    assert (status, headers, gzip.decompress(body)) == (200, WHOLE | GZIP, BODY)


def test_compressed_bytes_have_no_time_in_them() -> None:
    assert (FEED.compressed[4:8], FEED) == (b"\0\0\0\0", pack(BODY, modified=MODIFIED, filename="forum-programme.ics"))


@pytest.mark.parametrize("encoding", ["", "identity", "gzip;q=0", "br", "gzip;q=0.1, identity"])
def test_plain_where_it_is_not(encoding: str) -> None:
    assert ask(Accept_Encoding=encoding) == (200, WHOLE, BODY)


def test_head_is_get_without_the_body() -> None:
    assert ask("HEAD") == (200, WHOLE, b"")
    assert ask("HEAD", Accept_Encoding="gzip") == (200, WHOLE | GZIP, b"")


def test_304_has_the_same_headers_but_those_of_a_body() -> None:
    assert ask(If_None_Match=f'"{TAG}"') == (304, COMMON, b"")
    gz = COMMON | {"ETag": f'"{TAG}-gz"'}
    assert ask(If_None_Match=f'"{TAG}-gz"', Accept_Encoding="gzip") == (304, gz, b"")
    assert ask("HEAD", If_Modified_Since=SAME) == (304, COMMON, b"")


CONDITIONS = {
    "its tag": ({"If_None_Match": f'"{TAG}"'}, 304),
    "its tag, weakened by a proxy": ({"If_None_Match": f'W/"{TAG}"'}, 304),
    "its tag among others": ({"If_None_Match": f'"a", W/"b" ,"{TAG}"'}, 304),
    "any tag": ({"If_None_Match": "*"}, 304),
    "another tag": ({"If_None_Match": '"a"'}, 200),
    "the tag of the other encoding": ({"If_None_Match": f'"{TAG}-gz"'}, 200),
    "part of its tag": ({"If_None_Match": f'"{TAG[:-1]}"'}, 200),
    "another tag, and a date that would do": ({"If_None_Match": '"a"', "If_Modified_Since": AFTER}, 200),
    "its tag, and a date that would not do": ({"If_None_Match": f'"{TAG}"', "If_Modified_Since": BEFORE}, 304),
    "a second before": ({"If_Modified_Since": BEFORE}, 200),
    "that second": ({"If_Modified_Since": SAME}, 304),
    "a second after": ({"If_Modified_Since": AFTER}, 304),
    "no date": ({"If_Modified_Since": "yesterday"}, 200),
    "a date out of range": ({"If_Modified_Since": "Thu, 01 Jun 99999 12:00:00 GMT"}, 200),
    "a range": ({"Range": "bytes=0-10"}, 200),
}


@pytest.mark.parametrize(("headers", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(headers: dict[str, str], expected: int) -> None:
    assert ask(**headers)[0] == expected


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        pytest.param("forum-terms-sdg-4.ics", "forum-terms-sdg-4.ics", id="plain"),
        pytest.param('a"b\r\nSet-Cookie: c.ics', "a-b-Set-Cookie-c.ics", id="quotes and line breaks"),
        pytest.param("../../Größe.ics", "Gr-e.ics", id="path and letters beyond ASCII"),
    ],
)
def test_file_name(filename: str, expected: str) -> None:
    headers = dict(pack(BODY, modified=MODIFIED, filename=filename).plain.whole)
    assert headers["Content-Disposition"] == f'inline; filename="{expected}"'
