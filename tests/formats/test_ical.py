import warnings
from dataclasses import replace
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.agenda import AgendaItem, AgendaPerson, Named
from scheduler.domain.release import Entry, release
from scheduler.formats.ical import ABSTRACT_LENGTH, FeedHeader, render_calendar, render_event, with_alarm, years_of
from scheduler.formats.ical_text import one_line, paragraphs
from tests.factories import at, day, event, programme
from tests.formats.ical_sample import BASE, FIRST_AT, blocks, calendar, draft, releases
from tests.ical_lint import Component, Property, instant, lint, parse
from tests.machine import ROOT

GOLDEN = ROOT / "tests/golden/programme.ics"
FORUM = event(name="Forum 2017", contact_email="desk@forum.example")
ENTRY = Entry("396", 1, "confirmed", 0, FIRST_AT, FIRST_AT)


def item(**kw: Any) -> AgendaItem:
    """The sample's first session without its extras, with some fields changed."""
    first = releases()[0].items[0]
    plain: dict[str, Any] = {"people": (), "terms": (), "track": None, "type": None, "remote": (), "abstract": ""}
    return replace(first, **{**plain, "title": "Title", "location": "Popov 1", "position": None, **kw})


def whole(*rendered: bytes, **kw: Any) -> bytes:
    header = FeedHeader(FORUM, "Forum", "Words", f"{BASE}/forum/", f"{BASE}/f.ics", FIRST_AT, (2017, 2017))
    return render_calendar(replace(header, **kw), rendered)


def only_event(rendered: bytes) -> Component:
    (found,) = parse(whole(rendered)).all("VEVENT")
    return found


def values(rendered: bytes, name: str) -> list[str]:
    return [p.value for p in only_event(rendered).properties if p.name == name]


def render(**kw: Any) -> bytes:
    return render_event(item(**kw), ENTRY, FORUM, base_url=BASE)


def by_vobject(body: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # vobject's own, about the standard library
        return vobject.readOne(body.decode())


def test_the_golden_feed() -> None:
    assert calendar(releases()[1]) == GOLDEN.read_bytes()


def test_the_golden_feed_is_sound() -> None:
    assert lint(GOLDEN.read_bytes()) == []
    assert by_vobject(GOLDEN.read_bytes()).validate(raiseException=True)


def test_the_same_release_gives_the_same_bytes() -> None:
    assert [calendar(made) for made in releases()] == [calendar(made) for made in releases()]


def test_an_empty_feed_keeps_its_zone() -> None:
    body = whole()
    assert (lint(body), [c.name for c in parse(body).children]) == ([], ["VTIMEZONE"])


HOSTILE = {
    "line breaks and a property": "Title\r\nATTENDEE:mailto:spy@example.org\r\nBEGIN:VALARM",
    "bare carriage return": "Title\rATTENDEE:mailto:spy@example.org",
    "line separator": "Title\u2028ATTENDEE:mailto:spy@example.org\u2029END:VEVENT",
    "next line": "Title\x85ATTENDEE:mailto:spy@example.org",
    "form feed and vertical tab": "Ti\x0ctle\x0bATTENDEE:x",
    "separators of files and records": "Ti\x1ctle\x1d \x1e \x1f",
    "NUL and bell": "Ti\x00tle\x07",
    "lone surrogate and byte order mark": "\ufeffTi\ud800tle",
    "punctuation": "a;b,c\\d:e\"f^g'h\\\\n\\N\\;",
    "Windows path": "C:\\News\\notes",
    "emoji at the folds": "x" * 61 + "👩🏽‍💻" * 40,
    "right to left": "ביטחון; אמון, ועוד " * 12,
    "Chinese without spaces": "信息社会世界峰会论坛" * 30,
    "spaces at the folds": "word" + " " * 300 + "word" + "\u00a0" * 100 + "end",
    "tabs": "\ta\t\tb",
    "only spaces": " \t ",
    "backslashes at the folds": "\\" * 300,
    "end of the event": "END:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR",
}


def hostile(text: str) -> AgendaItem:
    """An item that says `text` wherever it has words."""
    thing = Named("thing", text)
    return item(
        title=text,
        abstract=text,
        location=text,
        track=thing,
        type=thing,
        terms=(thing, thing),
        remote=("join", "phone"),
        people=(AgendaPerson(None, text, text, "remote", text, text, text, text),),
    )


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    forum = replace(FORUM, name=text, contact_email=f"desk@forum.example{text}")
    rendered = render_event(hostile(text), ENTRY, forum, base_url=BASE, alarm=5)
    body = whole(rendered, event=forum, name=text, description=text)
    assert lint(body) == []
    (found,) = parse(body).all("VEVENT")
    assert sorted({p.name for p in found.properties} & {"ATTENDEE", "ATTACH", "RRULE"}) == []
    (again,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert (str(again["SUMMARY"]), str(again.get("LOCATION", ""))) == (one_line(text), one_line(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_words_come_back_from_another_reader(text: str) -> None:
    body = whole(render(title=text, abstract="", location=text or "x"))
    assert lint(body) == []
    found = by_vobject(body).vevent
    assert found.summary.value == one_line(text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab \\;,:\n\r\t\"'^nN=é信👩\u2028\x00"), max_size=300))
def test_tricky_words_come_back_from_two_readers(text: str) -> None:
    body = whole(render(title=text, abstract=text))
    expected = paragraphs("\n\n".join(filter(None, (paragraphs(text), f"{BASE}/forum/sessions/396"))))
    assert lint(body) == []
    found = by_vobject(body).vevent
    assert (found.summary.value, found.description.value) == (one_line(text), expected)
    own = only_event(render(title=text))["SUMMARY"].value
    assert own.replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",").replace("\0", "\\") == one_line(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\r\nb\rc\nd", "a\nb\nc\nd", id="every line break is a line feed"),
        pytest.param("a\n\n\n \n b", "a\n\nb", id="one empty line at most"),
        pytest.param(" a \t b \n", "a b", id="no gaps, nothing at the ends"),
        pytest.param("a \n b", "a\nb", id="no spaces around line breaks"),
        pytest.param("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", "a b c d e f g", id="what only looks like one is a space"),
        pytest.param("a\x00b\x1bc\x7fd\x9fe", "abcde", id="no control characters"),
        pytest.param("\u200f\u05d0\u200d", "\u200f\u05d0\u200d", id="marks of direction and joiners stay"),
    ],
)
def test_clean_paragraphs(text: str, expected: str) -> None:
    assert paragraphs(text) == expected


