from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.agenda import CANCELLED, CONFIRMED, AgendaPerson
from scheduler.domain.candidate import released
from scheduler.domain.ordering import ordered
from scheduler.domain.people import Organisation
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.release import Entry, PublicRelease, release
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Appearance, Organiser, Part, Relation, Scheme, SessionType, Term, Track
from scheduler.domain.venue import Building
from tests.factories import at, person, placement, programme, room, session

TOLD = session(
    "1",
    people=(Appearance("ada", role="chair", on_behalf_of="unesco"), "bob"),
    type="panel",
    track="health",
    terms=("sdg:2", "sdg:4"),
    organisers=(Organiser("itu"),),
)
BASE = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov", also_in=("annex",)),
    placement("2", "2017-06-12T09:00", "2017-06-12T10:00", "library"),
    buildings=(Building("tower", "Tower"), Building("cicg", "CICG")),
    rooms=(room("popov", building="tower", pieces=("popov-1",)), room("popov-1"), room("annex", building="cicg")),
    session_types=(SessionType("panel", "Panel", colour="#111111"),),
    tracks=(Track("health", "Health"),),
    schemes=(Scheme("sdg", "Goals", (Term("sdg", "4", "Education"), Term("sdg", "2", "Hunger"))),),
    organisations=(Organisation("itu", "ITU"), Organisation("unesco", "UNESCO"), Organisation("who", "WHO")),
    people=(person("ada", organisation="who"), person("bob")),
    sessions=(TOLD,),
    slots=(RemoteSlot("1", 1, ways=(Way("join"),)),),
)
OTHER = Entry("2", 1, CONFIRMED, 0, 1000, 1000)


def chain(*candidates: Programme) -> list[PublicRelease]:
    """These programmes released one after the other, at the instants 1000, 2000 and so on."""
    made: list[PublicRelease] = []
    for number, candidate in enumerate(candidates, start=1):
        made.append(release(candidate, made[-1] if made else None, number=number, label="", note="", at=number * 1000))
    return made


def ages(*candidates: Programme, of: tuple[str, int] = ("1", 1)) -> list[tuple[str, int, int, int]]:
    """Status, sequence, creation and last change of one entry in each release that has it."""
    found = [made.entry.get(of) for made in chain(*candidates)]
    return [(e.status, e.sequence, e.created_at, e.changed_at) for e in found if e]


def with_session(made: Programme, **kw: object) -> Programme:
    """The programme with session 1 changed."""
    changed = replace(made.session["1"], **kw)  # type: ignore[arg-type]
    return ordered(replace(made, sessions=tuple(changed if s.code == "1" else s for s in made.sessions)))


def with_placement(made: Programme, *placements: Placement, **kw: object) -> Programme:
    """The programme with the placement of session 1 changed, or with these instead of it."""
    own = placements or (replace(made.placement["1", 1], **kw),)  # type: ignore[arg-type]
    return ordered(replace(made, placements=(*own, *(p for p in made.placements if p.session != "1"))))


def without(made: Programme, code: str = "1") -> Programme:
    """The programme after the session was deleted."""
    return replace(
        made,
        sessions=tuple(s for s in made.sessions if s.code != code),
        placements=tuple(p for p in made.placements if p.session != code),
        slots=tuple(s for s in made.slots if s.session != code),
    )


def test_a_first_release_tells_what_it_was_given_and_starts_every_entry_at_nought() -> None:
    public = replace(BASE, sessions=tuple(replace(s, state="confirmed") for s in BASE.sessions))
    assert release(BASE, None, number=1, label="First", note="Come.", at=1000) == PublicRelease(
        number=1,
        label="First",
        note="Come.",
        published_at=1000,
        programme=public,
        entries=(Entry("1", 1, CONFIRMED, 0, 1000, 1000), OTHER),
    )


