"""What a draft is made of, as resources: one list and one address per kind, all by the same few functions."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.paging import Place, cut
from scheduler.api.private import Ask, Endpoint, answer, expected, nothing, serves
from scheduler.api.schemas.resources import RESOURCES, Resource
from scheduler.domain.editing import EMAIL
from scheduler.domain.errors import Gone
from scheduler.domain.log import Change
from scheduler.domain.resources import resource
from scheduler.domain.resources.deciding import found, target
from scheduler.domain.roles import Actor
from scheduler.domain.things import PERSON, TERM
from scheduler.http.context import edge
from scheduler.services import browsing
from scheduler.services.desk import Desk
from scheduler.services.editing import Edited, edit
from scheduler.services.history import one
from scheduler.services.repeating import DoneBefore
from scheduler.services.wishing import Method, Wish

SEES_PRIVATE = "editor"
"""The role from which on private fields of people are told."""

_APART = frozenset({"event", "placement", "remote"})
"""Resources with addresses of their own."""


def wish(
    event: str, ask: Ask, method: Method, what: str, key: str | None = None, *, keep_instants: bool = False
) -> Edited:
    """Do one thing to one resource, as the request says."""
    read = None if method == "create" else expected()
    wanted = Wish(method, what, key, ask.body, read, keep_instants=keep_instants)
    made = edge()
    return edit(
        made.desks, event, [wanted], author=ask.author, new_id=made.new_id, repeat=ask.repeat, sealer=made.sealer
    )


def told(who: Actor, desk: Desk, things: Sequence[Any]) -> list[dict[str, Any]]:
    """Things of a draft, with what is private of them for who may see that."""
    private = who.may(desk.programme.event.slug, SEES_PRIVATE)
    return browsing.described(edge().database, desk, things, private=private)


def created_by(change: Change, what: str) -> tuple[Any, str | None]:
    """The thing of a kind that a change created, and of a person the address; `Gone` if they were erased since."""
    kind, _ = target(what, ":")
    (made,) = (operation for operation in change.operations if operation.what == kind)
    if made.after is None:
        raise Gone("This was done already, and what it made was erased since.")
    address = next((operation.after for operation in change.operations if operation.what == EMAIL), None)
    if what != TERM:
        return made.after, address
    before = {term.key for term in made.before.terms} if made.before else set()
    return next(term for term in made.after.terms if term.key not in before), None


def _again(before: DoneBefore, ask: Ask, kind: Resource) -> Response:
    """The answer to a POST that was carried out before: what it made, as it was then."""
    made = edge()
    change = one(made.database, before.event, before.revision)
    thing, address = created_by(change, kind.what)
    body = resource(made.desks.open(before.event).programme, thing)
    if kind.what == PERSON and ask.who.may(before.event, SEES_PRIVATE):
        body["email"] = address or ""
    location = f"/api/v1/events/{before.event}/{kind.collection}/{body[kind.key]}"
    return answer(body, changed=before.revision, status=HTTPStatus.CREATED, location=location)


def _serve(kind: Resource) -> None:
    """Serve the list of a kind, and each thing of it."""
    every = f"/events/<event>/{kind.collection}"
    single = f"{every}/<key>"
    name = kind.what.replace("-", "_")
    filters = tuple(browsing.FILTERS[kind.what])

    def place(desk: Desk) -> Callable[[Any], Place]:
        return lambda thing: browsing.place(desk, kind.what, thing)

    def listing(event: str, ask: Ask) -> Response:
        desk = edge().desks.open(event)
        wanted = {each: ask.values[each] for each in filters if each in ask.values}
        things = browsing.listed(edge().database, desk, kind.what, wanted)
        page, following = cut(things, ask.page, of=ask.list_name, place=place(desk))
        return answer({"items": told(ask.who, desk, page), "next": following})

    def create(event: str, ask: Ask) -> Response:
        try:
            made = wish(event, ask, "create", kind.what)
        except DoneBefore as before:
            return _again(before, ask, kind)
        body = _one(ask.who, made.desk, *made.one)
        location = f"/api/v1/events/{event}/{kind.collection}/{body[kind.key]}"
        return answer(body, changed=made.desk.version(*made.one), status=HTTPStatus.CREATED, location=location)

    def read(event: str, key: str, ask: Ask) -> Response:
        desk = edge().desks.open(event)
        known = browsing.known(edge().database, desk, kind.what, key)
        return answer(_one(ask.who, desk, kind.what, known), changed=desk.version(kind.what, known))

    def change(event: str, key: str, ask: Ask) -> Response:
        made = wish(event, ask, "change", kind.what, key)
        return answer(_one(ask.who, made.desk, *made.one), changed=made.desk.version(*made.one))

    def delete(event: str, key: str, ask: Ask) -> Response:
        wish(event, ask, "delete", kind.what, key)
        return nothing()

    def add(endpoint: Endpoint, verb: str, words: str, method: str, rule: str, **contract: Any) -> None:
        endpoint.__name__, endpoint.__doc__ = f"{verb}_{name}", words
        serves(method, rule, **contract)(endpoint)

    gone = (HTTPStatus.GONE,) if kind.what == PERSON else ()  # who was erased
    refuses = (HTTPStatus.CONFLICT, *gone)
    takes = (*filters, "limit", "cursor")
    shown = {"role": "viewer", "shape": kind.page, "takes": takes}
    of_people = (HTTPStatus.GONE,) if PERSON in filters else ()
    add(listing, "list", f"List {kind.plural}.", "GET", every, **shown, refuses=of_people)
    add(read, "read", f"Read one {kind.singular}.", "GET", single, role="viewer", shape=kind.schema, refuses=gone)
    posted = {"role": "editor", "shape": kind.schema, "body": kind.schema, "status": HTTPStatus.CREATED}
    add(create, "create", f"Create a {kind.singular}.", "POST", every, **posted, refuses=gone)
    patched = {"role": "editor", "shape": kind.schema, "body": kind.patch, "conditional": True, "refuses": refuses}
    add(change, "change", f"Change a {kind.singular}; what is left out stays as it is.", "PATCH", single, **patched)
    deleted = {"role": "editor", "shape": None, "conditional": True, "refuses": refuses}
    add(delete, "delete", f"Delete a {kind.singular}, unless others rely on it.", "DELETE", single, **deleted)


def _one(who: Actor, desk: Desk, what: str, key: str) -> dict[str, Any]:
    """A resource as it stands, by its key in the log."""
    (body,) = told(who, desk, [found(desk.programme, what, key)])
    return body


for _kind in RESOURCES.values():
    if _kind.what not in _APART:
        _serve(_kind)
