"""Whole JSON of entries, events, releases; and that the documented shapes are the ones sent."""

from typing import Any

import pytest
from marshmallow import RAISE, Schema

from scheduler.api import presenting
from scheduler.api.presenting import Presenter
from scheduler.api.schemas.agenda import AgendaItem
from scheduler.api.schemas.events import Event
from scheduler.api.schemas.releases import ItemChange, Release
from scheduler.domain.changes import changes
from scheduler.domain.release import release, summary
from tests.api.forum import BASE, FIRST, FORUM, MOVED, SECOND
from tests.factories import ZONE, placement, programme

PLAN = release(FORUM, None, number=1, label="Plan", note="First", at=FIRST)
MOVE = release(MOVED, PLAN, number=2, label="Move", note="", at=SECOND)

OPENING: dict[str, Any] = {
    "key": "forum-1-1",
    "uid": "forum-1-1@forum.example",
    "sequence": 0,
    "created_at": "2017-06-01T09:00:00+02:00",
    "changed_at": "2017-06-01T09:00:00+02:00",
    "status": "confirmed",
    "title": "Opening (part 1)",
    "part": 1,
    "session": {
        "code": "1",
        "title": "Opening",
        "subtitle": "Welcome",
        "abstract": "The forum opens.",
        "description": "It opens at nine.",
        "type": "ceremony",
        "type_name": "Ceremony",
        "track": "high-level",
        "track_name": "High level",
        "terms": ["sdg:4", "sdg:9"],
        "term_names": {"sdg:4": "Education", "sdg:9": "Industry"},
        "languages": ["en", "fr"],
        "interpretation": ["es"],
        "captioning": True,
        "mode": "hybrid",
        "visibility": "public",
        "organisers": [
            {"organisation": "itu", "name": "ITU", "role": "lead"},
            {"organisation": "unesco", "name": "UNESCO", "role": "co"},
        ],
        "links": [{"url": "https://forum.example/paper", "label": "Paper"}],
        "translations": {"fr": {"title": "Ouverture"}},
    },
    "room": "popov",
    "room_name": "Popov",
    "also_in": ["annex"],
    "building": "tower",
    "building_name": "Tower",
    "location": "Popov + Annex, Tower, Headquarters",
    "position": {"latitude": 46.22, "longitude": 6.13},
    "starts_at": "2017-06-12T09:00:00+02:00",
    "ends_at": "2017-06-12T10:00:00+02:00",
    "people": [
        {
            "slug": "ada",
            "name": "Ada",
            "role": "chair",
            "mode": "onsite",
            "honorific": "Dr",
            "position": "Chair",
            "organisation": "ITU",
            "on_behalf_of": "",
        },
        {
            "slug": "bob",
            "name": "Bob",
            "role": "speaker",
            "mode": "remote",
            "honorific": "",
            "position": "",
            "organisation": "",
            "on_behalf_of": "UNESCO",
        },
        {
            "slug": None,
            "name": "Somebody of ITU",
            "role": "speaker",
            "mode": "onsite",
            "honorific": "",
            "position": "",
            "organisation": "",
            "on_behalf_of": "",
        },
    ],
    "remote": ["join", "captions"],
    "join_url": "http://127.0.0.1:8000/join/forum-1-1",
    "url": "http://127.0.0.1:8000/forum/sessions/1",
}

BARE: dict[str, Any] = {
    "key": "forum-7-1",
    "uid": "forum-7-1@forum.example",
    "sequence": 0,
    "created_at": "2017-06-01T09:00:00+02:00",
    "changed_at": "2017-06-01T09:00:00+02:00",
    "status": "confirmed",
    "title": "Session 7",
    "part": 1,
    "session": {
        "code": "7",
        "title": "Session 7",
        "subtitle": "",
        "abstract": "",
        "description": "",
        "type": None,
        "type_name": None,
        "track": None,
        "track_name": None,
        "terms": [],
        "term_names": {},
        "languages": [],
        "interpretation": [],
        "captioning": False,
        "mode": "onsite",
        "visibility": "public",
        "organisers": [],
        "links": [],
        "translations": {},
    },
    "room": None,
    "room_name": None,
    "also_in": [],
    "building": None,
    "building_name": None,
    "location": "",
    "position": None,
    "starts_at": "2017-03-26T01:30:00+01:00",
    "ends_at": "2017-03-26T03:30:00+02:00",
    "people": [],
    "remote": [],
    "join_url": None,
    "url": "http://127.0.0.1:8000/forum/sessions/7",
}


def test_an_entry_with_everything() -> None:
    assert Presenter(PLAN, BASE, ZONE).item(PLAN.item["1", 1]) == OPENING


def test_an_entry_with_next_to_nothing_across_the_change_of_clocks() -> None:
    night = programme(placement("7", "2017-03-26T01:30", "2017-03-26T03:30"))
    made = release(night, None, number=1, label="", note="", at=FIRST)
    assert Presenter(made, BASE, ZONE).items(made.items) == [BARE]


