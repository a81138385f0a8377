"""Creating, changing and deleting what a draft is made of: any number of resources at once, all or nothing."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from scheduler.domain.editing import EMAIL, applied, compacted, of_programme
from scheduler.domain.errors import (
    Flaw,
    InvalidInput,
    NotFound,
    PreconditionRequired,
    SchedulerError,
    Stale,
    StateConflict,
)
from scheduler.domain.event import Event
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.resources import resource, wanted_key
from scheduler.domain.resources.deciding import (
    changed,
    created,
    deleted,
    find,
    found,
    put,
    require_new_parts,
    require_sound,
)
from scheduler.domain.resources.judging import require_zone
from scheduler.domain.resources.reading import PLACEMENT_KEY, no_such
from scheduler.domain.rezoning import keeping_wall_times
from scheduler.domain.things import EVENT, PERSON, PLACEMENT, REMOTE, SESSION, TERM, WALKING_TIMES
from scheduler.services.desk import Desk, Desks
from scheduler.services.ports import NewId
from scheduler.services.recording import Recorded, record
from scheduler.services.repeating import begin, end
from scheduler.store.db import Edit
from scheduler.store.persons import emails, erased, holder_of
from scheduler.store.releases import current_id, was_released
from scheduler.store.saving import next_code

Method = Literal["create", "change", "put", "delete"]

MOST = 500
"""Wishes at once: a screenful of moves, or a hall's whole day, and never a body that takes seconds."""

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
class Edited:
    """What came of wishes: the desks before and after them, the keys in the log of what they were about, the record.

    There is no record where nothing had to change.
    """

    before: Desk
    desk: Desk
    keys: tuple[tuple[str, str], ...]
    recorded: Recorded | None = None

    @property
    def one(self) -> tuple[str, str]:
        """Kind and key of the only wish's resource."""
        (only,) = self.keys
        return only


def edit(
    desks: Desks,
    event: str,
    wishes: Sequence[Wish],
    *,
    author: Author,
    new_id: NewId,
    repeat: Repeat | None = None,
) -> Edited:
    """Do what is wished, as one change, or nothing of it.

    `NotFound` where a key leads nowhere, `PreconditionRequired` and `Stale` where what exists was not read as it is,
    `StateConflict` where the draft does not allow it, `InvalidInput` where it makes no sense.
    """
    if len(wishes) > MOST:
        raise InvalidInput(f"{len(wishes)} operations at once are too many. Send up to {MOST}.", pointer="/operations")
    with desks.database.writing(event) as writing:
        begin(writing.session, author, repeat)
        desk = desks.before(writing, event)
        programme = desk.programme
        operations: list[Operation] = []
        keys: list[tuple[str, str]] = []
        touched: set[tuple[str, str]] = set()
        wished: dict[tuple[str, str], str] = {}
        for wish in wishes:
            try:
                one = _Wishing(writing, desk, programme, new_id, touched).operations(wish)
            except SchedulerError as error:
                raise _at(wish, error) from None
            programme = applied(programme, of_programme(one.operations))
            operations += one.operations
            keys.append(one.key)
            touched.add(one.key)
            wished.update(dict.fromkeys(((op.what, op.key) for op in one.operations), wish.pointer))
        programme, done = _numbered(programme, compacted(operations))
        if not done:
            return Edited(desk, desk, tuple(keys))
        require_new_parts(done, lambda what, key: (what, key) in desk.versions, wished)
        require_sound(desk.programme, programme, done, wished)
        end(writing.session, author, repeat, event=event, revision=writing.revision)
        recorded = record(writing, desk, programme, done, author)
        writing.commit()
    desks.keep(recorded.desk)
    return Edited(desk, recorded.desk, tuple(keys), recorded)


