"""Whoever is told now and then knows, at each telling, exactly what the programme holds for them: against a model."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.concern import NetChange, Version
from scheduler.domain.programme import Programme
from scheduler.domain.release import release
from tests.factories import at, person, placement, programme, room, session

NOW = at("2017-06-01T09:00")
HOURS = tuple(at(f"2017-06-12T{hour:02}:00") for hour in (9, 10, 11))
PEOPLE = ("ada", "bob")

Entry = tuple[int | None, str, frozenset[str]]
"""When an entry starts (None: it is off the programme), in which room, and who is in it."""

entries: st.SearchStrategy[Entry] = st.tuples(
    st.sampled_from((None, *HOURS)), st.sampled_from("xy"), st.frozensets(st.sampled_from(PEOPLE))
)
programmes = st.tuples(entries, entries)
histories = st.lists(st.tuples(programmes, st.booleans()), min_size=1, max_size=6)
"""Releases one after the other, and whether people are told after each."""


def made(plan: tuple[Entry, ...]) -> Programme:
    coded = [(str(code), *entry) for code, entry in enumerate(plan, start=1)]
    return programme(
        *(placement(code, starts, starts + 3600, where) for code, starts, where, _ in coded if starts is not None),
        rooms=[room("x"), room("y")],
        people=[person(each) for each in PEOPLE],
        sessions=[session(code, people=sorted(who)) for code, _, _, who in coded],
    )


def true_of(plan: tuple[Entry, ...], who: str) -> dict[str, tuple[int, str]]:
    """Per entry that somebody is in, where and when it is."""
    return {
        f"forum-{code}-1": (starts, where)
        for code, (starts, where, people) in enumerate(plan, start=1)
        if starts is not None and who in people
    }


@settings(max_examples=25, deadline=None)
@given(histories)
def test_what_somebody_was_told_adds_up_to_the_programme(history: list[tuple[tuple[Entry, ...], bool]]) -> None:
    known: dict[str, dict[str, tuple[int, str]]] = {who: {} for who in PEOPLE}
    told: Version | None = None
    newest: Version | None = None
    for number, (plan, tell) in enumerate(history, start=1):
        document = made(plan)
        public = release(
            document, newest.public if newest else None, number=number, label="", note="", at=NOW - 100 + number
        )
        newest = Version(document, public)
        if not tell:
            continue
        net = NetChange(told, newest, NOW)
        told = newest
        for who in PEOPLE:
            for concern in net.for_person(who):
                item = concern.item
                if concern.part == "leaves" or item.cancelled:
                    assert known[who].pop(item.key, None) is not None, "told of the end of what they never knew"
                else:
                    assert item.room is not None
                    assert (item.key in known[who]) is (concern.part == "stays" and not was_cancelled(concern.change))
                    known[who][item.key] = (item.starts, item.room.key)
            assert known[who] == true_of(plan, who)


def was_cancelled(change: object) -> bool:
    before = getattr(change, "before", None)
    return before is not None and before.cancelled
