"""The public pages as a reader meets them, through the whole service and a real database."""

import gzip
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from scheduler.domain.session import Link
from scheduler.http.context import Edge
from tests.api.forum import FORUM, SECOND, released
from tests.factories import at, person, placement, programme, session
from tests.fakes import SteppingClock
from tests.web.html import Page, read

HTML = {"Accept": "text/html"}
DAY = "On the day: is it late, moved or full?"


def page(client: FlaskClient, path: str, status: int = 200) -> Page:
    """A page that has the status, reads as HTML and closes what it opens."""
    answer = client.get(path, headers=HTML)
    assert (answer.status_code, answer.content_type) == (status, "text/html; charset=utf-8")
    found = read(answer.text)
    assert found.unclosed == []
    return found


def test_events_lead_to_their_agendas(forum: FlaskClient) -> None:
    found = page(forum, "/")
    assert found.lines == ["Events", "Forum", "12\u201313 June 2017 · Headquarters", "Words"]
    assert found.links() == ["#main", "/forum/"]


def test_a_service_without_events_says_so(client: FlaskClient) -> None:
    assert page(client, "/").lines == ["Events", "No programme has been published yet."]


AGENDA = [
    "Agenda",
    "4 entries · Subscribe to this selection · What changed in it",
    "Mon 12 June (3)",
    "Tue 13 June (1)",
    "Monday 12 June 2017",
    "09:00",
    "Opening (part 1)",
    "☆",
    "until 10:00 · Popov + Annex · Ceremony · High level",
    "Ada, Bob, Somebody of ITU",
    "Remote access English, French Interpretation: Spanish Captioning",
    "11:00",
    "Opening II",
    "☆",
    "until 11:30 · Popov · Ceremony · High level",
    "Ada, Somebody of ITU",
    "English, French Interpretation: Spanish Captioning",
    "14:00",
    "Data for all",
    "☆",
    "until 15:00 · Library · Workshop",
    "Eve",
    "French",
    "Tuesday 13 June 2017",
    "23:00",
    "Cancelled Night",
    "until 00:30 +1 day",
    "Online only",
]


def test_the_agenda_shows_every_entry_and_says_what_is_cancelled(forum: FlaskClient) -> None:
    found = page(forum, "/forum/")
    assert found.lines == AGENDA
    assert found.links() == [
        "#main",
        *("/forum/", "/forum/", "/forum/live", "/forum/subscribe", "/forum/changes", "/forum/my"),
        *("/forum/subscribe", "/forum/changes", "#d2017-06-12", "#d2017-06-13"),
        *("/forum/sessions/1", "/forum/rooms/popov", "/forum/rooms/annex"),
        *("/forum/sessions/1", "/forum/rooms/popov", "/forum/sessions/2", "/forum/rooms/library", "/forum/sessions/3"),
        *("/", "mailto:desk@forum.example"),
    ]


def test_the_readers_zone_stands_beside_the_events_and_stays_in_every_link(forum: FlaskClient) -> None:
    found = page(forum, "/forum/?tz=Pacific/Fiji&day=2017-06-12&type=workshop")
    assert found.lines == [
        "Agenda",
        "1 of 4 entries · Subscribe to this selection · What changed in it",
        "Times are in Europe/Zurich, in brackets in Pacific/Fiji.",
        "Day: Mon 12 June (remove)\u00d7",
        "Type: Workshop (remove)\u00d7",
        "Remove all",
        "Mon 12 June (1)",
        "Monday 12 June 2017",
        "14:00 00:00 +1 day",
        "Data for all",
        "☆",
        "until 15:00 01:00 +1 day · Library · Workshop",
        "Eve",
        "French",
    ]
    kept = "tz=Pacific%2FFiji"
    assert found.links()[1:-2] == [
        *(f"/forum/?{kept}", f"/forum/?{kept}", f"/forum/live?{kept}", f"/forum/subscribe?{kept}"),
        *(f"/forum/changes?{kept}", f"/forum/my?{kept}", f"/forum/subscribe?day=2017-06-12&type=workshop&{kept}"),
        f"/forum/changes?day=2017-06-12&type=workshop&{kept}",
        *(f"/forum/?type=workshop&{kept}", f"/forum/?day=2017-06-12&{kept}", f"/forum/?{kept}", "#d2017-06-12"),
        *(f"/forum/sessions/2?{kept}", f"/forum/rooms/library?{kept}"),
    ]


