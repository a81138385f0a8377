"""The tests' own reader of iCalendar, and what it finds wrong: parsers forgive bad folding and double UIDs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([A-Z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_FORBIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_ONCE = {
    "VCALENDAR": {
        *("VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC"),
        *("X-WR-TIMEZONE", "URL", "SOURCE", "LAST-MODIFIED", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
    },
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"},
    "VEVENT": {
        *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"),
        *("STATUS", "TRANSP", "URL", "CLASS"),
    },
    "VALARM": {"ACTION", "DESCRIPTION", "TRIGGER"},
}
_ALSO = {
    "VCALENDAR": set[str](),
    "VTIMEZONE": set[str](),
    "STANDARD": {"RRULE", "RDATE"},
    "DAYLIGHT": {"RRULE", "RDATE"},
    "VEVENT": {"LOCATION", "GEO", "CONFERENCE", "CATEGORIES", "ORGANIZER"},
    "VALARM": set[str](),
}


@dataclass(slots=True)
class Property:
    """One content line, unfolded; the value as it stands there."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    properties: list[Property] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> Property:
        """The first property of a name."""
        return next(p for p in self.properties if p.name == name)

    def all(self, name: str) -> list["Component"]:
        """The components of a name directly inside."""
        return [child for child in self.children if child.name == name]


def parse(body: bytes) -> Component:
    """The calendar of these bytes; `ValueError` where a line is none, or a component does not end."""
    unfolded = body.decode().replace("\r\n ", "")
    open_ = [Component("")]
    for text in unfolded.split("\r\n")[:-1]:
        found = _LINE.fullmatch(text)
        if not found:
            raise ValueError(f"no content line: {text!r}")
        name, parameters, value = found[1], dict(_PARAMETER.findall(found[2])), found[3]
        if name == "BEGIN":
            open_[-1].children.append(Component(value))
            open_.append(open_[-1].children[-1])
        elif name == "END":
            if open_.pop().name != value:
                raise ValueError(f"{text!r} ends something else")
        else:
            open_[-1].properties.append(Property(name, parameters, value))
    if len(open_) > 1 or len(open_[0].children) != 1:
        raise ValueError("not one whole calendar")
    return open_[0].children[0]


def instant(moment: Property) -> int:
    """The instant of a DATE-TIME in UTC or with TZID, by the machine's own zone data."""
    if moment.value.endswith("Z"):
        return int(datetime.strptime(moment.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp())
    wall = datetime.strptime(moment.value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone comes with the next line
    return int(wall.replace(tzinfo=ZoneInfo(moment.parameters["TZID"])).timestamp())


def lint(body: bytes, *, secret: bool = False) -> list[str]:
    """Everything that is wrong with a feed's bytes; empty is good. A `secret` one must not say where it is."""
    found = list(_bytes(body))
    if found:
        return found
    try:
        calendar = parse(body)
    except ValueError as error:
        return [str(error)]
    if not secret:
        return [*_components(calendar), *_events(calendar)]
    return [each for each in (*_components(calendar), *_events(calendar)) if each != "VCALENDAR has 0 SOURCE"] or (
        ["it says where it is"] if any(p.name == "SOURCE" for p in calendar.properties) else []
    )


def _bytes(body: bytes) -> Iterator[str]:
    if not body.endswith(b"\r\n"):
        yield "the last line does not end"
    for number, raw in enumerate(body.split(b"\r\n"), start=1):
        if len(raw) > 75:
            yield f"line {number} has {len(raw)} octets"
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            yield f"line {number} is not UTF-8 by itself"
            continue
        if character := _FORBIDDEN.search(text):
            yield f"line {number} has {character[0]!r}"
        if number < body.count(b"\r\n") + 1 and not text.strip():
            yield f"line {number} is white space"


def _components(component: Component) -> Iterator[str]:
    counted = Counter(p.name for p in component.properties)
    once = _ONCE.get(component.name)
    if once is None:
        yield f"there is a {component.name}"
        return
    for name in sorted(once):
        if counted[name] != 1:
            yield f"{component.name} has {counted[name]} {name}"
    for name in sorted(counted.keys() - once - _ALSO[component.name]):
        yield f"{component.name} has {name}"
    for child in component.children:
        yield from _components(child)


def _events(calendar: Component) -> Iterator[str]:
    zones = [zone["TZID"].value for zone in calendar.all("VTIMEZONE")]
    if len(zones) != 1:
        yield f"there are {len(zones)} VTIMEZONE"
    if calendar["METHOD"].value != "PUBLISH" or calendar["VERSION"].value != "2.0":
        yield "VERSION or METHOD is another"
    uids = Counter(event["UID"].value for event in calendar.all("VEVENT"))
    yield from (f"{uid} is there {count} times" for uid, count in uids.items() if count > 1)
    for event in calendar.all("VEVENT"):
        uid = event["UID"].value
        for moment in (event["DTSTART"], event["DTEND"]):
            if not moment.value.endswith("Z") and moment.parameters.get("TZID") not in zones:
                yield f"{uid}: the zone of {moment.value} is missing"
        if instant(event["DTEND"]) <= instant(event["DTSTART"]):
            yield f"{uid} does not end after its start"
        if event["STATUS"].value not in {"CONFIRMED", "CANCELLED", "TENTATIVE"}:
            yield f"{uid} is {event['STATUS'].value}"
        if event["DTSTAMP"].value != event["LAST-MODIFIED"].value:
            yield f"{uid}: DTSTAMP is not LAST-MODIFIED"
