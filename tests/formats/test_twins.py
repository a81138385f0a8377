"""jCal and xCal say what the iCalendar bytes say: read back by others, it is the same calendar."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.formats import jcal, xcal
from scheduler.formats.ical import render_event
from tests.formats.ical_sample import BASE, blocks, releases
from tests.formats.test_ical import ENTRY, FORUM, hostile, render, whole
from tests.ical_lint import Component, Property, parse

CALENDARS = {
    "the golden one": whole(*blocks(releases()[1])),
    "with alarms": whole(*blocks(releases()[0], alarm=10)),
    "empty": whole(),
    "hostile": whole(render(title="a\\n,b;c\\"), render(title="\"^n' <b>&amp;]]> \ufffe")),
}

calendars = pytest.mark.parametrize("body", CALENDARS.values(), ids=CALENDARS)
NS = f"{{{xcal.NAMESPACE}}}"


@calendars
def test_jcal_read_by_icalendar_is_the_calendar(body: bytes) -> None:
    assert Calendar.from_jcal(json.loads(jcal.write(body))) == Calendar.from_ical(body)


def escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def text_of(element: ET.Element) -> str:
    return element.text or ""


def written(values: list[ET.Element]) -> str:
    """The value of a property as iCalendar writes it, from its elements in xCal."""
    kind = values[0].tag.removeprefix(NS)
    texts = [text_of(value) for value in values]
    if kind == "text":
        return ",".join(map(escaped, texts))
    if kind == "latitude":
        return ";".join(f"{float(text):.6f}" for text in texts)
    if kind == "recur":
        return ";".join(sorted(f"{part.tag.removeprefix(NS).upper()}={text_of(part)}" for part in values[0]))
    if kind in {"date-time", "utc-offset"}:
        return texts[0][0] + texts[0][1:].replace("-", "").replace(":", "")
    return texts[0]


def read_back(element: ET.Element) -> Component:
    """The component of an xCal element as the tests' own reader of iCalendar would have it, without VALUE."""
    made = Component(element.tag.removeprefix(NS).upper())
    for each in element.find(f"{NS}properties") or ():
        found = each.find(f"{NS}parameters")
        parameters = {
            parameter.tag.removeprefix(NS).upper(): ",".join(map(text_of, parameter))
            for parameter in (() if found is None else found)
        }
        values = [value for value in each if value.tag != f"{NS}parameters"]
        made.properties.append(Property(each.tag.removeprefix(NS).upper(), parameters, written(values)))
    made.children += [read_back(inner) for inner in element.find(f"{NS}components") or ()]
    return made


def plain(component: Component) -> Component:
    """A component as it was read, with parameters unquoted, and the parts of rules in one order."""
    made = Component(component.name)
    for each in component.properties:
        parameters = {
            name: value.strip('"').replace("^^", "^").replace("^'", '"')
            for name, value in each.parameters.items()
            if name != "VALUE"
        }
        value = ";".join(sorted(each.value.split(";"))) if each.name == "RRULE" else each.value
        made.properties.append(Property(each.name, parameters, value))
    made.children += [plain(child) for child in component.children]
    return made


def without_noncharacters(body: bytes) -> bytes:
    """XML can't hold the two, and nobody sees them."""
    return body.decode().replace("\ufffe", "").replace("\uffff", "").encode()


@calendars
def test_xcal_read_back_is_the_calendar(body: bytes) -> None:
    document = ET.fromstring(xcal.write(body))  # noqa: S314 - our own
    assert document.tag == f"{NS}icalendar"
    assert [read_back(each) for each in document] == [plain(parse(without_noncharacters(body)))]


@given(st.text(st.sampled_from("ab \\;,:\n\"'^nN<&é信👩"), max_size=200))
@settings(max_examples=25, deadline=None)
def test_any_words_are_the_same_in_both(text: str) -> None:
    body = whole(render_event(hostile(text), ENTRY, FORUM, base_url=BASE))
    assert Calendar.from_jcal(json.loads(jcal.write(body))) == Calendar.from_ical(body)
    (document,) = ET.fromstring(xcal.write(body))  # noqa: S314 - our own
    assert read_back(document) == plain(parse(body))


def types(component: list[Any]) -> Iterator[tuple[str, str]]:
    yield from ((each[0], each[2]) for each in component[1])
    for inner in component[2]:
        yield from types(inner)


def test_each_value_has_the_type_that_the_standard_gives_it() -> None:
    """What no standard knows is unknown: there, escapes stay."""
    found = dict(types(json.loads(jcal.write(CALENDARS["the golden one"]))))
    assert {name for name, kind in found.items() if kind == "unknown"} == {
        "x-wr-calname",
        "x-wr-caldesc",
        "x-wr-timezone",
        "x-published-ttl",
    }
    assert {name: found[name] for name in ("name", "geo", "sequence", "organizer", "conference", "rrule")} == {
        "name": "text",
        "geo": "float",
        "sequence": "integer",
        "organizer": "cal-address",
        "conference": "uri",
        "rrule": "recur",
    }
