"""Whether a release may go out, and what it would be: reviewed, without errors in its way, cancelling what is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.candidate import combine, released
from scheduler.domain.conflicts.check import check
from scheduler.domain.conflicts.conflict import Conflict
from scheduler.domain.conflicts.waiver import holding
from scheduler.domain.editing import EMAIL, RELEASE, SCHEDULED_RELEASE
from scheduler.domain.embargo import held_as_in, held_as_in_draft
from scheduler.domain.errors import BlockedByConflicts, Flaw, InvalidInput, RemovalsUnconfirmed, StateConflict
from scheduler.domain.log import Operation
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, next_release
from scheduler.domain.removals import Guard
from scheduler.domain.things import PERSON
from scheduler.domain.wording import TITLE_LENGTH, clean_line, clean_text
from scheduler.services.checking import describe
from scheduler.services.desk import Desk
from scheduler.store.changes import changes_since
from scheduler.store.db import Edit
from scheduler.store.releases import ReleaseId, current_id, load_document, load_public

_MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """A release that somebody wants: of the draft, of the sessions `only` on top of the last one, or of an old one.

    `revision` is the draft that was reviewed, `restores` the number of the release that it brings back. `confirmed`:
    whatever it cancels is meant.
    """

    label: str
    note: str = ""
    only: tuple[str, ...] = ()
    revision: int | None = None
    restores: int | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Current:
    """What is public now: which release, and what it shows; None before the first."""

    which: ReleaseId | None
    public: PublicRelease | None


@dataclass(frozen=True, slots=True)
class Approved:
    """A release that may go out: its whole programme, what the public will see, and the errors that it waives."""

    document: Programme
    made: PublicRelease
    waived: Sequence[Mapping[str, str]]


def tidied(wanted: Wanted) -> Wanted:
    """The same with label and note as they are stored; `InvalidInput` if it contradicts itself."""
    label = clean_line(wanted.label)
    if not label or len(label) > TITLE_LENGTH:
        raise InvalidInput(f"A release needs a label of 1 to {TITLE_LENGTH} characters.", pointer="/label")
    if wanted.restores is not None:
        for name, given in (("only", wanted.only), ("revision", wanted.revision is not None)):
            if given:
                raise InvalidInput(
                    f"A roll-back brings a whole release back, and nothing of the draft. Leave {name} or restores out.",
                    pointer=f"/{name}",
                )
    return replace(wanted, label=label, note=clean_text(wanted.note))


def read_current(edit: Edit, event: str) -> Current:
    """What is public of the event now."""
    which = current_id(edit.session, event)
    return Current(which, load_public(edit.session, which) if which else None)


def content_of(edit: Edit, draft: Desk, wanted: Wanted, current: Current) -> Programme:
    """The programme that is wanted or that the sessions wanted are taken from, as it stands now.

    `StateConflict` says what came into the draft since it was reviewed.
    """
    if wanted.restores is not None:
        newest = current.which.number if current.which else 0
        if not 1 <= wanted.restores <= newest:
            there = f"The newest is {newest}." if newest else "There is none yet."
            raise InvalidInput(f"There is no release {wanted.restores} to go back to. {there}", pointer="/restores")
        restored = load_document(edit.session, edit.event_id, wanted.restores)
        return held_as_in(load_document(edit.session, edit.event_id, newest), restored)
    _require_reviewed(edit, draft.revision, wanted.revision)
    _require_accepted(draft.programme, wanted.only)
    return released(draft.programme)


def approve(
    edit: Edit, draft: Desk, content: Programme, wanted: Wanted, current: Current, *, guard: Guard, at: int
) -> Approved:
    """The release that would be published at the instant `at` on top of the current one.

    `BlockedByConflicts` lists the errors in its way: unwaived, and not wholly past by then. `RemovalsUnconfirmed`
    lists what it would cancel, if that is much and not meant.
    """
    document = content
    if wanted.only:
        base = load_document(edit.session, edit.event_id, current.which.number) if current.which else None
        document = combine(base or Programme(event=content.event), content, wanted.only)
    document = held_as_in_draft(document, draft.programme, current.public.programme if current.public else None)
    waived = _waived(document, draft, at)
    made = next_release(document, current.public, label=wanted.label, note=wanted.note, now=at)
    gone = () if wanted.confirmed else guard.holds_back(current.public, made)
    if gone:
        raise _too_many(gone, current.public)
    return Approved(document, made, waived)


def _too_many(gone: Sequence[str], before: PublicRelease | None) -> RemovalsUnconfirmed:
    titles = before.programme.session if before else {}
    return RemovalsUnconfirmed(
        f"This release would cancel {len(gone)} sessions that are public now. If that is meant, confirm it: "
        "`confirm_removals` in the API, `--confirm-removals` on the command line.",
        flaws=[
            Flaw("/confirm_removals", f"Session {code} would be cancelled: {titles[code].title}")
            for code in gone[:_MOST_TOLD]
        ],
    )


def _require_reviewed(edit: Edit, now: int, reviewed: int | None) -> None:
    """`StateConflict` says what came in since the draft was reviewed."""
    if reviewed is None or reviewed == now:
        return
    if reviewed > now:
        raise InvalidInput(f"The draft is at revision {now}; {reviewed} is yet to come.", pointer="/revision")
    edits = [
        change
        for change in changes_since(edit.session, edit.event_id, reviewed, until=now)
        if any(operation.what not in {RELEASE, SCHEDULED_RELEASE} for operation in change.operations)
    ]
    if edits:
        raise StateConflict(
            f"The draft has changed since revision {reviewed} was reviewed. Look at what came in, then release {now}.",
            flaws=[
                Flaw("/revision", f"change {edit.revision} by {edit.author.who}: {_things(edit.operations)}")
                for edit in edits[:100]
            ],
        )


def _things(operations: Sequence[Operation]) -> str:
    named = [f"{operation.what} {operation.key}" for operation in operations if operation.what not in {PERSON, EMAIL}]
    if len(named) < len(operations):
        named.append("people")
    return ", ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")


def _waived(candidate: Programme, draft: Desk, now: int) -> list[dict[str, str]]:
    """The errors of a candidate that are published because they are waived; `BlockedByConflicts` if others are left."""
    # The draft's own conflicts are kept with it: no need to find them out twice.
    found = draft.conflicts if candidate is draft.programme else check(candidate, draft.policy, draft.signals)
    errors = [conflict for conflict in found if conflict.severity == "error"]
    waivers = holding(draft.waivers.values(), errors)
    blocking = [each for each in errors if each.key not in waivers and not _is_past(candidate, each, now)]
    if blocking:
        stand, way_out = (
            f"{len(blocking)} errors stand",
            "Mend or waive them, or publish only sessions without them.",
        )
        if len(blocking) == 1:
            stand, way_out = "1 error stands", "Mend it, waive it, or publish only sessions that it doesn't concern."
        told = [describe(candidate, conflict) for conflict in blocking]
        raise BlockedByConflicts(f"{stand} in the way of this release. {way_out}", told)
    return [
        {"key": error.key, "rule": error.rule, "reason": waivers[error.key].reason, "who": waivers[error.key].who}
        for error in errors
        if error.key in waivers
    ]


def _require_accepted(draft: Programme, codes: Sequence[str]) -> None:
    proposed = sorted({code for code in codes if code in draft.session} - released(draft).session.keys())
    if proposed:
        raise StateConflict(f"Session {', '.join(proposed)} is only proposed. Accept it, then publish it.")


def _is_past(programme: Programme, conflict: Conflict, now: int) -> bool:
    placed = [programme.placement[id_] for id_ in conflict.placements if id_ in programme.placement]
    return bool(placed) and all(placement.ends <= now for placement in placed)
