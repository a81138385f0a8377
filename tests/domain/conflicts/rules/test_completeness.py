from typing import Any

import pytest

from scheduler.domain.conflicts import NO_SIGNALS
from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, SessionType
from tests.domain.conflicts.seen import Seen, broken, s
from tests.factories import person, placement, programme, room, session


def made(people: list[Appearance] | None = None, **kw: Any) -> Programme:
    """A programme of one session. Of the government: ada, bob, cleo; of academia: dan; of a club of no type: eve.

    fay is of nothing, gus of what is not listed.
    """
    return programme(
        sessions=[session("1", people=people or [], **kw)],
        session_types=[SessionType("break", "Break", break_=True), SessionType("show", "Show", background=True)],
        organisations=[
            Organisation("ministry", "Ministry", "government"),
            Organisation("school", "School", "academia"),
            Organisation("club", "Club"),
        ],
        people=[
            person("ada", organisation="ministry"),
            person("bob", organisation="ministry"),
            person("cleo", organisation="ministry"),
            person("dan", organisation="school"),
            person("eve", organisation="club"),
            person("fay"),
            person("gus", organisation="gone"),
            person("tbc", placeholder=True, organisation="ministry"),
        ],
    )


@pytest.mark.parametrize(
    ("kw", "parties"),
    [
        pytest.param({}, ("1",), id="nobody"),
        pytest.param({"people": [Appearance("ada", "speaker")]}, ("1",), id="a speaker"),
        pytest.param({"people": [Appearance("ada", "remote-moderator")]}, ("1",), id="a remote moderator"),
        pytest.param({"people": [Appearance("ada", "chair")]}, None, id="a chair"),
        pytest.param({"people": [Appearance("tbc", "moderator")]}, None, id="somebody to be named"),
        pytest.param(
            {"people": [Appearance("ada", "moderator", part=2)], "parts": [60, 60, 60]}, ("1", "1/3"), id="of a part"
        ),
        pytest.param({"type": "break"}, None, id="a break"),
        pytest.param({"type": "show"}, None, id="in the background"),
        pytest.param({"state": "proposed"}, None, id="proposed"),
        pytest.param({"state": "cancelled"}, None, id="cancelled"),
    ],
)
def test_moderator_missing(kw: dict[str, Any], parties: tuple[str, ...] | None) -> None:
    expected = [Seen("moderator-missing", "info", parties)] if parties else []
    assert broken("moderator-missing", made(**kw)) == expected


def speaking(*people: str) -> list[Appearance]:
    return [Appearance(who, "panellist" if place % 2 else "speaker") for place, who in enumerate(people)]


@pytest.mark.parametrize(
    ("kw", "people"),
    [
        pytest.param({"people": speaking("ada", "bob", "cleo")}, 3, id="three of the government"),
        pytest.param({"people": speaking("ada", "bob")}, None, id="two are no panel"),
        pytest.param({"people": speaking("ada", "bob", "ada")}, None, id="twice the same"),
        pytest.param({"people": speaking("ada", "bob", "cleo", "dan")}, None, id="and one of academia"),
        pytest.param({"people": speaking("ada", "bob", "cleo", "eve")}, None, id="and one unknown"),
        pytest.param({"people": speaking("ada", "bob", "tbc")}, None, id="and one to be named"),
        pytest.param({"people": speaking("ada", "bob", "cleo", "fay")}, None, id="and one of nothing"),
        pytest.param({"people": speaking("ada", "bob", "cleo", "gus")}, None, id="and one of what is not listed"),
        pytest.param({"people": speaking("eve", "fay", "gus")}, None, id="three unknown"),
        pytest.param({"people": speaking("fay", "gus", "fay", "hal", "ida")}, None, id="three of nothing listed"),
        pytest.param(
            {"people": [*speaking("ada", "bob", "cleo"), Appearance("dan", "moderator")]}, 3, id="a moderator"
        ),
        pytest.param({"people": speaking("ada", "bob", "cleo"), "type": "break"}, None, id="a break"),
    ],
)
def test_one_voice_panel(kw: dict[str, Any], people: int | None) -> None:
    details = (("people", people or 0), ("stakeholder_type", "government"))
    expected = [Seen("one-voice-panel", "info", ("1",), details=details)] if people else []
    assert broken("one-voice-panel", made(**kw)) == expected


def test_an_event_sets_what_a_panel_is() -> None:
    pair = made(people=speaking("ada", "bob"))
    assert [len(broken("one-voice-panel", pair, least_people=n)) for n in (2, 3)] == [1, 0]


@pytest.mark.parametrize(
    ("kw", "missing"),
    [
        pytest.param({}, ("description",), id="nothing at all"),
        pytest.param({"abstract": "Words."}, None, id="an abstract"),
        pytest.param({"description": "Words."}, None, id="a description"),
        pytest.param({"abstract": "W", "people": [Appearance("tbc")]}, ("panellists_named",), id="a placeholder"),
        pytest.param(
            {"abstract": "W", "people": [Appearance("tbc", mode="remote")]}, ("remote_speakers_named",), id="from afar"
        ),
        pytest.param(
            {"abstract": "W", "people": [Appearance("tbc")], "mode": "remote"},
            ("remote_speakers_named",),
            id="in a remote session",
        ),
        pytest.param({"abstract": "W", "people": [Appearance("tbc", "chair")]}, None, id="a chair to be named"),
        pytest.param({"abstract": "W", "people": [Appearance("ada")]}, None, id="a speaker with a name"),
        pytest.param(
            {"abstract": "W", "people": [Appearance("ada", mode="remote")]}, None, id="one with a name, from afar"
        ),
        pytest.param({"visibility": "internal"}, None, id="internal"),
        pytest.param({"visibility": "busy"}, None, id="busy"),
        pytest.param({"state": "proposed"}, None, id="proposed"),
        pytest.param({"type": "break"}, None, id="a break"),
    ],
)
def test_incomplete(kw: dict[str, Any], missing: tuple[str, ...] | None) -> None:
    expected = [Seen("incomplete", "info", ("1",), details=(("missing", missing),))] if missing else []
    assert broken("incomplete", made(**kw)) == expected


@pytest.mark.parametrize(
    ("parameter", "value", "missing"),
    [
        ("description", False, ("panellists_named", "remote_speakers_named")),
        ("moderator", True, ("description", "moderator", "panellists_named", "remote_speakers_named")),
        ("panellists_named", False, ("description", "remote_speakers_named")),
        ("remote_speakers_named", False, ("description", "panellists_named")),
    ],
)
def test_an_event_sets_its_checklist(parameter: str, value: bool, missing: tuple[str, ...]) -> None:  # noqa: FBT001
    open_ = made(people=[Appearance("tbc"), Appearance("tbc", mode="remote")])
    (found,) = broken("incomplete", open_, NO_SIGNALS, **{parameter: value})
    assert found.details == (("missing", missing),)


@pytest.mark.parametrize(
    ("state", "where", "expected"),
    [
        ("cancelled", "hall", True),
        ("withdrawn", "hall", True),
        ("accepted", "hall", False),
        ("proposed", "hall", False),
        ("cancelled", None, False),
    ],
)
def test_cancelled_placed(state: str, where: str | None, expected: bool) -> None:  # noqa: FBT001 - a table
    held = programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", where),
        rooms=[room("hall")],
        sessions=[session("1", state=state)],
    )
    seen = Seen("cancelled-placed", "warning", ("1",), (s("09:00", "10:00"),), room="hall")
    assert broken("cancelled-placed", held) == ([seen] if expected else [])