def test_the_form_keeps_what_it_has_no_field_for(forum: FlaskClient) -> None:
    found = page(forum, "/forum/?person=ada&q=open&q=data&lang=fr&organisation=itu&room=popov&room=annex")
    assert found.values() == {
        "lang": ["fr"],
        "person": ["ada"],
        "organisation": ["itu"],
        "q": ["open", "data"],
        "tz": [""],
    }
    chosen = [option.attributes["value"] for option in found.all("option") if "selected" in option.attributes]
    assert chosen == ["popov", "annex"]


def test_an_empty_field_of_a_form_is_no_filter(forum: FlaskClient) -> None:
    assert page(forum, "/forum/?q=&day=&room=&tz=&lang=").lines == AGENDA


@pytest.mark.parametrize(
    ("query", "title", "detail"),
    [
        ("?room=nowhere", "Unknown filter", "There is no room 'nowhere' in forum, and there never was."),
        ("?colour=red", "Unknown filter", "There is no filter 'colour'."),
        ("?tz=Mars/Base", "Unknown filter", "There is no time zone 'Mars/Base'."),
        ("?date=soon", "Unknown filter", "'soon' is not a day."),
        ("?date=2017-07-01", "Unknown filter", "2017-07-01 is no day of this event."),
        ("?lang=<b>", "Unknown filter", "'<b>' is not a language tag."),
        ("?lang=xx", "Unknown filter", "forum is not written in 'xx'."),
        ("changes?page=0", "Unknown filter", "page='0' is not the number of a page."),
        ("changes?page=2", "Unknown filter", "There is no page 2: the last one is 1."),
        ("sessions/1?room=popov", "Unknown filter", "This page takes no filters."),
    ],
)
def test_what_never_was_is_named(forum: FlaskClient, query: str, title: str, detail: str) -> None:
    found = page(forum, f"/forum/{query}", 400)
    assert [found.lines[0], found.lines[1].startswith(detail)] == [title, True], found.lines


@pytest.mark.parametrize("query", ["tz=Mars", "lang=xx", "date=soon", "room=nowhere", "at=now"])
def test_a_problem_points_at_its_parameter(forum: FlaskClient, query: str) -> None:
    name = query.partition("=")[0]
    path = "live" if name == "at" else ""
    problem = forum.get(f"/forum/{path}?{query}", headers={"Accept": "application/problem+json"}).get_json()
    assert [flaw["pointer"] for flaw in problem["errors"]] == [f"/{name}"]


@pytest.mark.parametrize(
    ("at", "detail"),
    [
        ("now", "'now' is not a date and time."),
        ("2017-06-12T09:00:00", "2017-06-12T09:00:00 has no time zone."),
        ("0001-01-01T00:00:00%2B14:00", "'0001-01-01T00:00:00+14:00' is no moment of any event."),
        ("9999-12-31T23:59:59-12:00", "'9999-12-31T23:59:59-12:00' is no moment of any event."),
    ],
    ids=["words", "naive", "the first of all years", "the last of all years"],
)
def test_a_moment_that_is_none_is_named(forum: FlaskClient, at: str, detail: str) -> None:
    found = page(forum, f"/forum/live?at={at}", 422)
    assert found.lines[1].startswith(detail), found.lines


