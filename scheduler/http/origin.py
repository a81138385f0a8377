"""Whether the browser vouches that a form was sent by a page of ours: for pages that everybody gets alike.

A page that caches keep can't hold a proof made from somebody's cookie. What says where a request comes from can be set
by no form and no script of another site: Fetch Metadata, and before it the Origin header (RFC 6454 section 7).
"""

from urllib.parse import urlsplit

from flask import request

from scheduler.http.context import edge


def is_from_elsewhere() -> bool:
    """Whether the browser says that a page of another site sent this; False where it says nothing.

    An origin of `null` says nothing: it is what pages send that tell nobody where their reader comes from, as ours at
    secret addresses do; and without https no browser of today says more.
    """
    said = "Sec-Fetch-Site" in request.headers or request.headers.get("Origin", "null") != "null"
    return said and not is_from_own_page()


def is_from_own_page() -> bool:
    """Whether the browser says that a page of ours sent this; False where it says nothing, as old ones do."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    ours = urlsplit(edge().config.base_url)
    return request.headers.get("Origin") == f"{ours.scheme}://{ours.netloc}"
