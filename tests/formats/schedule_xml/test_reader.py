"""What each piece of a schedule.xml means, and how a bad one is told."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.imported import (
    Imported,
    ImportedDay,
    ImportedEvent,
    ImportedPerson,
    ImportedRoom,
    ImportedTrack,
)
from scheduler.domain.session import Link
from scheduler.formats.schedule_xml import read
from tests.factories import at

ZONE = "Europe/Zurich"


def reading(text: str, time_zone: str | None = ZONE) -> Imported:
    return read(BytesIO(text.encode()), time_zone=time_zone)


def schedule(*events: str, conference: str = "", day: str = 'date="2017-06-12"') -> str:
    """A schedule of one day and the room 'Popov'. Line 1 opens it all; the first event begins in line 2."""
    body = "\n".join(events)
    return (
        f"<schedule><conference>{conference}</conference><day index='1' {day}><room name='Popov'>\n"
        f"{body}\n</room></day></schedule>"
    )


def element(content: str = "", *, attributes: str = 'id="1"', time: str = "<start>10:00</start>") -> str:
    return f"<event {attributes}>{time}<duration>1:00</duration><title>One</title>{content}</event>"


PLAIN = ImportedEvent(
    line=2,
    id="1",
    code="1",
    starts=at("2017-06-12T10:00"),
    ends=at("2017-06-12T11:00"),
    title="One",
    export_id=1,
    day=date(2017, 6, 12),
    room=ImportedRoom("Popov"),
)


def test_a_whole_file() -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <generator name="other"/>
  <version>1.0</version>
  <conference>
    <title>Forum  of Tests</title><acronym>forum</acronym>
    <start>2017-06-12</start><end>2017-06-13</end>
    <day_change>04:00:00</day_change><timeslot_duration>00:05</timeslot_duration>
    <url>https://forum.example/</url><time_zone_name>Europe/Zurich</time_zone_name>
    <track name="Access" color="#ff0000" slug="access"/><track name="Skills" color="red" slug="No!"/>
  </conference>
  <day index="1" date="2017-06-12" start="2017-06-12T09:00:00+02:00" end="2017-06-13T02:00:00+02:00">
    <room name="Popov" guid="a-room"><event id="7" guid="foreign guid">
      <date>2017-06-12T08:00:00+01:00</date><start>09:00</start><duration>0:45</duration>
      <room>Popov</room><slug>forum-welcome</slug><title> Wel&amp;come </title><subtitle>Sub</subtitle>
      <type>talk</type><track>Access</track><language>en, fr</language>
      <abstract>&lt;p&gt;A&lt;/p&gt;</abstract><description>B &lt; C</description>
      <persons><person id="3">Anna</person><person guid="x">Ben</person><person>Cleo</person></persons>
      <links><link href="https://a.example/">A</link></links>
      <attachments><attachment href="https://b.example/b.pdf">B</attachment></attachments>
    </event></room>
    <room name="Empty"/>
  </day>
  <day index="2" date="2017-06-13"/>
</schedule>"""
    popov = ImportedRoom("Popov", "a-room")
    assert reading(text, None) == Imported(
        time_zone="Europe/Zurich",
        title="Forum of Tests",
        acronym="forum",
        starts_on=date(2017, 6, 12),
        ends_on=date(2017, 6, 13),
        day_change=240,
        grid_minutes=5,
        website="https://forum.example/",
        days=(ImportedDay(date(2017, 6, 12), 540, 1560), ImportedDay(date(2017, 6, 13))),
        rooms=(popov,),
        tracks=(ImportedTrack("Access", "#ff0000", "access"), ImportedTrack("Skills")),
        events=(
            ImportedEvent(
                line=13,
                id="7",
                code="7",
                export_id=7,
                guid="foreign guid",
                slug="forum-welcome",
                starts=at("2017-06-12T09:00"),
                ends=at("2017-06-12T09:45"),
                day=date(2017, 6, 12),
                room=popov,
                title="Wel&come",
                subtitle="Sub",
                type="talk",
                track="Access",
                languages=("en", "fr"),
                abstract="A",
                description="B < C",
                persons=(ImportedPerson("Anna", 3), ImportedPerson("Ben", guid="x"), ImportedPerson("Cleo")),
                links=(Link("https://a.example/", "A"),),
            ),
        ),
        notes=(Flaw("rooms", "Room 'Empty' has no event and is left out."),),
    )