CHANGES = [
    pytest.param(BASE, (CONFIRMED, 0, 1000, 1000), id="nothing"),
    pytest.param(with_placement(BASE, starts=at("2017-06-12T08:00")), (CONFIRMED, 1, 1000, 2000), id="start"),
    pytest.param(with_placement(BASE, ends=at("2017-06-12T10:01")), (CONFIRMED, 1, 1000, 2000), id="end"),
    pytest.param(with_placement(BASE, room="library"), (CONFIRMED, 1, 1000, 2000), id="room"),
    pytest.param(with_placement(BASE, room=None, also_in=()), (CONFIRMED, 1, 1000, 2000), id="no room any more"),
    pytest.param(with_placement(BASE, also_in=("popov-1",)), (CONFIRMED, 1, 1000, 2000), id="overflow room"),
    pytest.param(with_placement(BASE, also_in=()), (CONFIRMED, 1, 1000, 2000), id="no overflow room any more"),
    pytest.param(
        with_placement(BASE, room="library", starts=at("2017-06-12T08:00")),
        (CONFIRMED, 1, 1000, 2000),
        id="several at once count once",
    ),
    pytest.param(with_session(BASE, title="New"), (CONFIRMED, 0, 1000, 2000), id="title"),
    pytest.param(with_session(BASE, abstract="New"), (CONFIRMED, 0, 1000, 2000), id="abstract"),
    pytest.param(with_session(BASE, appearances=(Appearance("bob"),)), (CONFIRMED, 0, 1000, 2000), id="people"),
    pytest.param(
        with_session(BASE, appearances=tuple(reversed(TOLD.appearances))),
        (CONFIRMED, 0, 1000, 2000),
        id="order of people",
    ),
    pytest.param(with_session(BASE, mode="hybrid"), (CONFIRMED, 0, 1000, 2000), id="mode"),
    pytest.param(with_session(BASE, visibility="busy"), (CONFIRMED, 0, 1000, 2000), id="busy from now on"),
    pytest.param(replace(BASE, slots=()), (CONFIRMED, 0, 1000, 2000), id="way in"),
    pytest.param(
        replace(BASE, rooms=tuple(replace(r, name="Grand hall") for r in BASE.rooms)),
        (CONFIRMED, 0, 1000, 2000),
        id="room renamed",
    ),
    pytest.param(
        replace(BASE, people=tuple(replace(p, name="Eve") for p in BASE.people)),
        (CONFIRMED, 0, 1000, 2000),
        id="people renamed",
    ),
    pytest.param(replace(BASE, tracks=(Track("health", "Care"),)), (CONFIRMED, 0, 1000, 2000), id="track renamed"),
    pytest.param(with_session(BASE, state="confirmed"), (CONFIRMED, 0, 1000, 1000), id="accepted to confirmed"),
    pytest.param(with_session(BASE, expected_attendance=9), (CONFIRMED, 0, 1000, 1000), id="something private"),
    pytest.param(with_placement(BASE, setup_minutes=9, pinned=True), (CONFIRMED, 0, 1000, 1000), id="set-up"),
]


@pytest.mark.parametrize(("after", "expected"), CHANGES)
def test_what_a_change_does_to_an_entry_and_not_to_another(
    after: Programme, expected: tuple[str, int, int, int]
) -> None:
    last = chain(BASE, after)[-1]
    entry = last.entry["1", 1]
    renamed = after.rooms != BASE.rooms
    other = replace(OTHER, changed_at=2000) if renamed else OTHER
    assert (entry.status, entry.sequence, entry.created_at, entry.changed_at) == expected
    assert (len(last.entries), last.entry["2", 1]) == (2, other)


@pytest.mark.parametrize(("after", "expected"), CHANGES)
def test_the_same_again_changes_nothing(after: Programme, expected: tuple[str, int, int, int]) -> None:
    first, second, third = chain(BASE, after, after)
    assert (third.programme, third.entries) == (second.programme, second.entries)
    assert first.entry["1", 1] == Entry("1", 1, CONFIRMED, 0, 1000, 1000)
    assert ages(BASE, after, after)[2] == expected


LEAVING: list[Callable[[Programme], Programme]] = [
    lambda made: with_session(made, state="cancelled"),
    lambda made: with_session(made, state="withdrawn"),
    lambda made: with_session(made, state="proposed"),
    lambda made: with_session(made, visibility="internal"),
    lambda made: with_session(made, embargo_until=1_000_000),
    lambda made: ordered(replace(made, placements=tuple(p for p in made.placements if p.session != "1"))),
    without,
]
LEFT = pytest.mark.parametrize(
    "leave", LEAVING, ids=["cancelled", "withdrawn", "proposed", "internal", "embargo", "unplaced", "deleted"]
)


