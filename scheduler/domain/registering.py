"""Registering for remote participation: what somebody says of themselves, who has a place, and who moves up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.clock import zone_names
from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.people import STAKEHOLDER_TYPES
from scheduler.domain.wording import clean_line

WHOLE_EVENT = ("", 0)
"""What somebody registers for who registers for no session: in place of a session's code and a part's number."""

LONGEST_NAME = 200
REGISTERED, WAITING = "registered", "waiting"
STATES = (REGISTERED, WAITING)
State = Literal["registered", "waiting"]

_COUNTRY = re.compile("[A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Details:
    """What a participant says of themselves; `country` is an ISO 3166 code or empty, `time_zone` an IANA name.

    `stakeholder_type` is one of `STAKEHOLDER_TYPES`, or empty.
    """

    name: str
    email: str
    affiliation: str = ""
    country: str = ""
    time_zone: str = "UTC"
    stakeholder_type: str = ""


def cleaned(
    name: str,
    email: str,
    affiliation: str,
    country: str,
    time_zone: str,
    *,
    consents: bool,
    stakeholder_type: str = "",
) -> Details:
    """The details as they are kept; `InvalidInput` names everything that is missing or can't be.

    `email` is an address already, in lower case.
    """
    made = Details(
        name=clean_line(name),
        email=email,
        affiliation=clean_line(affiliation),
        country=clean_line(country).upper(),
        time_zone=time_zone.strip(),
        stakeholder_type=stakeholder_type.strip(),
    )
    flaws = [*flaws_of_name(made.name, "your name")]
    if len(made.affiliation) > LONGEST_NAME:
        flaws.append(Flaw("/affiliation", f"Write the affiliation in up to {LONGEST_NAME} characters."))
    flaws += flaws_of_group(made.country, made.stakeholder_type)
    if made.time_zone not in zone_names():
        flaws.append(Flaw("/time_zone", "Write the time zone as Continent/City, such as Pacific/Fiji."))
    if not consents:
        flaws.append(Flaw("/consent", "Nothing can be kept of you without your consent. Tick the box if you agree."))
    if flaws:
        raise InvalidInput(" ".join(flaw.message for flaw in flaws), flaws=flaws)
    return made


def flaws_of_name(name: str, called: str) -> Iterator[Flaw]:
    """What is wrong with a cleaned name of somebody, which the message calls so."""
    if not 1 <= len(name) <= LONGEST_NAME:
        yield Flaw("/name", f"Write {called}, in 1 to {LONGEST_NAME} characters.")


def flaws_of_group(country: str, stakeholder_type: str) -> Iterator[Flaw]:
    """What is wrong with whom somebody counts for: a country in capitals and a stakeholder type, each may be empty."""
    if country and not _COUNTRY.fullmatch(country):
        yield Flaw("/country", "Write the country as its two letters (ISO 3166), such as CH, or leave it out.")
    if stakeholder_type and stakeholder_type not in STAKEHOLDER_TYPES:
        yield Flaw("/stakeholder_type", f"Choose one of {', '.join(STAKEHOLDER_TYPES)}, or leave it out.")


def has_to_wait(capacity: int | None, *, inside: int, waiting: int) -> bool:
    """Whether a newcomer goes to the end of the waiting list: nobody overtakes those who wait already.

    `capacity` is None where it has no limit; `inside` have a place.
    """
    return waiting > 0 or (capacity is not None and inside >= capacity)


def moving_up(waiting: Sequence[int], capacity: int | None, *, inside: int) -> tuple[int, ...]:
    """Who of those who wait, in the order in which they registered, gets a place now: as many as there are places.

    Where a capacity shrank, those inside stay, and nobody moves up until there is room again.
    """
    return tuple(waiting) if capacity is None else tuple(waiting[: max(0, capacity - inside)])