def test_what_a_row_does_not_say_is_none_and_what_it_says_empty_is_empty() -> None:
    said = "<subtitle/><type/><track/><language/><abstract/><description/><persons/><links/>"
    silent, empty = reading(schedule(element(), element(said, attributes='id="2"'))).events
    assert silent == PLAIN
    assert empty == replace(
        PLAIN,
        line=3,
        id="2",
        code="2",
        export_id=2,
        subtitle="",
        type="",
        track="",
        abstract="",
        description="",
        persons=(),
        links=(),
    )


DAY = 'date="2017-06-12"'
LONG_DAY = 'date="2017-06-12" start="2017-06-12T09:00:00+02:00" end="2017-06-13T03:00:00+02:00"'
CHANGE = "<day_change>04:00</day_change>"
TIMES = {
    "day and start": (DAY, "", "<start>10:00</start>", "2017-06-12T10:00"),
    "start with seconds": (DAY, "", "<start>10:00:30</start>", "2017-06-12T10:00:30"),
    "start of one digit": (DAY, "", "<start>9:05</start>", "2017-06-12T09:05"),
    "start before the day change": (DAY, CHANGE, "<start>01:30</start>", "2017-06-13T01:30"),
    "one minute before the day change": (DAY, CHANGE, "<start>03:59</start>", "2017-06-13T03:59"),
    "at the day change": (DAY, CHANGE, "<start>04:00</start>", "2017-06-12T04:00"),
    "without a day change": (DAY, "", "<start>01:30</start>", "2017-06-12T01:30"),
    "a day that ends after midnight": (LONG_DAY, "", "<start>01:30</start>", "2017-06-13T01:30"),
    "the element wins over the day's end": (
        LONG_DAY,
        "<day_change>01:00</day_change>",
        "<start>01:30</start>",
        "2017-06-12T01:30",
    ),
    "date with offset": (DAY, "", "<date>2017-06-12T10:00:00+02:00</date>", "2017-06-12T10:00"),
    "offset against the zone": (DAY, "", "<date>2017-06-12T10:00:00-05:00</date>", "2017-06-12T17:00"),
    "date in UTC": (DAY, "", "<date>2017-06-12T10:00:00Z</date>", "2017-06-12T12:00"),
    "naive date": (DAY, "", "<date>2017-06-12T10:00:00</date>", "2017-06-12T10:00"),
    "naive date before the day change": (DAY, CHANGE, "<date>2017-06-13T01:00:00</date>", "2017-06-13T01:00"),
    "full date wins over start": (
        DAY,
        "",
        "<date>2017-06-12T10:00:00+02:00</date><start>11:00</start>",
        "2017-06-12T10:00",
    ),
    "pure date and start": (DAY, "", "<date>2017-06-13</date><start>10:00</start>", "2017-06-13T10:00"),
    "pure date, start before the day change": (
        DAY,
        CHANGE,
        "<date>2017-06-12</date><start>01:00</start>",
        "2017-06-13T01:00",
    ),
    "no day date": ("", "", "<date>2017-06-12T10:00:00+02:00</date>", "2017-06-12T10:00"),
    "wall time that is skipped": ("", "", "<date>2017-03-26T02:30:00</date>", "2017-03-26T03:30"),
    "wall time that exists twice": ("", "", "<date>2017-10-29T02:30:00</date>", "2017-10-29T02:30+02:00"),
    "the second of the two": ("", "", "<date>2017-10-29T02:30:00+01:00</date>", "2017-10-29T02:30+01:00"),
}


