"""How resources are called: what keys look like, and what is said of one that leads nowhere."""

import re

from scheduler.domain.programme import Programme
from scheduler.domain.things import part_of

PLACEMENT_KEY = re.compile(r"[a-z0-9-]+-[A-Za-z0-9]{1,32}-[1-9][0-9]{0,8}", re.ASCII)
"""What the key of a placement, `<event>-<code>-<part>`, looks like."""

RELATION_NUMBER = re.compile("[1-9][0-9]{0,8}", re.ASCII)
"""A relation's key, as the log writes it: 007 would be another key of the same thing, with versions of its own."""


def no_such(what: str, key: str, programme: Programme) -> str:
    """The sentence for a reference that leads nowhere."""
    return f"There is no {what} {key[:100]!r} in {programme.event.slug}."


def is_placement_key(programme: Programme, key: str) -> bool:
    """Whether `key` could be that of a placement of this event, and not of another whose slug begins alike."""
    return PLACEMENT_KEY.fullmatch(key) is not None and programme.key(*part_of(key)) == key
