"""What the rules about days, remote access, teams, relations, audiences and completeness say to people."""

from typing import Any

import pytest

from scheduler.domain.conflicts import NO_SIGNALS, RULES, Policy, Signals, check, sentence
from scheduler.domain.people import Organisation
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team, Way
from scheduler.domain.session import Appearance, Organiser, Relation, Scheme, Session, SessionType, Term, Track
from scheduler.domain.venue import Building, Walk
from tests.domain.conflicts.seen import t
from tests.factories import person, placement, programme, room, session

OPENING = session("101", title="Opening", people=["ada"])
CLOSING = session("102", title="Closing", people=["ada"])
NINE = placement("101", t("09:00"), t("10:00"), "hall")
TEN = placement("102", t("10:00"), t("11:00"), "hall")
BESIDE = placement("102", t("09:30"), t("10:30"), "annex")
ROOMS = [room("hall", building="tower", turnover_minutes=15), room("annex", building="court")]
WALK: dict[str, Any] = {
    "buildings": [Building("tower", "Tower"), Building("court", "Court")],
    "walks": [Walk("court", "tower", 12)],
}


def with_(*placements: Placement, sessions: list[Session] | None = None, **kw: Any) -> Programme:
    known: dict[str, Any] = {"rooms": ROOMS, "sessions": sessions or [OPENING, CLOSING], **kw}
    return programme(*placements, **known)


def remote(code: str, **kw: Any) -> RemoteSlot:
    return RemoteSlot(code, 1, ways=(Way("join"),), **kw)


