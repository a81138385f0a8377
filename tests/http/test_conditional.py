"""Conditional answers: what is a 304, what is compressed, and which headers go with it."""

import gzip
from datetime import UTC, datetime

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from scheduler.http.conditional import accepts_gzip, gzipped, not_modified, respond, tag_of

MODIFIED = int(datetime(2017, 6, 12, 7, 0, 0, tzinfo=UTC).timestamp())
BEFORE, SAME, AFTER = (f"Mon, 12 Jun 2017 {time} GMT" for time in ("06:59:59", "07:00:00", "07:00:01"))
LARGE = b"Popov 1, " * 200
SMALL = b"Popov 1"


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "known"),
    [
        pytest.param(None, None, False, id="unconditional"),
        pytest.param('"abc"', None, True, id="same tag"),
        pytest.param('W/"abc"', None, True, id="weakened by a proxy"),
        pytest.param('"x", "abc" , "y"', None, True, id="one of several"),
        pytest.param("*", None, True, id="anything"),
        pytest.param('"abd"', None, False, id="other tag"),
        pytest.param('"abc-gz"', None, False, id="tag of the compressed form"),
        pytest.param("", SAME, False, id="an empty header is a header"),
        pytest.param('"', SAME, False, id="no tag at all"),
        pytest.param('"abd"', SAME, False, id="tags go before dates"),
        pytest.param('"abc"', BEFORE, True, id="tags go before older dates"),
        pytest.param(None, BEFORE, False, id="a second before"),
        pytest.param(None, SAME, True, id="the same second"),
        pytest.param(None, AFTER, True, id="a second after"),
        pytest.param(None, "yesterday", False, id="no date"),
        pytest.param(None, "Mon, 99 Jun 99999 99:99:99 GMT", False, id="impossible date"),
        pytest.param(None, "2017-06-12T07:00:00Z", False, id="not the format of HTTP"),
        pytest.param(None, "Monday, 12-Jun-17 07:00:00 GMT", True, id="obsolete format"),
    ],
)
def test_not_modified(if_none_match: str | None, if_modified_since: str | None, known: bool) -> None:
    assert not_modified(if_none_match, if_modified_since, "abc", MODIFIED) is known


def test_without_modification_time_dates_decide_nothing() -> None:
    assert not not_modified(None, AFTER, "abc", None)


@pytest.mark.parametrize(
    ("header", "welcome"),
    [
        ("", False),
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0.5, identity;q=0.8", False),
        ("gzip;q=x", False),
    ],
)
def test_accepts_gzip(header: str, welcome: bool) -> None:
    assert accepts_gzip(header) is welcome


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)

    @app.get("/<size>")
    def thing(size: str) -> Response:
        body = LARGE if size == "large" else SMALL
        return respond(
            body,
            content_type="text/plain; charset=utf-8",
            last_modified=MODIFIED,
            cache_control="public, max-age=60",
            headers={"X-Robots-Tag": "noindex"},
        )

    return app.test_client()


CONSTANT = [
    ("Cache-Control", "public, max-age=60"),
    ("Last-Modified", SAME),
    ("Vary", "Accept-Encoding"),
    ("X-Robots-Tag", "noindex"),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "accept", "tag", "sent", "encoding"),
    [
        pytest.param("/small", "gzip", tag_of(SMALL), SMALL, [], id="too small to compress"),
        pytest.param("/large", "", tag_of(LARGE), LARGE, [], id="plain"),
        pytest.param(
            "/large",
            "gzip",
            tag_of(LARGE) + "-gz",
            gzip.compress(LARGE, 5, mtime=0),
            [("Content-Encoding", "gzip")],
            id="compressed",
        ),
    ],
)
def test_whole_answer(
    client: FlaskClient,
    method: str,
    path: str,
    accept: str,
    tag: str,
    sent: bytes,
    encoding: list[tuple[str, str]],
) -> None:
    answer = client.open(path, method=method, headers={"Accept-Encoding": accept})
    assert (answer.status_code, answer.data) == (200, sent if method == "GET" else b"")
    assert sorted(answer.headers.items()) == sorted(
        [
            *CONSTANT,
            *encoding,
            ("Content-Length", str(len(sent))),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("ETag", f'"{tag}"'),
        ]
    )


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_known_answer_has_no_body_and_the_headers_that_caches_renew(client: FlaskClient, method: str) -> None:
    headers = {"Accept-Encoding": "gzip", "If-None-Match": f'"{tag_of(LARGE)}-gz"'}
    answer = client.open("/large", method=method, headers=headers)
    assert (answer.status_code, answer.data) == (304, b"")
    assert sorted(answer.headers.items()) == [
        ("Cache-Control", "public, max-age=60"),
        ("ETag", f'"{tag_of(LARGE)}-gz"'),
        ("Vary", "Accept-Encoding"),
        ("X-Robots-Tag", "noindex"),
    ]


def test_compressed_bytes_are_the_same_at_any_time_and_open_to_the_body() -> None:
    assert gzipped(LARGE)[4:8] == b"\x00\x00\x00\x00"  # MTIME (RFC 1952 section 2.3)
    assert gzip.decompress(gzipped(LARGE)) == LARGE


def test_one_form_does_not_stand_for_the_other(client: FlaskClient) -> None:
    plain = client.get("/large").headers["ETag"]
    assert client.get("/large", headers={"If-None-Match": plain, "Accept-Encoding": "gzip"}).status_code == 200
    assert client.get("/large", headers={"If-None-Match": plain}).status_code == 304