@LEFT
def test_what_leaves_is_kept_cancelled_with_its_last_words(leave: Callable[[Programme], Programme]) -> None:
    first, second = chain(BASE, leave(with_session(BASE, title="Words that came with its end")))
    assert second.entries == (Entry("1", 1, CANCELLED, 1, 1000, 2000), OTHER)
    assert second.items == (replace(first.items[0], status=CANCELLED), first.items[1])


@LEFT
def test_what_has_left_is_frozen(leave: Callable[[Programme], Programme]) -> None:
    gone = leave(BASE)
    moved = leave(with_placement(with_session(BASE, title="New"), starts=at("2017-06-12T08:00")))
    assert ages(BASE, gone, gone, moved, without(BASE)) == [
        (CONFIRMED, 0, 1000, 1000),
        *[(CANCELLED, 1, 1000, 2000)] * 4,
    ]


@LEFT
def test_what_comes_back_is_confirmed_with_a_higher_sequence(leave: Callable[[Programme], Programme]) -> None:
    assert ages(BASE, leave(BASE), BASE, leave(BASE), BASE) == [
        (CONFIRMED, 0, 1000, 1000),
        (CANCELLED, 1, 1000, 2000),
        (CONFIRMED, 2, 1000, 3000),
        (CANCELLED, 3, 1000, 4000),
        (CONFIRMED, 4, 1000, 5000),
    ]
    first, _, third = chain(BASE, leave(BASE), BASE)
    assert third.programme == first.programme


def test_a_roll_back_goes_on_counting() -> None:
    moved = with_placement(BASE, starts=at("2017-06-12T08:00"))
    assert ages(BASE, moved, BASE) == [
        (CONFIRMED, 0, 1000, 1000),
        (CONFIRMED, 1, 1000, 2000),
        (CONFIRMED, 2, 1000, 3000),
    ]


def test_what_was_never_public_is_absent() -> None:
    made = chain(with_session(BASE, state="proposed"), without(BASE))
    assert [each.entries for each in made] == [(OTHER,), (OTHER,)]


def test_an_embargo_that_is_over_publishes() -> None:
    under = with_session(BASE, embargo_until=2000)
    assert [tuple(each.entry) for each in chain(under, under)] == [(("2", 1),), (("1", 1), ("2", 1))]
    assert chain(under, under)[1].entry["1", 1] == Entry("1", 1, CONFIRMED, 0, 2000, 2000)


DELETED = ("rooms", "buildings", "session_types", "tracks", "schemes", "organisations", "people", "slots")


@pytest.mark.parametrize("deleted", [*((name,) for name in DELETED), DELETED], ids="+".join)
def test_a_tombstone_keeps_what_it_needs_of_things_that_were_deleted(deleted: tuple[str, ...]) -> None:
    """Also in the release after: the thing then comes from the release, not from the draft."""
    only = without(BASE, "2")
    first = release(only, None, number=1, label="", note="", at=1000)
    bare = replace(without(only), **dict.fromkeys(deleted, ()))  # type: ignore[arg-type]
    second = release(bare, first, number=2, label="", note="", at=2000)
    third = release(bare, second, number=3, label="", note="", at=3000)
    assert second.items == third.items == (replace(first.items[0], status=CANCELLED),)
    assert second.entries == third.entries == (Entry("1", 1, CANCELLED, 1, 1000, 2000),)
    assert second.programme == third.programme
    assert second.programme.wholes["popov-1"] == ("popov-1", "popov")


def test_a_tombstone_keeps_a_term_of_a_scheme_that_goes_on() -> None:
    first, second, third = chain(
        BASE, *[replace(without(BASE), schemes=(Scheme("sdg", "Goals", (Term("sdg", "2", "Hunger"),)),))] * 2
    )
    assert second.programme.schemes == (
        Scheme("sdg", "Goals", (Term("sdg", "2", "Hunger"), Term("sdg", "4", "Education"))),
    )
    assert {term.key for term in second.items[0].terms} == {term.key for term in first.items[0].terms}
    assert (third.programme, third.entries) == (second.programme, second.entries)


# --- Sessions of several parts.