@pytest.mark.parametrize(
    "path",
    [
        *("/nowhere/", "/FORUM/", "/forum/sessions/99", "/forum/people/nobody", "/forum/people/tbc"),
        *("/forum/rooms/cellar", "/join/forum-1-9", "/join/nowhere-1-1", "/join/x", "/static/pages.css"),
        *("/metrics/", "/healthz/", "/join/", "/static/", "/robots.txt/"),
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(forum: FlaskClient, path: str) -> None:
    assert page(forum, path, 404).lines[0] == "Not found"


@pytest.mark.parametrize("slug", ["api", "join", "desk", "static", "healthz", "readyz", "metrics", "robots.txt"])
def test_a_word_of_the_service_is_never_taken_for_an_event(forum: FlaskClient, slug: str) -> None:
    rules = forum.application.url_map.bind("localhost")
    paths = [f"/{slug}/{rest}" for rest in ("subscribe", "live", "rooms/popov")]
    assert [path for path in paths if rules.test(path) and "event" in rules.match(path)[1]] == []


def test_an_event_without_its_slash_is_redirected(forum: FlaskClient) -> None:
    answer = forum.get("/forum?tz=UTC")
    assert (answer.status_code, answer.location) == (308, "/forum/?tz=UTC")


def test_a_session_tells_all_that_is_public(forum: FlaskClient) -> None:
    found = page(forum, "/forum/sessions/1?tz=Pacific/Fiji")
    assert found.lines == [
        "Opening",
        "Welcome",
        "When and where",
        "Opening (part 1)",
        "Monday 12 June 2017, 09:00\u201310:00 Europe/Zurich",
        "Monday 12 June 2017, 19:00\u201320:00 Pacific/Fiji",
        "Popov + Annex, Tower, Headquarters",
        "Take part online",
        "Opening II",
        "Monday 12 June 2017, 11:00\u201311:30 Europe/Zurich",
        "Monday 12 June 2017, 21:00\u201321:30 Pacific/Fiji",
        "Popov, Tower, Headquarters",
        DAY,
        "Register to take part online",
        "Add to my calendar Calendar file Changes by mail",
        "About",
        "The forum opens.",
        "It opens at nine.",
        "People",
        "Dr Ada Chair",
        "Chair, ITU",
        "Bob Speaker Online",
        "for UNESCO",
        "Somebody of ITU Speaker",
        "Organisers",
        "ITU",
        "UNESCO",
        "Details",
        *("Code", "1", "Type", "Ceremony", "Track", "High level", "Goals", "4: Education", "9: Industry"),
        *("Language", "English, French", "Interpretation", "Spanish", "Captioning", "Yes"),
        "Links",
        "Paper",
    ]
    assert found.links()[7:] == [
        *("/forum/rooms/popov?tz=Pacific%2FFiji", "/forum/rooms/annex?tz=Pacific%2FFiji"),
        "/join/forum-1-1?tz=Pacific%2FFiji",
        "/forum/rooms/popov?tz=Pacific%2FFiji",
        *("/forum/live?session=1&tz=Pacific%2FFiji", "/forum/sessions/1/register?tz=Pacific%2FFiji"),
        *("webcal://127.0.0.1:8000/forum/feeds/sessions/1.ics", "http://127.0.0.1:8000/forum/feeds/sessions/1.ics"),
        "/forum/notify?session=1&tz=Pacific%2FFiji",
        *("/forum/people/ada?tz=Pacific%2FFiji", "/forum/people/bob?tz=Pacific%2FFiji"),
        "/forum/?type=ceremony&tz=Pacific%2FFiji",
        "/forum/?track=high-level&tz=Pacific%2FFiji",
        *("/forum/?term=sdg:4&tz=Pacific%2FFiji", "/forum/?term=sdg:9&tz=Pacific%2FFiji"),
        *("https://forum.example/paper", "/", "mailto:desk@forum.example"),
    ]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        pytest.param(
            "2",
            [
                "Data for all",
                "When and where",
                "Monday 12 June 2017, 14:00\u201315:00 Europe/Zurich",
                "Library, Headquarters",
                "Changed: Moved from Mon 12 June 09:30 to 14:00. Published Friday 2 June 2017, 09:00 (UTC+02:00).",
                DAY,
                "Add to my calendar Calendar file Changes by mail",
                "People",
                "Eve Speaker",
                "Details",
                *("Code", "2", "Type", "Workshop", "Goals", "4: Education", "Language", "French"),
            ],
            id="moved",
        ),
        pytest.param(
            "3",
            [
                "Cancelled Night",
                "When and where",
                "Cancelled Tuesday 13 June 2017, 23:00\u201300:30 +1 day Europe/Zurich",
                "Online",
                "Changed: Cancelled (was Tue 13 June 23:00, online). Published Friday 2 June 2017, 09:00 (UTC+02:00).",
                "Add to my calendar Calendar file Changes by mail",
                "Details",
                *("Code", "3"),
            ],
            id="cancelled",
        ),
    ],
)
def test_a_session_says_how_it_last_changed(forum: FlaskClient, code: str, lines: list[str]) -> None:
    assert page(forum, f"/forum/sessions/{code}").lines == lines


