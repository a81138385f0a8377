"""What a body leaves out, says twice or says of something that is not there."""

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.resources import made
from scheduler.domain.resources.judging import flaws
from scheduler.domain.session import Part, Session
from tests.everything import EVERYTHING


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        pytest.param({}, (Part(1, 60),), id="of no type"),
        pytest.param({"type": None}, (Part(1, 60),), id="of no type by name"),
        pytest.param({"type": "plenary"}, (Part(1, 240),), id="as long as its type says"),
        pytest.param({"type": "nowhere"}, (Part(1, 60),), id="of a type that is not there, which is judged later"),
        pytest.param({"type": "plenary", "duration_minutes": 20}, (Part(1, 20),), id="as long as it says itself"),
        pytest.param({"parts": [{"number": 2, "duration_minutes": 5}]}, (Part(2, 5),), id="of the parts it names"),
    ],
)
def test_a_new_session_has_a_part(fields: dict[str, Any], parts: tuple[Part, ...]) -> None:
    found = made(EVERYTHING, "session", "N1", {"title": "New"} | fields, None)
    assert found == Session("N1", "New", parts, type=fields.get("type"))


def test_a_session_that_is_there_keeps_its_parts() -> None:
    present = EVERYTHING.session["396"]
    assert made(EVERYTHING, "session", "396", {"title": "New"}, present) == replace(present, title="New")


def test_links_passcodes_and_the_recording_are_no_part_of_a_slot() -> None:
    fields = {
        "account": "connect",
        "meeting": "whole-monday",
        "ways": [{"kind": "join", "url": "https://meet.example/1", "passcode": "1234", "audience": "speakers"}],
        "recording_url": "https://video.example/1",
    }
    slot = RemoteSlot("396", 1, "whole-monday", (Way("join", "", "speakers"),))
    assert made(EVERYTHING, "remote", "everything-396-1", fields, None) == slot


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param(
            {"account": "zoom", "meeting": "own"},
            "Meeting own is hosted by connect. Name that account, none, or another meeting.",
            id="of another account",
        ),
        pytest.param(
            {"account": "zoom"}, "An account hosts meetings. Make a meeting of this account, and name it.", id="of none"
        ),
        pytest.param(
            {"account": "zoom", "meeting": "nowhere"},
            "An account hosts meetings. Make a meeting of this account, and name it.",
            id="of a meeting that is not there",
        ),
    ],
)
def test_the_account_of_a_slot_is_that_of_its_meeting(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        made(EVERYTHING, "remote", "everything-396-1", fields, None)
    assert refused.value.flaws == (Flaw("/account", message),)


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        pytest.param(
            replace(EVERYTHING.session["X1"], parts=(Part(3, 30, translations=(("title_suffix", "de", "früh"),)),)),
            [("/parts/0/translations/de", "everything has no words in 'de'. It has: en, fr.")],
            id="part in a locale of no event",
        ),
        pytest.param(
            replace(EVERYTHING.session["X1"], parts=(Part(3, 30, translations=(("title", "fr", "tôt"),)),)),
            [("/parts/0/translations/fr/title", "'title' is not translated here: title_suffix.")],
            id="word that no part has",
        ),
        pytest.param(
            replace(
                EVERYTHING.scheme["sdg"],
                terms=(replace(EVERYTHING.term["sdg:2"], translations=(("name", "de", "Zwei"),)),),
            ),
            [("/translations/de", "everything has no words in 'de'. It has: en, fr.")],
            id="term in a locale of no event",
        ),
        pytest.param(
            replace(EVERYTHING.room["whole"], features=("booths", "booths")),
            [("/features", "A feature is named twice. Name it once.")],
            id="feature twice",
        ),
    ],
)
def test_flaws_within(thing: Any, expected: list[tuple[str, str]]) -> None:
    assert list(flaws(EVERYTHING, thing)) == expected
