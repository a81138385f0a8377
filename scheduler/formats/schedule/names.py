"""Names that our writer and our reader of schedule.xml agree on, beyond what the format itself knows."""

GENERATOR = "programme-scheduler"
"""Who wrote the file, and the target of processing instructions that hold what the format has no place for:

`day-change 04:00` in the conference, and in an event `placement <code> <part>`, `suffix <words>`, `duration 120:00`.
Other readers skip them.
"""

NO_ROOM_NAME = "Online / to be announced"
NO_ROOM_GUID = "3c0a5c1e-6f0b-5d0e-9b57-1f6a2f0d7c11"
"""The room element for what is placed in time but in no room: the format wants one."""
