"""For how many oral interventions there is room."""

import pytest

from scheduler.domain.allowance import Allowance
from scheduler.domain.errors import StateConflict


@pytest.mark.parametrize(
    ("allowance", "most", "left", "minutes_left", "refusal"),
    [
        pytest.param(Allowance(0, None, 60, 3), 20, 20, 60, None, id="no limit but the time"),
        pytest.param(Allowance(19, None, 60, 3), 20, 1, 3, None, id="the last that fits"),
        pytest.param(Allowance(20, None, 60, 3), 20, 0, 0, "no more fit into the 60 minutes", id="no minutes"),
        pytest.param(Allowance(4, 5, 60, 3), 5, 1, 48, None, id="the last slot"),
        pytest.param(Allowance(5, 5, 60, 3), 5, 0, 45, "the session's remote access has 5. Give it more", id="no slot"),
        pytest.param(Allowance(7, 5, 60, 3), 5, 0, 39, "7 oral interventions are accepted", id="slots were taken away"),
        pytest.param(Allowance(0, 0, 60, 3), 0, 0, 60, "has 0", id="none at all"),
        pytest.param(
            Allowance(1, 9, 5, 3), 1, 0, 2, "1 oral intervention is accepted, of 3 minutes each", id="too short"
        ),
        pytest.param(Allowance(0, None, 2, 3), 0, 0, 2, "no more fit into the 2 minutes", id="not even one"),
    ],
)
def test_for_how_many_there_is_room(
    allowance: Allowance, most: int, left: int, minutes_left: int, refusal: str | None
) -> None:
    assert (allowance.most, allowance.left, allowance.minutes_left) == (most, left, minutes_left)
    if refusal is None:
        allowance.require_one()
    else:
        with pytest.raises(StateConflict, match=refusal):
            allowance.require_one()