PARTED = session(
    "1",
    parts=(Part(1, 60, "I"), Part(2, 60, "II")),
    people=("ada", Appearance("bob", part=2), Appearance("eve", part=1)),
)
BOTH = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov"),
    placement("1", "2017-06-12T11:00", "2017-06-12T12:00", "popov", part=2),
    sessions=(PARTED,),
    slots=(RemoteSlot("1", 2, ways=(Way("webcast"),)),),
)
FIRST_ONLY = ordered(replace(BOTH, placements=BOTH.placements[:1]))
DELETED_PART = ordered(
    replace(
        FIRST_ONLY,
        sessions=(replace(PARTED, parts=PARTED.parts[:1], appearances=(Appearance("ada"), Appearance("eve", part=1))),),
        slots=(),
    )
)


@pytest.mark.parametrize("after", [FIRST_ONLY, DELETED_PART], ids=["unplaced", "deleted"])
def test_one_part_goes_with_its_words_and_the_other_stays(after: Programme) -> None:
    first, second, third = chain(BOTH, after, after)
    assert second.entries == (Entry("1", 1, CONFIRMED, 0, 1000, 1000), Entry("1", 2, CANCELLED, 1, 1000, 2000))
    assert second.items == (first.items[0], replace(first.items[1], status=CANCELLED))
    assert second.items[1].people == (
        AgendaPerson("ada", "Ada", "speaker", "onsite"),
        AgendaPerson("bob", "Bob", "speaker", "onsite"),
    )
    assert (third.programme, third.entries) == (second.programme, second.entries)


@pytest.mark.parametrize("after", [FIRST_ONLY, DELETED_PART], ids=["unplaced", "deleted"])
def test_one_part_gone_and_then_the_other_and_both_back(after: Programme) -> None:
    nothing = ordered(replace(after, placements=()))
    assert ages(BOTH, after, nothing, BOTH) == [
        (CONFIRMED, 0, 1000, 1000),
        (CONFIRMED, 0, 1000, 1000),
        (CANCELLED, 1, 1000, 3000),
        (CONFIRMED, 2, 1000, 4000),
    ]
    assert ages(BOTH, after, nothing, BOTH, of=("1", 2)) == [
        (CONFIRMED, 0, 1000, 1000),
        (CANCELLED, 1, 1000, 2000),
        (CANCELLED, 1, 1000, 2000),
        (CONFIRMED, 2, 1000, 4000),
    ]
    first, _, _, last = chain(BOTH, after, nothing, BOTH)
    assert last.programme == first.programme


def test_the_parts_of_a_session_that_is_gone_keep_their_titles() -> None:
    unnamed = replace(PARTED, parts=(Part(1, 60), Part(2, 60)))
    both = ordered(replace(BOTH, sessions=(unnamed,)))
    titles = [[item.title for item in made.items] for made in chain(both, without(both))]
    assert titles == [["Session 1 (part 1)", "Session 1 (part 2)"]] * 2


def test_a_session_that_is_busy_by_now_says_nothing_of_its_former_part() -> None:
    busy = ordered(replace(FIRST_ONLY, sessions=(replace(PARTED, visibility="busy"),)))
    last = chain(BOTH, busy)[-1]
    assert [(i.title, i.people, i.remote, i.status) for i in last.items] == [
        ("Busy (part 1)", (), (), CONFIRMED),
        ("Busy (part 2)", (), (), CANCELLED),
    ]
    assert last.entries == (Entry("1", 1, CONFIRMED, 0, 1000, 2000), Entry("1", 2, CANCELLED, 1, 1000, 2000))


def test_words_of_a_part_that_is_gone_follow_those_of_the_session() -> None:
    """What is shown of it changes, so its last change must be told; calendars need not bother anybody."""
    renamed = ordered(replace(FIRST_ONLY, sessions=(replace(PARTED, title="New"),)))
    assert ages(BOTH, FIRST_ONLY, renamed, of=("1", 2)) == [
        (CONFIRMED, 0, 1000, 1000),
        (CANCELLED, 1, 1000, 2000),
        (CANCELLED, 1, 1000, 3000),
    ]


