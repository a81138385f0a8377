"""schedule.json, the c3voc format beside schedule.xml: `read` takes it in, `write` gives it out."""

from scheduler.formats.schedule_json.reader import read
from scheduler.formats.schedule_json.writer import write

__all__ = ["read", "write"]
