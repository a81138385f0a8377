"""A reader of calendars that knows RFC 5546 and nothing of us ends with exactly the programme that is public.

Whatever happens from release to release, and whichever releases the reader misses.
"""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.document import freeze, thaw_release
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, release
from scheduler.domain.session import Part
from tests.factories import placement, programme, room, session

HOUR = 3600
STEP = 1000

Where = tuple[int, int, str]
"""Start, end and room."""


@dataclass(frozen=True)
class Plan:
    """What a draft says of one session: its parts are placed or not."""

    state: str
    visibility: str
    title: str
    embargo_until: int | None
    parts: tuple[Where | None, ...]

    def seen(self, at: int) -> dict[int, tuple[Where, str]]:
        """By part number what the public may see at a moment, by the definition and nothing else."""
        if self.state not in {"accepted", "confirmed"} or self.visibility == "internal":
            return {}
        if self.embargo_until is not None and at < self.embargo_until:
            return {}
        placed = {number: where for number, where in enumerate(self.parts, start=1) if where}
        title = "Busy" if self.visibility == "busy" else self.title
        return {number: (where, title) for number, where in placed.items()}


@dataclass(frozen=True)
class Event:
    """A VEVENT as a feed would tell it."""

    uid: str
    sequence: int
    stamp: int
    status: str
    where: Where
    title: str


WHERE = st.builds(
    lambda start, length, place: (start * HOUR, (start + length) * HOUR, place),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sampled_from(["popov", "annex"]),
)
PLANS = st.builds(
    Plan,
    st.sampled_from(["accepted", "confirmed", "accepted", "cancelled", "proposed"]),
    st.sampled_from(["public", "public", "public", "busy", "internal"]),
    st.sampled_from(["One", "Two"]),
    st.sampled_from([None, None, None, 2 * STEP, 4 * STEP]),
    st.lists(st.none() | WHERE, min_size=1, max_size=2).map(tuple),
)
DRAFTS = st.dictionaries(st.sampled_from(["a", "b"]), PLANS)


def draft_of(plans: dict[str, Plan]) -> Programme:
    """The programme that these plans describe."""
    return programme(
        *(
            placement(code, where[0], where[1], where[2], part=number)
            for code, plan in plans.items()
            for number, where in enumerate(plan.parts, start=1)
            if where
        ),
        rooms=(room("popov"), room("annex")),
        sessions=tuple(
            session(
                code,
                title=plan.title,
                state=plan.state,
                visibility=plan.visibility,
                embargo_until=plan.embargo_until,
                parts=tuple(Part(number, 60, f"/{number}") for number in range(1, len(plan.parts) + 1)),
            )
            for code, plan in plans.items()
        ),
    )


def published(history: list[dict[str, Plan]]) -> list[PublicRelease]:
    """These drafts released one after the other, each kept and read again as the store does."""
    made: list[PublicRelease] = []
    for number, plans in enumerate(history, start=1):
        last = thaw_release(freeze(made[-1])) if made else None
        made.append(release(draft_of(plans), last, number=number, label="", note="", at=number * STEP))
    return made


def feed_of(made: PublicRelease) -> list[Event]:
    """What the feed of a release tells."""
    return [
        Event(
            item.key,
            made.entry[item.id].sequence,
            made.entry[item.id].changed_at,
            item.status,
            (item.starts, item.ends, item.room.key if item.room else ""),
            item.title.partition("/")[0].strip() or item.title,
        )
        for item in made.items
    ]


def public_at(plans: dict[str, Plan], at: int) -> dict[str, tuple[Where, str]]:
    """What a reader's diary should hold."""
    return {
        f"forum-{code}-{number}": (where, title)
        for code, plan in plans.items()
        for number, (where, title) in plan.seen(at).items()
    }


def bare(title: str) -> str:
    """The title of a busy session without its part, which it has instead of a suffix."""
    return title.partition(" (part")[0]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(DRAFTS, st.booleans()), min_size=1, max_size=6))
def test_a_reader_by_the_rfc_ends_with_the_public_programme(rounds: list[tuple[dict[str, Plan], bool]]) -> None:
    """RFC 5546, section 2.1.5: of one UID the higher SEQUENCE counts; of equal ones the later DTSTAMP."""
    history = [plans for plans, _ in rounds]
    diary: dict[str, Event] = {}
    for made, (_, polls) in zip(published(history), rounds, strict=True):
        if not polls and made.number < len(history):
            continue
        for event in feed_of(made):
            known = diary.get(event.uid)
            if known is None or (event.sequence, event.stamp) > (known.sequence, known.stamp):
                diary[event.uid] = event
    standing = {event.uid: (event.where, bare(event.title)) for event in diary.values() if event.status == "confirmed"}
    assert standing == public_at(history[-1], len(history) * STEP)


@settings(max_examples=150, deadline=None)
@given(st.lists(DRAFTS, min_size=2, max_size=6))
def test_from_release_to_release(history: list[dict[str, Plan]]) -> None:
    """What is told of an entry and how it ages, judged from the outside."""
    feeds = [{event.uid: event for event in feed_of(made)} for made in published(history)]
    born: dict[str, int] = {}
    before: dict[str, Event] = {}
    for number, feed in enumerate(feeds, start=1):
        assert before.keys() <= feed.keys(), "an entry vanished: diaries would drop it without a word"
        for uid, now in feed.items():
            old = before.get(uid)
            if old is None:
                assert (now.sequence, now.stamp, now.status) == (0, number * STEP, "confirmed")
                born[uid] = number
                continue
            told = (old.status, old.where) != (now.status, now.where)
            said = old.title != now.title
            assert now.sequence == old.sequence + told
            # A title alone stands for the words here; other parts of the session may change them too.
            assert now.stamp == number * STEP if told or said else now.stamp in {old.stamp, number * STEP}
            if old.status == now.status == "cancelled":
                assert now.sequence == old.sequence
        before = feed
