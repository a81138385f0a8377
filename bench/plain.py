"""A plain Flask route that answers with the bytes of a file: what a feed's answer is measured beside."""

import os
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request

app = Flask(__name__)
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
TAG = sha256(BODY).hexdigest()[:32]


@app.get("/feed")
def feed() -> Response:
    """The bytes, or a 304."""
    response = Response(BODY, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Encoding"] = "gzip"
    response.set_etag(TAG)
    return response.make_conditional(request)  # type: ignore[return-value] # itself
