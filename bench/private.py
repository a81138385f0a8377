"""CPU time and SQL of private calendars and their twins, through the WSGI app; and of counting what people follow.

Run it as `python -m bench.private`. Private calendars are made for each request, so what counts is that of any request;
five thousand people follow twenty sessions each.
"""

import random
from collections import Counter
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import insert

from bench.desk import NOW, stored
from bench.synthetic import synthetic
from bench.targets import Table, cpu_ms
from config import Config
from scheduler.app import create_app
from scheduler.domain.clock import DAY, to_utc
from scheduler.domain.log import Author
from scheduler.http.context import Edge, edge
from scheduler.services.accounts import authenticate, create_token
from scheduler.services.feed_secrets import feed_secret_of
from scheduler.services.following import Visitor, follow
from scheduler.services.private_feeds import issue
from scheduler.services.publishing import publish
from scheduler.services.signalling import FEWEST
from scheduler.store.models.following import BookmarkRow, FollowerRow
from scheduler.store.signals import count_bookmarks
from tests.statements import counted

SIZES = (250, 2_500)
PEOPLE, EACH = 5_000, 20
COOKIE = "c" * 43


def main() -> None:
    """Print a table for both sizes."""
    table = Table()
    table.heading()
    for size in SIZES:
        with TemporaryDirectory() as folder:
            measure(table, size, f"sqlite:///{Path(folder) / 'bench.sqlite'}")


def measure(table: Table, size: int, url: str) -> None:
    """Fill and release an event, let people follow its sessions, and fetch calendars."""
    app = create_app(Config(database_url=url, log_level="error"), clock=lambda: NOW)
    with app.app_context():
        upgrade()
        made = edge()
    programme = stored(made.database, synthetic(size))
    slug = programme.event.slug
    after = Author("bench", max(each.ends for each in programme.placements) + DAY)
    publish(made.desks, slug, label="1", note="", only=(), author=after, base_url=made.config.base_url)
    codes = [session.code for session in programme.sessions][:EACH]
    for code in codes:
        visitor = Visitor(None, COOKIE if code != codes[0] else None, "192.0.2.1")
        follow(made.database, made.reader.current(slug), visitor, code, now=NOW, new_cookie=lambda: COOKIE)
    appearing = Counter(each.person for session in programme.sessions for each in session.appearances)
    busiest = programme.person[appearing.most_common(1)[0][0]]
    client = app.test_client()
    cases = {
        "20 sessions followed": (f"/{slug}/feeds/personal/{feed_secret_of(COOKIE, 1)}.ics", 5.0),
        # Every entry is rendered: nothing with a pass in it is kept.
        "the busiest person's, with a pass": (given(made, slug, "personal", busiest.slug), 10.0),
        "the draft, unchanged": (given(made, slug, "desk", None), 5.0),
    }
    for name, (path, aim) in cases.items():
        ask = partial(fetched, client, path)
        table.row(name, size, cpu_ms(ask, runs=20), aim)
        with counted(made.database.engine) as sent:
            ask()
        table.row(f"{name}, SQL", size, len(sent), 1, "SQL")

    def after_an_edit() -> None:
        with made.database.writing(slug) as edit:
            edit.commit()
        fetched(client, cases["the draft, unchanged"][0])

    table.row("the draft, after an edit", size, cpu_ms(after_an_edit, runs=3), None)
    for suffix in ("json", "xml"):
        # A search is never kept; these words are in every entry.
        ask = partial(fetched, client, f"/{slug}/feeds/programme.{suffix}?q=session")
        table.row(f"a twin in {suffix}, made anew", size, cpu_ms(ask, runs=3), None)
    crowd(made, [session.code for session in programme.sessions])
    with made.database.reading() as session:
        counting = cpu_ms(lambda: count_bookmarks(session, 1, FEWEST), runs=3)
        table.row("counting what people follow", size, counting, None)
    made.database.engine.dispose()


def given(made: Edge, slug: str, kind: str, person: str | None) -> str:
    """The path of a private calendar that somebody with an API token of the event made."""
    token, _ = create_token(
        made.database,
        email="bench@forum.example",
        name="bench",
        event=slug,
        role="editor",
        days=1,
        now=NOW,
        new_secret=made.new_secret,
    )
    who = authenticate(made.database, token, NOW)
    desk = made.desks.open(slug)
    secret = issue(made.database, desk, who, kind=kind, person=person, now=NOW, new_secret=made.new_secret).secret
    return f"/{slug}/feeds/{kind}/{secret}.ics"


def crowd(made: Edge, codes: list[str]) -> None:
    """Let many people follow sessions at random."""
    chance = random.Random(1)  # noqa: S311 - no secret
    people = range(10, 10 + PEOPLE)
    with made.database.storing() as session:
        rows = [{"id": n, "event_id": 1, "digest": f"{n}", "changed_at": to_utc(NOW)} for n in people]
        session.execute(insert(FollowerRow), rows)
        marks = [
            {"follower_id": n, "event_id": 1, "session": code} for n in people for code in chance.sample(codes, EACH)
        ]
        session.execute(insert(BookmarkRow), marks)
        session.commit()


def fetched(client: FlaskClient, path: str) -> None:
    """Fetch a calendar, and fail unless it came: an error would be fast."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code}: {answer.text[:500]}")


if __name__ == "__main__":
    main()
