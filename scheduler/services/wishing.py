"""What one wish about a draft comes to: the operations that do it, or the reason why it can't be done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scheduler.domain.editing import EMAIL
from scheduler.domain.errors import NotFound, PreconditionRequired, Stale, StateConflict
from scheduler.domain.log import Operation
from scheduler.domain.programme import Programme
from scheduler.domain.resources import resource, wanted_key
from scheduler.domain.resources.deciding import changed, created, deleted, find, found, put
from scheduler.domain.resources.judging import require_zone
from scheduler.domain.resources.naming import RELATION_NUMBER, is_placement_key, no_such
from scheduler.domain.rezoning import keeping_wall_times
from scheduler.domain.things import EVENT, PERSON, PLACEMENT, REMOTE, SESSION, TERM, WALKING_TIMES
from scheduler.services.desk import Desk
from scheduler.services.former_slugs import nobody
from scheduler.services.linking import kept_links
from scheduler.services.ports import NewId
from scheduler.services.remembering import require_same_uids, require_slug, require_unreleased
from scheduler.services.sealing import Sealer
from scheduler.store.db import Edit
from scheduler.store.persons import emails, erased, holder_of, past_of
from scheduler.store.saving import next_code

Method = Literal["create", "change", "put", "delete"]

_PUT = frozenset({PLACEMENT, REMOTE, WALKING_TIMES})
"""Resources that are set whole."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done to one resource, by the key that clients know; a new one may be without.

    `expected` is the version that it was read as. `pointer` is where the wish stands in what was sent. An event that
    moves to another time zone keeps its wall times, unless it is to `keep_instants`.
    """

    method: Method
    what: str
    key: str | None = None
    fields: Mapping[str, Any] | None = None
    expected: int | None = None
    pointer: str = ""
    keep_instants: bool = False


@dataclass(frozen=True, slots=True)
class Wished:
    """What one wish comes to: its resource, as the log knows it, and what is done."""

    key: tuple[str, str]
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Wishing:
    """One wish in the course of an edit: the programme as the wishes before it left it, and what they were about."""

    edit: Edit
    desk: Desk
    programme: Programme
    new_id: NewId
    before: Collection[tuple[str, str]]
    sealer: Sealer
    at: int

    def operations(self, wish: Wish) -> Wished:
        """What does it."""
        fields = dict(wish.fields or {})
        email = fields.pop("email", None) if wish.what == PERSON else None
        if wish.method == "create" and wish.what not in _PUT:
            key = self._new_key(wish.what, fields)
            done: tuple[Operation, ...] = (created(self.programme, wish.what, key, fields),)
        else:
            key = self._known_key(wish.what, wish.key or "")
            self._require_current(wish, key)
            done = self._done(wish, key, fields)
            if wish.what == PERSON and wish.method == "delete":
                email = ""  # it goes with her, and would come back with her
        if email is not None:
            before = emails(self.edit.session, self.edit.event_id, [key]).get(key, "")
            done += (Operation(EMAIL, key, before or None, email or None),)
        if wish.what == REMOTE and wish.method != "delete":
            done += (kept_links(self.edit, self.sealer, key, fields, self.at),)
        return Wished((wish.what, key), done)

    def _known_key(self, what: str, key: str) -> str:
        if what == PERSON and key not in self.programme.person_by_slug:
            raise nobody(self.programme, past_of(self.edit.session, self.edit.event_id), key)
        return log_key(self.programme, what, key)

    def _done(self, wish: Wish, key: str, fields: Mapping[str, Any]) -> tuple[Operation, ...]:
        if wish.method == "delete":
            if wish.what == SESSION:
                require_unreleased(self.edit, key)
            return deleted(self.programme, wish.what, key)
        if wish.what in _PUT:
            return (put(self.programme, wish.what, key, fields),)
        if wish.what == PERSON:
            self._require_not_erased(key)
            if "slug" in fields:
                self._require_free(fields["slug"], key)
        if wish.what == EVENT:
            return self._event(wish, key, fields)
        return (changed(self.programme, wish.what, key, fields),)

    def _event(self, wish: Wish, key: str, fields: Mapping[str, Any]) -> tuple[Operation, ...]:
        """The event with other fields; in another zone everything stays at its wall time, unless instants are kept."""
        event = self.programme.event
        done = changed(self.programme, EVENT, key, fields)
        require_same_uids(self.edit, event, done.after)
        if done.after.time_zone == event.time_zone or wish.keep_instants:
            return (done,)
        require_zone(done.after.time_zone)
        return (done, *keeping_wall_times(self.programme, done.after.time_zone))

    def _new_key(self, what: str, fields: dict[str, Any]) -> str:
        if what == SESSION:
            return self._new_code(fields)
        if what == "relation":
            known = (int(key) for kind, key in self.desk.versions if kind == what)
            return str(max((*known, *self.programme.relation), default=0) + 1)
        if what == TERM:
            return f"{fields.get('scheme', '')}:{fields.pop('code')}"
        slug = wanted_key(what, fields, taken=lambda slug: self._is_taken(what, slug))
        fields.pop("slug", None)
        if what != PERSON:
            return slug
        if slug in self.programme.person_by_slug:
            raise StateConflict(f"There is a person {slug!r} already. Choose another slug.")
        self._require_free(slug, None)
        fields["slug"] = slug
        return self.new_id()

    def _new_code(self, fields: dict[str, Any]) -> str:
        given = fields.pop("code", None)
        if given is not None:
            if given in self.desk.programme.session and given not in self.programme.session:
                raise StateConflict(
                    f"Session {given} goes in this very change, and its code with it. Use another code."
                )
            return str(given)
        code = next_code(self.edit.session, self.edit.event_id)
        while code in self.programme.session:
            code = str(int(code) + 1)
        return code

    def _is_taken(self, what: str, slug: str) -> bool:
        if what == PERSON:
            former = holder_of(self.edit.session, self.edit.event_id, slug)
            return slug in self.programme.person_by_slug or former is not None
        return (what, slug) in self.desk.versions or find(self.programme, what, slug) is not None

    def _require_free(self, slug: str, person: str | None) -> None:
        require_slug(self.edit, slug, person)
        now = self.desk.programme.person_by_slug.get(slug)
        if now is not None and now.id != person and now.id in self.programme.person:
            raise StateConflict(f"{slug!r} leads to another person, and links remember it. Choose another slug.")

    def _require_not_erased(self, key: str) -> None:
        if key in erased(self.edit.session, self.edit.event_id).marks:
            raise StateConflict(
                "This person was erased, and stays without a name or anything else. Create another person, and name "
                "them in the sessions instead."
            )

    def _require_current(self, wish: Wish, key: str) -> None:
        """What exists must be named as it was read, unless an earlier wish of the same edit made it what it is."""
        if (wish.what, key) in self.before:
            return
        there = find(self.programme, wish.what, key)
        if there is None and wish.what in _PUT and wish.method != "delete":
            if wish.expected is not None:
                raise Stale(f"This {wish.what} is not there any more. Leave If-Match out to make it anew.", None)
            return
        there = found(self.programme, wish.what, key)
        if wish.expected is None:
            raise PreconditionRequired(f"Send If-Match with the ETag of this {wish.what} as you read it.")
        if wish.expected != self.desk.version(wish.what, key):
            raise Stale(
                f"This {wish.what} has changed since you read it. Look at it again, then decide.",
                resource(self.programme, there),
                self.desk.version(wish.what, key),
            )


def log_key(programme: Programme, what: str, key: str) -> str:
    """The key by which the log knows what clients know by `key`: for people their opaque id.

    `NotFound` if no resource can be called that.
    """
    if what == PERSON:
        person = programme.person_by_slug.get(key)
        if person is None:
            raise NotFound(no_such(what, key, programme))
        return person.id
    if what == "relation" and not RELATION_NUMBER.fullmatch(key):
        raise NotFound(no_such(what, key, programme))
    if what in {PLACEMENT, REMOTE} and not is_placement_key(programme, key):
        raise NotFound(no_such(what, key, programme))
    if what in {EVENT, WALKING_TIMES} and key != programme.event.slug:
        raise NotFound(no_such(what, key, programme))
    return key
