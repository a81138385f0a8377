"""schedule.xml, the frab and c3voc format that attendee apps read: `read` takes it in, `write` gives it out."""

from scheduler.formats.schedule_xml.reader import read
from scheduler.formats.schedule_xml.writer import write

__all__ = ["read", "write"]