def test_a_person_has_a_page_with_their_appearances(forum: FlaskClient) -> None:
    assert page(forum, "/forum/people/eve").lines == [
        "Eve",
        "Subscribe Calendar file What changed",
        "Monday 12 June 2017",
        "14:00",
        "Data for all",
        "☆",
        "until 15:00 · Library · Workshop",
        "Eve",
        "French",
    ]


def test_a_piece_of_a_room_shows_what_fills_the_whole(forum: FlaskClient) -> None:
    found = page(forum, "/forum/rooms/annex-1")
    assert found.lines == [
        "Annex 1",
        "Part of Annex",
        "Subscribe Calendar file What changed",
        "Monday 12 June 2017",
        *AGENDA[5:11],
    ]


@pytest.mark.parametrize(
    ("moment", "lines"),
    [
        pytest.param(
            "2017-06-12T08:59:59+02:00",
            [
                *("Nothing is on at this moment.", "Opening soon online"),
                *("Popov + Annex · 09:00\u201310:00", "Opening (part 1)", "Take part online"),
                *("Next in each room", "Library · 14:00\u201315:00", "Data for all"),
            ],
            id="a second before",
        ),
        pytest.param(
            "2017-06-12T09:00:00+02:00",
            ["Popov + Annex · 09:00\u201310:00", "Opening (part 1)", "Take part online"],
            id="at the start",
        ),
        pytest.param(
            "2017-06-12T10:00:00+02:00", ["Nothing is on at this moment.", "Next in each room"], id="at the end"
        ),
        pytest.param("2017-06-12T15:00:00+02:00", ["It is over. Look back at the agenda"], id="after the last"),
    ],
)
def test_live_shows_a_moment(forum: FlaskClient, moment: str, lines: list[str]) -> None:
    found = page(forum, f"/forum/live?at={moment}")
    assert found.lines[3 : 3 + len(lines)] == lines


def test_live_looks_at_the_clock_and_names_another_day(forum: FlaskClient, clock: SteppingClock) -> None:
    clock.set("2017-06-11T12:00")
    answer = forum.get("/forum/live?room=library", headers=HTML)
    assert read(answer.text).lines == [
        "On now and next",
        "Sunday 11 June 2017, 12:00 (UTC+02:00) Europe/Zurich",
        "Now",
        "Nothing is on at this moment.",
        "Next in each room",
        "Library · Mon 12 June 14:00\u201315:00",
        "Data for all",
    ]
    assert (answer.headers["Cache-Control"], "Last-Modified" in answer.headers) == ("public, max-age=1", False)


def test_subscribe_offers_the_chosen_selection_first(forum: FlaskClient) -> None:
    found = page(forum, "/forum/subscribe?room=popov")
    assert found.lines[:8] == [
        "Subscribe",
        "A subscribed calendar stays up to date by itself: what is moved or cancelled changes in your calendar too.",
        "Room: Popov",
        "2 entries now · Show · The whole programme instead",
        "Subscribe in my calendar program",
        "Address of this calendar",
        "Copy",
        (
            "The button opens Apple Calendar, Thunderbird, Outlook on the desktop and others. "
            "Where it does nothing, copy the address and follow the steps below."
        ),
    ]
    feed = "127.0.0.1:8000/forum/feeds/rooms/popov.ics"
    assert found.links()[7:10] == ["/forum/?room=popov", "/forum/subscribe", f"webcal://{feed}"]
    address = next(e for e in found.all("input") if e.attributes.get("id") == "address")
    assert address.attributes["value"] == f"http://{feed}"


def test_every_calendar_that_subscribe_lists_is_there(forum: FlaskClient) -> None:
    links = [link for link in page(forum, "/forum/subscribe").links() if link.endswith(".ics") and "webcal" not in link]
    paths = [link.removeprefix("http://127.0.0.1:8000/forum/feeds/") for link in links]
    assert paths == [
        *("programme.ics", "remote.ics", "days/2017-06-12.ics", "days/2017-06-13.ics"),
        *("rooms/library.ics", "rooms/popov.ics", "rooms/annex.ics", "rooms/annex-1.ics"),
        *("types/ceremony.ics", "types/workshop.ics", "terms/sdg/4.ics", "terms/sdg/9.ics"),
    ]
    assert {forum.get(link.removeprefix("http://127.0.0.1:8000")).status_code for link in links} == {200}


