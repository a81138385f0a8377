"""iCalendar bytes of the public programme (RFC 5545, RFC 7986): single events, and calendars joined of them.

Nothing here reads a clock: what did not change keeps its bytes, so that a calendar that asks again is told 304.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.addresses import door_path, mailbox_uri, session_path
from scheduler.domain.agenda import AgendaItem, AgendaPerson
from scheduler.domain.clock import MINUTE, to_local, to_utc
from scheduler.domain.event import Event
from scheduler.domain.labels import ROLE_WORDS
from scheduler.domain.release import Entry, PublicRelease
from scheduler.formats.ical_text import escape, line, one_line, paragraphs, quoted, words
from scheduler.formats.vtimezone import vtimezone

RENDERER_VERSION = 1
"""Goes up whenever the bytes of an unchanged entry would differ: stored events are keyed by it."""

PRODID = "-//Programme Scheduler//Programme feeds//EN"
ABSTRACT_LENGTH = 600
LONGEST_ALARM = 7 * 24 * 60

_WAYS = {
    # The kinds of ways in, as FEATURE values of RFC 7986 section 6.3, and what to call them. A host's way is no
    # attendee's, so `host` is missing.
    "join": ("AUDIO,VIDEO", "Join online"),
    "webcast": ("FEED", "Webcast"),
    "phone": ("AUDIO,PHONE", "Join by phone"),
    "captions": ("FEED", "Captions"),
    "interpretation": ("AUDIO", "Interpretation"),
}
_SUMMARY = re.compile(rb"\r\nSUMMARY:((?:[^\r]|\r\n[ \t])*)\r\n(?![ \t])")
_END = b"END:VEVENT\r\n"


@dataclass(frozen=True, slots=True)
class FeedHeader:
    """What a calendar says of itself. `url` is its page, `source` its own address, `modified` the release's instant.

    `source` is empty where the address is a secret. `years` are the first and the last that its times lie in.
    """

    event: Event
    name: str
    description: str
    url: str
    source: str
    modified: int
    years: tuple[int, int]


def years_of(release: PublicRelease) -> tuple[int, int]:
    """The first and last local year of the release's days and placements; of its publication if it has neither."""
    event, placements = release.programme.event, release.programme.placements
    years = {day.date.year for day in event.days}
    if placements:
        # The outermost instants alone: of 10,000 placements turning all into local times takes 15 ms.
        edges = (min(placement.starts for placement in placements), max(placement.ends for placement in placements))
        years |= {to_local(instant, event.time_zone).year for instant in edges}
    years = years or {to_local(release.published_at, event.time_zone).year}
    return min(years), max(years)


def render_calendar(header: FeedHeader, blocks: Iterable[bytes]) -> bytes:
    """A whole calendar of rendered events. It has no UID: vdirsyncer would take all of it for one event."""
    event = header.event
    # A refresh of no minutes would be an invitation to ask without pause.
    refresh = f"PT{max(1, event.refresh_minutes)}M"
    return b"".join(
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            line("PRODID", PRODID),
            b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
            words("NAME", header.name),
            words("X-WR-CALNAME", header.name),
            words("DESCRIPTION", header.description),
            words("X-WR-CALDESC", header.description),
            words("X-WR-TIMEZONE", event.time_zone),
            line("URL", header.url),
            line("SOURCE;VALUE=URI", header.source) if header.source else b"",
            line("LAST-MODIFIED", _utc(header.modified)),
            line("REFRESH-INTERVAL;VALUE=DURATION", refresh),
            line("X-PUBLISHED-TTL", refresh),
            vtimezone(event.time_zone, *header.years),
            *blocks,
            b"END:VCALENDAR\r\n",
        )
    )


def render_event(
    item: AgendaItem,
    entry: Entry,
    event: Event,
    *,
    base_url: str,
    alarm: int | None = None,
    ticket: str = "",
    draft: bool = False,
) -> bytes:
    """One VEVENT. `alarm`: minutes before the start, for no event that is cancelled.

    `ticket` is the pass of the one person whose calendar this is: doors carry it. `draft`: it may come otherwise yet.
    Neither is for the eyes of others, so such an event is private.
    """
    summary = f"CANCELLED: {item.title}" if item.cancelled else item.title
    ways = () if item.cancelled else _ways(item)
    door = base_url + door_path(item.key) + (f"?t={ticket}" if ticket else "") if ways else ""
    changed = _utc(entry.changed_at)
    location = item.location or (door if item.mode == "remote" else "")
    parts = [
        b"BEGIN:VEVENT\r\n",
        line("UID", f"{item.key}@{event.uid_domain}"),
        line("DTSTAMP", changed),
        line("CREATED", _utc(entry.created_at)),
        line("LAST-MODIFIED", changed),
        line("SEQUENCE", str(entry.sequence)),
        *_times(item, event.time_zone),
        words("SUMMARY", summary),
        line("DESCRIPTION", escape(_description(item, event, base_url, door))),
    ]
    if location:
        parts.append(words("LOCATION", location))
    if item.position:
        parts.append(line("GEO", ";".join(f"{degrees:.6f}" for degrees in item.position)))
    parts += [
        line("STATUS", "CANCELLED" if item.cancelled else "TENTATIVE" if draft else "CONFIRMED"),
        b"TRANSP:TRANSPARENT\r\n",
        line("URL", base_url + session_path(event.slug, item.session)),
    ]
    for kind in ways:
        feature, label = _WAYS[kind]
        parts.append(line(f"CONFERENCE;VALUE=URI;FEATURE={feature};LABEL={label}", door))
    if categories := _categories(item):
        parts.append(line("CATEGORIES", ",".join(map(escape, categories))))
    parts.append(b"CLASS:PRIVATE\r\n" if ticket or draft else b"CLASS:PUBLIC\r\n")
    if event.contact_email:
        parts.append(line(f"ORGANIZER;CN={quoted(event.name)}", mailbox_uri(one_line(event.contact_email))))
    parts.append(_END)
    block = b"".join(parts)
    return block if alarm is None else with_alarm(block, alarm)