ZURICH = {"TZID": "Europe/Zurich"}


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        pytest.param(
            "2017-06-12T09:00",
            "2017-06-12T10:00",
            [("20170612T090000", ZURICH), ("20170612T100000", ZURICH)],
            id="summer",
        ),
        pytest.param(
            "2017-10-29T01:00+02:00",
            "2017-10-29T02:30+02:00",
            [("20171028T230000Z", {}), ("20171029T003000Z", {})],
            id="ends when it is 02:30 for the first time",
        ),
        pytest.param(
            "2017-10-29T02:00+01:00",
            "2017-10-29T03:00+01:00",
            [("20171029T010000Z", {}), ("20171029T020000Z", {})],
            id="starts when it is 02:00 for the second time",
        ),
        pytest.param(
            "2017-10-29T01:59+02:00",
            "2017-10-29T03:00+01:00",
            [("20171029T015900", ZURICH), ("20171029T030000", ZURICH)],
            id="across the change, both ends clear",
        ),
        pytest.param(
            "2017-03-26T01:30",
            "2017-03-26T03:00+02:00",
            [("20170326T013000", ZURICH), ("20170326T030000", ZURICH)],
            id="across the hour that is skipped",
        ),
        pytest.param(
            "2017-06-12T09:00",
            "2017-06-12T09:00",
            [("20170612T090000", ZURICH), ("20170612T090100", ZURICH)],
            id="without length: drawn as a minute",
        ),
    ],
)
def test_times(starts: str, ends: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    found = only_event(render(starts=at(starts), ends=at(ends)))
    times: list[Property] = [found["DTSTART"], found["DTEND"]]
    assert [(p.value, p.parameters) for p in times] == expected
    assert (instant(times[0]), instant(times[1])) == (at(starts), max(at(ends), at(starts) + 60))


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+12", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_a_feed_in_another_zone_is_sound(zone: str) -> None:
    forum = replace(FORUM, time_zone=zone)
    body = whole(render_event(item(), ENTRY, forum, base_url=BASE), event=forum)
    (found,) = parse(body).all("VEVENT")
    assert (lint(body), found["DTSTART"].parameters) == ([], {"TZID": zone})
    assert by_vobject(body).vevent.dtstart.value.timestamp() == item().starts


DOOR = f"{BASE}/join/forum-396-1"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, ["Popov 1"], id="room"),
        pytest.param({"location": "", "remote": ("join",), "mode": "remote"}, [DOOR], id="remote only: the door"),
        pytest.param({"location": "", "remote": ("join",), "mode": "hybrid"}, [], id="hybrid, room to be announced"),
        pytest.param({"location": "", "mode": "remote"}, [], id="remote, no way in yet"),
        pytest.param(
            {"location": "", "remote": ("join",), "mode": "remote", "status": "cancelled"}, [], id="cancelled"
        ),
        pytest.param(
            {"location": "", "remote": ("host",), "mode": "remote"}, [], id="a host's way is none for the public"
        ),
    ],
)
def test_location(changed: dict[str, Any], expected: list[str]) -> None:
    assert values(render(**changed), "LOCATION") == expected


