"""Requests for the floor: who may ask for it and with what words, and what may become of a request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from scheduler.domain.door import Live
from scheduler.domain.errors import Flaw, InvalidInput, StateConflict
from scheduler.domain.placement import Ident
from scheduler.domain.regions import region_of
from scheduler.domain.registering import flaws_of_group, flaws_of_name
from scheduler.domain.remote import RemoteSlot
from scheduler.domain.wording import clean_line, clean_text, skeleton

ASKED, ACCEPTED, DELIVERED = "asked", "accepted", "delivered"
DECLINED, WITHDRAWN, NO_SHOW = "declined", "withdrawn", "no-show"
STATES = (ASKED, ACCEPTED, DELIVERED, DECLINED, WITHDRAWN, NO_SHOW)
OPEN = (ASKED, ACCEPTED)
"""What may still come to be heard: somebody has at most one such request in a placement."""
HEARD = (ACCEPTED, DELIVERED)
"""What counts as having had the floor: what is accepted will have it."""

ORAL, WRITTEN = "oral", "written"
KINDS = (ORAL, WRITTEN)
REMOTE, IN_ROOM = "remote", "room"
PLACES = (REMOTE, IN_ROOM)

LONGEST_SUBJECT = 300
LONGEST_TEXT = 2_000

MAY_BECOME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ASKED: (ACCEPTED, DECLINED),
        ACCEPTED: (DELIVERED, NO_SHOW, ASKED, DECLINED),
        DELIVERED: (ACCEPTED,),
        DECLINED: (ASKED,),
        NO_SHOW: (ACCEPTED, ASKED),
        WITHDRAWN: (),
    }
)
"""What moderators may make of a state, a slip of the thumb taken back among it.

What is open is withdrawn by whoever asked, for good: nobody else does that for them.
"""
DECIDED = tuple(state for state in STATES if state != WITHDRAWN)
"""The states that moderators may give."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """A request for the floor. `asked_at` and `changed_at` are instants, `version` counts its changes from 1.

    `participant` is None for whoever did not ask from a page of their own; `text` is the subject of an oral one, which
    may be empty, or the whole of a written one.
    """

    id: int
    session: str
    part: int
    participant: int | None
    name: str
    country: str
    stakeholder_type: str
    kind: str
    place: str
    text: str
    state: str
    asked_at: int
    changed_at: int
    version: int = 1

    @property
    def of(self) -> Ident:
        """The placement in which it is asked for."""
        return (self.session, self.part)

    @property
    def region(self) -> str:
        """The region that it counts for."""
        return region_of(self.country)

    @property
    def speaker(self) -> str:
        """Who asks, told from others: a participant, or somebody of a name and country."""
        return f"{self.participant}" if self.participant is not None else f"{self.country} {skeleton(self.name)}"


class Tally(NamedTuple):
    """How many interventions of one sort were delivered in a placement."""

    session: str
    part: int
    kind: str
    place: str
    region: str
    stakeholder_type: str
    delivered: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a moderator notes of somebody who asks without a page of their own, mostly in the room."""

    name: str
    country: str = ""
    stakeholder_type: str = ""
    kind: str = ORAL
    place: str = IN_ROOM
    text: str = ""


def noted(said: Said, of: Ident, now: int) -> Intervention:
    """What is noted, as a request that waits, without an id; `InvalidInput` names every flaw."""
    name, country, text = clean_line(said.name), clean_line(said.country).upper(), ""
    flaws = [
        *flaws_of_name(name, "the name of whoever asks"),
        *flaws_of_group(country, said.stakeholder_type),
    ]
    if said.place not in PLACES:
        flaws.append(Flaw("/place", f"Say where they speak: {' or '.join(PLACES)}."))
    try:
        text = cleaned(said.kind, said.text)
    except InvalidInput as error:
        flaws += error.flaws
    if flaws:
        raise InvalidInput(" ".join(flaw.message for flaw in flaws), flaws=flaws)
    return Intervention(
        id=0,
        session=of[0],
        part=of[1],
        participant=None,
        name=name,
        country=country,
        stakeholder_type=said.stakeholder_type,
        kind=said.kind,
        place=said.place,
        text=text,
        state=ASKED,
        asked_at=now,
        changed_at=now,
    )


def require_alone(every: Iterable[Intervention], one: Intervention) -> None:
    """`StateConflict` if whoever asks has another request in the placement that is not done."""
    for each in every:
        if each.of == one.of and each.id != one.id and each.state in OPEN and each.speaker == one.speaker:
            raise StateConflict(f"{one.name} has asked for the floor here already, and that is {each.state}.")


def require_change(state: str, wanted: str) -> None:
    """`StateConflict` unless what is in one state may become what is wanted."""
    if wanted in MAY_BECOME[state]:
        return
    there = " or ".join(MAY_BECOME[state])
    way_out = f"It can become {there}." if there else "Whoever withdrew may ask again."
    raise StateConflict(f"What is {state} can't become {wanted}. {way_out}")


def require_open(slot: RemoteSlot | None, live: Live, *, cancelled: bool, ends: int, now: int) -> None:
    """`StateConflict` if the floor can't be asked for from afar, with the reason; `ends` as it was planned."""
    if cancelled:
        raise StateConflict("This session does not take place.")
    if now >= live.real_end(ends):
        raise StateConflict("This session is over: the floor can't be asked for any more.")
    if slot is None or slot.intervention_slots == 0:
        raise StateConflict("There are no interventions from afar in this session.")


def cleaned(kind: str, text: str) -> str:
    """The text as it is kept; `InvalidInput` if it is none of its kind."""
    if kind not in KINDS:
        raise InvalidInput(f"Choose how you take the floor: {' or '.join(KINDS)}.", pointer="/kind")
    if kind == ORAL:
        subject = clean_line(text)
        if len(subject) > LONGEST_SUBJECT:
            raise InvalidInput(
                f"Write what you will speak about in up to {LONGEST_SUBJECT} characters.", pointer="/text"
            )
        return subject
    words = clean_text(text)
    if not 1 <= len(words) <= LONGEST_TEXT:
        raise InvalidInput(f"Write your intervention, in 1 to {LONGEST_TEXT:,} characters.", pointer="/text")
    return words
