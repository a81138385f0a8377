"""schedule.xml to values."""

from collections.abc import Callable
from typing import BinaryIO

from scheduler.domain.imported import Imported
from scheduler.formats.schedule.meaning import imported
from scheduler.formats.schedule.raw import MAX_EVENTS
from scheduler.formats.schedule_xml.elements import MAX_BYTES, collect


def read(
    stream: BinaryIO,
    *,
    time_zone: str | None,
    progress: Callable[[int], None] | None = None,
    max_bytes: int = MAX_BYTES,
    max_events: int = MAX_EVENTS,
) -> Imported:
    """What a schedule.xml says; bad rows are flaws with their line, and reading goes on.

    Naive times are of `time_zone`, else of the zone that the file names, else of the one offset of all its dates.
    `progress` hears the number of bytes read. `InvalidInput` for a file that is no schedule, is not well-formed, has a
    document type, names no usable zone, or is larger than `max_bytes` or `max_events` allow.
    """
    raw = collect(stream, progress=progress, max_bytes=max_bytes, max_events=max_events)
    return imported(raw, time_zone=time_zone)
