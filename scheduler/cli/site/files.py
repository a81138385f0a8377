"""What a site is made of: per address of the service the file that holds its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from scheduler.domain.addresses import (
    FEED_FOLDERS,
    FEED_SUFFIX,
    RELEASES_A_PAGE,
    TWIN_SUFFIXES,
    door_path,
    session_path,
)
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import public_values

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class SiteFile:
    """An address below the service's root, with its query, and the file for it. `paged`: a list of the JSON API."""

    address: str
    file: str
    paged: bool = False


def site_files(release: PublicRelease, *, twins: bool = False) -> Iterator[SiteFile]:
    """Every file of a release; with `twins` each calendar as jCal and xCal, too.

    The live page is missing, since no file knows the time; and whatever takes a query.
    """
    event = release.programme.event.slug
    yield SiteFile("/robots.txt", "robots.txt")
    yield from _pages(release, event)
    for name in ("changes.atom", "schedule.xml", "schedule.json"):
        yield SiteFile(f"/{event}/{name}", f"{event}/{name}")
    for address, file in _feeds(release, event):
        for suffix in (FEED_SUFFIX, *TWIN_SUFFIXES) if twins else (FEED_SUFFIX,):
            yield SiteFile(f"{address}{suffix}", f"{file}{suffix}")
    yield from _json(release, f"api/v1/events/{event}")


def doors(release: PublicRelease) -> Iterator[tuple[str, str]]:
    """The path of each door that calendars and lists may name, and the file that leads to it."""
    for item in release.items:
        if item.joinable:
            yield door_path(item.key), f"{door_path(item.key)[1:]}/{INDEX}"


def _pages(release: PublicRelease, event: str) -> Iterator[SiteFile]:
    programme = release.programme
    yield SiteFile(f"/{event}/", f"{event}/{INDEX}")
    days = dict.fromkeys(programme.event.day_of(placement.starts).isoformat() for placement in programme.placements)
    for day in days:
        yield SiteFile(f"/{event}/?date={day}", f"{event}/days/{day}/{INDEX}")
    for session in programme.sessions:
        yield _page(session_path(event, session.code))
    for person in programme.people:
        if not person.placeholder:
            yield _page(f"/{event}/people/{person.slug}")
    for room in programme.rooms:
        yield _page(f"/{event}/rooms/{room.slug}")
    yield _page(f"/{event}/subscribe")
    yield _page(f"/{event}/changes")
    for number in range(2, -(-release.number // RELEASES_A_PAGE) + 1):
        yield SiteFile(f"/{event}/changes?page={number}", f"{event}/changes/{number}/{INDEX}")


def _page(path: str) -> SiteFile:
    return SiteFile(path, f"{path[1:]}/{INDEX}")


def _feeds(release: PublicRelease, event: str) -> Iterator[tuple[str, str]]:
    """Address and file of each calendar, without its suffix."""
    for name in ("programme", "remote"):
        yield f"/{event}/feeds/{name}", f"{event}/feeds/{name}"
    known = public_values(release)
    for name, folder in FEED_FOLDERS.items():
        for value in sorted(known[name]):
            scheme, _, code = value.partition(":") if name == "term" else ("", "", value)
            if "/" in code or code.startswith("."):
                continue  # no path says it; such a term is a filter alone
            pieces = [folder, scheme, code] if scheme else [folder, code]
            address = "/".join(quote(piece, safe="") for piece in pieces)
            yield f"/{event}/feeds/{address}", f"{event}/feeds/{'/'.join(pieces)}"


def _json(release: PublicRelease, root: str) -> Iterator[SiteFile]:
    yield SiteFile(f"/{root}", f"{root}.json")
    yield SiteFile(f"/{root}/agenda", f"{root}/agenda.json", paged=True)
    yield SiteFile(f"/{root}/releases", f"{root}/releases.json", paged=True)
    for number in range(1, release.number + 1):
        yield SiteFile(f"/{root}/releases/{number}/diff", f"{root}/releases/{number}/diff.json", paged=True)
