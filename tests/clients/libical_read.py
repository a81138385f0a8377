"""Prints what libical, the reader inside Evolution and KOrganizer, reads of a calendar file, and what it objects to.

Run by the system's own Python, which has Debian's bindings. Instants as seconds since 1970.
"""

import json
import sys
from pathlib import Path

import gi  # type: ignore[import-not-found]

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # type: ignore[import-not-found] # noqa: E402 - after its version is chosen

calendar = ICalGLib.Component.new_from_string(Path(sys.argv[1]).read_text(encoding="utf-8"))
events = []
event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
while event is not None:
    starts, ends = event.get_dtstart(), event.get_dtend()
    events.append(
        {
            "uid": event.get_uid(),
            "starts": starts.as_timet_with_zone(starts.get_timezone()),
            "ends": ends.as_timet_with_zone(ends.get_timezone()),
            "status": event.get_status().value_nick.upper(),
            "summary": event.get_summary(),
        }
    )
    event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
keeps = bool(ICalGLib.restriction_check(calendar))
sys.stdout.write(json.dumps({"keeps_to_rfc_5546": keeps, "errors": calendar.count_errors(), "events": events}))
