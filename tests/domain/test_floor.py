"""Requests for the floor: what may become of one, and who may ask with what words."""

from dataclasses import replace
from itertools import product

import pytest

from scheduler.domain.door import Live
from scheduler.domain.errors import InvalidInput, StateConflict
from scheduler.domain.floor import KINDS, STATES, cleaned, require_change, require_open
from scheduler.domain.remote import RemoteSlot

ALLOWED = {
    ("asked", "accepted"),
    ("asked", "declined"),
    ("accepted", "delivered"),
    ("accepted", "no-show"),
    ("accepted", "asked"),
    ("accepted", "declined"),
    ("delivered", "accepted"),
    ("declined", "asked"),
    ("no-show", "accepted"),
    ("no-show", "asked"),
}


def test_what_may_become_what() -> None:
    for state, wanted in product(STATES, STATES):
        if (state, wanted) in ALLOWED:
            require_change(state, wanted)
        else:
            with pytest.raises(StateConflict, match=f"^What is {state} can't become {wanted}. "):
                require_change(state, wanted)


def test_the_words_for_what_can_not_become() -> None:
    with pytest.raises(StateConflict, match=r"can't become accepted\. It can become asked\.$"):
        require_change("declined", "accepted")
    with pytest.raises(StateConflict, match=r"Whoever withdrew may ask again\.$"):
        require_change("withdrawn", "asked")


SLOT = RemoteSlot("1", 1, intervention_slots=3)
ENDS = 36_000


@pytest.mark.parametrize(
    ("slot", "live", "cancelled", "now", "refusal"),
    [
        pytest.param(SLOT, Live(), False, ENDS - 1, None, id="until it ends"),
        pytest.param(replace(SLOT, intervention_slots=None), Live(), False, 0, None, id="without a limit"),
        pytest.param(SLOT, Live(), False, ENDS, "is over", id="it is over"),
        pytest.param(SLOT, Live(delay_minutes=10), False, ENDS + 599, None, id="it runs late"),
        pytest.param(SLOT, Live(delay_minutes=10), False, ENDS + 600, "is over", id="and is over then"),
        pytest.param(SLOT, Live(delay_minutes=10, ended_at=99), False, 99, "is over", id="it ended early"),
        pytest.param(SLOT, Live(ended_at=ENDS + 99), False, ENDS + 98, None, id="it ended late"),
        pytest.param(SLOT, Live(), True, 0, "does not take place", id="it is cancelled"),
        pytest.param(replace(SLOT, intervention_slots=0), Live(), False, 0, "no interventions", id="none are taken"),
        pytest.param(None, Live(), False, 0, "no interventions", id="no remote access"),
    ],
)
def test_when_the_floor_can_be_asked_for(
    slot: RemoteSlot | None, live: Live, cancelled: bool, now: int, refusal: str | None
) -> None:
    if refusal is None:
        require_open(slot, live, cancelled=cancelled, ends=ENDS, now=now)
    else:
        with pytest.raises(StateConflict, match=refusal):
            require_open(slot, live, cancelled=cancelled, ends=ENDS, now=now)


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("oral", "", ""),
        ("oral", " Data\u202e \n for\x00 all ", "Data for all"),
        ("oral", "x" * 300, "x" * 300),
        ("oral", "x" * 301, None),
        ("written", " one\r\ntwo\x00 ", "one\ntwo"),
        ("written", "x" * 2000, "x" * 2000),
        ("written", "x" * 2001, None),
        ("written", " \u200b ", None),
        ("sung", "la", None),
    ],
)
def test_what_is_kept_of_a_text(kind: str, text: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(InvalidInput) as refused:
            cleaned(kind, text)
        assert [flaw.pointer for flaw in refused.value.flaws] == ["/text" if kind in KINDS else "/kind"]
    else:
        assert cleaned(kind, text) == kept