@pytest.mark.parametrize(
    ("rule", "made", "signals", "expected"),
    [
        pytest.param(
            "room-turnover",
            with_(NINE, TEN),
            NO_SIGNALS,
            'Hall has 0 minutes on Mon 12 June at 10:00, and needs 15, between "Opening" (101) from 09:00 to 10:00 and'
            ' "Closing" (102) from 10:00 to 11:00.',
            id="room-turnover",
        ),
        pytest.param(
            "person-transfer",
            with_(NINE, placement("102", t("10:05"), t("11:00"), "annex"), **WALK),
            NO_SIGNALS,
            'Ada has 5 minutes on Mon 12 June from 10:00 to 10:05 for a walk of 12 minutes: from "Opening"'
            " (101) in Hall"
            ' from 09:00 to 10:00 to "Closing" (102) in Annex from 10:05 to 11:00.',
            id="person-transfer",
        ),
        pytest.param(
            "person-overload",
            with_(placement("101", t("09:00"), t("12:00"), "hall"), placement("102", t("12:00"), t("14:00"), "hall")),
            NO_SIGNALS,
            'Ada has no pause for 300 minutes on Mon 12 June from 09:00 to 14:00: "Opening" (101) from'
            " 09:00 to 12:00 and"
            ' "Closing" (102) from 12:00 to 14:00.',
            id="person-overload, no pause",
        ),
        pytest.param(
            "person-unconfirmed",
            with_(NINE, sessions=[session("101", title="Opening", people=[Appearance("ada", confirmed=False)])]),
            NO_SIGNALS,
            'Ada has not confirmed "Opening" (101) on Mon 12 June from 09:00 to 10:00.',
            id="person-unconfirmed",
        ),
        pytest.param(
            "remote-unsocial-hours",
            with_(
                placement("101", t("14:00"), t("15:00")),
                sessions=[session("101", title="Opening", people=[Appearance("ada", mode="remote")])],
                people=[person("ada", time_zone="Pacific/Fiji")],
            ),
            NO_SIGNALS,
            'It is night in Pacific/Fiji for Ada, expected in "Opening" (101) on Mon 12 June from 14:00 to 15:00:'
            " it runs on Tue 13 June from 00:00 to 01:00 there.",
            id="remote-unsocial-hours",
        ),
        pytest.param(
            "remote-unsocial-hours",
            with_(
                placement("101", t("11:30"), t("13:00")),
                sessions=[session("101", title="Opening", people=[Appearance("ada", mode="remote")])],
                people=[person("ada", time_zone="Pacific/Fiji")],
            ),
            NO_SIGNALS,
            'It is night in Pacific/Fiji for Ada, expected in "Opening" (101) on Mon 12 June from 11:30 to 13:00:'
            " 60 minutes of it are on Mon 12 June from 22:00 to 23:00 there.",
            id="remote-unsocial-hours, the end alone",
        ),
        pytest.param(
            "remote-slot-missing",
            with_(NINE, sessions=[session("101", title="Opening", mode="hybrid")]),
            NO_SIGNALS,
            '"Opening" (101) is to be followed remotely on Mon 12 June from 09:00 to 10:00, and has no remote slot.',
            id="remote-slot-missing, no slot",
        ),
        pytest.param(
            "remote-slot-missing",
            with_(NINE, sessions=[session("101", title="Opening", mode="hybrid")], slots=[RemoteSlot("101", 1)]),
            NO_SIGNALS,
            '"Opening" (101) is to be followed remotely on Mon 12 June from 09:00 to 10:00, and has a'
            " remote slot without"
            " any way in.",
            id="remote-slot-missing, no way in",
        ),
        pytest.param(
            "account-double-booked",
            with_(
                NINE,
                BESIDE,
                accounts=[PlatformAccount("zoom", "Zoom One")],
                meetings=[Meeting("a", "zoom"), Meeting("b", "zoom")],
                slots=[remote("101", meeting="a"), remote("102", meeting="b")],
            ),
            NO_SIGNALS,
            # Speakers come in half an hour early, and all stay in for a quarter of an hour.
            "Zoom One can host 1 meeting at once, and would host 2 on Mon 12 June from 09:00 to 10:15 (75 minutes),"
            ' opening times included: "Opening" (101) from 09:00 to 10:00 and "Closing" (102) from 09:30 to 10:30.',
            id="account-double-booked",
        ),
        pytest.param(
            "remote-capacity",
            with_(NINE, slots=[remote("101", attendee_capacity=100)]),
            Signals(registered={("101", 1): 130}),
            '130 people registered to follow "Opening" (101) remotely on Mon 12 June from 09:00 to 10:00, and 100 can:'
            " 30 too many.",
            id="remote-capacity",
        ),
        pytest.param(
            "remote-capacity",
            with_(NINE, slots=[remote("101", attendee_capacity=0)]),
            Signals(registered={("101", 1): 1}),
            '1 person registered to follow "Opening" (101) remotely on Mon 12 June from 09:00 to 10:00, and 0 can:'
            " 1 too many.",
            id="remote-capacity, one person",
        ),
        pytest.param(
            "interventions-overrun",
            with_(NINE, slots=[remote("101", intervention_slots=10)]),
            Signals(interventions={("101", 1): 12}),
            '12 interventions accepted in "Opening" (101) on Mon 12 June from 09:00 to 10:00 are more than its 10.',
            id="interventions-overrun, slots",
        ),
        pytest.param(
            "interventions-overrun",
            with_(NINE),
            Signals(interventions={("101", 1): 21}),
            '21 interventions accepted in "Opening" (101) on Mon 12 June from 09:00 to 10:00 need 63'
            " minutes of its 60.",
            id="interventions-overrun, minutes",
        ),
        pytest.param(
            "team-overbooked",
            with_(
                NINE,
                BESIDE,
                sessions=[
                    session("101", title="Opening", languages=("en",), interpretation=("fr",)),
                    session("102", title="Closing", languages=("en",), interpretation=("fr",)),
                ],
                teams=[Team("fr", "The French booth", "interpreters", ("en", "fr"))],
            ),
            NO_SIGNALS,
            "The French booth (1 team) is needed 2 times at once on Mon 12 June from 09:30 to 10:00 (30 minutes):"
            ' "Opening" (101) from 09:00 to 10:00 and "Closing" (102) from 09:30 to 10:30.',
            id="team-overbooked, at once",
        ),
        pytest.param(
            "team-overbooked",
            with_(
                NINE,
                sessions=[session("101", title="Opening", languages=("en",), interpretation=("fr",))],
                teams=[Team("fr", "The French booth", "interpreters", ("en", "fr"), hours_a_day=0.5)],
            ),
            NO_SIGNALS,
            "The French booth would work 60 minutes on Mon 12 June from 09:00 to 10:00, and 30 minutes are agreed:"
            ' "Opening" (101) from 09:00 to 10:00.',
            id="team-overbooked, hours",
        ),
        pytest.param(
            "team-overbooked",
            with_(
                NINE,
                sessions=[session("101", title="Opening", languages=("en",), interpretation=("zh",))],
                teams=[Team("fr", "The French booth", "interpreters", ("en", "fr"))],
            ),
            NO_SIGNALS,
            'No team can serve "Opening" (101) on Mon 12 June from 09:00 to 10:00: it needs interpreters en-zh.',
            id="team-overbooked, nobody",
        ),
        pytest.param(
            "during-break",
            with_(
                NINE,
                placement("102", t("09:45"), t("10:15"), "hall"),
                sessions=[OPENING, session("102", title="Coffee", type="break")],
                session_types=[SessionType("break", "Break", break_=True)],
            ),
            NO_SIGNALS,
            '"Opening" (101) runs from 09:00 to 10:00 in a room of "Coffee" (102): Hall has its break on'
            " Mon 12 June from"
            " 09:45 to 10:00 (15 minutes).",
            id="during-break",
        ),
        pytest.param(
            "cancelled-placed",
            with_(NINE, sessions=[session("101", title="Opening", state="withdrawn")]),
            NO_SIGNALS,
            '"Opening" (101) is withdrawn, and still holds Hall on Mon 12 June from 09:00 to 10:00.',
            id="cancelled-placed",
        ),
        pytest.param(
            "relation-broken",
            with_(NINE, BESIDE, relations=[Relation(1, "before", "101", "102")]),
            NO_SIGNALS,
            '"Opening" (101) should end before "Closing" (102) starts, but "Opening" (101) runs on Mon 12'
            " June from 09:00"
            ' to 10:00 and "Closing" (102) runs on Mon 12 June from 09:30 to 10:30.',
            id="relation-broken, before",
        ),
        pytest.param(
            "relation-broken",
            with_(NINE, BESIDE, relations=[Relation(1, "same-room", "101", "102")]),
            NO_SIGNALS,
            '"Opening" (101) should be in the same room as "Closing" (102), but "Opening" (101) runs on Mon'
            " 12 June from"
            ' 09:00 to 10:00 in Hall and "Closing" (102) runs on Mon 12 June from 09:30 to 10:30 in Annex.',
            id="relation-broken, same room",
        ),
        pytest.param(
            "audience-clash",
            with_(
                NINE,
                BESIDE,
                sessions=[
                    session("101", title="Opening", track="skills", terms=("sdg:4",)),
                    session("102", title="Closing", track="skills", terms=("sdg:4",)),
                ],
                tracks=[Track("skills", "Skills")],
                schemes=[Scheme("sdg", "Goals", (Term("sdg", "4", "Education"),))],
            ),
            NO_SIGNALS,
            "Two sessions share an audience on Mon 12 June from 09:30 to 10:00 (30 minutes):"
            ' "Opening" (101) from 09:00 to 10:00 and "Closing" (102) from 09:30 to 10:30; both are about Skills and'
            " Education.",
            id="audience-clash, subject",
        ),
        pytest.param(
            "audience-clash",
            with_(
                NINE,
                BESIDE,
                sessions=[
                    session("101", title="Opening", track="skills", terms=("sdg:4", "sdg:16")),
                    session("102", title="Closing", track="skills", terms=("sdg:16", "sdg:4")),
                ],
                schemes=[Scheme("sdg", "Goals", (Term("sdg", "4", "Education"), Term("sdg", "16", "Peace")))],
            ),
            NO_SIGNALS,
            "Two sessions share an audience on Mon 12 June from 09:30 to 10:00 (30 minutes):"
            ' "Opening" (101) from 09:00 to 10:00 and "Closing" (102) from 09:30 to 10:30; both are about skills, Peace'
            " and Education.",
            id="audience-clash, two terms, the track not listed",
        ),
        pytest.param(
            "audience-clash",
            with_(
                NINE,
                BESIDE,
                sessions=[
                    session("101", title="Opening", track="skills", terms=("data:fact",)),
                    session("102", title="Closing", track="skills", terms=("data:fact",)),
                ],
                tracks=[Track("skills", "Skills")],
                schemes=[Scheme("sdg", "Goals", (Term("sdg", "4", "Education"),))],
            ),
            NO_SIGNALS,
            "Two sessions share an audience on Mon 12 June from 09:30 to 10:00 (30 minutes):"
            ' "Opening" (101) from 09:00 to 10:00 and "Closing" (102) from 09:30 to 10:30; both are about Skills.',
            id="audience-clash, terms not listed",
        ),
        pytest.param(
            "audience-clash",
            with_(NINE, BESIDE),
            Signals(followers={"101": 20, "102": 20}, together={("101", "102"): 20}, audience=100),
            "Two sessions share an audience on Mon 12 June from 09:30 to 10:00 (30 minutes):"
            ' "Opening" (101) from 09:00 to 10:00 and "Closing" (102) from 09:30 to 10:30; more people follow both than'
            " chance would have it.",
            id="audience-clash, bookmarks",
        ),
        pytest.param(
            "organisation-clash",
            with_(
                NINE,
                BESIDE,
                sessions=[
                    session("101", title="Opening", organisers=(Organiser("itu"),)),
                    session("102", title="Closing", organisers=(Organiser("itu"),)),
                ],
                organisations=[Organisation("itu", "ITU")],
            ),
            NO_SIGNALS,
            "ITU leads 2 sessions at once on Mon 12 June from 09:30 to 10:00 (30 minutes): "
            '"Opening" (101) from 09:00 to 10:00 and "Closing" (102) from 09:30 to 10:30.',
            id="organisation-clash",
        ),
        pytest.param(
            "organisation-clash",
            with_(
                NINE,
                BESIDE,
                placement("102", t("09:30"), t("10:00"), "hall", part=2),
                sessions=[
                    session("101", title="Opening", organisers=(Organiser("itu"),)),
                    session("102", title="Closing", parts=[60, 30], organisers=(Organiser("itu"),)),
                ],
                organisations=[Organisation("itu", "ITU")],
            ),
            NO_SIGNALS,
            "ITU leads 2 sessions at once on Mon 12 June from 09:30 to 10:00 (30 minutes): "
            '"Opening" (101) from 09:00 to 10:00, "Closing", part 2 (102) from 09:30 to 10:00 and "Closing", part 1 '
            "(102) from 09:30 to 10:30.",
            id="organisation-clash, two parts of one session",
        ),
        pytest.param(
            "moderator-missing",
            with_(sessions=[session("101", title="Opening", parts=[60, 60])]),
            NO_SIGNALS,
            '"Opening", part 1 (101) and "Opening", part 2 (101) have no chair or moderator.',
            id="moderator-missing, two parts",
        ),
        pytest.param(
            "moderator-missing",
            with_(sessions=[session("101", title="Opening")]),
            NO_SIGNALS,
            '"Opening" (101) has no chair or moderator.',
            id="moderator-missing",
        ),
        pytest.param(
            "one-voice-panel",
            with_(
                sessions=[session("101", title="Opening", people=["ada", "bob", "cleo"])],
                people=[person(who, organisation="itu") for who in ("ada", "bob", "cleo")],
                organisations=[Organisation("itu", "ITU", "international-organisation")],
            ),
            NO_SIGNALS,
            'All 3 speakers of "Opening" (101) are of one stakeholder type: international organisation.',
            id="one-voice-panel",
        ),
        pytest.param(
            "incomplete",
            with_(sessions=[session("101", title="Opening", people=["tbc"])], people=[person("tbc", placeholder=True)]),
            NO_SIGNALS,
            '"Opening" (101) lacks a description and the names of all its speakers.',
            id="incomplete",
        ),
    ],
)
def test_what_is_said(rule: str, made: Programme, signals: Signals, expected: str) -> None:
    (conflict,) = check(made, Policy(), signals, (RULES[rule],))
    assert sentence(made, conflict) == expected


def test_too_many_appearances_are_counted() -> None:
    made = with_(NINE, TEN)
    (conflict,) = check(
        made, Policy.of({}, {"person-overload": {"most_a_day": 1}}, RULES.values()), rules=(RULES["person-overload"],)
    )
    assert sentence(made, conflict) == (
        'Ada has 2 appearances on Mon 12 June from 09:00 to 11:00: "Opening" (101) from 09:00 to 10:00 and'
        ' "Closing" (102) from 10:00 to 11:00.'
    )
