"""Who edits a draft through the services, with bodies as clients send them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from marshmallow import Schema

from scheduler.api.schemas.given import loader
from scheduler.api.schemas.resources import RESOURCES
from scheduler.api.schemas.venue import WalkingTimes
from scheduler.domain.log import Author, Change, Operation, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.resources.deciding import find
from scheduler.domain.things import WALKING_TIMES
from scheduler.services import history
from scheduler.services.desk import Desk, Desks
from scheduler.services.editing import Edited, edit
from scheduler.services.recording import Recorded, record_new
from scheduler.services.undoing import revert
from scheduler.services.wishing import Method, Wish, log_key
from scheduler.store.db import Database
from tests.services.forum import NOW

BY = Author("ana@forum.example", NOW, "request-1")


def wish(method: Method, what: str, key: str | None = None, body: Mapping[str, Any] | None = None, **kw: Any) -> Wish:
    """The wish that a body becomes: its fields as the shape of the resource reads them."""
    if method == "delete":
        return Wish(method, what, key, **kw)
    return Wish(method, what, key, loader(_shape(method, what)).load(dict(body or {})), **kw)


def _shape(method: Method, what: str) -> type[Schema]:
    if what == WALKING_TIMES:
        return WalkingTimes
    return RESOURCES[what].schema if method == "create" else RESOURCES[what].patch


def _numbered() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"person-{next(numbers)}"


@dataclass(frozen=True, slots=True)
class Organiser:
    """An organiser of one event, who has read everything as it stands."""

    database: Database
    event: str
    desks: Desks
    new_id: Callable[[], str] = field(default_factory=_numbered)

    @property
    def desk(self) -> Desk:
        """The draft as it stands."""
        return self.desks.open(self.event)

    def version(self, what: str, key: str) -> int | None:
        """The number in the ETag of a resource, by the key that clients know; None if it is not there."""
        desk = self.desk
        own = log_key(desk.programme, what, key)
        return None if find(desk.programme, what, own) is None else desk.version(what, own)

    def reading(self, wanted: Wish) -> Wish:
        """The wish of somebody who has read what it is about."""
        if wanted.key is None or wanted.method == "create":
            return wanted
        return Wish(
            wanted.method,
            wanted.what,
            wanted.key,
            wanted.fields,
            self.version(wanted.what, wanted.key),
            wanted.pointer,
            wanted.keep_instants,
        )

    def edit(self, *wishes: Wish, repeat: Repeat | None = None, author: Author = BY) -> Edited:
        """Do what is wished, as one change."""
        return edit(self.desks, self.event, wishes, author=author, new_id=self.new_id, repeat=repeat)

    def create(self, what: str, body: Mapping[str, Any]) -> Edited:
        """Create one resource."""
        return self.edit(wish("create", what, None, body))

    def change(self, what: str, key: str, body: Mapping[str, Any], **kw: Any) -> Edited:
        """Change one resource, just read."""
        return self.edit(wish("change", what, key, body, expected=self.version(what, key), **kw))

    def put(self, what: str, key: str, body: Mapping[str, Any]) -> Edited:
        """Set one resource whole; just read, if it was there."""
        return self.edit(wish("put", what, key, body, expected=self.version(what, key)))

    def delete(self, what: str, key: str) -> Edited:
        """Delete one resource, just read."""
        return self.edit(wish("delete", what, key, expected=self.version(what, key)))

    def undo(self, revision: int | None = None) -> Recorded:
        """Take a change back: the last one, unless told."""
        return revert(self.desks, self.event, self.desk.revision if revision is None else revision, author=BY)

    def change_of(self, revision: int) -> Change:
        """A change as it is on record."""
        return history.one(self.database, self.event, revision)


def organising(database: Database, programme: Programme, *beside: Operation) -> Organiser:
    """An organiser of a new event that is this programme, which must be ordered."""
    with database.storing() as session:
        record_new(session, programme, BY, beside)
        session.commit()
    return Organiser(database, programme.event.slug, Desks(database))
