"""What each release changed, as a page and as an Atom feed."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from flask import Response

from scheduler.domain.changes import ItemChange, changes
from scheduler.domain.clock import isoformat
from scheduler.domain.errors import UnknownFilter
from scheduler.domain.release import PublicRelease
from scheduler.domain.sentences import sentence
from scheduler.http.conditional import respond
from scheduler.http.context import edge
from scheduler.web.answers import A_MINUTE, page
from scheduler.web.links import Links
from scheduler.web.public.layout import show
from scheduler.web.templating import render
from scheduler.web.times import moment
from scheduler.web.timetable import Look
from scheduler.web.visit import Visit, visit

RELEASES_A_PAGE = 10
LINES_A_RELEASE = 60
"""More changes of one release than this are counted: a page of ten such releases stays under 150 KB."""
ATOM = "application/atom+xml; charset=utf-8"

# RFC 4287 is XML 1.0, which has no way to write these.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One entry that changed, in words."""

    title: str
    lang: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One release: when, what the organisers said about it, and what changed. `more` changes are not listed."""

    number: int
    label: str
    note: str
    at: str
    reader_at: str
    iso: str
    summary: str
    changes: tuple[ChangeView, ...]
    more: int


def changed(event: str) -> Response:
    """The releases of an event, newest first."""
    arrived = visit(event, extras=frozenset({"page"}))
    number = _number(arrived.extras.get("page", "1"))
    releases = edge().reader.releases(event, recent(arrived.release, number))
    return page(changes_html(arrived, releases, number), last_modified=_modified(releases))


def atom(event: str) -> Response:
    """The same as an Atom feed (RFC 4287)."""
    arrived = visit(event)
    releases = edge().reader.releases(event, recent(arrived.release, 1))
    body = changes_atom(arrived, releases)
    return respond(body.encode(), content_type=ATOM, last_modified=_modified(releases), cache_control=A_MINUTE)


def _modified(releases: Sequence[PublicRelease]) -> int:
    """When what is told of these last changed: somebody may have been erased from an old one."""
    return max(release.modified_at for release in releases)


def recent(current: PublicRelease, number: int) -> range:
    """The numbers of the releases on page `number` (from 1), and of the one before them, which they are compared with.

    `UnknownFilter` names the last page.
    """
    last = -(-current.number // RELEASES_A_PAGE)
    if number > last:
        raise UnknownFilter(f"There is no page {number}: the last one is {last}.", pointer="/page")
    newest = current.number - (number - 1) * RELEASES_A_PAGE
    return range(newest - RELEASES_A_PAGE, newest + 1)


def changes_html(arrived: Visit, releases: Sequence[PublicRelease], number: int) -> str:
    """Page `number` (from 1) of the changes; `releases` are those of `recent`, newest first."""
    last = -(-arrived.release.number // RELEASES_A_PAGE)
    link = arrived.links.page
    return show(
        "public/changes.html",
        arrived,
        title="Changes",
        path="changes",
        releases=release_views(releases, arrived.look),
        newer=link("changes", page=str(number - 1)) if number > 1 else "",
        older=link("changes", page=str(number + 1)) if number < last else "",
    )


def changes_atom(arrived: Visit, releases: Sequence[PublicRelease]) -> str:
    """The feed. Ids stand on the UID domain, so they outlive a new host name."""
    event, base = arrived.event, f"{arrived.base_url}/{arrived.event.slug}"
    # Absolute addresses are the world's: neither a path in front of the service nor a reader's zone is part of them.
    shown = release_views(releases, replace(arrived.look, links=Links(event.slug)))
    return _NOT_XML.sub(
        "",
        render(
            "public/changes.atom.xml",
            title=f"Changes of {event.name}",
            author=event.name,
            id=_id(event.uid_domain, event.slug, "changes"),
            updated=isoformat(_modified(releases)),
            page=f"{base}/changes",
            feed=f"{base}/changes.atom",
            base=arrived.base_url,
            entries=[(view, _id(event.uid_domain, event.slug, f"releases/{view.number}")) for view in shown],
        ),
    )


def _id(domain: str, event: str, path: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://{domain}/{event}/{path}").urn


def release_views(releases: Sequence[PublicRelease], look: Look) -> list[ReleaseView]:
    """The newest releases as far as a page goes, each against the one before it; `releases` come newest first."""
    pairs = zip_longest(releases, releases[1:])
    return [_release(after, before, look) for after, before in islice(pairs, RELEASES_A_PAGE)]


def _release(after: PublicRelease, before: PublicRelease | None, look: Look) -> ReleaseView:
    found = changes(before, after)
    zone = after.programme.event.time_zone
    # Of the first release everything is new: that is a number, not news.
    listed = found[:LINES_A_RELEASE] if before else ()
    return ReleaseView(
        number=after.number,
        label=after.label,
        note=after.note,
        at=moment(after.published_at, zone),
        reader_at=moment(after.published_at, look.clocks.reader) if look.clocks.reader else "",
        iso=isoformat(after.published_at),
        summary=_summary(found, before),
        changes=tuple(_change(change, after, look) for change in listed),
        more=len(found) - len(listed) if before else 0,
    )


def _summary(found: Sequence[ItemChange], before: PublicRelease | None) -> str:
    if before is None:
        return f"The first published programme: {_count(len(found), 'entry', 'entries')}."
    if not found:
        return "No entry changed."
    return f"{_count(len(found), 'entry', 'entries')} changed."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _change(change: ItemChange, after: PublicRelease, look: Look) -> ChangeView:
    title = look.tongue.title(change.after, after.programme)
    # An entry never leaves a later release: its page is there, cancelled if need be.
    url = "" if change.after.visibility == "busy" else look.links.session(change.after.session)
    return ChangeView(title.text, title.lang, url, sentence(change, after.programme.event, look.tongue))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 10_000):
        raise UnknownFilter(f"page={text!r} is not the number of a page.", pointer="/page")
    return int(text)
