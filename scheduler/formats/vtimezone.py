"""A zone's VTIMEZONE, derived from the machine's own zone data, so that no list of zones has to be kept."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from scheduler.domain.clock import zone
from scheduler.formats.ical_text import line

_DAY = timedelta(days=1)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS_A_RULE_MUST_HOLD = 10
"""A rule is written without an end, so it has to hold beyond the event too: else the onsets are listed."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Regime:
    """What clocks show for a while: offset from UTC, how much of it is daylight saving, and its name."""

    offset: timedelta
    saving: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class _Onset:
    """A regime's beginning, as the clocks showed it that had not been changed yet."""

    wall: datetime
    before: _Regime
    regime: _Regime


@lru_cache(maxsize=64)
def vtimezone(name: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE component of an IANA zone, true from the first of January to the end of December of these years.

    It begins with the last onset before them. Yearly onsets that follow one rule, then and in the ten years after, are
    an RRULE; others are listed as RDATE.
    """
    place = zone(name)
    onsets = _onsets(place, first_year, last_year + _YEARS_A_RULE_MUST_HOLD)
    groups: dict[tuple[_Regime, _Regime], list[_Onset]] = {}
    for onset in onsets:
        groups.setdefault((onset.before, onset.regime), []).append(onset)
    parts = [line("BEGIN", "VTIMEZONE"), line("TZID", name)]
    for group in groups.values():
        inside = [onset for onset in group if onset.wall.year <= last_year]
        if inside:
            parts += _observance(inside, _rule(group, last_year + _YEARS_A_RULE_MUST_HOLD))
    return b"".join((*parts, line("END", "VTIMEZONE")))


def _regime(place: tzinfo, moment: datetime) -> _Regime:
    local = moment.astimezone(place)
    return _Regime(local.utcoffset() or timedelta(), local.dst() or timedelta(), local.tzname() or "")


def _onsets(place: tzinfo, first_year: int, last_year: int) -> tuple[_Onset, ...]:
    """Every change of regime in these years (in UTC, and a day more at both ends), after the last one before them."""
    start = datetime(first_year, 1, 1, tzinfo=UTC) - _DAY
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC) + _DAY
    found = [_first(place, start)]
    moment, regime = start, _regime(place, start)
    while moment < end:
        following = _regime(place, moment + _DAY)
        if following != regime:
            found.append(_between(place, moment))
        moment, regime = moment + _DAY, following
    return tuple(found)


def _first(place: tzinfo, start: datetime) -> _Onset:
    """The last change before `start`; where there was none since 1970, that year's beginning."""
    moment, regime = start, _regime(place, start)
    while moment > _EARLIEST:
        moment -= _DAY
        if _regime(place, moment) != regime:
            return _between(place, moment)
    return _Onset(_EARLIEST.replace(tzinfo=None), regime, regime)


def _between(place: tzinfo, moment: datetime) -> _Onset:
    """The one change in the day after `moment`, to the second."""
    before = _regime(place, moment)
    low, high = 0, int(_DAY.total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _regime(place, moment + timedelta(seconds=middle)) == before:
            low = middle
        else:
            high = middle
    onset = moment + timedelta(seconds=high)
    return _Onset((onset + before.offset).replace(tzinfo=None), before, _regime(place, onset))


def _rule(group: Sequence[_Onset], last_year: int) -> str | None:
    """The yearly rule that gives exactly these onsets, one a year up to `last_year`; None if no simple one does."""
    walls = [onset.wall for onset in group]
    if [wall.year for wall in walls] != list(range(walls[0].year, last_year + 1)):
        return None
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) > 1:
        return None
    places = {(wall.day - 1) // 7 + 1 for wall in walls}
    if all(wall.day > monthrange(wall.year, wall.month)[1] - 7 for wall in walls):
        place = -1
    elif len(places) == 1:
        place = places.pop()
    else:
        return None
    return f"FREQ=YEARLY;BYMONTH={walls[0].month};BYDAY={place}{_WEEKDAYS[walls[0].weekday()]}"


def _observance(group: Sequence[_Onset], rule: str | None) -> list[bytes]:
    first = group[0]
    # More saving than before, not saving at all: Dublin's winter saves minus one hour in some zone data.
    gain = first.regime.saving - first.before.saving or first.regime.saving
    kind = "DAYLIGHT" if gain > timedelta() else "STANDARD"
    lines = [
        line("BEGIN", kind),
        line("DTSTART", f"{first.wall:%Y%m%dT%H%M%S}"),
        line("TZOFFSETFROM", _offset(first.before.offset)),
        line("TZOFFSETTO", _offset(first.regime.offset)),
        line("TZNAME", first.regime.name),
    ]
    if rule:
        lines.append(line("RRULE", rule))
    elif len(group) > 1:
        # The first too: ical.js (Thunderbird, Nextcloud) forgets DTSTART where there is an RDATE. Twice counts once.
        lines += [line("RDATE", f"{onset.wall:%Y%m%dT%H%M%S}") for onset in group]
    return [*lines, line("END", kind)]


def _offset(offset: timedelta) -> str:
    """`+0200`, with seconds only where an old local mean time had some."""
    seconds = int(offset.total_seconds())
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{left:02}" if left else "")
