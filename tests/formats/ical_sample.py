"""A forum of three sessions, whose calendar lies as bytes in tests/golden; the second release cancels one of them."""

from dataclasses import replace

from scheduler.domain.people import Organisation
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, release
from scheduler.domain.remote import RemoteSlot, Way
from scheduler.domain.session import Appearance, Scheme, SessionType, Term, Track
from scheduler.domain.venue import Building
from scheduler.formats.ical import FeedHeader, render_calendar, render_event, years_of
from tests.factories import at, day, event, person, placement, programme, room, session

BASE = "https://programme.example"
FIRST_AT, SECOND_AT = at("2017-05-01T12:00+00:00"), at("2017-06-01T12:00+00:00")


def draft() -> Programme:
    """The forum before anything was cancelled."""
    return programme(
        placement("396", "2017-06-12T09:00", "2017-06-12T10:30", "popov-1"),
        placement("397", "2017-06-12T11:00", "2017-06-12T12:00", "popov-2"),
        # Clocks go back that night: 02:30 comes twice, and this is the second.
        placement("398", "2017-10-29T02:30+01:00", "2017-10-29T03:30+01:00"),
        event=event(
            name="Forum 2017",
            venue="ITU, Geneva",
            contact_email="desk@forum.example",
            days=(day("2017-06-12"), day("2017-06-13")),
        ),
        buildings=[Building("tower", "Tower", latitude=46.2205, longitude=6.1375)],
        rooms=[room("popov-1", building="tower"), room("popov-2", building="tower")],
        organisations=[Organisation("itu", "ITU"), Organisation("unesco", "UNESCO")],
        people=[person("ada", honorific="Ms", position="Director", organisation="itu"), person("bob")],
        tracks=[Track("security", "Security")],
        session_types=[SessionType("panel", "Panel")],
        schemes=[Scheme("sdg", "SDG", (Term("sdg", "9", "Industry, Innovation"), Term("sdg", "4", "Education")))],
        sessions=[
            session(
                "396",
                parts=(90,),
                title="Trust; security, and you",
                abstract="Доверие — основа.\nA second line.",
                type="panel",
                track="security",
                terms=("sdg:4", "sdg:9"),
                mode="hybrid",
                people=[
                    Appearance("ada", "moderator"),
                    Appearance("bob", mode="remote", on_behalf_of="unesco"),
                ],
            ),
            session("397", title="Withdrawn later"),
            session("398", title="Night shift", mode="remote"),
        ],
        slots=[
            RemoteSlot("396", 1, ways=(Way("webcast"), Way("join"), Way("host", audience="hosts"))),
            RemoteSlot("397", 1, ways=(Way("join"),)),
            RemoteSlot("398", 1, ways=(Way("join"),)),
        ],
    )


def cancelled(made: Programme) -> Programme:
    """The forum with its second session cancelled."""
    return replace(made, sessions=tuple(replace(s, state="cancelled") if s.code == "397" else s for s in made.sessions))


def releases() -> tuple[PublicRelease, PublicRelease]:
    """The two releases."""
    first = release(draft(), None, number=1, label="First", note="", at=FIRST_AT)
    return first, release(cancelled(draft()), first, number=2, label="Second", note="", at=SECOND_AT)


def blocks(made: PublicRelease, alarm: int | None = None) -> list[bytes]:
    """Every entry of a release, rendered."""
    forum = made.programme.event
    return [render_event(item, made.entry[item.id], forum, base_url=BASE, alarm=alarm) for item in made.items]


def calendar(made: PublicRelease, alarm: int | None = None) -> bytes:
    """The feed of the whole programme."""
    header = FeedHeader(
        event=made.programme.event,
        name="Forum 2017",
        description="Programme of Forum 2017.",
        url=f"{BASE}/forum/",
        source=f"{BASE}/forum/feeds/programme.ics",
        modified=made.published_at,
        years=years_of(made),
    )
    return render_calendar(header, blocks(made, alarm))
