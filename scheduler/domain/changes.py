"""What a release changed for the people who follow the programme, entry by entry."""

from dataclasses import dataclass

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.release import PublicRelease

KINDS = ("placed", "cancelled", "back", "moved", "length", "room", "people", "remote", "words")


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One entry that differs: `kinds` among `KINDS`, in that order; `before` is None where it is new.

    `words` stands alone: it is for what differs where no other kind says so.
    """

    key: str
    kinds: tuple[str, ...]
    before: AgendaItem | None
    after: AgendaItem


def changes(before: PublicRelease | None, after: PublicRelease) -> tuple[ItemChange, ...]:
    """What differs for the public between two releases, in the order of the later one's agenda.

    An entry never leaves a later release, so what only the earlier one has can come from comparing backwards alone; it
    is left out.
    """
    old = before.item if before else {}
    found = []
    for item in after.items:
        kinds = _kinds(old.get(item.id), item)
        if kinds:
            found.append(ItemChange(item.key, kinds, old.get(item.id), item))
    return tuple(found)


def _kinds(before: AgendaItem | None, after: AgendaItem) -> tuple[str, ...]:
    if before is None:
        return ("placed",) if not after.cancelled else ()
    if before == after:
        return ()
    if after.cancelled:
        return ("cancelled",) if not before.cancelled else ("words",)
    kinds = {
        "back": before.cancelled,
        "moved": before.starts != after.starts,
        "length": before.ends - before.starts != after.ends - after.starts,
        "room": before.rooms != after.rooms,
        "people": before.people != after.people,
        "remote": before.remote != after.remote or before.mode != after.mode,
    }
    return tuple(kind for kind in KINDS if kinds.get(kind)) or ("words",)
