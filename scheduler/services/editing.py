"""Creating, changing and deleting what a draft is made of: any number of resources at once, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.editing import applied, compacted, in_programme, of_programme
from scheduler.domain.errors import (
    Flaw,
    Gone,
    InvalidInput,
    NotFound,
    PreconditionRequired,
    SchedulerError,
    Stale,
    StateConflict,
)
from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.programme import Programme
from scheduler.domain.resources.deciding import (
    find,
    require_new_parts,
    require_sound,
)
from scheduler.domain.things import SESSION
from scheduler.services.desk import Desk, Desks
from scheduler.services.ports import NewId
from scheduler.services.recording import Recorded, record
from scheduler.services.repeating import NO_CHANGE, begin, end, note
from scheduler.services.sealing import WITHOUT_KEY, Sealer
from scheduler.services.wishing import Wish, Wishing
from scheduler.store.db import Edit

MOST = 500
"""Wishes at once: a screenful of moves, or a hall's whole day, and never a body that takes seconds."""


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


@dataclass(frozen=True, slots=True)
class _Tried:
    """The programme after wishes, what makes it that, the keys of what they are about, and where each was wished."""

    programme: Programme
    operations: Sequence[Operation]
    keys: tuple[tuple[str, str], ...]
    pointers: Mapping[tuple[str, str], str]


def edit(
    desks: Desks,
    event: str,
    wishes: Sequence[Wish],
    *,
    author: Author,
    new_id: NewId,
    repeat: Repeat | None = None,
    sealer: Sealer = WITHOUT_KEY,
) -> Edited:
    """Do what is wished, as one change, or nothing of it.

    `NotFound` where a key leads nowhere, `Gone` where it was an erased person's, `PreconditionRequired` and `Stale`
    where what exists was not read as it is, `StateConflict` where the draft does not allow it, `InvalidInput` where it
    makes no sense.
    """
    if len(wishes) > MOST:
        raise InvalidInput(f"{len(wishes)} operations at once are too many. Send up to {MOST}.", pointer="/operations")
    with desks.database.writing(event) as writing:
        begin(writing.session, author, repeat)
        desk = desks.before(writing, event)
        tried = _tried(wishes, writing, desk, new_id, sealer, author.at)
        programme, done = _numbered(tried.programme, tried.operations)
        if done:
            require_new_parts(done, lambda what, key: (what, key) in desk.versions, tried.pointers)
            require_sound(desk.programme, programme, done, tried.pointers)
            end(writing.session, author, repeat, event=event, revision=writing.revision)
            recorded = record(writing, desk, programme, done, author)
            writing.commit()
    if not done:
        note(desks.database, author, repeat, event, NO_CHANGE)
        return Edited(desk, desk, tried.keys)
    desks.keep(recorded.desk)
    return Edited(desk, recorded.desk, tried.keys, recorded)


def _tried(wishes: Sequence[Wish], writing: Edit, desk: Desk, new_id: NewId, sealer: Sealer, at: int) -> _Tried:
    """What comes of wishes, each on top of those before it; an error points at its wish."""
    programme = desk.programme
    operations: list[Operation] = []
    keys: list[tuple[str, str]] = []
    pointers: dict[tuple[str, str], str] = {}
    for wish in wishes:
        try:
            one = Wishing(writing, desk, programme, new_id, set(keys), sealer, at).operations(wish)
        except SchedulerError as error:
            raise _at(wish, error) from None
        programme = applied(programme, of_programme(one.operations))
        operations += one.operations
        keys.append(one.key)
        pointers.update(dict.fromkeys(((op.what, op.key) for op in one.operations), wish.pointer))
    return _Tried(programme, operations, tuple(keys), pointers)


def _numbered(after: Programme, operations: Sequence[Operation]) -> tuple[Programme, tuple[Operation, ...]]:
    """The programme with ids for schedule.xml where it has new parts, and the operations that make it that.

    What they leave is what the programme holds, each in its one order: an undo compares with it.
    """
    if any(operation.what == SESSION and operation.after is not None for operation in operations):
        after = with_export_ids(after)
    tidy = (
        replace(op, after=find(after, op.what, op.key)) if op.after is not None and in_programme(op) else op
        for op in operations
    )
    return after, compacted(tidy)


def _at(wish: Wish, error: SchedulerError) -> SchedulerError:
    """The error with its flaws where they stand in what was sent."""
    if wish.pointer:
        flaws = error.flaws or (Flaw("", error.detail),)
        within = "" if isinstance(error, Stale | PreconditionRequired | NotFound | Gone | StateConflict) else "/fields"
        error.flaws = tuple(Flaw(wish.pointer + within + flaw.pointer, flaw.message) for flaw in flaws)
    return error
