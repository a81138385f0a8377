"""How many queries loading a draft and each public read send: literal, and the same for any number of sessions."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Config
from scheduler.app import create_app
from scheduler.domain.log import Author
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.services.seeding import seed
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from scheduler.store.saving import save_draft
from tests.databases import dispose
from tests.factories import day, placement, programme, session
from tests.factories import event as event_of
from tests.fakes import SteppingClock
from tests.services.forum import NOW, stored
from tests.statements import counted

TABLES = 31  # those whose rows make up a programme, beside the event's own row


def fill(sessions: int) -> Callable[[Database], str]:
    """What stores that many sessions, one after another in one room, and gives the event's slug."""

    def filled(database: Database) -> str:
        codes = [str(number) for number in range(1, sessions + 1)]
        hours = [f"2017-06-12T{hour:02}:00" for hour in range(9, 10 + sessions)]
        stored(
            database,
            programme(
                *(placement(code, hours[n], hours[n + 1], "a") for n, code in enumerate(codes)),
                event=event_of(days=(day("2017-06-12"),)),
                sessions=[session(code, people=(f"p{code}", "everywhere")) for code in codes],
            ),
        )
        return "forum"

    return filled


def seeded(database: Database) -> str:
    """Store the seed."""
    seed(database, author=Author("tests", NOW), base_url=Config().base_url)
    return "wsis-2017"


sizes = pytest.mark.parametrize("filled", [fill(1), fill(3), seeded], ids=["1 session", "3 sessions", "the seed"])


def released(database: Database, slug: str, base_url: str) -> None:
    """One more release of the draft."""
    publish(Desks(database), slug, label="L", note="", only=(), author=Author("tests", NOW), base_url=base_url)


def renamed(database: Database, slug: str) -> str:
    """Rename the first session that is placed; its code."""
    with database.writing(slug) as edit:
        draft = load_draft(edit.session, slug)
        code = draft.programme.placements[0].session
        sessions = tuple(replace(s, title="Renamed") if s.code == code else s for s in draft.programme.sessions)
        save_draft(edit.session, draft, replace(draft.programme, sessions=sessions))
        edit.commit()
    return code


@pytest.fixture
def cold(config: Config, clock: SteppingClock) -> Iterator[Callable[[], Flask]]:
    """What makes an app that has read nothing yet."""
    made: list[Flask] = []

    def make() -> Flask:
        made.append(create_app(config, clock=clock))
        return made[-1]

    yield make
    for app in made:
        dispose(app)


@sizes
def test_a_draft_is_loaded_by_one_query_per_table(database: Database, filled: Callable[[Database], str]) -> None:
    slug = filled(database)
    with database.reading() as unit, counted(database.engine) as sent:
        load_draft(unit, slug)
    assert len(sent) == 1 + TABLES


@sizes
def test_public_reads_send_as_many_queries_at_any_size(
    database: Database, config: Config, cold: Callable[[], Flask], filled: Callable[[Database], str]
) -> None:
    """In an app that has read nothing, of an event with a session that changed between its releases."""
    slug = filled(database)
    released(database, slug, config.base_url)
    code = renamed(database, slug)
    released(database, slug, config.base_url)
    wanted = {
        "/": 1,
        "/api/v1/events": 1,
        f"/api/v1/events/{slug}/agenda": 1,
        f"/api/v1/events/{slug}/releases": 1,
        f"/api/v1/events/{slug}/live": 3,  # the current release, what was said on the day, when doors open
        f"/{slug}/": 1,
        f"/{slug}/?day=2017-06-12": 1,
        f"/{slug}/sessions/{code}": 2,  # the current release, and those before it, for what changed
        f"/{slug}/feeds/programme.ics": 3,  # which release is current, the release, its entries' bytes
    }
    assert {path: asked(cold(), path) for path in wanted} == {path: (200, count) for path, count in wanted.items()}


def asked(app: Flask, path: str) -> tuple[int, int]:
    """The status of an answer, and how many statements it took."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    with counted(engine) as sent:
        status = app.test_client().get(path).status_code
    return status, len(sent)
