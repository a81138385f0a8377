import pytest

from scheduler.domain.errors import NotFound, UnknownFilter
from scheduler.domain.release import release
from scheduler.domain.selection import Selection
from scheduler.feeds.wish import Wish, wish_of
from tests.api.forum import FIRST, FORUM

PROGRAMME = release(FORUM, None, number=1, label="", note="", at=FIRST).programme

KINDS = {
    "programme.ics": (Selection(), "", "/forum/"),
    "remote.ics": (Selection(remote=True), "remote participation", "/forum/?mode=hybrid&mode=remote"),
    "days/2017-06-12.ics": (Selection(day=("2017-06-12",)), "Monday 12 June 2017", "/forum/?day=2017-06-12"),
    "rooms/popov.ics": (Selection(room=("popov",)), "Popov", "/forum/rooms/popov"),
    "buildings/tower.ics": (Selection(building=("tower",)), "Tower", "/forum/?building=tower"),
    "tracks/high-level.ics": (Selection(track=("high-level",)), "High level", "/forum/?track=high-level"),
    "types/workshop.ics": (Selection(type=("workshop",)), "Workshop", "/forum/?type=workshop"),
    "terms/sdg/4.ics": (Selection(term=("sdg:4",)), "Education", "/forum/?term=sdg:4"),
    "people/ada.ics": (Selection(person=("ada",)), "Ada", "/forum/people/ada"),
    "organisations/itu.ics": (Selection(organisation=("itu",)), "ITU", "/forum/?organisation=itu"),
    "sessions/1.ics": (Selection(session=("1",)), "Opening", "/forum/sessions/1"),
    "rooms/gone.ics": (Selection(room=("gone",)), "gone", "/forum/rooms/gone"),
    "sessions/99.ics": (Selection(session=("99",)), "99", "/forum/sessions/99"),
}


@pytest.mark.parametrize(("file", "expected"), KINDS.items(), ids=KINDS)
def test_a_file_says_what_it_holds(file: str, expected: tuple[Selection, str, str]) -> None:
    wish = wish_of("forum", file, "")
    words = wish.words(PROGRAMME)
    assert (wish.selection, words, wish.page, wish.address) == (*expected, f"/forum/feeds/{file}")


NAMED = {
    "programme.ics?room=popov&day=2017-06-13": "Day: Tue 13 June, Room: Popov",
    "programme.ics?q=Rwanda": "Search: Rwanda",
    "rooms/popov.ics?day=2017-06-13": "Popov, Day: Tue 13 June",
    "remote.ics?mode=hybrid": "remote participation, Way to take part: On site and online",
    "programme.ics?room=popov&lang=fr": "Room: Salle Popov",
    "programme.ics?room=gone&room=popov": "Room: gone, Room: Popov",
    "programme.ics?term=sdg:4&term=sdg:99": "Topic: 4: Education, Topic: sdg:99",
    "programme.ics?language=fr": "Language: French",
    "programme.ics?building=tower&track=high-level&type=workshop": "Building: Tower, Track: High level, Type: Workshop",
    "programme.ics?person=ada&organisation=itu&session=1": "Person: Ada, Organiser: ITU, Session: Opening",
    "programme.ics?alarm=5&cancelled=0": "",
}


@pytest.mark.parametrize(("address", "expected"), NAMED.items(), ids=NAMED)
def test_the_words_say_how_the_query_narrows(address: str, expected: str) -> None:
    file, _, query = address.partition("?")
    assert wish_of("forum", file, query).words(PROGRAMME) == expected


@pytest.mark.parametrize(
    "file",
    [
        *("programme", "programme.ICS", ".ics", "rooms.ics", "rooms/.ics", "rooms/a/b.ics", "secrets/a.ics"),
        *(
            "terms/sdg.ics",
            "terms/sdg/.ics",
            "terms/sdg/4/5.ics",
            "days/tomorrow.ics",
            "days/2017-02-30.ics",
            "rooms/a\nb.ics",
        ),
        f"rooms/{'a' * 300}.ics",
    ],
)
def test_a_file_of_no_kind_is_not_found(file: str) -> None:
    with pytest.raises(NotFound):
        wish_of("forum", file, "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("utm_source=mail&fbclid=1&gclid=2", {}, id="what campaigns append is ignored"),
        pytest.param("alarm=015", {"alarm": 15}, id="alarm"),
        pytest.param("alarm=0", {"alarm": 0}, id="alarm at the start"),
        pytest.param("cancelled=0", {"cancelled": False}, id="without cancelled ones"),
        pytest.param("cancelled=1", {}, id="with them, as ever"),
        pytest.param("lang=en", {"lang": "en"}, id="language"),
        pytest.param("room=&track=", {}, id="fields left empty"),
        pytest.param("term=sdg%3A4&room=a", {"narrowed": Selection(room=("a",), term=("sdg:4",))}, id="filters"),
        pytest.param("room=b&room=a&room=b", {"narrowed": Selection(room=("a", "b"))}, id="order does not matter"),
    ],
)
def test_query(query: str, expected: dict[str, object]) -> None:
    plain = {"event": "forum", "file": "programme.ics", "filter": "", "value": "", "narrowed": Selection()}
    assert wish_of("forum", "programme.ics", query) == Wish(**{**plain, **expected})  # type: ignore[arg-type] # a table


def test_equal_wishes_have_one_address() -> None:
    queries = ("room=b&alarm=05&room=a&utm_id=1", "alarm=5&cancelled=1&room=a&room=b&track=")
    assert {wish_of("forum", "remote.ics", query).address for query in queries} == {
        "/forum/feeds/remote.ics?room=a&room=b&alarm=5"
    }


@pytest.mark.parametrize(
    "query",
    [
        *(
            "rooms=a",
            "tz=Europe/Zurich",
            "at=now",
            "alarm=-5",
            "alarm=5m",
            "alarm=\u0665",
            "alarm=10081",
            "alarm=5&alarm=6",
        ),
        *("cancelled=no", "cancelled=2", "day=monday", f"q={'a' * 300}", "room=%00", "&".join(["room=a"] * 201)),
    ],
)
def test_a_query_that_means_nothing_is_refused(query: str) -> None:
    with pytest.raises(UnknownFilter):
        wish_of("forum", "programme.ics", query)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("alarm=soon", "/alarm"), ("cancelled=no", "/cancelled"), ("rooms=a", "/rooms")],
    ids=["alarm", "cancelled", "unknown"],
)
def test_a_refusal_points_at_the_parameter(query: str, pointer: str) -> None:
    with pytest.raises(UnknownFilter) as caught:
        wish_of("forum", "programme.ics", query)
    assert [flaw.pointer for flaw in caught.value.flaws] == [pointer]