def test_another_zone_changes_times_alone() -> None:
    assert Presenter(PLAN, BASE, "Asia/Tokyo").item(PLAN.item["1", 1]) == OPENING | {
        "created_at": "2017-06-01T16:00:00+09:00",
        "changed_at": "2017-06-01T16:00:00+09:00",
        "starts_at": "2017-06-12T16:00:00+09:00",
        "ends_at": "2017-06-12T17:00:00+09:00",
    }


def test_another_language_changes_the_words_that_it_has() -> None:
    assert Presenter(PLAN, BASE, ZONE, "fr").item(PLAN.item["1", 1]) == OPENING | {
        "title": "Ouverture (part 1)",
        "room_name": "Salle Popov",
        "building_name": "La tour",
        "session": OPENING["session"] | {"title": "Ouverture"},
    }


def test_a_part_keeps_its_suffix_in_another_language() -> None:
    assert Presenter(PLAN, BASE, ZONE, "fr").item(PLAN.item["1", 2])["title"] == "Ouverture II"


def test_a_cancelled_entry_keeps_its_words_and_ages() -> None:
    before = Presenter(PLAN, BASE, ZONE).item(PLAN.item["3", 1])
    assert Presenter(MOVE, BASE, ZONE).item(MOVE.item["3", 1]) == before | {
        "sequence": 1,
        "changed_at": "2017-06-02T09:00:00+02:00",
        "status": "cancelled",
    }


def test_an_event() -> None:
    assert presenting.event(MOVE, BASE) == {
        "slug": "forum",
        "name": "Forum",
        "theme": "Words",
        "venue": "Headquarters",
        "website": "https://forum.example/",
        "time_zone": "Europe/Zurich",
        "days": [
            {"date": "2017-06-12", "opens": "09:00", "closes": "18:00"},
            {"date": "2017-06-13", "opens": "08:30", "closes": "02:00"},
        ],
        "day_change": "04:00",
        "contact_email": "desk@forum.example",
        "uid_domain": "forum.example",
        "co_organisers": ["ITU", "UNESCO"],
        "locales": ["en", "fr"],
        "grid_minutes": 15,
        "refresh_minutes": 15,
        "translations": {"fr": {"name": "Le forum"}},
        "release": {"number": 2, "label": "Move", "published_at": "2017-06-02T09:00:00+02:00"},
        "url": "http://127.0.0.1:8000/forum/",
    }


def test_releases() -> None:
    assert [presenting.release(summary(made)) for made in (MOVE, PLAN)] == [
        {
            "number": 2,
            "label": "Move",
            "note": "",
            "published_at": "2017-06-02T09:00:00+02:00",
            "counts": {"sessions": 2, "entries": 3, "cancelled": 1, "people": 3},
            "changed": 2,
        },
        {
            "number": 1,
            "label": "Plan",
            "note": "First",
            "published_at": "2017-06-01T09:00:00+02:00",
            "counts": {"sessions": 3, "entries": 4, "cancelled": 0, "people": 3},
            "changed": 4,
        },
    ]


def test_changes() -> None:
    old, new = Presenter(PLAN, BASE, ZONE), Presenter(MOVE, BASE, ZONE)
    told = [presenting.change(change, old, new) for change in changes(PLAN, MOVE)]
    assert told == [
        {
            "key": "forum-2-1",
            "kinds": ["moved"],
            "differences": [
                {
                    "what": "starts_at",
                    "before": ["2017-06-12T09:30:00+02:00"],
                    "after": ["2017-06-12T14:00:00+02:00"],
                },
                {"what": "ends_at", "before": ["2017-06-12T10:30:00+02:00"], "after": ["2017-06-12T15:00:00+02:00"]},
            ],
            "before": old.item(PLAN.item["2", 1]),
            "after": new.item(MOVE.item["2", 1]),
        },
        {
            "key": "forum-3-1",
            "kinds": ["cancelled"],
            "differences": [{"what": "status", "before": ["confirmed"], "after": ["cancelled"]}],
            "before": old.item(PLAN.item["3", 1]),
            "after": new.item(MOVE.item["3", 1]),
        },
    ]


PRESENTER = Presenter(MOVE, BASE, ZONE)


@pytest.mark.parametrize(
    ("shape", "sent"),
    [
        pytest.param(AgendaItem(many=True), PRESENTER.items(MOVE.items), id="entries"),
        pytest.param(AgendaItem(), BARE, id="bare entry"),
        pytest.param(Event(), presenting.event(MOVE, BASE), id="event"),
        pytest.param(Release(), presenting.release(summary(MOVE)), id="release"),
        pytest.param(
            ItemChange(many=True),
            [presenting.change(change, None, PRESENTER) for change in changes(None, MOVE)],
            id="changes",
        ),
    ],
)
def test_what_is_sent_has_the_documented_fields_and_no_other(shape: Schema, sent: Any) -> None:
    """Loading raises for a field too many, too few or of another type."""
    assert sent
    shape.load(sent, unknown=RAISE)
