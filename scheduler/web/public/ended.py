"""What is shown for links in mails that are used up or too late: within the event, with the way to register again."""

from collections.abc import Callable
from functools import wraps

from flask import Response, request

from scheduler.domain.errors import Gone
from scheduler.domain.selection import FILTERS
from scheduler.http.problems import wants_page
from scheduler.web.answers import HTML, of_somebody
from scheduler.web.public.layout import show
from scheduler.web.visit import visit

_GONE = 410


def or_register_again(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view of an event whose `Gone` is a page with a button to register again; for programs it stays a problem."""

    @wraps(view)
    def shown(event: str, **of: str) -> Response:
        try:
            return view(event, **of)
        except Gone as ended:
            if not wants_page():
                raise
            return _page(event, ended)

    return shown


def _page(event: str, ended: Gone) -> Response:
    arrived = visit(event, extras=frozenset(request.args) - {*FILTERS, "remote"}, filtered=True)
    html = show(
        "public/ended.html",
        arrived,
        title="This link leads no further",
        path="register",
        zone_form=False,
        detail=ended.detail,
        register=arrived.links.page("register"),
    )
    return of_somebody(Response(html, _GONE, content_type=HTML))
