from dataclasses import replace

import pytest

from scheduler.domain.changes import KINDS, ItemChange, changes
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, release
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Appearance, Part
from tests.factories import at, placement, programme, room, session

NINE = placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov")
BASE = programme(
    NINE,
    placement("2", "2017-06-12T09:00", "2017-06-12T10:00", "annex"),
    rooms=(room("popov"), room("annex"), room("library")),
    sessions=(session("1", people=("ada", "bob")), session("2")),
    slots=(RemoteSlot("1", 1, ways=(Way("join"),)),),
)
GONE = ordered(replace(BASE, placements=BASE.placements[1:], slots=()))


def chain(*candidates: Programme) -> list[PublicRelease]:
    """These programmes released one after the other."""
    made: list[PublicRelease] = []
    for number, candidate in enumerate(candidates, start=1):
        last = made[-1] if made else None
        made.append(release(candidate, last, number=number, label="", note="", at=number * 1000))
    return made


def placed(made: Programme, **kw: object) -> Programme:
    """The programme with session 1 placed otherwise."""
    own: Placement = replace(made.placement["1", 1], **kw)  # type: ignore[arg-type]
    return ordered(replace(made, placements=(own, *(p for p in made.placements if p.session != "1"))))


def told(made: Programme, **kw: object) -> Programme:
    """The programme with session 1 told otherwise."""
    own = replace(made.session["1"], **kw)  # type: ignore[arg-type]
    return ordered(replace(made, sessions=(own, *(s for s in made.sessions if s.code != "1"))))


def renamed(made: Programme) -> Programme:
    """The programme with another name for the room of session 1."""
    return replace(made, rooms=tuple(replace(r, name="Hall") if r.slug == "popov" else r for r in made.rooms))


NOON, ELEVEN = at("2017-06-12T12:00"), at("2017-06-12T11:00")
EIGHT = at("2017-06-12T08:00")
WEBCAST = (RemoteSlot("1", 1, ways=(Way("webcast"),)),)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        pytest.param(BASE, BASE, (), id="nothing"),
        pytest.param(GONE, BASE, ("placed",), id="placed"),
        pytest.param(BASE, GONE, ("cancelled",), id="cancelled"),
        pytest.param(BASE, told(GONE, title="New"), ("cancelled",), id="cancelled, whatever was said with it"),
        pytest.param(BASE, placed(BASE, starts=ELEVEN, ends=NOON), ("moved",), id="moved"),
        pytest.param(BASE, placed(BASE, ends=ELEVEN), ("length",), id="longer"),
        pytest.param(BASE, placed(BASE, starts=EIGHT), ("moved", "length"), id="begins earlier, ends the same"),
        pytest.param(BASE, placed(BASE, room="library"), ("room",), id="room"),
        pytest.param(BASE, placed(BASE, room=None), ("room",), id="no room any more"),
        pytest.param(BASE, placed(BASE, also_in=("library",)), ("room",), id="overflow room"),
        pytest.param(
            BASE, placed(BASE, room="library", starts=ELEVEN, ends=NOON), ("moved", "room"), id="moved to a room"
        ),
        pytest.param(BASE, told(BASE, appearances=(Appearance("ada"),)), ("people",), id="somebody left"),
        pytest.param(
            BASE, told(BASE, appearances=(Appearance("bob"), Appearance("ada"))), ("people",), id="order of people"
        ),
        pytest.param(
            BASE, told(BASE, appearances=(Appearance("ada", role="chair"), Appearance("bob"))), ("people",), id="role"
        ),
        pytest.param(BASE, replace(BASE, slots=WEBCAST), ("remote",), id="way in"),
        pytest.param(BASE, replace(BASE, slots=()), ("remote",), id="no way in any more"),
        pytest.param(BASE, told(BASE, mode="hybrid"), ("remote",), id="mode"),
        pytest.param(BASE, told(BASE, title="New"), ("words",), id="title"),
        pytest.param(BASE, told(BASE, languages=("fr",)), ("words",), id="language"),
        pytest.param(BASE, told(BASE, parts=(Part(1, 60, "I"),)), ("words",), id="suffix"),
        pytest.param(BASE, renamed(BASE), ("words",), id="room renamed"),
        pytest.param(
            BASE,
            replace(
                told(
                    placed(BASE, room="library", starts=EIGHT),
                    title="New",
                    mode="hybrid",
                    appearances=(Appearance("ada"),),
                ),
                slots=WEBCAST,
            ),
            ("moved", "length", "room", "people", "remote"),
            id="everything",
        ),
        pytest.param(BASE, told(BASE, expected_attendance=9), (), id="something private"),
        pytest.param(BASE, told(BASE, visibility="busy"), ("people", "remote"), id="busy from now on"),
    ],
)
def test_kinds_of_change(before: Programme, after: Programme, kinds: tuple[str, ...]) -> None:
    first, second = chain(before, after)
    expected = [ItemChange("forum-1-1", kinds, first.item.get(("1", 1)), second.item["1", 1])] if kinds else []
    assert [change for change in changes(first, second) if change.after.session == "1"] == expected


def test_what_comes_back() -> None:
    _, gone, back, moved = chain(BASE, GONE, BASE, placed(BASE, starts=ELEVEN, ends=NOON))
    assert changes(gone, back) == (ItemChange("forum-1-1", ("back",), gone.item["1", 1], back.item["1", 1]),)
    assert changes(gone, moved) == (ItemChange("forum-1-1", ("back", "moved"), gone.item["1", 1], moved.item["1", 1]),)


def test_what_came_and_went_between_is_not_told() -> None:
    first, _, third = chain(GONE, BASE, GONE)
    assert changes(first, third) == ()
    assert [item.session for item in third.items] == ["1", "2"]


def test_words_of_what_is_cancelled() -> None:
    gone = chain(BASE, GONE, renamed(GONE))
    assert changes(gone[1], gone[2]) == (
        ItemChange("forum-1-1", ("words",), gone[1].item["1", 1], gone[2].item["1", 1]),
    )


def test_a_first_release_places_everything() -> None:
    (only,) = chain(BASE)
    assert changes(None, only) == tuple(ItemChange(item.key, ("placed",), None, item) for item in only.items)


def test_a_release_after_which_something_was_cancelled_shows_alone_without_it() -> None:
    _, second = chain(BASE, GONE)
    assert [change.key for change in changes(None, second)] == ["forum-2-1"]


def test_backwards_what_was_new_is_left_out() -> None:
    first, second = chain(GONE, BASE)
    assert changes(second, first) == ()


def test_changes_are_in_the_order_of_the_later_agenda() -> None:
    later = placed(BASE, starts=NOON, ends=NOON + 3600)
    new_words = replace(later, sessions=tuple(replace(s, abstract="New") for s in later.sessions))
    first, second = chain(BASE, new_words)
    assert [item.key for item in first.items] == ["forum-1-1", "forum-2-1"]
    assert changes(first, second) == (
        ItemChange("forum-2-1", ("words",), first.item["2", 1], second.item["2", 1]),
        ItemChange("forum-1-1", ("moved",), first.item["1", 1], second.item["1", 1]),
    )


def test_each_kind_is_told_in_its_order() -> None:
    assert KINDS == ("placed", "cancelled", "back", "moved", "length", "room", "people", "remote", "words")
