"""Answers that a client need not fetch twice: strong tags, modification times, 304, gzip (RFC 9110 sections 8 and 13).

The matching is pure, so that feeds, which are answered before the framework's routing, decide in the same way.
"""

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from flask import Response, request
from werkzeug.http import http_date, parse_accept_header, parse_date, parse_etags

WORTH_GZIP = 1024
"""Bytes. A smaller body fits into one packet either way."""

_LONGEST_KEPT = 200  # characters: no client's header is longer, and nobody shall fill the memory with those that are


def respond(
    body: bytes,
    *,
    content_type: str,
    last_modified: int | None,
    cache_control: str,
    etag: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to the request at hand: 304 if the client has this body, else the body, compressed if that is welcome.

    `etag` (without quotes) is the hash of the body unless given; the compressed form has one of its own, since a
    strong tag stands for bytes. `last_modified` is an instant, None for what changes with the clock alone.
    """
    compressed = len(body) > WORTH_GZIP and accepts_gzip(request.headers.get("Accept-Encoding", ""))
    tag = (etag or tag_of(body)) + ("-gz" if compressed else "")
    known = not_modified(
        request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"), tag, last_modified
    )
    if known and request.method in {"GET", "HEAD"}:
        response = Response(status=304)  # leaves without the headers of a body, Last-Modified among them
    else:
        response = Response(gzipped(body) if compressed else body, content_type=content_type)
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
    response.set_etag(tag)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache_control
    if last_modified is not None:
        response.headers["Last-Modified"] = http_date(last_modified)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def gzipped(body: bytes) -> bytes:
    """The body compressed; with mtime 0, so that every process makes the same bytes and the tag holds for all."""
    return gzip.compress(body, compresslevel=5, mtime=0)  # 9 takes three times as long and saves an eighth


def tag_of(body: bytes) -> str:
    """The tag of a body, without quotes: 128 bits of its SHA-256."""
    return sha256(body).hexdigest()[:32]


def not_modified(
    if_none_match: str | None, if_modified_since: str | None, etag: str, last_modified: int | None
) -> bool:
    """Whether a GET with these two headers is answered with 304 (RFC 9110 section 13.2.2).

    `etag` is without quotes. Tags decide alone where the client sent any, readable or not; they compare weakly, since
    proxies that recompress weaken ours. `last_modified` is an instant.
    """
    if if_none_match is not None:
        # Most send the one tag that they got.
        return if_none_match == f'"{etag}"' or parse_etags(if_none_match).contains_weak(etag)
    if if_modified_since is None or last_modified is None:
        return False
    read = _date if len(if_modified_since) <= _LONGEST_KEPT else _date.__wrapped__
    since = read(if_modified_since)
    return since is not None and datetime.fromtimestamp(last_modified, UTC) <= since


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether the header welcomes gzip at least as much as the plain body; an empty one does not."""
    if len(accept_encoding) <= _LONGEST_KEPT:
        return _accepts_gzip(accept_encoding)
    return _accepts_gzip.__wrapped__(accept_encoding)


# There are few such headers, sent again and again; reading one takes longer than all the rest of a feed's answer.
@lru_cache(maxsize=256)
def _accepts_gzip(accept_encoding: str) -> bool:
    accepted = parse_accept_header(accept_encoding)
    weight = accepted.quality("gzip")
    return weight > 0 and weight >= accepted.quality("identity")


@lru_cache(maxsize=256)
def _date(header: str) -> datetime | None:
    try:
        return parse_date(header)
    except (ValueError, OverflowError):
        return None
