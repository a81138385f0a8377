"""An entry as an invitation to one person, or its cancellation (iTIP, RFC 5546), for mails (iMIP, RFC 6047).

UID and SEQUENCE are those of the public calendars, so that an invitation and a subscription are one entry.
"""

from dataclasses import replace
from typing import Literal

from scheduler.domain.addresses import mailbox_uri
from scheduler.domain.agenda import CANCELLED
from scheduler.domain.concern import Concern
from scheduler.domain.release import PublicRelease
from scheduler.formats.ical import PRODID, render_event, years_of
from scheduler.formats.ical_text import line, one_line, quoted
from scheduler.formats.vtimezone import vtimezone

Method = Literal["REQUEST", "CANCEL"]

_TOLD = frozenset({"placed", "cancelled", "back", "moved", "length", "room"})
_FREE, _BUSY = b"\r\nTRANSP:TRANSPARENT\r\n", b"\r\nTRANSP:OPAQUE\r\n"
_END = b"END:VEVENT\r\n"


def method_for(concern: Concern) -> Method | None:
    """What a calendar is to be told of it; None where words alone changed, which is no reason to ask again."""
    if concern.item.cancelled or concern.part == "leaves":
        return "CANCEL"
    if concern.part == "joins" or not _TOLD.isdisjoint(concern.change.kinds):
        return "REQUEST"
    return None


def invitation(
    concern: Concern, method: Method, release: PublicRelease, *, address: str, name: str, base_url: str
) -> str:
    """The calendar part of a mail: one entry, with the recipient as its only attendee.

    The event needs a contact, who is the organiser (RFC 5546 section 3.2.2).
    """
    event, item = release.programme.event, concern.item
    shown = replace(item, status=CANCELLED) if method == "CANCEL" else item
    block = render_event(shown, release.entry[item.id], event, base_url=base_url).replace(_FREE, _BUSY, 1)
    who = f";CN={quoted(name)}" if one_line(name) else ""
    attendee = line(
        f"ATTENDEE{who};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE",
        mailbox_uri(one_line(address)),
    )
    return b"".join(
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            line("PRODID", PRODID),
            b"CALSCALE:GREGORIAN\r\n",
            line("METHOD", method),
            vtimezone(event.time_zone, *years_of(release)),
            block.removesuffix(_END) + attendee + _END,
            b"END:VCALENDAR\r\n",
        )
    ).decode()
