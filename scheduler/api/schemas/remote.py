"""The shapes of remote access: accounts, meetings, ways in; and of teams."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from scheduler.api.schemas import given
from scheduler.domain.remote import AUDIENCES, LONGEST_PASSCODE, TEAM_KINDS, WAY_KINDS

_TOLD: Any = {"dump_only": True}


class Team(given.Thing):
    """Interpreters, captioners or technicians, as a number of teams."""

    slug = given.slug("Key of the team; made from its name if left out.", "english-french")
    name = given.line("Name.", "English-French", least=1, required=True)
    kind = given.choice("What they do.", "interpreters", TEAM_KINDS, required=True)
    languages = given.languages("Languages that they work in, BCP 47.", ["en", "fr"])
    count = given.whole("How many teams there are.", 2, 0, 1_000)
    preparation_minutes = given.whole("Minutes that they need before a session.", 15, 0, given.DAY_MINUTES)
    hours_a_day = given.real("Hours that one team works in a day; null if there is no limit.", 6.5, 0, 24)


class PlatformAccount(given.Thing):
    """A licence of an on-line platform."""

    slug = given.slug("Key of the account; made from its name if left out.", "zoom-1")
    name = given.line("Name.", "Zoom 1", least=1, required=True)
    platform = given.line("What platform it is, or empty.", "Zoom", most=100)
    concurrent_meetings = given.whole("How many meetings it hosts at once.", 1, 1, 10_000)
    attendee_capacity = given.whole(
        "How many people one meeting holds; null if unknown.", 500, 0, given.MOST_PEOPLE, null=True
    )


class Meeting(given.Thing):
    """One on-line room: of a room for a day, or of one placement."""

    slug = given.slug("Key of the meeting; `meeting` and a number if left out.", "popov-monday")
    account = given.key("Key of the platform account that hosts it.", "zoom-1", required=True)
    room = given.key("Key of the room that it belongs to, for a day; null otherwise.", "popov-room-1", null=True)
    day = given.day("The day of the event, YYYY-MM-DD; null otherwise.", "2017-06-12", null=True)
    placement = given.key("Key of the one placement that it belongs to; null otherwise.", None, null=True)


class Way(given.Thing):
    """A way in."""

    kind = given.choice("What it is.", "join", WAY_KINDS, required=True)
    language = given.language("Language that it is in, BCP 47, or empty.", "en")
    url = given.address(
        "Link, or number to call. Secret: nobody is shown it before it opens for them. Null: not known yet.",
        "https://meet.example/j/9876543210",
        calls=True,
        null=True,
    )
    passcode = given.line(
        "Passcode that it asks for. Secret; null if there is none.", "135790", most=LONGEST_PASSCODE, null=True
    )
    audience = given.choice("Who may use it; `public` if left out.", "registered", AUDIENCES)
    has_url = given.yes("Whether there is a link: told instead of it to who may not see it.", example=True, **_TOLD)
    has_passcode = given.yes("Whether there is a passcode: told instead of it.", example=False, **_TOLD)

    @validates_schema
    def _calls_by_phone(self, data: Mapping[str, Any], **_: Any) -> None:
        scheme = (data.get("url") or "").partition(":")[0].lower()
        if scheme in {"tel", "sip", "sips"} and data.get("kind") != "phone":
            raise ValidationError("Only a way of the kind phone is called. Write a whole web address.", "url")


class Opening(given.Thing):
    """How long before the start a way opens, by who comes."""

    speakers = given.whole("Minutes for speakers and hosts, who rehearse; 30 if left out.", 30, 0, given.DAY_MINUTES)
    registered = given.whole("Minutes for those who have registered; 15 if left out.", 15, 0, given.DAY_MINUTES)
    public = given.whole("Minutes for everybody; 15 if left out.", 15, 0, given.DAY_MINUTES)


class Remote(given.Thing):
    """Remote access to one placement. A PUT sets all of it."""

    account = given.key(
        "Key of the meeting's platform account, which follows from it; null if it has none.", "zoom-1", null=True
    )
    meeting = given.key("Key of the meeting that it is part of; null if it is in none.", "popov-monday", null=True)
    ways = given.several(Way, "Ways in, in the order in which they are offered.", most=50)
    attendee_capacity = given.whole(
        "How many may take part remotely; null if unknown.", 500, 0, given.MOST_PEOPLE, null=True
    )
    intervention_slots = given.whole(
        "How many get the floor; 0: it can't be asked for, null: no limit but the time.", 5, 0, 10_000, null=True
    )
    opens_minutes_before = given.one(Opening, "When the ways open.")
    closes_minutes_after = given.whole("Minutes after the end for which the ways stay open.", 15, 0, given.DAY_MINUTES)
    recording_url = given.address(
        "Address of the recording, shown once it is over; null if there is none.",
        "https://video.example/396",
        null=True,
    )
    has_recording = given.yes("Whether there is one: told instead of its address.", example=False, **_TOLD)