@pytest.mark.parametrize(
    ("appearance", "expected"),
    [
        pytest.param(Appearance("ada"), ("ada", "Ada"), id="public"),
        pytest.param(Appearance("ada", visibility="unnamed"), (None, "To be named"), id="unnamed"),
        pytest.param(Appearance("ada", visibility="hidden"), None, id="hidden"),
        pytest.param(Appearance("ada", embargo_until=1001), None, id="embargo a second too long"),
        pytest.param(Appearance("ada", embargo_until=1000), ("ada", "Ada"), id="embargo over"),
    ],
)
def test_who_is_seen_and_still_seen_when_it_is_cancelled(
    appearance: Appearance, expected: tuple[str | None, str] | None
) -> None:
    made = programme(
        placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov"), sessions=(session("1", people=(appearance,)),)
    )
    seen = () if expected is None else (AgendaPerson(*expected, "speaker", "onsite"),)
    assert [each.items[0].people for each in chain(made, without(made))] == [seen, seen]


def test_proposals_stay_in_the_draft() -> None:
    states = ("proposed", "accepted", "confirmed", "cancelled", "withdrawn")
    draft = programme(
        *(placement(state, "2017-06-12T09:00", "2017-06-12T10:00", f"room-{state}") for state in states),
        sessions=tuple(session(state, state=state) for state in states),
        slots=tuple(RemoteSlot(state, 1) for state in states),
        relations=(
            Relation(1, "before", "proposed", "accepted"),
            Relation(2, "before", "accepted", "proposed"),
            Relation(3, "before", "accepted", "cancelled"),
        ),
    )
    stay: Iterable[str] = states[1:]
    assert released(draft) == programme(
        *(placement(state, "2017-06-12T09:00", "2017-06-12T10:00", f"room-{state}") for state in stay),
        rooms=draft.rooms,
        sessions=tuple(session(state, state=state) for state in stay),
        slots=tuple(RemoteSlot(state, 1) for state in stay),
        relations=(Relation(3, "before", "accepted", "cancelled"),),
    )


def test_a_session_that_is_gone_says_so_in_its_state() -> None:
    made = chain(BASE, without(BASE))
    assert [[s.state for s in each.programme.sessions] for each in made] == [
        ["confirmed", "confirmed"],
        ["cancelled", "confirmed"],
    ]


def changing(collection: str, **kw: object) -> Callable[[Programme], Programme]:
    """What changes the first thing of a collection."""

    def change(made: Programme) -> Programme:
        first, *rest = getattr(made, collection)
        return ordered(replace(made, **{collection: (replace(first, **kw), *rest)}))  # type: ignore[arg-type] # as named

    return change


EDITS: list[Callable[[Programme], Programme]] = [
    lambda made: with_session(made, title="New"),
    lambda made: with_session(made, visibility="busy"),
    lambda made: with_session(made, appearances=(Appearance("bob"),)),
    lambda made: with_placement(made, starts=at("2017-06-12T08:00")) if ("1", 1) in made.placement else made,
    lambda made: without(made, "2"),
    lambda made: replace(made, placements=made.placements[1:]),
    lambda made: replace(made, slots=()),
    *(changing(name, name="New") for name in ("rooms", "buildings", "session_types", "tracks", "organisations")),
    changing("people", position="Minister"),
    changing("sessions", expected_attendance=9),
    lambda made: replace(made, event=replace(made.event, venue="Elsewhere")),
    lambda _: BASE,
]


@given(st.lists(st.integers(0, len(EDITS) - 1), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_entries_age_as_if_each_were_looked_at(edits: list[int]) -> None:
    """Most are not even resolved; whoever resolves and compares every one comes to the same."""
    last = release(BASE, None, number=1, label="", note="", at=1000)
    draft = BASE
    for number, edit in enumerate(edits, start=2):
        draft = EDITS[edit](draft)
        made = release(draft, last, number=number, label="", note="", at=number * 1000)
        naive = []
        for item in made.items:
            before, was = last.entry.get(item.id), last.item.get(item.id)
            if before is None or was is None:
                naive.append(Entry(item.session, item.part, item.status, 0, number * 1000, number * 1000))
            elif item == was:
                naive.append(before)
            else:
                sequence = before.sequence + (item.calendar_facts != was.calendar_facts)
                naive.append(replace(before, status=item.status, sequence=sequence, changed_at=number * 1000))
        assert made.entries == tuple(naive)
        last = made
