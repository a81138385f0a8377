"""When participants are reminded: of a session by when it really starts, of a day in the morning where they are."""

from datetime import timedelta

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import DAY, MINUTE, from_local, to_local
from scheduler.domain.door import Live

MORNING = 8 * 60
"""The local minute at which the mail about a day is written."""
AHEAD = 30 * MINUTE
"""How many seconds before the day's first session it is written at the least; else on the morning before."""
LONGEST_AHEAD = DAY + AHEAD + 2 * 60 * MINUTE
"""More seconds than a morning is ever before the first session, with an hour that clocks are put on."""


def is_soon(item: AgendaItem, live: Live, lead: int, now: int) -> bool:
    """Whether to remind of an entry now: it really starts within `lead` seconds, has a door, and has not ended.

    Half-open: from `lead` seconds before its start, up to the second before it.
    """
    starts = item.starts + live.late
    return item.joinable and not live.has_ended(now) and starts - lead <= now < starts


def morning_before(first: int, time_zone: str) -> int:
    """The last morning in a zone that is long enough before the instant at which a day's first session starts."""
    day = to_local(first, time_zone).date()
    same = from_local(day, MORNING, time_zone)
    return same if same <= first - AHEAD else from_local(day - timedelta(days=1), MORNING, time_zone)
