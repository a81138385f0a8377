"""What each release changed, as a page and as an Atom feed."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

from flask import Response

from scheduler.domain.addresses import RELEASES_A_PAGE
from scheduler.domain.changes import ItemChange
from scheduler.domain.clock import isoformat
from scheduler.domain.errors import UnknownFilter
from scheduler.domain.moments import moment
from scheduler.domain.release import PublicRelease
from scheduler.domain.sentences import sentence
from scheduler.http.conditional import respond
from scheduler.http.context import edge
from scheduler.web.answers import A_MINUTE, page
from scheduler.web.links import NO_FILTER, Links, query
from scheduler.web.public.filtering import in_words
from scheduler.web.public.layout import show
from scheduler.web.templating import render
from scheduler.web.timetable import Look
from scheduler.web.visit import Visit, visit

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
    arrived = visit(event, extras=frozenset({"page"}), filtered=True)
    number = _number(arrived.extras.get("page", "1"))
    releases = edge().reader.releases(event, recent(arrived.release, number))
    return page(changes_html(arrived, _told(arrived, releases), number), last_modified=_modified(releases))


def atom(event: str) -> Response:
    """The same as an Atom feed (RFC 4287)."""
    arrived = visit(event, filtered=True)
    releases = edge().reader.releases(event, recent(arrived.release, 1))
    body = changes_atom(arrived, _told(arrived, releases), _modified(releases))
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


@dataclass(frozen=True, slots=True)
class Told:
    """A release, the one before it, and what changed between them for who follows the reader's selection."""

    after: PublicRelease
    before: PublicRelease | None
    found: tuple[ItemChange, ...]


def _told(arrived: Visit, releases: Sequence[PublicRelease]) -> list[Told]:
    """The newest releases as far as a page goes, each against the one before it; `releases` come newest first.

    With a selection those that changed nothing of it are left out.
    """
    told = []
    for after, before in islice(zip_longest(releases, releases[1:]), RELEASES_A_PAGE):
        found = edge().reader.changes(arrived.release, before, after, arrived.selection)
        if found or arrived.selection == NO_FILTER:
            told.append(Told(after, before, found))
    return told


def changes_html(arrived: Visit, told: Sequence[Told], number: int) -> str:
    """Page `number` (from 1) of the changes."""
    last = -(-arrived.release.number // RELEASES_A_PAGE)
    link, selection = arrived.links.page, arrived.selection
    return show(
        "public/changes.html",
        arrived,
        title="Changes",
        path="changes",
        releases=[_release(each, arrived.look) for each in told],
        chosen=in_words(arrived.look, selection) if selection != NO_FILTER else "",
        follow=f"{arrived.links.root}/changes.atom{query(selection, {})}",
        all_changes=link("changes"),
        agenda=arrived.links.agenda(selection),
        newer=link("changes", selection, page=str(number - 1)) if number > 1 else "",
        older=link("changes", selection, page=str(number + 1)) if number < last else "",
    )


def changes_atom(arrived: Visit, told: Sequence[Told], modified: int) -> str:
    """The feed. Ids stand on the UID domain, so they outlive a new host name; each selection is a feed of its own."""
    event, base = arrived.event, f"{arrived.base_url}/{arrived.event.slug}"
    # Absolute addresses are the world's: neither a path in front of the service nor a reader's zone is part of them.
    look = replace(arrived.look, links=Links(event.slug))
    wish = query(arrived.selection, {})
    of = f": {in_words(look, arrived.selection)}" if wish else ""
    entries = [
        (_release(each, look), _id(event.uid_domain, event.slug, f"releases/{each.after.number}{wish}"))
        for each in told
    ]
    return _NOT_XML.sub(
        "",
        render(
            "public/changes.atom.xml",
            title=f"Changes of {event.name}{of}",
            author=event.name,
            id=_id(event.uid_domain, event.slug, f"changes{wish}"),
            updated=isoformat(modified),
            page=f"{base}/changes{wish}",
            feed=f"{base}/changes.atom{wish}",
            base=arrived.base_url,
            entries=entries,
        ),
    )


def _id(domain: str, event: str, path: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://{domain}/{event}/{path}").urn


def _release(told: Told, look: Look) -> ReleaseView:
    after, before, found = told.after, told.before, told.found
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
