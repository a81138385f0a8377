"""Names that our writers and our readers of schedules agree on, beyond what the formats themselves know."""

GENERATOR = "programme-scheduler"
"""Who wrote the file, and the name of the hints that hold what the formats have no place for: in XML the target of
processing instructions, in JSON the member of the conference's `meta`. Other readers skip them.

`day-change 04:00` in the conference, and of an event `placement <code> <part>`, `suffix <words>`, `duration 120:00`.
"""

NO_ROOM_NAME = "Online / to be announced"
NO_ROOM_GUID = "3c0a5c1e-6f0b-5d0e-9b57-1f6a2f0d7c11"
"""The room element for what is placed in time but in no room: the format wants one."""
