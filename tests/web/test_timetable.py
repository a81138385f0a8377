"""The agenda's grouping: days by the event's day change, starts within them, and one day a page when there are many."""

from datetime import date

from bench.synthetic import synthetic
from scheduler.domain.release import PublicRelease, release
from scheduler.web.languages import Tongue
from scheduler.web.links import Links
from scheduler.web.times import Clocks, Wall
from scheduler.web.timetable import (
    DAY_AT_A_TIME,
    DayLink,
    DayView,
    EntryView,
    Linked,
    Look,
    StartView,
    day_links,
    days,
    page_of,
)
from tests.api.forum import FORUM
from tests.factories import at

MONDAY, TUESDAY = date(2017, 6, 12), date(2017, 6, 13)


def look(made: PublicRelease, reader: str | None = None, lang: str = "en") -> Look:
    event = made.programme.event
    return Look(made, Clocks(event.time_zone, reader), Tongue("en", lang), Links(event.slug))


FIRST = release(FORUM, None, number=1, label="", note="", at=at("2017-06-01T09:00"))


def shown(text: str, reader: str = "", *, day: date = MONDAY) -> Wall:
    """A wall time of the event's day, summer time; `text` may carry the mark of the next day."""
    real = date.fromordinal(day.toordinal() + ("+1" in text))
    return Wall(text, f"{real}T{text[:5]}+02:00", real, reader)


def entry(key: str, title: str, starts: Wall, ends: Wall, **kw: object) -> EntryView:
    """An entry with nothing special about it but `kw`."""
    plain: dict[str, object] = {
        "lang": "",
        "url": f"/forum/sessions/{key[1:-2]}",
        "rooms": (),
        "kind": "",
        "people": "",
        "badges": (),
        "cancelled": False,
        "join": "",
        "code": key[1:-2],
    }
    return EntryView(key=key, title=title, starts=starts, ends=ends, **{**plain, **kw})  # type: ignore[arg-type]


def test_entries_stand_under_the_events_day_and_their_start() -> None:
    popov, annex = Linked("Salle Popov", "/forum/rooms/popov"), Linked("Annex", "/forum/rooms/annex")
    first: dict[str, object] = {
        "lang": "fr",
        "kind": "Ceremony · High level",
        "badges": ("Remote access", "English, French", "Interpretation: Spanish", "Captioning"),
        "people": "Ada, Bob, Somebody of ITU",
    }
    second = first | {
        "badges": ("English, French", "Interpretation: Spanish", "Captioning"),
        "people": "Ada, Somebody of ITU",
    }
    nine, half_nine, eleven = shown("09:00", "19:00"), shown("09:30", "19:30"), shown("11:00", "21:00")
    night = shown("23:00", "09:00 +1 day", day=TUESDAY)
    assert days(FIRST.items, look(FIRST, "Pacific/Fiji", "fr")) == (
        DayView(
            "2017-06-12",
            "Monday 12 June 2017",
            (
                StartView(
                    nine,
                    (
                        entry(
                            "s1-1",
                            "Ouverture (part 1)",
                            nine,
                            shown("10:00", "20:00"),
                            rooms=(popov, annex),
                            join="/join/forum-1-1",
                            **first,
                        ),
                    ),
                ),
                StartView(
                    half_nine,
                    (
                        entry(
                            "s2-1",
                            "Data for all",
                            half_nine,
                            shown("10:30", "20:30"),
                            rooms=(Linked("Library", "/forum/rooms/library"),),
                            kind="Workshop",
                            people="Eve",
                            badges=("French",),
                        ),
                    ),
                ),
                StartView(
                    eleven,
                    (entry("s1-2", "Ouverture II", eleven, shown("11:30", "21:30"), rooms=(popov,), **second),),
                ),
            ),
        ),
        DayView(
            "2017-06-13",
            "Tuesday 13 June 2017",
            (
                StartView(
                    night,
                    (
                        entry(
                            "s3-1",
                            "Night",
                            night,
                            shown("00:30 +1 day", "10:30 +1 day", day=TUESDAY),
                            badges=("Online only",),
                        ),
                    ),
                ),
            ),
        ),
    )


def test_days_are_counted() -> None:
    assert day_links(FIRST.items, look(FIRST), TUESDAY) == (
        DayLink("2017-06-12", "Mon 12 June", 3),
        DayLink("2017-06-13", "Tue 13 June", 1, current=True),
    )


def test_few_entries_are_one_page_many_are_one_a_day() -> None:
    made = release(synthetic(500), None, number=1, label="", note="", at=0)
    seen, items = look(made), made.items
    day_of = made.programme.event.day_of
    first, second = (tuple(i for i in items if day_of(i.starts) == day) for day in (MONDAY, TUESDAY))
    assert len(items) > DAY_AT_A_TIME
    assert page_of(items[:DAY_AT_A_TIME], seen, None) == (items[:DAY_AT_A_TIME], None)
    assert page_of(items, seen, None) == (first, MONDAY)
    assert page_of(items, seen, TUESDAY) == (second, TUESDAY)
    assert page_of((), seen, None) == ((), None)
