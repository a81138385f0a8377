"""2,000 subscribers with filters of their own ask gunicorn again and again, for a minute, over a release.

`python -m bench.subscribers [--seconds N] [--subscribers N]`. Each makes a connection for each request, as calendars
do, sends what it remembers (a tag, a date, both or nothing), and takes gzip or not. Two workers with four threads each;
the crowd itself needs a core of its own. In the middle a release changes every feed.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from bench.feeds import edge_of, released
from bench.feeds_http import gunicorn
from bench.targets import Table
from bench.week import engine_of, release, reword
from scheduler.domain.addresses import FEED_FOLDERS
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import public_values

SIZE, EVERY = 250, 10.0
"""Each asks every ten seconds: ninety times as often as calendars that were told PT15M."""
WORKERS = 2
OFTEN = 0.5  # of all subscribers have the whole programme


@dataclass(slots=True)
class Subscriber:
    """A calendar program: its feed, what it sends, what it remembers."""

    path: str
    packed: bool
    by_tag: bool
    by_date: bool
    tag: str = ""
    modified: str = ""

    def request(self, port: int) -> bytes:
        """The bytes of its next request."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
        lines += ["Accept-Encoding: gzip, deflate"] if self.packed else []
        lines += [f"If-None-Match: {self.tag}"] if self.by_tag and self.tag else []
        lines += [f"If-Modified-Since: {self.modified}"] if self.by_date and self.modified else []
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(slots=True)
class Seen:
    """What the crowd saw: milliseconds of each answer, statuses, and what went wrong."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def show(self, table: Table, size: int, aim: float | None = None) -> None:
        """The rows of how long it took, with what the 99th of a hundred may take, and every kind of error."""
        ordered = sorted(self.milliseconds)
        count = len(ordered)
        table.row("  median", size, ordered[count // 2], None)
        table.row("  99th percentile", size, ordered[count * 99 // 100], aim)
        table.row("  slowest", size, ordered[-1], None)
        table.row("  errors", size, len(self.wrong), 0, "")
        for each in self.wrong[:10]:
            print(each)


def main() -> int:
    """Print every figure; end with 1 if anything went wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--subscribers", type=int, default=2_000)
    given = arguments.parse_args()
    table = Table()
    table.heading()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/feeds.sqlite"
        app, slug = released(url, SIZE)
        made = edge_of(app)
        paths = addresses(made.reader.current(slug), slug)
        chance = random.Random(2017)  # noqa: S311 - the same crowd each time
        crowd = [subscriber(paths, slug, chance) for _ in range(given.subscribers)]
        with gunicorn("wsgi:app", WORKERS, DATABASE_URL=url, LOG_LEVEL="error") as port:
            began = memory(port)

            def change() -> None:
                reword(made.database, slug)
                release(made.database, slug)

            seen = asyncio.run(crowding(crowd, port, given.seconds, change, chance))
            ended = memory(port)
        engine_of(app).dispose()
    count = len(seen.milliseconds)
    table.row(f"answers a second to {given.subscribers:,} subscribers", SIZE, count / given.seconds, None, "/s")
    for status, number in sorted(seen.statuses.items()):
        table.row(f"  of them {status}", SIZE, number / count * 100, None, "%")
    seen.show(table, SIZE)
    feeds = len({each.path for each in crowd})
    table.row(f"  memory of a worker, {feeds:,} different feeds", SIZE, ended, None, "MiB")
    table.row("    before", SIZE, began, None, "MiB")
    return 1 if table.missed else 0


def addresses(current: PublicRelease, slug: str) -> list[str]:
    """Every feed of one thing, and the query that says the same."""
    found = []
    for name, values in public_values(current).items():
        for value in sorted(values):
            found.append(f"{name}={value}")
            if name in FEED_FOLDERS and name != "term":
                found.append(f"/{slug}/feeds/{FEED_FOLDERS[name]}/{value}.ics")
    return found


def subscriber(paths: list[str], slug: str, chance: random.Random) -> Subscriber:
    """One of the crowd."""
    path = f"/{slug}/feeds/programme.ics"
    if chance.random() > OFTEN:
        chosen = [chance.choice(paths) for _ in range(chance.choice((1, 1, 2, 3)))]
        path = next((each for each in chosen if each.startswith("/")), path)
        query = "&".join(each for each in chosen if not each.startswith("/"))
        path += f"?{query}" if query else ""
    return Subscriber(path, chance.random() < 0.9, chance.random() < 0.7, chance.random() < 0.3)


async def crowding(
    crowd: list[Subscriber], port: int, seconds: int, change: Callable[[], object], chance: random.Random
) -> Seen:
    """Let the crowd ask for so many seconds."""
    seen = Seen()
    ends = time.monotonic() + seconds

    async def live(who: Subscriber, begins: float) -> None:
        await asyncio.sleep(begins)
        while (began := time.monotonic()) < ends:
            try:
                await ask(who, port, seen)
            except (OSError, asyncio.IncompleteReadError, ValueError) as error:
                seen.wrong.append(f"{who.path}: {error!r}")
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))

    async def publishing() -> None:
        await asyncio.sleep(seconds / 2)
        await asyncio.to_thread(change)

    await asyncio.gather(publishing(), *(live(who, chance.random() * EVERY) for who in crowd))
    return seen


async def ask(who: Subscriber, port: int, seen: Seen) -> None:
    """One request, and what came of it."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(who.request(port))
        head, _, body = (await asyncio.wait_for(reader.read(-1), 30)).partition(b"\r\n\r\n")
    finally:
        writer.close()
    seen.milliseconds.append((time.monotonic() - began) * 1_000)
    first, *lines = head.decode("latin-1").split("\r\n")
    status = int(first.split()[1])
    headers = dict(line.split(": ", 1) for line in lines)
    seen.statuses[status] = seen.statuses.get(status, 0) + 1
    whole = status == 304 or len(body) == int(headers.get("Content-Length", -1))
    if status not in {200, 304} or not whole:
        seen.wrong.append(f"{who.path}: {first}, {len(body)} bytes")
    who.tag, who.modified = headers.get("ETag", ""), headers.get("Last-Modified", "")


def memory(port: int) -> float:
    """MiB of the larger of the workers of the server at a port."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    connection.close()
    mine = Path("/proc/self/task").glob("*/children")
    masters = [pid for children in mine for pid in children.read_text().split()]
    workers = [pid for master in masters for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]
    figures = [Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0] for pid in workers]
    return max(map(int, figures)) / 1024


if __name__ == "__main__":
    sys.exit(main())