@pytest.mark.parametrize(("day", "conference", "time", "starts"), TIMES.values(), ids=TIMES.keys())
def test_start(day: str, conference: str, time: str, starts: str) -> None:
    imported = reading(schedule(element(time=time), day=day, conference=conference))
    assert [(row.starts, row.ends) for row in imported.events] == [(at(starts), at(starts) + 3600)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:30", 1800), ("01:30", 5400), ("01:30:15", 5415), ("48:00", 172_800), ("120:00", 432_000), (" 1:00 ", 3600)],
)
def test_duration(text: str, seconds: int) -> None:
    row = f'<event id="1"><start>10:00</start><duration>{text}</duration><title>One</title></event>'
    assert [event.ends - event.starts for event in reading(schedule(row)).events] == [seconds]


def dated(*dates: str) -> str:
    return schedule(
        *(element(attributes=f'id="{n}"', time=f"<date>{text}</date>") for n, text in enumerate(dates, start=1)), day=""
    )


NAMED = schedule(
    element(time="<date>2017-06-12T10:00:00+02:00</date>"), conference="<time_zone_name>Asia/Tokyo</time_zone_name>"
)
ZONES = {
    "argument before all": (NAMED, "Europe/Zurich", "Europe/Zurich"),
    "the file's name before its offsets": (NAMED, None, "Asia/Tokyo"),
    "offset of one hour": (dated("2017-01-12T10:00:00+01:00"), None, "Etc/GMT-1"),
    "offset to the west": (dated("2017-01-12T10:00:00-05:00"), None, "Etc/GMT+5"),
    "offset of zero": (dated("2017-01-12T10:00:00Z", "2017-01-12T11:00:00+00:00"), None, "UTC"),
    "furthest east": (dated("2017-01-12T10:00:00+14:00"), None, "Etc/GMT-14"),
    "offset of the day": (schedule(element(), day=LONG_DAY), None, "Etc/GMT-2"),
    "naive dates beside an offset": (dated("2017-01-12T10:00:00+01:00", "2017-01-12T10:00:00"), None, "Etc/GMT-1"),
}


@pytest.mark.parametrize(("text", "argument", "name"), ZONES.values(), ids=ZONES.keys())
def test_zone(text: str, argument: str | None, name: str) -> None:
    imported = reading(text, argument)
    assert (imported.time_zone, imported.flaws) == (name, ())


ASK = "--time-zone, for example --time-zone Europe/Zurich."
NO_ZONES = {
    "nothing tells": (
        schedule(element()),
        None,
        f"The file names no time zone, and its dates have no offsets. Say which zone it is with {ASK}",
    ),
    "two offsets": (
        dated("2017-03-25T10:00:00+01:00", "2017-03-26T10:00:00+02:00"),
        None,
        f"The file names no time zone, and its dates have different offsets. Say which zone it is with {ASK}",
    ),
    "half an hour": (
        dated("2017-01-12T10:00:00+05:30"),
        None,
        f"The file names no time zone, and no zone is told by the offset of its dates. Say which zone it is with {ASK}",
    ),
    "beyond every zone": (
        dated("2017-01-12T10:00:00-13:00"),
        None,
        f"The file names no time zone, and no zone is told by the offset of its dates. Say which zone it is with {ASK}",
    ),
    "unknown argument": (
        NAMED,
        "Europe/Geneva",
        f"There is no time zone 'Europe/Geneva'. Use an IANA name such as Europe/Zurich. Say which with {ASK}",
    ),
    "unknown name in the file": (
        schedule(element(), conference="<time_zone_name>CET+1</time_zone_name>"),
        None,
        f"There is no time zone 'CET+1'. Use an IANA name such as Europe/Zurich. Say which with {ASK}",
    ),
}


@pytest.mark.parametrize(("text", "argument", "message"), NO_ZONES.values(), ids=NO_ZONES.keys())
def test_no_zone(text: str, argument: str | None, message: str) -> None:
    with pytest.raises(InvalidInput) as error:
        reading(text, argument)
    assert error.value.detail == message


def event(*, attributes: str = 'id="2"', **words: str) -> str:
    named = {"start": "10:00", "duration": "1:00", "title": "Two"} | words
    return f"<event {attributes}>" + "".join(f"<{name}>{text}</{name}>" for name, text in named.items()) + "</event>"


