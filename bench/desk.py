"""CPU time and SQL of what organisers ask of a draft, through the WSGI app: what-ifs, conflicts, suggestions.

Run it as `python -m bench.desk`. A release every minute or a question every second, the draft is kept by its revision.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from flask_migrate import upgrade

from bench.check import move
from bench.synthetic import synthetic
from bench.targets import Table, cpu_ms
from config import Config
from scheduler.app import create_app
from scheduler.domain.clock import isoformat
from scheduler.domain.log import Author
from scheduler.domain.programme import Programme
from scheduler.http.context import Edge, edge
from scheduler.services.accounts import create_token
from scheduler.services.desk import Desks
from scheduler.services.recording import become
from scheduler.store.db import Database
from scheduler.store.saving import create_event
from tests.statements import counted

NOW = 1_496_300_000
WHAT_IF = {250: 10.0, 2_500: 12.0}


def main() -> None:
    """Print a table for both sizes."""
    table = Table()
    table.heading()
    for size in WHAT_IF:
        with TemporaryDirectory() as folder:
            measure(table, size, f"sqlite:///{Path(folder) / 'bench.sqlite'}")


def measure(table: Table, size: int, url: str) -> None:
    """Fill a database, and ask."""
    app = create_app(Config(database_url=url, log_level="error"), clock=lambda: NOW)
    with app.app_context():
        upgrade()
        made = edge()
    programme = stored(made.database, synthetic(size))
    client, headers = app.test_client(), token(made)
    path = f"/api/v1/events/{programme.event.slug}"
    (moved,) = (placement for placement in move(programme).values() if placement)
    zone = programme.event.time_zone
    body = json.dumps(
        {
            "moves": [
                {
                    "session": moved.session,
                    "part": moved.part,
                    "room": moved.room,
                    "starts_at": isoformat(moved.starts, zone),
                    "ends_at": isoformat(moved.ends, zone),
                }
            ]
        }
    )
    asks: dict[str, tuple[Callable[[], object], float | None]] = {
        "what-if of one move": (partial(posted, client, f"{path}/checks", body, headers), WHAT_IF[size]),
        "first page of conflicts": (partial(got, client, f"{path}/conflicts", headers), None),
        "10 suggestions": (
            partial(got, client, f"{path}/sessions/{moved.session}/suggestions?limit=10", headers),
            None,
        ),
        "policy": (partial(got, client, f"{path}/policy", headers), None),
    }
    for name, (ask, aim) in asks.items():
        table.row(name, size, cpu_ms(ask, runs=20), aim)
        with counted(made.database.engine) as sent:
            ask()
        table.row(f"{name}, SQL", size, len(sent), None, "SQL")
    made.database.engine.dispose()


def stored(database: Database, programme: Programme) -> Programme:
    """The programme as a draft of revision 1, its conflicts on record."""
    slug = programme.event.slug
    with database.storing() as session:
        create_event(session, programme)
        session.commit()
    with database.writing(slug) as edit:
        recorded = become(edit, Desks(database).before(edit, slug), programme, Author("bench", NOW))
        edit.commit()
    return recorded.desk.programme


def token(made: Edge, role: str = "viewer") -> dict[str, str]:
    """The header of a token of this role."""
    secret, _ = create_token(
        made.database,
        email="bench@forum.example",
        name="bench",
        event=None,
        role=role,
        days=1,
        now=NOW,
        new_secret=made.new_secret,
    )
    return {"Authorization": f"Bearer {secret}"}


def got(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    """Read, and fail unless it worked: an error would be fast."""
    answer = client.get(path, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(answer.text)


def posted(client: FlaskClient, path: str, body: str, headers: dict[str, str]) -> None:
    """Ask what if, and fail unless it worked."""
    answer = client.post(path, data=body, content_type="application/json", headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(answer.text)


if __name__ == "__main__":
    main()