def test_another_language_is_used_where_there_is_a_translation(forum: FlaskClient) -> None:
    found = page(forum, "/forum/?lang=fr&room=popov")
    titles = [(e.text, e.attributes["lang"]) for e in found.all("a") if "lang" in e.attributes]
    assert titles == [("Ouverture (part 1)", "fr"), ("Ouverture II", "fr")]
    assert "until 11:30 · Salle Popov · Ceremony · High level" in found.lines


@pytest.mark.parametrize("path", ["/", "/forum/", "/forum/sessions/1", "/forum/subscribe", "/forum/changes"])
def test_a_page_is_fetched_once(forum: FlaskClient, path: str) -> None:
    first = forum.get(path, headers={"Accept-Encoding": "gzip"})
    again = forum.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    plain = forum.get(path)
    body = gzip.decompress(first.data) if first.content_encoding == "gzip" else first.data
    assert (body, again.status_code, again.data) == (plain.data, 304, b"")
    assert (first.last_modified is not None, int(first.last_modified.timestamp() if first.last_modified else 0)) == (
        True,
        SECOND,
    )


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_words_from_outside_stay_words(client: FlaskClient, edges: Edge) -> None:
    made = programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "hall"),
        event=replace(FORUM.event, name=EVIL, venue=EVIL, theme=EVIL),
        sessions=(
            session(
                "1",
                title=EVIL,
                abstract=EVIL,
                subtitle=EVIL,
                people=("ada",),
                links=(
                    Link("javascript:alert(1)", "bad"),
                    Link("data:text/html,x", "worse"),
                    Link("https://ok.example/?a=1&b=2", EVIL),
                ),
            ),
        ),
        people=(person("ada", name=EVIL, biography=EVIL),),
    )
    released(edges.database, made, at("2017-06-01T09:00"), label=EVIL)
    paths = ("/", "/forum/", f"/forum/?q={EVIL}", "/forum/sessions/1", "/forum/people/ada", "/forum/rooms/hall")
    for path in (
        *paths,
        "/forum/subscribe",
        "/forum/changes",
        "/forum/live?at=2017-06-12T09:00:00Z",
        "/join/forum-1-1",
    ):
        found = read(client.get(path, headers=HTML).text)
        assert {e.attributes.get("src", "").partition(".")[0] for e in found.all("script")} <= {
            "/static/copy",
            "/static/door",
        }
        assert (found.all("img"), found.all("style")) == ([], [])
        assert not [name for e in found.elements for name in e.attributes if name.startswith("on") or name == "style"]
        schemes = {link.partition(":")[0] for link in found.links() if ":" in link.partition("?")[0]}
        assert schemes <= {"https", "http", "webcal", "mailto"}
    session_page = read(client.get("/forum/sessions/1", headers=HTML).text)
    outside = [e.attributes for e in session_page.all("a") if "rel" in e.attributes]
    assert outside == [{"href": "https://ok.example/?a=1&b=2", "rel": "noopener nofollow"}]


def test_a_sign_comes_anew_by_itself_and_other_pages_do_not(forum: FlaskClient) -> None:
    pages = [page(forum, f"/forum/live?room=popov&at=2017-06-12T07:30:00Z{more}") for more in ("&sign=1", "")]
    refresh = [[e.attributes.get("content") for e in p.all("meta") if "http-equiv" in e.attributes] for p in pages]
    assert (refresh, pages[0].all("body")[0].attributes) == ([["60"], []], {"class": "sign"})


def test_a_head_request_is_answered_and_a_post_refused(forum: FlaskClient) -> None:
    head, post = forum.head("/forum/"), forum.post("/forum/", headers=HTML)
    allowed = sorted(post.headers["Allow"].split(", "))
    assert (head.status_code, head.data, post.status_code, allowed) == (200, b"", 405, ["GET", "HEAD", "OPTIONS"])