CODE_HELP = "1 to 32 letters A-Z, a-z and digits."
TIME_HELP = "Write it like 09:30."
DATE_HELP = "Write it like 2017-06-12T09:00:00+02:00."
DURATION_HELP = "Write hours and minutes, like 1:30."
YEARS = "lies outside of the years 1970 to 2200."
BAD_ROWS = {
    "no id": (event(attributes=""), [f"The event has no id. Give it one: {CODE_HELP}"]),
    "id with a hyphen": (event(attributes='id="a-b"'), [f"'a-b' can't be a session's code: use {CODE_HELP}"]),
    "id too long": (
        event(attributes=f'id="{"x" * 33}"'),
        [f"'{'x' * 33}' can't be a session's code: use {CODE_HELP}"],
    ),
    "no title": (event(title=" "), ["The event has no title."]),
    "title too long": (event(title="x" * 301), ["The title has 301 characters; 300 fit."]),
    "subtitle too long": (event(subtitle="x" * 301), ["The subtitle has 301 characters; 300 fit."]),
    "name too long": (
        event(persons=f"<person>{'x' * 301}</person>"),
        ["The name of a person has 301 characters; 300 fit."],
    ),
    "too many people": (
        event(persons="<person>Anna</person>" * 501),
        ["The event has 501 people; 500 fit."],
    ),
    "abstract too long": (event(abstract="x" * 100_001), ["The abstract has more than 100,000 characters."]),
    "abstract longer than is kept": (event(abstract="x" * 900_000), ["The abstract has more than 100,000 characters."]),
    "start no time": (event(start="soon"), [f"'soon' is not a time. {TIME_HELP}"]),
    "start after midnight": (event(start="24:00"), [f"'24:00' is not a time. {TIME_HELP}"]),
    "start missing": (
        event(start=""),
        ["The event has neither a date with a time nor a start. Add a start like 09:30."],
    ),
    "date no date": (event(date="12 June"), [f"'12 June' is not a date and time. {DATE_HELP}"]),
    "no such date": (
        event(date="2017-02-30T10:00:00"),
        [f"'2017-02-30T10:00:00' is not a date and time. {DATE_HELP}"],
    ),
    "first year": (event(date="0001-01-01T00:00:00+14:00"), [f"0001-01-01T00:00:00+14:00 {YEARS}"]),
    "last year": (event(date="9999-12-31T23:59:59-12:00"), [f"9999-12-31T23:59:59-12:00 {YEARS}"]),
    "duration no duration": (event(duration="PT1H"), [f"'PT1H' is not a duration. {DURATION_HELP}"]),
    "duration missing": (event(duration=""), [f"'' is not a duration. {DURATION_HELP}"]),
    "duration negative": (event(duration="-1:00"), [f"'-1:00' is not a duration. {DURATION_HELP}"]),
    "duration of 60 odd minutes": (event(duration="0:60"), [f"'0:60' is not a duration. {DURATION_HELP}"]),
    "duration zero": (event(duration="0:00"), [f"A duration of 0:00 is no time at all. {DURATION_HELP}"]),
    "the same again": (element(), ["The event '1' stands here once more, the same as in line 2."]),
    "all at once": (
        event(attributes="", start="x", duration="y", title=""),
        [
            f"The event has no id. Give it one: {CODE_HELP}",
            f"'x' is not a time. {TIME_HELP}",
            f"'y' is not a duration. {DURATION_HELP}",
            "The event has no title.",
        ],
    ),
    "event in an event": (
        "<events>" + event() + "</events>",
        ["An event stands outside of a room of a day, so that it has no place."],
    ),
}


