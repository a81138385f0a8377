"""schedule.json to values."""

from collections.abc import Callable
from typing import BinaryIO

from scheduler.domain.imported import Imported
from scheduler.formats.schedule.meaning import imported
from scheduler.formats.schedule.raw import MAX_EVENTS
from scheduler.formats.schedule_json.acronym import slug_of
from scheduler.formats.schedule_json.parsing import MAX_BYTES, parse
from scheduler.formats.schedule_json.tree import collect


def read(
    stream: BinaryIO,
    *,
    time_zone: str | None,
    progress: Callable[[int], None] | None = None,
    max_bytes: int = MAX_BYTES,
    max_events: int = MAX_EVENTS,
) -> Imported:
    """What a schedule.json says; bad rows are flaws with their JSON pointer, and reading goes on.

    Zones as for schedule.xml. `progress` hears the number of bytes read. `InvalidInput` for a file that is no JSON or
    no schedule, names something twice, names no usable zone, or is larger than `max_bytes` or `max_events` allow.
    """
    raw = collect(parse(stream, progress=progress, max_bytes=max_bytes), max_events=max_events)
    return imported(raw, time_zone=time_zone, event=slug_of(raw.conference.get("acronym", "").strip()))