def with_alarm(block: bytes, minutes: int) -> bytes:
    """The rendered event with an alarm so many minutes before its start; a cancelled one as it was."""
    if b"\r\nSTATUS:CANCELLED\r\n" in block:
        return block
    found = _SUMMARY.search(block)
    summary = found[1].replace(b"\r\n ", b"").decode() if found else ""
    alarm = b"".join(
        (
            b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n",
            line("DESCRIPTION", summary),
            line("TRIGGER", f"-PT{minutes}M"),
            b"END:VALARM\r\n",
        )
    )
    return block.removesuffix(_END) + alarm + _END


def holding_time(block: bytes) -> bytes:
    """The rendered event as it stands in its owner's diary: the time is taken, unless it is cancelled."""
    if b"\r\nSTATUS:CANCELLED\r\n" in block:
        return block
    # Text can't hold the line: its breaks are escaped, and folded lines begin with a space.
    return block.replace(b"\r\nTRANSP:TRANSPARENT\r\n", b"\r\nTRANSP:OPAQUE\r\n", 1)


def restamped(block: bytes, before: Entry, after: Entry) -> bytes:
    """The event rendered for one entry as it is for another that differs in when it was made and changed alone."""
    for name, old, new in (
        ("DTSTAMP", before.changed_at, after.changed_at),
        ("CREATED", before.created_at, after.created_at),
        ("LAST-MODIFIED", before.changed_at, after.changed_at),
    ):
        block = block.replace(f"\r\n{name}:{_utc(old)}\r\n".encode(), f"\r\n{name}:{_utc(new)}\r\n".encode(), 1)
    return block


def _utc(instant: int) -> str:
    return f"{to_utc(instant):%Y%m%dT%H%M%SZ}"


def _times(item: AgendaItem, time_zone: str) -> tuple[bytes, bytes]:
    """DTSTART and DTEND: local with TZID, both in UTC where a local time exists twice (readers take the first)."""
    # RFC 5545 section 3.8.2.2 wants the end after the start; an entry without length is drawn as a minute.
    ends = max(item.ends, item.starts + MINUTE)
    walls = (to_local(item.starts, time_zone), to_local(ends, time_zone))
    if any(map(_exists_twice, walls)):
        return line("DTSTART", _utc(item.starts)), line("DTEND", _utc(ends))
    return (
        line(f"DTSTART;TZID={time_zone}", f"{walls[0]:%Y%m%dT%H%M%S}"),
        line(f"DTEND;TZID={time_zone}", f"{walls[1]:%Y%m%dT%H%M%S}"),
    )


def _exists_twice(wall: datetime) -> bool:
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def _ways(item: AgendaItem) -> tuple[str, ...]:
    return tuple(kind for kind in _WAYS if kind in item.remote)


def _categories(item: AgendaItem) -> tuple[str, ...]:
    """Track, terms and type, each once."""
    named = (item.track, *item.terms, item.type)
    return tuple(dict.fromkeys(name for thing in named if thing and (name := one_line(thing.name))))


def _description(item: AgendaItem, event: Event, base_url: str, door: str) -> str:
    """How to join, people in protocol order, track and terms, abstract, page: plain text in paragraphs."""
    subjects = [f"Track: {one_line(item.track.name)}"] if item.track else []
    if item.terms:
        subjects.append(f"Topics: {'; '.join(one_line(term.name) for term in item.terms)}")
    blocks = (
        f"Join: {door}" if door else "",
        "\n".join(_person(person) for person in item.people),
        "\n".join(subjects),
        _shorten(paragraphs(item.abstract or item.description)),
        base_url + session_path(event.slug, item.session),
    )
    return paragraphs("\n\n".join(block for block in blocks if block))


def _person(person: AgendaPerson) -> str:
    """`Moderator: Ms Ada Byron, Director, ITU (remote)`."""
    name = one_line(f"{person.honorific} {person.name}")
    details = [name, one_line(person.position), one_line(person.organisation)]
    if person.on_behalf_of:
        details.append(f"on behalf of {one_line(person.on_behalf_of)}")
    role = ROLE_WORDS.get(person.role, one_line(person.role).capitalize())
    return f"{role}: {', '.join(filter(None, details))}{' (remote)' if person.mode == 'remote' else ''}"


def _shorten(text: str) -> str:
    """At most `ABSTRACT_LENGTH` characters and an ellipsis, cut where a word ends, or anywhere if none does."""
    if len(text) <= ABSTRACT_LENGTH:
        return text
    cut = text[: ABSTRACT_LENGTH + 1]
    border = max(cut.rfind(" "), cut.rfind("\n"))
    kept = cut[:border] if border > 0 else cut[:ABSTRACT_LENGTH]
    return kept.rstrip(" \n,;:") + "…"
