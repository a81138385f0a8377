"""What a button of the moderator's page says, as what is to be true from then on; and what a stale page has missed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scheduler.domain.clock import to_utc
from scheduler.domain.door import MOST_LATE
from scheduler.domain.errors import InvalidInput
from scheduler.domain.programme import Programme
from scheduler.domain.remote import LONGEST_PASSCODE
from scheduler.domain.wording import LONGEST_ADDRESS, clean_line, has_control, is_web_address
from scheduler.http.problems import Malformed, no_such_button
from scheduler.services.presiding import Presided
from scheduler.store.live import LiveRecord
from scheduler.web.desk.visit import is_number
from scheduler.web.news import room_names
from scheduler.web.times import clock_text

_MINUTES = re.compile("[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be true, as fields of the live state; `words` call it so; `seen` says by whom it is."""

    fields: Mapping[str, Any]
    words: str
    seen: Literal["public", "moved", "door", "noted"] = "public"


def wish_of(form: Mapping[str, str], presided: Presided, at: int) -> Wish:
    """What the pressed button says; `InvalidInput` where what was typed with it can't be, `Malformed` of no button."""
    for name, read in _BUTTONS.items():
        if name in form:
            return read(form, presided, at)
    raise no_such_button()


def seen_number(form: Mapping[str, str]) -> int:
    """The number of what the page showed when the button was pressed; `Malformed` if it is none."""
    seen = form.get("seen", "")
    if not is_number(seen):
        raise Malformed("The form does not say what it showed. Load the page again, and repeat it.")
    return int(seen)


def fingerprint(said: LiveRecord) -> str:
    """What a page shows of the live state, to be sent back with its forms; of secrets their numbers alone."""
    return "|".join("" if value is None else str(value) for value in _pieces(said).values())


def missed(saw: str, now: LiveRecord, programme: Programme, draft: Programme) -> tuple[str, ...]:
    """What is otherwise than a page showed, each in a sentence; nothing where it can't be told what the page showed."""
    shown, pieces = saw.split("|"), _pieces(now)
    if len(shown) != len(pieces):
        return ()
    told = _sentences(now, programme, draft)
    different = (
        name
        for (name, value), before in zip(pieces.items(), shown, strict=True)
        if before != ("" if value is None else str(value))
    )
    return tuple(dict.fromkeys(told[name] for name in different))


def _late(form: Mapping[str, str], presided: Presided, at: int) -> Wish:
    text = form["late"].strip()
    if not _MINUTES.fullmatch(text) or int(text) > MOST_LATE:
        raise InvalidInput(f"Write how late it is in whole minutes, from 0 to {MOST_LATE}.", pointer="/late")
    minutes = int(text)
    verb = "starts" if presided.running.is_to_come(at) else "began"
    return Wish({"delay_minutes": minutes}, f"It {verb} {minutes} minutes late." if minutes else "It is on time.")


def _ended(form: Mapping[str, str], _presided: Presided, at: int) -> Wish:
    if form["ended"] != "now":
        return Wish({"ended_at": None}, "It has not ended.")
    return Wish({"ended_at": to_utc(at)}, "It ended.")


def _full(form: Mapping[str, str], _presided: Presided, _at: int) -> Wish:
    full = form["full"] == "yes"
    return Wish({"room_full": full}, "The room is full." if full else "The room is not full any more.")


def _room(form: Mapping[str, str], presided: Presided, _at: int) -> Wish:
    wanted = form["room"]
    found = next((room.name for room, _ in presided.refuges if room.slug == wanted), None)
    if wanted == "" or wanted in presided.running.item.rooms:
        return _moved(presided, None, "It is in its own room.")
    if found is None and wanted != presided.said.emergency_room:
        raise InvalidInput("Choose the room that it moves to.", pointer="/room")
    return _moved(presided, wanted, f"It moved to {found or wanted}.")


def _moved(presided: Presided, room: str | None, words: str) -> Wish:
    """In another room; that the one before was full says nothing of it."""
    fields = {"emergency_room": room}
    if presided.said.room_full and room != presided.said.emergency_room:
        return Wish(fields | {"room_full": False}, words, "moved")
    return Wish(fields, words)


def _link(form: Mapping[str, str], _presided: Presided, _at: int) -> Wish:
    url, passcode = form["url"].strip(), form.get("passcode", "")
    if not url or len(url) > LONGEST_ADDRESS or not is_web_address(url):
        raise InvalidInput("Paste the whole address of the meeting, with http:// or https://.", pointer="/url")
    if len(passcode) > LONGEST_PASSCODE or has_control(passcode):
        raise InvalidInput(
            f"The passcode is one line of up to {LONGEST_PASSCODE} characters. Leave it empty if there is none.",
            pointer="/passcode",
        )
    link = {"url": url, "passcode": clean_line(passcode) or None}
    return Wish({"link": link}, "Another link stands behind the door.", "door")


def _own_link(_form: Mapping[str, str], _presided: Presided, _at: int) -> Wish:
    return Wish({"link": None}, "The planned link stands behind the door.", "door")


def _away(form: Mapping[str, str], presided: Presided, _at: int) -> Wish:
    return _no_shows(presided, form["away"], came=False)


def _came(form: Mapping[str, str], presided: Presided, _at: int) -> Wish:
    return _no_shows(presided, form["came"], came=True)


def _no_shows(presided: Presided, slug: str, *, came: bool) -> Wish:
    found = next((each for each in presided.people if each.slug == slug), None)
    if found is None:
        raise InvalidInput("Whoever this was is not in the session any more. Look at who is.", pointer="/people")
    away = {each.slug for each in presided.people if not each.came}
    wanted = away - {slug} if came else away | {slug}
    words = f"{found.name} came." if came else f"{found.name} did not come."
    return Wish({"no_shows": sorted(wanted)}, words, "noted")


_BUTTONS = {
    "late": _late,
    "ended": _ended,
    "full": _full,
    "room": _room,
    "url": _link,
    "own_link": _own_link,
    "away": _away,
    "came": _came,
}
"""Per field that says which button it was what it means."""


def _pieces(said: LiveRecord) -> dict[str, Any]:
    return {
        "delay": said.delay_minutes,
        "ended": said.ended_at,
        "full": int(said.room_full),
        "room": said.emergency_room,
        "link": said.link,
        "passcode": said.passcode,
        "recording": said.recording,
        "away": ",".join(said.no_shows),
    }


def _sentences(said: LiveRecord, programme: Programme, draft: Programme) -> dict[str, str]:
    link = "The link was replaced." if said.link is not None else "The planned link counts again."
    moved = said.emergency_room
    ended = "" if said.ended_at is None else clock_text(said.ended_at, programme.event.time_zone)
    names = [draft.person[each].name for each in said.no_shows if each in draft.person]
    return {
        "delay": f"It is {said.delay_minutes} minutes late." if said.delay_minutes else "It is on time.",
        "ended": f"It ended at {ended}." if ended else "It has not ended.",
        "full": "The room is full." if said.room_full else "The room is not full.",
        "room": f"It moved to {room_names([moved], programme)}." if moved else "It is in its own room.",
        "link": link,
        "passcode": link,
        "recording": "The recording has another address.",
        "away": f"Did not come: {', '.join(names)}." if names else "Everybody came.",
    }
