"""Where public things are reached: calendars remember these addresses, so each is written in one place."""

from urllib.parse import quote

FEED_FOLDERS = {
    "day": "days",
    "room": "rooms",
    "building": "buildings",
    "track": "tracks",
    "type": "types",
    "term": "terms",
    "person": "people",
    "organisation": "organisations",
    "session": "sessions",
}
"""Per filter the folder of the feeds of one value."""

FEED_SUFFIX = ".ics"
"""Of a calendar's address."""

TWIN_SUFFIXES = (".json", ".xml")
"""The same calendar as jCal and as xCal."""

RELEASES_A_PAGE = 10
"""On `/<event>/changes?page=N`."""


def session_path(event: str, code: str) -> str:
    """A session's page, the same for ever."""
    return f"/{event}/sessions/{code}"


def door_path(key: str) -> str:
    """Our door to a placement; the platform's link stands behind it."""
    return f"/join/{key}"


def private_feed_path(event: str, kind: str, secret: str) -> str:
    """The calendar behind a secret: whoever has the address has the calendar."""
    return f"/{event}/feeds/{kind}/{secret}.ics"


def register_path(event: str, code: str = "") -> str:
    """Where people register for a session, or (without its code) for the event."""
    return f"{session_path(event, code)}/register" if code else f"/{event}/register"


def registration_path(event: str, secret: str) -> str:
    """Where somebody confirms that they registered."""
    return f"/{event}/register/{secret}"


def participant_path(event: str, secret: str) -> str:
    """A participant's own page: whoever has the address is the participant."""
    return f"/{event}/registrations/{secret}"


def choosing_path(event: str, secret: str) -> str:
    """Where a participant chooses more sessions."""
    return f"{participant_path(event, secret)}/sessions"


def floor_path(event: str, secret: str, code: str, part: int) -> str:
    """Where a participant asks for the floor in a placement; below their own page, so as secret as that."""
    return f"{participant_path(event, secret)}/floor/{code}-{part}"


def mailbox_uri(email: str) -> str:
    """The address as a link (RFC 6068), in which nothing of it counts as a parameter such as a blind copy."""
    return f"mailto:{quote(email, safe='@+!$*=._~-')}"
