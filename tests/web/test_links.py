"""Addresses: what is kept along, and the shortest calendar of a selection."""

import pytest

from scheduler.domain.selection import Selection
from scheduler.web.links import Links, feed_path, webcal


@pytest.mark.parametrize(
    ("selection", "path"),
    [
        pytest.param(Selection(), "programme.ics", id="everything"),
        pytest.param(Selection(day=("2017-06-13",)), "days/2017-06-13.ics", id="a day"),
        pytest.param(Selection(room=("popov",)), "rooms/popov.ics", id="a room"),
        pytest.param(Selection(building=("tower",)), "buildings/tower.ics", id="a building"),
        pytest.param(Selection(track=("t",)), "tracks/t.ics", id="a track"),
        pytest.param(Selection(type=("t",)), "types/t.ics", id="a type"),
        pytest.param(Selection(term=("sdg:4",)), "terms/sdg/4.ics", id="a term"),
        pytest.param(Selection(term=("sdg:4/5",)), "programme.ics?term=sdg:4%2F5", id="a term with a slash"),
        pytest.param(Selection(person=("ada",)), "people/ada.ics", id="a person"),
        pytest.param(Selection(organisation=("itu",)), "organisations/itu.ics", id="an organisation"),
        pytest.param(Selection(session=("387",)), "sessions/387.ics", id="a session"),
        pytest.param(Selection(language=("fr",)), "programme.ics?language=fr", id="a language has no folder"),
        pytest.param(Selection(room=("a", "b")), "programme.ics?room=a&room=b", id="two rooms"),
        pytest.param(Selection(room=("a",), q=("water",)), "programme.ics?room=a&q=water", id="a room and a search"),
        pytest.param(
            Selection(room=("a",), day=("2017-06-13",)), "programme.ics?day=2017-06-13&room=a", id="two kinds"
        ),
    ],
)
def test_a_selection_has_one_calendar(selection: Selection, path: str) -> None:
    assert feed_path(selection) == path


def test_zone_and_language_ride_along() -> None:
    links = Links("forum", "/x", {"tz": "Pacific/Fiji", "lang": "fr"})
    chosen = Selection(room=("a",))
    assert (
        links.agenda(chosen, date="2017-06-12"),
        links.page("live"),
        links.session("1"),
        links.person("ada"),
        links.room("a"),
        links.door("forum-1-1"),
        Links("forum").session("1"),
        webcal("https://forum.example/forum/feeds/programme.ics"),
    ) == (
        "/x/forum/?room=a&date=2017-06-12&lang=fr&tz=Pacific%2FFiji",
        "/x/forum/live?lang=fr&tz=Pacific%2FFiji",
        "/x/forum/sessions/1?lang=fr&tz=Pacific%2FFiji",
        "/x/forum/people/ada?lang=fr&tz=Pacific%2FFiji",
        "/x/forum/rooms/a?lang=fr&tz=Pacific%2FFiji",
        "/x/join/forum-1-1?lang=fr&tz=Pacific%2FFiji",
        "/forum/sessions/1",
        "webcal://forum.example/forum/feeds/programme.ics",
    )