@dataclass(frozen=True, slots=True)
class _One:
    """What one wish comes to: its resource, as the log knows it, and what is done."""

    key: tuple[str, str]
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class _Wishing:
    """One wish in the course of an edit: the programme as the wishes before it left it, and what they were about."""

    edit: Edit
    desk: Desk
    programme: Programme
    new_id: NewId
    before: Collection[tuple[str, str]]

    def operations(self, wish: Wish) -> _One:
        """What does it."""
        fields = dict(wish.fields or {})
        email = fields.pop("email", None) if wish.what == PERSON else None
        if wish.method == "create" and wish.what not in _PUT:
            key = self._new_key(wish.what, fields)
            done: tuple[Operation, ...] = (created(self.programme, wish.what, key, fields),)
        else:
            key = log_key(self.programme, wish.what, wish.key or "")
            self._require_current(wish, key)
            done = self._done(wish, key, fields)
            if wish.what == PERSON and wish.method == "delete":
                email = ""  # it goes with her, and would come back with her
        if email is not None:
            before = emails(self.edit.session, self.edit.event_id, [key]).get(key, "")
            done += (Operation(EMAIL, key, before or None, email or None),)
        return _One((wish.what, key), done)

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
            )


def require_unreleased(edit: Edit, code: str) -> None:
    """`StateConflict` if any release had the session of this code."""
    if was_released(edit.session, edit.event_id, code):
        raise StateConflict(
            f"Session {code} was released: calendars hold it. Cancel it instead: set its state to cancelled."
        )


def require_same_uids(edit: Edit, before: Event, after: Event) -> None:
    """`StateConflict` if an event that was released would give its entries other UIDs."""
    if before.uid_domain != after.uid_domain and current_id(edit.session, before.slug) is not None:
        raise StateConflict(f"{before.slug} was released with UIDs of {before.uid_domain}, and keeps them for ever.")


def require_slug(edit: Edit, slug: str, person: str | None) -> None:
    """`StateConflict` if the slug led to somebody else than this person once."""
    if holder_of(edit.session, edit.event_id, slug) not in {None, person}:
        raise StateConflict(f"{slug!r} led to another person once, and links remember it. Choose another slug.")


def log_key(programme: Programme, what: str, key: str) -> str:
    """The key by which the log knows what clients know by `key`: for people their opaque id.

    `NotFound` if no resource can be called that.
    """
    if what == PERSON:
        person = programme.person_by_slug.get(key)
        if person is None:
            raise NotFound(no_such(what, key, programme))
        return person.id
    if what == "relation" and not _NUMBER.fullmatch(key):
        raise NotFound(no_such(what, key, programme))
    if what in {PLACEMENT, REMOTE} and not _is_placement_key(programme, key):
        raise NotFound(no_such(what, key, programme))
    if what in {EVENT, WALKING_TIMES} and key != programme.event.slug:
        raise NotFound(no_such(what, key, programme))
    return key


_NUMBER = re.compile("[1-9][0-9]{0,8}", re.ASCII)
"""As the log writes it: 007 would be another key of the same thing, with versions of its own."""


def _is_placement_key(programme: Programme, key: str) -> bool:
    return key.startswith(f"{programme.event.slug}-") and PLACEMENT_KEY.fullmatch(key) is not None


def _numbered(after: Programme, operations: Sequence[Operation]) -> tuple[Programme, tuple[Operation, ...]]:
    """The programme with ids for schedule.xml where it has new parts, and the operations that make it that.

    What they leave is what the programme holds, each in its one order: an undo compares with it.
    """
    if any(operation.what == SESSION and operation.after is not None for operation in operations):
        after = with_export_ids(after)
    tidy = (
        replace(op, after=find(after, op.what, op.key)) if op.after is not None and op.what != EMAIL else op
        for op in operations
    )
    return after, compacted(tidy)


def _at(wish: Wish, error: SchedulerError) -> SchedulerError:
    """The error with its flaws where they stand in what was sent."""
    if wish.pointer:
        flaws = error.flaws or (Flaw("", error.detail),)
        within = "" if isinstance(error, Stale | PreconditionRequired | NotFound | StateConflict) else "/fields"
        error.flaws = tuple(Flaw(wish.pointer + within + flaw.pointer, flaw.message) for flaw in flaws)
    return error
