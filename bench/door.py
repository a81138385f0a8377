"""CPU time and SQL of a door and of the live page, through the WSGI app: what thousands ask in the minute before nine.

Run it as `python -m bench.door`. Each case is one request; the release is kept by the process, links never are. Ten
thousand participants are registered meanwhile, each for one session; one of them comes to a door and to the own pages.
"""

from collections.abc import Sequence
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
from scheduler.domain.addresses import choosing_path, participant_path
from scheduler.domain.clock import DAY, to_utc
from scheduler.domain.log import Author
from scheduler.domain.placement import Ident
from scheduler.domain.registering import WHOLE_EVENT, Details
from scheduler.http.context import Edge, edge
from scheduler.services import registering, ticketing
from scheduler.services.editing import edit
from scheduler.services.passes import Pass
from scheduler.services.publishing import publish
from scheduler.services.sealing import new_key
from scheduler.services.wishing import Wish
from scheduler.store.models.registering import ParticipantRow, RegistrationRow
from tests.statements import counted

SIZES = (250, 2_500)
AIM = 5.0
LIVE_AIM = 10.0
REGISTERED = 10_000
LINK = "https://meet.example/j/9876543210?pwd=c2NoZWR1bGVy"
HTML = {"Accept": "text/html"}


def main() -> None:
    """Print a table for both sizes."""
    table = Table()
    table.heading()
    for size in SIZES:
        with TemporaryDirectory() as folder:
            measure(table, size, f"sqlite:///{Path(folder) / 'bench.sqlite'}")


def measure(table: Table, size: int, url: str) -> None:
    """Fill and release an event, and come to a door of it at its hours."""
    moment = [NOW]
    app = create_app(Config(database_url=url, secret_keys=new_key(), log_level="error"), clock=lambda: moment[0])
    with app.app_context():
        upgrade()
        made = edge()
    programme = stored(made.database, synthetic(size))
    slug, placed = programme.event.slug, programme.placements[0]
    key = programme.key(*placed.id)
    # Errors that are wholly past stop no release, so it is made after the event; doors look at its hours alone.
    after = Author("bench", max(each.ends for each in programme.placements) + DAY)
    fields = {
        "ways": [
            {"kind": "join", "url": LINK, "audience": "public"},
            {"kind": "host", "url": LINK, "passcode": "1234", "audience": "hosts"},
        ]
    }
    version = made.desks.open(slug).version("remote", key)
    wish = Wish("put", "remote", key, fields, version)
    edit(made.desks, slug, [wish], author=after, new_id=made.new_id, sealer=made.sealer)
    publish(made.desks, slug, label="1", note="", only=(), author=after, base_url=made.config.base_url)
    speaker = programme.session[placed.session].appearances[0].person
    ticket = ticketing.issue(
        made.database,
        made.desks.open(slug),
        person=programme.person[speaker].slug,
        holder=None,
        audience="registered",
        now=NOW,
        new_secret=made.new_secret,
    ).secret
    carries = crowd(made, slug, [each.id for each in programme.placements])
    guest, holder, participant = app.test_client(), app.test_client(), app.test_client()
    holder.set_cookie(f"ticket-{slug}", ticket, path="/join")
    participant.set_cookie(f"ticket-{slug}", carries.ticket, path="/join")
    door, live = f"/join/{key}", f"/{slug}/live?tz=Pacific/Fiji"
    own, choose = participant_path(slug, carries.secret), choosing_path(slug, carries.secret)
    cases: dict[str, tuple[FlaskClient, str, int, int, float | None]] = {
        "too early: a page that counts down": (guest, door, placed.starts - DAY, 200, AIM),
        "open: on to the meeting": (guest, door, placed.starts, 303, AIM),
        "open, with a ticket": (holder, door, placed.starts - 1_000, 303, AIM),
        "open, with a participant's ticket": (participant, door, placed.starts, 303, AIM),
        "over: a page": (guest, door, placed.ends + DAY, 200, AIM),
        "live page": (guest, live, placed.starts, 200, LIVE_AIM if size == SIZES[0] else None),
        "a participant's page": (guest, own, placed.starts - DAY, 200, None),
        "where a participant chooses more": (guest, choose, placed.starts - DAY, 200, None),
    }
    for name, (client, path, at, status, aim) in cases.items():
        moment[0] = at
        ask = partial(came, client, path, status)
        table.row(name, size, cpu_ms(ask, runs=40), aim)
        with counted(made.database.engine) as sent:
            ask()
        table.row(f"{name}, SQL", size, len(sent), None, "SQL")
    made.database.engine.dispose()


def crowd(made: Edge, slug: str, placed: Sequence[Ident]) -> Pass:
    """Register many, each for one session in turn; the pass of one more, who registers for a session and the event."""
    now, link = to_utc(NOW), "s" * 32
    said = {"event_id": 1, "affiliation": "", "country": "FJ", "time_zone": "Pacific/Fiji"}
    people = [
        {"id": n, "name": f"Participant {n}", "email": f"{n}@x.example", "consented_at": now, "changed_at": now, **said}
        for n in range(1, REGISTERED + 1)
    ]
    in_turn = [(each["id"], placed[n % len(placed)]) for n, each in enumerate(people)]
    places = [
        {"participant_id": who, "event_id": 1, "session": code, "part": part, "waiting": False, "registered_at": now}
        for who, (code, part) in in_turn
    ]
    with made.database.storing() as session:
        session.execute(insert(ParticipantRow), people)
        session.execute(insert(RegistrationRow), places)
        session.commit()
    release, who = made.reader.current(slug), Details("Ana", "ana@x.example", time_zone="Pacific/Fiji")
    registering.ask(
        made.database,
        release,
        who,
        [placed[0], WHOLE_EVENT],
        address="192.0.2.1",
        link_root="",
        now=NOW,
        new_secret=lambda: f"psk_{link}",
    )
    return registering.confirm(
        made.database, release, link, address="192.0.2.1", root="", now=NOW, new_secret=made.new_secret
    )


def came(client: FlaskClient, path: str, status: int) -> None:
    """Come to a door, and fail unless it answered as it should: an error would be fast."""
    answer = client.get(path, headers=HTML | {"Accept-Encoding": "gzip"})
    if answer.status_code != status:
        raise RuntimeError(f"{answer.status_code}: {answer.text[:500]}")


if __name__ == "__main__":
    main()
