"""Which doors want somebody's hand: those of the day ahead without a link, or with one that leads nowhere."""

from dataclasses import replace

import pytest

from scheduler.domain.door import Live
from scheduler.domain.link_health import Checked, Trouble, is_ahead, matters, told, trouble
from scheduler.domain.live import as_it_is
from scheduler.domain.release import release
from scheduler.domain.remote import RemoteSlot, Way
from tests.factories import at, placement, programme

WAYS = (Way("join"), Way("captions", "en"))
SLOT = RemoteSlot("1", 1, ways=WAYS)
(ITEM,) = release(
    programme(placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov"), slots=(SLOT,)),
    None,
    number=1,
    label="",
    note="",
    at=1,
).items
DEAD = Checked(("1", 1), 0, "join", 7, alive=False, said="404", checked_at=2, since=2)


def found(
    now: str, *links: int | None, live: Live | None = None, checks: tuple[Checked, ...] = ()
) -> tuple[tuple[str, ...], tuple[Checked, ...]] | None:
    """The kinds without a link and the dead links; None if nothing is wrong, or it does not matter now."""
    (running,) = as_it_is((ITEM,), at(now), {("1", 1): live} if live else {})
    made = trouble(running, WAYS, links, {(each.placement, each.way): each for each in checks})
    return (made.missing, made.dead) if made is not None and matters(running, at(now)) else None


@pytest.mark.parametrize(
    ("now", "live", "is_told"),
    [
        pytest.param("2017-06-11T09:00:00", None, False, id="a day before"),
        pytest.param("2017-06-11T09:00:01", None, True, id="within the day"),
        pytest.param("2017-06-12T09:59:59", None, True, id="on"),
        pytest.param("2017-06-12T10:00:00", None, False, id="over"),
        pytest.param("2017-06-12T10:09:59", Live(delay_minutes=10), True, id="on, as it is late"),
        pytest.param("2017-06-12T09:30:00", Live(ended_at=at("2017-06-12T09:20")), False, id="ended"),
    ],
)
def test_it_is_told_of_the_day_ahead(now: str, live: Live | None, is_told: bool) -> None:  # noqa: FBT001 - a table
    assert found(now, None, 8, live=live) == ((("join",), ()) if is_told else None)
    assert is_ahead(ITEM, at(now)) or not is_told


@pytest.mark.parametrize(
    ("links", "checks", "expected"),
    [
        pytest.param((7, 8), (), None, id="all well"),
        pytest.param((None, None), (), (("join", "captions"), ()), id="none"),
        pytest.param((7, 8), (DEAD,), ((), (DEAD,)), id="dead"),
        pytest.param((7, None), (DEAD,), (("captions",), (DEAD,)), id="both"),
        pytest.param((9, 8), (DEAD,), None, id="replaced since it was looked at"),
        pytest.param((7, 8), (replace(DEAD, alive=True, said="200"),), None, id="alive"),
    ],
)
def test_what_is_wrong(
    links: tuple[int | None, ...], checks: tuple[Checked, ...], expected: tuple[object, object] | None
) -> None:
    assert found("2017-06-12T09:30", *links, checks=checks) == expected


def test_it_is_told_in_sentences() -> None:
    (running,) = as_it_is((ITEM,), at("2017-06-12T09:00"))
    assert told(Trouble(running, ("join", "captions"), (DEAD,))) == (
        "There is no link for the meeting and captions.",
        "The link for the meeting leads nowhere (404).",
    )
