"""The shapes of placements."""

from scheduler.api.schemas import given
from scheduler.api.schemas.conflicts import Effect


class Placement(given.Thing):
    """A part of a session at a time and in a room, in no room, or in several. A PUT names its time and room."""

    key = given.key(
        "Key of the placement: `<event>-<code>-<part>`, the same for ever.", "wsis-2017-396-1", dump_only=True
    )
    session = given.key("Code of the session.", "396", dump_only=True)
    part = given.whole("Number of the part, from 1.", 1, 1, 999_999_999, dump_only=True)
    room = given.key("Key of the room; null: online, or to be announced.", "popov-room-1", null=True)
    also_in = given.keys("Keys of further rooms: overflow, or a break in every room.", ["popov-room-2"])
    starts_at = given.instant("Start.", "2017-06-13T09:00:00+02:00", required=True)
    ends_at = given.instant("End, itself no more part of it.", "2017-06-13T10:00:00+02:00", required=True)
    setup_minutes = given.whole("Minutes before the start for which the room is taken.", 15, 0, given.DAY_MINUTES)
    takedown_minutes = given.whole("Minutes after the end for which the room is taken.", 10, 0, given.DAY_MINUTES)
    pinned = given.yes("Whether nothing that plans by itself may move it.", example=False)


class PlacementGone(given.Thing):
    """A placement that was just taken away, and what that did."""

    key = given.key("Key of the placement.", "wsis-2017-396-1", dump_only=True)
    conflicts = given.one(Effect, "What came and went by it, whomever it concerns.", required=True, dump_only=True)


class PlacementWritten(Placement):
    """A placement that was just written, and what that did."""

    conflicts = given.one(Effect, "What came and went by it, whomever it concerns.", required=True, dump_only=True)
