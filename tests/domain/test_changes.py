from dataclasses import fields, replace
from typing import Any

import pytest

from scheduler.domain.agenda import AgendaItem, Named
from scheduler.domain.changes import DIFFERENCES, KINDS, ItemChange, changes, concerning, differences
from scheduler.domain.ordering import ordered
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, release
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.selection import Selection
from scheduler.domain.session import Appearance, Link, Part
from tests.factories import at, person, placement, programme, room, session

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
            ("moved", "length", "room", "people", "remote", "words"),
            id="everything",
        ),
        pytest.param(BASE, told(BASE, expected_attendance=9), (), id="something private"),
        pytest.param(BASE, told(BASE, visibility="busy"), ("people", "remote", "words"), id="busy from now on"),
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
        ItemChange("forum-1-1", ("moved", "words"), first.item["1", 1], second.item["1", 1]),
    )


def test_each_kind_is_told_in_its_order() -> None:
    assert KINDS == ("placed", "cancelled", "back", "moved", "length", "room", "people", "remote", "words")


def differ(after: Programme, before: Programme = BASE) -> list[tuple[object, ...]]:
    """What differs about session 1, as (what, before, after)."""
    first, second = chain(before, after)
    found = differences(first.item.get(("1", 1)), second.item["1", 1])
    assert [each.what for each in found] == [what for what in DIFFERENCES if what in {each.what for each in found}]
    return [(each.what, each.before, each.after) for each in found]


NINE_, TEN_ = NINE.starts, NINE.ends


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(BASE, [], id="nothing"),
        pytest.param(GONE, [("status", ("confirmed",), ("cancelled",))], id="cancelled"),
        pytest.param(
            placed(BASE, starts=ELEVEN, ends=NOON),
            [("starts_at", (NINE_,), (ELEVEN,)), ("ends_at", (TEN_,), (NOON,))],
            id="moved",
        ),
        pytest.param(
            placed(BASE, ends=ELEVEN), [("ends_at", (TEN_,), (ELEVEN,)), ("minutes", (60,), (120,))], id="longer"
        ),
        pytest.param(
            placed(BASE, room="library", also_in=("annex",)),
            [("rooms", ("popov",), ("library", "annex"))],
            id="another room, and a further one",
        ),
        pytest.param(placed(BASE, room=None), [("rooms", ("popov",), ())], id="no room any more"),
        pytest.param(
            told(BASE, appearances=(Appearance("bob", role="chair", mode="remote"), Appearance("eve"))),
            [
                ("people_in", (), ("Eve (speaker)",)),
                ("people_out", ("Ada (speaker)",), ()),
                ("people", ("Bob (speaker)",), ("Bob (chair, remote)",)),
            ],
            id="one came, one went, one has another role",
        ),
        pytest.param(
            told(BASE, appearances=(Appearance("bob"), Appearance("ada"))),
            [("people", ("Ada (speaker)", "Bob (speaker)"), ("Bob (speaker)", "Ada (speaker)"))],
            id="order of people",
        ),
        pytest.param(
            replace(BASE, slots=(RemoteSlot("1", 1, ways=(Way("webcast"), Way("join", "en"))),)),
            [("remote", ("join",), ("webcast", "join"))],
            id="ways in",
        ),
        pytest.param(
            told(BASE, mode="remote", title="New", languages=("fr", "en"), captioning=True, abstract="It is."),
            [
                ("mode", ("onsite",), ("remote",)),
                ("title", ("Session 1",), ("New",)),
                ("abstract", (), ("It is.",)),
                ("languages", (), ("fr", "en")),
                ("captioning", ("no",), ("yes",)),
            ],
            id="mode and words",
        ),
        pytest.param(
            renamed(BASE),
            [("location", ("Popov",), ("Hall",)), ("room_names", ("Popov",), ("Hall",))],
            id="room renamed",
        ),
        pytest.param(
            told(BASE, links=(Link("https://a.example"),)), [("links", (), ("https://a.example",))], id="link"
        ),
        pytest.param(
            told(BASE, translations=(("title", "fr", "Une"),)),
            [("translations", (), ("title", "fr", "Une"))],
            id="translation",
        ),
    ],
)
def test_each_difference_by_its_name(after: Programme, expected: list[tuple[object, ...]]) -> None:
    eve = person("eve")
    base = ordered(replace(BASE, people=(*BASE.people, eve)))
    assert differ(ordered(replace(after, people=(*BASE.people, eve))), base) == expected


def test_what_is_new_is_told_with_when_and_where() -> None:
    assert differ(BASE, GONE) == [
        ("status", (), ("confirmed",)),
        ("starts_at", (), (NINE_,)),
        ("ends_at", (), (TEN_,)),
        ("rooms", (), ("popov",)),
    ]


def test_every_field_of_an_entry_may_differ_and_is_told() -> None:
    """So that no difference goes without a name: the rest of the fields are what names an entry."""
    first = chain(BASE)[0].item["1", 1]
    kept = {"key", "session", "part"}
    other: dict[str, Any] = {
        "starts": 0,
        "ends": 1,
        "position": (1.0, 2.0),
        "captioning": True,
        "people": (),
        "remote": (),
        "room": None,
        "also_in": (Named("x", "X"),),
    }
    for field in fields(AgendaItem):
        if field.name not in kept:
            value: Any = other.get(field.name, ("x",) if isinstance(getattr(first, field.name), tuple) else "x")
            assert differences(first, replace(first, **{field.name: value})) != (), field.name


def test_who_follows_a_room_hears_of_what_leaves_and_of_what_comes() -> None:
    first, second = chain(BASE, placed(BASE, room="library"))
    found = changes(first, second)

    def heard(**chosen: Any) -> list[str]:
        wanted = Selection(**chosen)
        return [change.key for change in concerning(found, [(first, wanted), (second, wanted)])]

    assert [heard(room=(slug,)) for slug in ("popov", "library", "annex")] == [["forum-1-1"], ["forum-1-1"], []]
    assert [heard(person=("ada",)), heard(session=("2",)), heard(person=("ada",), room=("annex",))] == [
        ["forum-1-1"],
        [],
        [],
    ]
    assert concerning(changes(None, first), [(None, Selection()), (first, Selection(session=("2",)))]) == tuple(
        change for change in changes(None, first) if change.after.session == "2"
    )
