"""2,000 people open their doors within the minute in which these open, before a session at nine.

`python -m bench.rush [--seconds N] [--people N]`. Two workers with four threads each behind gunicorn, on loopback; half
of the people come with a ticket in a cookie. In the middle of the time the doors open: until then they get the page
that counts down, afterwards they are sent on to the meeting.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time

from flask_migrate import upgrade

from bench.desk import NOW, stored
from bench.door import LINK
from bench.feeds_http import gunicorn
from bench.subscribers import Seen
from bench.synthetic import synthetic
from bench.targets import Table
from config import Config
from scheduler.app import create_app
from scheduler.domain.clock import DAY, MINUTE, isoformat
from scheduler.domain.log import Author
from scheduler.http.context import edge
from scheduler.services import ticketing
from scheduler.services.editing import edit
from scheduler.services.publishing import publish
from scheduler.services.sealing import new_key
from scheduler.services.wishing import Wish

SIZE, WORKERS, AIM = 250, 2, 300.0


def main() -> int:
    """Print every figure; end with 1 if one is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--people", type=int, default=2_000)
    given = arguments.parse_args()
    table = Table()
    table.heading()
    with tempfile.TemporaryDirectory() as folder:
        url, key = f"sqlite:///{folder}/rush.sqlite", new_key()
        paths, ticket, slug, opens = prepared(url, key)
        environment = {
            "DATABASE_URL": url,
            "LOG_LEVEL": "error",
            "SECRET_KEYS": key,
            "REHEARSE_FROM": isoformat(opens - given.seconds // 2),
        }
        with gunicorn("wsgi:app", WORKERS, **environment) as port:
            seen = asyncio.run(rush(paths, f"ticket-{slug}={ticket}", port, given.people, given.seconds))
    for status, number in sorted(seen.statuses.items()):
        table.row(f"{given.people:,} people, {status}", SIZE, number, None, "")
    seen.show(table, SIZE, AIM)
    return 1 if table.missed else 0


def prepared(url: str, key: str) -> tuple[list[str], str, str, int]:
    """Doors that open at one time, a ticket for them, the event, and when they open to the public."""
    app = create_app(Config(database_url=url, secret_keys=key, log_level="error"), clock=lambda: NOW)
    with app.app_context():
        upgrade()
        made = edge()
    programme = stored(made.database, synthetic(SIZE))
    slug, first = programme.event.slug, min(each.starts for each in programme.placements)
    at_nine = [each for each in programme.placements if each.starts == first]
    after = Author("bench", max(each.ends for each in programme.placements) + DAY)
    for each in at_nine:
        name = programme.key(*each.id)
        version = made.desks.open(slug).version("remote", name)
        wish = Wish("put", "remote", name, {"ways": [{"kind": "join", "url": LINK, "audience": "public"}]}, version)
        edit(made.desks, slug, [wish], author=after, new_id=made.new_id, sealer=made.sealer)
    publish(made.desks, slug, label="1", note="", only=(), author=after, base_url=made.config.base_url)
    desk = made.desks.open(slug)
    issued = ticketing.issue(
        made.database,
        desk,
        person=None,
        holder="Somebody",
        audience="registered",
        now=NOW,
        new_secret=made.new_secret,
    )
    slot = desk.programme.slot[at_nine[0].id]
    made.database.engine.dispose()
    doors = [f"/join/{programme.key(*each.id)}" for each in at_nine]
    return doors, issued.secret, slug, first - slot.opens_before_public * MINUTE


async def rush(paths: list[str], cookie: str, port: int, people: int, seconds: int) -> Seen:
    """Let everybody come once, at a moment of their own."""
    seen, chance = Seen(), random.Random(2017)  # noqa: S311 - the same crowd each time

    async def come(path: str, cookie: str, wait: float) -> None:
        await asyncio.sleep(wait)
        try:
            await ask(path, cookie, port, seen)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            seen.wrong.append(f"{path}: {error!r}")

    await asyncio.gather(
        *(
            come(chance.choice(paths), cookie if chance.random() < 0.5 else "", chance.random() * seconds)
            for _ in range(people)
        )
    )
    return seen


async def ask(path: str, cookie: str, port: int, seen: Seen) -> None:
    """Come to a door by a new connection, and see whether it answers as a door does."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", "Accept: text/html"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    try:
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head, _, _ = (await asyncio.wait_for(reader.read(-1), 30)).partition(b"\r\n\r\n")
    finally:
        writer.close()
    seen.milliseconds.append((time.monotonic() - began) * 1_000)
    status = int(head.split()[1])
    seen.statuses[status] = seen.statuses.get(status, 0) + 1
    if status not in {200, 303} or (status == 303 and LINK.encode() not in head):
        seen.wrong.append(f"{path}: {head[:100]!r}")


if __name__ == "__main__":
    sys.exit(main())
