"""The draft as organisers see it in a calendar: what the next release would say of each entry, published or not."""

from dataclasses import replace

from scheduler.domain.agenda import CANCELLED, CONFIRMED, resolve
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, aged
from scheduler.domain.session import ENDED_STATES


def tentative(draft: Programme, released: PublicRelease | None, at: int) -> PublicRelease:
    """Every placement of the draft, internal and proposed ones too, in the form of a release that never was.

    Entries have the UID of the public ones, and the SEQUENCE that the next release gives them: a program that throws
    both calendars together keeps the newer, and has the released entry as soon as there is one. What the draft has as
    it was released keeps its times; what it has otherwise changed at the instant `at`, when the draft last did.
    """
    open_doors = {entry_id for entry_id, entry in released.entry.items() if not entry.cancelled} if released else set()
    shown = replace(
        draft,
        slots=tuple(
            # As in the projection: where there is a door already, and nothing of hosts' ways.
            replace(slot, meeting=None, ways=tuple(way for way in slot.ways if way.audience != "hosts"))
            for slot in draft.slots
            if (slot.session, slot.part) in open_doors
        ),
    )
    entries = tuple(
        aged(
            resolve(
                shown,
                placement,
                CANCELLED if shown.session[placement.session].state in ENDED_STATES else CONFIRMED,
            ),
            released,
            at,
        )
        for placement in shown.placements
    )
    return PublicRelease(released.number if released else 0, "", "", at, shown, entries)
