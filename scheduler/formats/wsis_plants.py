"""What is planted: for each conflict rule one session, or as many as it takes, of the Forum's own types and rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.session import Organiser, Part

ROOM, HALL = "planted-room", "planted-hall"
BREAK = "planted-break"
TRACK = "planted-track"
ACCOUNT = "planted-account"

MINUTES = 45

# When the grid is empty: before it begins, after it ends; and when Tuesday's opening has the Forum to itself.
MORNING, OPENING, EVENING, LATER, NIGHT = 8 * 60, 9 * 60 + 15, 18 * 60 + 30, 19 * 60 + 15, 20 * 60 + 30


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted session: day of the event from 0, local minute, room; no minute: not placed.

    `roles` are its people's; `moderator` is the number of the session whose first person it shares; `away`: its own
    is not available; `unsure`: its last person is not confirmed; `zone`: its last person is there, and takes part from
    afar. `one_voice`: all come from one organisation. `longer`: minutes beyond its part's duration; `setup`: minutes
    before. `slot`: it has remote access, with so many `interventions` (None: any number); `meeting`: through a meeting
    of the planted account. `changes` are fields of the session that are not as any other's.
    """

    rule: str
    day: int
    minute: int | None
    room: str | None = "room-h1"
    roles: tuple[str, ...] = ("moderator", "panellist", "speaker")
    moderator: int | None = None
    away: bool = False
    unsure: bool = False
    zone: str | None = None
    one_voice: bool = False
    longer: int = 0
    setup: int = 0
    slot: bool = False
    meeting: bool = False
    interventions: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


_BOOTHS = {"features": ("interpretation",)}
_GERMAN = {**_BOOTHS, "interpretation": ("en", "de")}
_HYBRID = {"mode": "hybrid"}
_TWIN = {"track": TRACK, "terms": ("data:sample", "sdg:4")}
_FIVE_HOURS = {"parts": (Part(1, 300),)}

PLANTS = (
    Plant("room-double-booked", 0, EVENING, "room-c"),
    Plant("room-double-booked", 0, EVENING, "room-c1"),
    Plant("person-double-booked", 1, EVENING, "popov-room-1"),
    Plant("person-double-booked", 1, EVENING, "popov-room-2", moderator=3),
    Plant("room-unavailable", 2, EVENING, ROOM),
    Plant("person-unavailable", 2, EVENING, away=True),
    Plant("outside-event-hours", 2, NIGHT),
    Plant("room-too-small", 0, MORNING, ROOM, changes={"expected_attendance": 200}),
    Plant("room-lacks-feature", 2, MORNING, ROOM, changes=_BOOTHS),
    Plant("room-missing", 3, EVENING, None),
    Plant("duration-mismatch", 3, EVENING, longer=15),
    Plant("unplaced", 4, None),
    Plant("beside-plenary", 1, OPENING),
    Plant("room-turnover", 0, EVENING),
    Plant("room-turnover", 0, LATER, setup=15),
    Plant("person-transfer", 1, EVENING, "room-c2"),
    Plant("person-transfer", 1, LATER, "room-1", moderator=16),
    # One person alone, who does not get away for five hours.
    Plant("person-overload", 3, MORNING, ROOM, ("moderator",), changes=_FIVE_HOURS),
    Plant("person-unconfirmed", 4, EVENING, "room-a", unsure=True),
    # 08:00 in Geneva is 23:00 in Los Angeles, the evening before.
    Plant("remote-unsocial-hours", 3, MORNING, zone="America/Los_Angeles", slot=True, interventions=2, changes=_HYBRID),
    Plant("remote-slot-missing", 4, MORNING, changes=_HYBRID),
    Plant("account-double-booked", 4, MORNING, "room-k2", slot=True, meeting=True, changes=_HYBRID),
    Plant("account-double-booked", 4, MORNING, "room-l2", slot=True, meeting=True, changes=_HYBRID),
    Plant("team-overbooked", 4, EVENING, "popov-room", changes=_GERMAN),
    Plant("team-overbooked", 4, EVENING, "room-1", changes=_GERMAN),
    # In a hall for parallel use: in any other room the two would be double-booked as well.
    Plant("during-break", 2, EVENING, HALL, (), changes={"type": BREAK}),
    Plant("during-break", 2, EVENING, HALL),
    Plant("cancelled-placed", 0, MORNING, "room-a", changes={"state": "cancelled"}),
    Plant("relation-broken", 0, MORNING),
    Plant("relation-broken", 2, MORNING),
    Plant("audience-clash", 3, EVENING, "room-k2", changes=_TWIN),
    Plant("audience-clash", 3, EVENING, "room-l2", changes=_TWIN),
    Plant("organisation-clash", 3, LATER, "room-k2"),
    Plant("organisation-clash", 3, LATER, "room-l2", changes={"organisers": (Organiser("planted-organisation-33"),)}),
    Plant("moderator-missing", 4, LATER, roles=("panellist", "panellist", "speaker")),
    Plant("one-voice-panel", 4, LATER, "room-k2", ("moderator", *["panellist"] * 3), one_voice=True),
    Plant("incomplete", 4, LATER, "room-l2", changes={"abstract": ""}),
)
"""Number 1 is session `PLANT1`. A pair needs two."""

SAME_DAY = (29, 30)
"""The numbers of the two that should be on one day, and are not."""

RULES = tuple(dict.fromkeys(plant.rule for plant in PLANTS))
"""The rules of which one conflict each is planted. `remote-capacity` and `interventions-overrun` are none of them: they
look at how many people registered or asked to speak, which is no part of a programme. The second is broken all the
same, by the `SPEAKERS` that are planted beside the draft."""

WITH_FLOOR = 20
"""The number of the session in which some ask for the floor: one more is accepted than its remote access has."""

SPEAKERS = (("FJ", "academia"), ("KE", "civil-society"), ("CH", "government"))
WAITING = (("DE", "government"), ("BR", "private-sector"), ("EG", "technical-community"), ("", ""))
"""Country and stakeholder type of those who were given the floor, and of those who wait for it."""
