"""How pages leave: conditional, cacheable for a minute, with the one stylesheet and the page for errors."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Response, request

from scheduler.http.conditional import respond
from scheduler.http.problems import Problem
from scheduler.web.templating import render

HTML = "text/html; charset=utf-8"
A_MINUTE = "public, max-age=60, stale-while-revalidate=600"
FOR_EVER = "public, max-age=31536000, immutable"
"""For addresses that hold a hash of what they answer."""

FOR_ONE_BROWSER: Mapping[str, str] = {
    "Cache-Control": "private, no-store",
    "Vary": "Cookie",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",
}
"""Of pages whose forms carry a proof. They are never compressed: beside what a stranger may put into a page, its size
would tell of the proof (BREACH)."""

OF_SOMEBODY: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Vary": "Cookie",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
"""Of what is somebody's own, mostly at a secret address: nobody keeps it, and no other site learns of it."""

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@lru_cache(maxsize=1)
def _assets() -> Mapping[str, tuple[bytes, str]]:
    """Every static file under a name with its hash, as (bytes, content type)."""
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        body = path.read_bytes()
        found[f"{path.stem}.{sha256(body).hexdigest()[:12]}{path.suffix}"] = (body, _TYPES[path.suffix])
    return found


def asset_names(site: str) -> Mapping[str, str]:
    """Per static file (`pages.css`) its address, which changes with its content; `site` is where we are mounted."""
    return {f"{name.partition('.')[0]}{Path(name).suffix}": f"{site}/static/{name}" for name in _assets()}


def asset(name: str) -> Response | None:
    """The answer with a static file, None if there is none of that name."""
    found = _assets().get(name)
    if found is None:
        return None
    body, content_type = found
    return respond(body, content_type=content_type, last_modified=None, cache_control=FOR_EVER)


def of_somebody(response: Response) -> Response:
    """The answer as what is somebody's own leaves."""
    response.headers.update(OF_SOMEBODY)
    return response


def page(
    html: str, *, last_modified: int | None, cache_control: str = A_MINUTE, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer with a page; `last_modified` None where it changes with the clock."""
    return respond(
        html.encode(), content_type=HTML, last_modified=last_modified, cache_control=cache_control, headers=headers
    )


def error_page(problem: Problem) -> str:
    """The page of an error: what is wrong, and the way out."""
    site = request.script_root
    desk = request.path.startswith("/desk/")
    return render("public/error.html", assets=asset_names(site), site=site, problem=problem, desk=desk)