def test_each_kind_of_way_is_a_conference_and_only_our_door() -> None:
    kinds = ("host", "interpretation", "captions", "phone", "webcast", "join")
    found = [p for p in only_event(render(remote=kinds)).properties if p.name == "CONFERENCE"]
    assert [(p.parameters["FEATURE"], p.parameters["LABEL"], p.value) for p in found] == [
        ("AUDIO,VIDEO", "Join online", DOOR),
        ("FEED", "Webcast", DOOR),
        ("AUDIO,PHONE", "Join by phone", DOOR),
        ("FEED", "Captions", DOOR),
        ("AUDIO", "Interpretation", DOOR),
    ]


PAGE = f"{BASE}/forum/sessions/396"


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        pytest.param("a" * ABSTRACT_LENGTH, "a" * ABSTRACT_LENGTH, id="just fits"),
        pytest.param("word " * 119 + "words last", "word " * 119 + "words…", id="cut where a word ends"),
        pytest.param("word " * 119 + "longest", ("word " * 119).rstrip() + "…", id="a word over the edge is left out"),
        pytest.param("a" * 601, "a" * 600 + "…", id="one word: cut anywhere"),
        pytest.param("信" * 900, "信" * 600 + "…", id="no spaces in the script"),
        pytest.param("x" * 590 + ", and more words", "x" * 590 + ", and more…", id="at the edge"),
        pytest.param("x" * 597 + ", and more words", "x" * 597 + "…", id="no comma before the ellipsis"),
    ],
)
def test_abstract_is_shortened(abstract: str, expected: str) -> None:
    (found,) = values(render(abstract=abstract), "DESCRIPTION")
    assert found == f"{expected}\\n\\n{PAGE}".replace(",", "\\,")


def test_without_contact_no_organizer() -> None:
    rendered = render_event(item(), ENTRY, replace(FORUM, contact_email=""), base_url=BASE)
    assert values(rendered, "ORGANIZER") == []


def test_alarm_before_the_start_and_none_for_what_is_cancelled() -> None:
    alarms = [
        [(p.name, p.value) for alarm in parse(whole(block)).all("VEVENT")[0].all("VALARM") for p in alarm.properties]
        for block in blocks(releases()[1], alarm=15)
    ]
    assert alarms == [
        [("ACTION", "DISPLAY"), ("DESCRIPTION", "Trust\\; security\\, and you"), ("TRIGGER", "-PT15M")],
        [],
        [("ACTION", "DISPLAY"), ("DESCRIPTION", "Night shift"), ("TRIGGER", "-PT15M")],
    ]


def test_alarm_on_stored_bytes_is_the_alarm_rendered_at_once() -> None:
    long = item(title="Ärger, " * 40)
    stored = render_event(long, ENTRY, FORUM, base_url=BASE)
    assert with_alarm(stored, 30) == render_event(long, ENTRY, FORUM, base_url=BASE, alarm=30)
    (found,) = parse(whole(with_alarm(stored, 30))).all("VEVENT")
    assert found.all("VALARM")[0]["DESCRIPTION"].value == found["SUMMARY"].value


@pytest.mark.parametrize(
    ("days", "placed", "expected"),
    [
        pytest.param(("2017-06-12",), True, (2017, 2017), id="days and placements"),
        pytest.param(("2016-12-31", "2018-01-01"), True, (2016, 2018), id="days beyond"),
        pytest.param((), False, (2019, 2019), id="neither: the year of the release"),
    ],
)
def test_years(days: tuple[str, ...], placed: bool, expected: tuple[int, int]) -> None:
    forum = event(days=tuple(map(day, days)))
    made = replace(draft(), event=forum) if placed else programme(event=forum)
    published = release(made, None, number=1, label="", note="", at=at("2019-05-05T00:00"))
    assert years_of(published) == expected