@pytest.mark.parametrize(("row", "messages"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_told_with_its_line_and_reading_goes_on(row: str, messages: list[str]) -> None:
    imported = reading(schedule(element(), row, element(attributes='id="3"')))
    assert imported.flaws == tuple(Flaw("line 3", message) for message in messages)
    assert imported.events == (PLAIN, replace(PLAIN, line=4, id="3", code="3", export_id=3))


def test_no_date_at_all() -> None:
    imported = reading(schedule(element(), day=""))
    assert imported.flaws == (
        Flaw("line 2", "The event has no date, and neither has its day. Add one like 2017-06-12."),
    )
    assert imported.unread == frozenset({"1"})


BAD_DAYS = {
    "no date": ('date="June"', f"The day's date: 'June' is not a date and time. {DATE_HELP}"),
    "year": ('date="9999-01-01"', "The day's date: 9999-01-01 lies outside of the years 1970 to 2200."),
    "hours": (f'{DAY} start="nine" end="ten"', f"The day's hours: 'nine' is not a date and time. {DATE_HELP}"),
    "hours without time": (
        f'{DAY} start="2017-06-12" end="2017-06-12"',
        f"The day's hours: '2017-06-12' has no time. {DATE_HELP}",
    ),
    "backwards": (
        f'{DAY} start="2017-06-12T18:00:00" end="2017-06-12T09:00:00"',
        "The day's hours: 2017-06-12T18:00:00 to 2017-06-12T09:00:00 are no hours of 2017-06-12.",
    ),
}


@pytest.mark.parametrize(("day", "message"), BAD_DAYS.values(), ids=BAD_DAYS.keys())
def test_a_bad_day_is_told_and_its_dated_events_stay(day: str, message: str) -> None:
    imported = reading(schedule(element(time="<date>2017-06-12T10:00:00+02:00</date>"), day=day))
    assert imported.flaws == (Flaw("line 1", message),)
    assert [row.starts for row in imported.events] == [PLAIN.starts]


def test_what_is_left_out_of_a_good_row_is_noted() -> None:
    content = (
        "<language>en German</language>"
        "<persons><person id='0'>Anna</person><person id='x'/><person id='2' guid='g'>Ben</person></persons>"
        "<links><link href='javascript:alert(1)'>x</link><link href='www.a.example'/><link>x</link>"
        "<link href='http://a.example/'/></links>"
    )
    imported = reading(
        schedule(element(content), element(attributes='id="2" guid="g"'), element(attributes='id="3" guid="g"'))
    )
    assert imported.notes == (
        Flaw("line 2", "The id '0' of 'Anna' is no positive number and is left out."),
        Flaw("line 2", "A person without a name (id 'x') is left out."),
        Flaw("line 2", "Language 'German' is no language tag such as 'en' and is left out."),
        Flaw("line 2", "The link to 'javascript:alert(1)' is left out: it is no http or https address."),
        Flaw("line 2", "The link to 'www.a.example' is left out: it is no http or https address."),
        Flaw("line 2", "The link to '' is left out: it is no http or https address."),
        Flaw("line 4", "The guid 'g' is another event's already and is left out."),
    )
    assert imported.flaws == ()
    assert imported.events[0] == replace(
        PLAIN,
        languages=("en",),
        persons=(ImportedPerson("Anna"), ImportedPerson("Ben", 2, "g")),
        links=(Link("http://a.example/"),),
    )
    assert [row.guid for row in imported.events] == [None, "g", None]


def test_events_of_one_id_are_rows_of_one_session() -> None:
    rows = reading(schedule(element(), element(time="<start>14:00</start>"))).events
    assert [(row.code, row.part, row.export_id) for row in rows] == [("1", None, 1), ("1", None, 1)]


IDS = {
    "a number": ('id="17"', "17", 17),
    "letters": ('id="A7x"', "A7x", None),
    "leading zeros": ('id="007"', "007", None),
    "a number too large to be carried exactly": ('id="9007199254740992"', "9007199254740992", None),
    "the largest number": ('id="9007199254740991"', "9007199254740991", 9007199254740991),
}


@pytest.mark.parametrize(("attributes", "code", "export_id"), IDS.values(), ids=IDS.keys())
def test_id(attributes: str, code: str, export_id: int | None) -> None:
    assert reading(schedule(element(attributes=attributes))).events == (
        replace(PLAIN, id=code, code=code, export_id=export_id),
    )


def test_rooms_are_known_by_guid_and_else_by_name() -> None:
    one, two, three = (element(attributes=f'id="{n}"') for n in (1, 2, 3))
    text = (
        f"<schedule><conference/><day date='2017-06-12'><room name='A'>{one}</room>"
        f"<room name='B' guid='b'>{two}</room></day>"
        f"<day date='2017-06-13'><room name='B'>{one}</room><room name='A2' guid='a'>{two}</room>"
        f"<room name='A' guid='a'/><room name='B' guid='c'>{three}</room></day></schedule>"
    )
    a, b, c = ImportedRoom("A2", "a"), ImportedRoom("B", "b"), ImportedRoom("B", "c")
    imported = reading(text)
    assert [row.room for row in imported.events] == [a, b, b, a, c]
    assert imported.rooms == (a, b, c)


def test_a_room_without_a_name_is_the_one_that_the_event_names() -> None:
    text = schedule(element("<room>Hall</room>"), element(attributes='id="2"')).replace("name='Popov'", "name=''")
    imported = reading(text)
    assert [row.room for row in imported.events] == [ImportedRoom("Hall"), None]
    assert imported.rooms == (ImportedRoom("Hall"),)


SLUG = "<slug>{}</slug>"
KEYS = {
    "a placement key": ("forum", "forum-396-2", "396", 2),
    "capitals": ("forum", "forum-Ab9-12", "Ab9", 12),
    "an event slug with hyphens": ("wsis-2017", "wsis-2017-396-1", "396", 1),
    "another acronym": ("other", "forum-396-2", "7", None),
    "words": ("forum", "forum-396-opening", "7", None),
    "part zero": ("forum", "forum-396-0", "7", None),
    "no acronym": ("", "forum-396-2", "7", None),
}


@pytest.mark.parametrize(("acronym", "slug", "code", "part"), KEYS.values(), ids=KEYS.keys())
def test_parts_rejoin_by_placement_key(acronym: str, slug: str, code: str, part: int | None) -> None:
    text = schedule(element(SLUG.format(slug), attributes='id="7"'), conference=f"<acronym>{acronym}</acronym>")
    row = replace(
        PLAIN, id="7", export_id=7, slug=slug, code=code, part=part, title_suffix=None if part is None else ""
    )
    assert reading(text).events == (row,)


def test_a_foreign_slug_that_looks_like_a_key_is_none_if_its_neighbours_do_not() -> None:
    text = schedule(
        element(SLUG.format("forum-1-1984")),
        element(SLUG.format("forum-2-opening"), attributes='id="2"'),
        conference="<acronym>forum</acronym>",
    )
    assert [(row.code, row.part) for row in reading(text).events] == [("1", None), ("2", None)]


def test_more_events_of_one_id_than_a_session_can_have() -> None:
    times = (f"<date>2017-06-{1 + n // 24:02}T{n % 24:02}:00:00</date>" for n in range(501))
    imported = reading(schedule(*(element(time=time) for time in times)))
    assert len(imported.events) == 500
    assert imported.flaws == (Flaw("line 502", "Session '1' has more than 500 events. Give the others another id."),)


def test_a_part_named_twice_is_a_flaw() -> None:
    slug = SLUG.format("forum-396-2")
    text = schedule(element(slug), element(slug, attributes='id="2"'), conference="<acronym>forum</acronym>")
    imported = reading(text)
    assert imported.flaws == (Flaw("line 3", "Part 2 of session '396' stands here once more, after line 2."),)
    assert [row.line for row in imported.events] == [2]


def test_hints_of_our_own_exports_are_read_and_words_are_no_html() -> None:
    content = (
        "<?programme-scheduler placement Ab9 3?><?programme-scheduler duration 120:00?>"
        "<?programme-scheduler suffix Part 3?><?other placement x 1?><abstract>a &lt;b&gt;</abstract>"
    )
    text = schedule(
        element(content).replace("One", "One Part 3"),
        conference="<?programme-scheduler day-change 05:00?>",
    ).replace("<conference>", "<generator name='programme-scheduler'/><conference>")
    imported = reading(text)
    assert imported.day_change == 300
    assert imported.events == (
        replace(PLAIN, code="Ab9", part=3, ends=PLAIN.starts + 120 * 3600, title_suffix="Part 3", abstract="a <b>"),
    )


def test_words_are_cleaned() -> None:
    content = "<abstract>a\u202eb\r\nc\u0085d\u200b</abstract><persons><person> A\n B </person></persons>"
    (row,) = reading(schedule(element(content).replace("One", "O\u0301ne\n\ttwo"))).events
    assert row == replace(PLAIN, title="Óne two", abstract="ab\nc\nd", persons=(ImportedPerson("A B"),))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    declared = "" if encoding != "iso-8859-1" else "<?xml version='1.0' encoding='ISO-8859-1'?>"
    text = declared + schedule(element().replace("One", "Été"))
    imported = read(BytesIO(text.encode(encoding)), time_zone=ZONE)
    assert [row.title for row in imported.events] == ["Été"]


BOMB = """<?xml version="1.0"?>
<!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<schedule><conference><title>&b;</title></conference></schedule>"""
FETCH = """<!DOCTYPE schedule SYSTEM "file:///etc/passwd">
<schedule/>"""
DTD = Flaw("line 2", "The file has a document type declaration, which is never read. Take it out.")
REFUSED = {
    "entities": (BOMB.encode(), DTD),
    "external document type": (FETCH.encode(), replace(DTD, pointer="line 1")),
    "truncated": (
        schedule(element(), element())[:200].encode(),
        Flaw("line 3", "The file is not well-formed XML: no element found."),
    ),
    "empty": (b"", Flaw("line 1", "The file is not well-formed XML: no element found.")),
    "not closed": (b"<schedule>\n<conference>\n", Flaw("line 3", "The file is not well-formed XML: no element found.")),
    "wrong nesting": (
        b"<schedule>\n\n<day></schedule>",
        Flaw("line 3", "The file is not well-formed XML: mismatched tag."),
    ),
    "unknown entity": (
        b"<schedule>\n&nbsp;</schedule>",
        Flaw("line 2", "The file is not well-formed XML: undefined entity."),
    ),
    "not XML": (
        b"id,title\n1,One\n",
        Flaw("line 1", "The file is not well-formed XML: syntax error."),
    ),
    "wrong bytes": (
        b"<schedule>\n\xff</schedule>",
        Flaw("line 2", "The file is not well-formed XML: not well-formed (invalid token)."),
    ),
    "another document": (
        b"<html><schedule/></html>",
        Flaw("line 1", "This is no schedule.xml: its outermost element is 'html', not 'schedule'."),
    ),
    "unknown encoding": (
        b"<?xml version='1.0' encoding='klingon'?><schedule/>",
        Flaw("line 1", "The file's encoding can't be read. Save it as UTF-8."),
    ),
    "too deep": (
        b"<schedule>\n" + b"<a>" * 40 + b"</a>" * 40 + b"</schedule>",
        Flaw("line 2", "Elements lie more than 32 deep in each other."),
    ),
}


@pytest.mark.parametrize(("content", "flaw"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_can_not_be_read_is_one_error_with_its_line(content: bytes, flaw: Flaw) -> None:
    with pytest.raises(InvalidInput) as error:
        read(BytesIO(content), time_zone=ZONE)
    assert (error.value.detail, error.value.flaws) == (flaw.message, (flaw,))


def test_limits() -> None:
    two = schedule(element(), element(attributes='id="2"')).encode()
    assert len(read(BytesIO(two), time_zone=ZONE, max_bytes=len(two), max_events=2).events) == 2
    with pytest.raises(InvalidInput, match=rf"^The file has more than {len(two) - 1} bytes. Split it.$"):
        read(BytesIO(two), time_zone=ZONE, max_bytes=len(two) - 1)
    with pytest.raises(InvalidInput, match=r"^The file has more than 1 events. Split it.$") as error:
        read(BytesIO(two), time_zone=ZONE, max_events=1)
    assert [flaw.pointer for flaw in error.value.flaws] == ["line 3"]


def test_progress_counts_bytes() -> None:
    content = schedule(*(element(f"<abstract>{'x' * 10_000}</abstract>", attributes=f'id="{n}"') for n in range(1, 15)))
    heard: list[int] = []
    read(BytesIO(content.encode()), time_zone=ZONE, progress=heard.append)
    assert heard == [65_536, 131_072, len(content)]
