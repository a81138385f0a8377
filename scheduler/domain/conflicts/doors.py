"""Through which rooms a placement holds space, and which room to name where several are concerned."""

from collections.abc import Iterable, Iterator

from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme


def doors_of(programme: Programme, placement: Placement, atom: str) -> Iterator[str]:
    """The rooms through which a placement holds an undivided room."""
    return (room for room in placement.rooms if atom in programme.atoms.get(room, ()))


def whole_of(programme: Programme, rooms: Iterable[str]) -> str:
    """The room that holds the others' pieces: of most atoms, then containing the others, then first in lists."""
    most = max(len(programme.atoms[room]) for room in rooms)
    widest = [room for room in rooms if len(programme.atoms[room]) == most]

    def rank(slug: str) -> tuple[bool, int, str]:
        above = [whole for whole in programme.wholes[slug] if whole in widest and slug not in programme.wholes[whole]]
        return (bool(above), programme.room[slug].position, slug)

    return min(widest, key=rank) if len(widest) > 1 else widest[0]
