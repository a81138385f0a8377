"""The releases of an event, and what differs between two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Response

from scheduler.api.contract import PAGED, WORDED, Query, answer, reads
from scheduler.api.paging import Place, cut
from scheduler.api.presenting import change as change_json
from scheduler.api.presenting import release as release_json
from scheduler.api.schemas.releases import Diff, ReleasePage
from scheduler.domain.changes import ItemChange
from scheduler.domain.errors import NotFound
from scheduler.domain.release import PublicRelease, Summary
from scheduler.domain.selection import Selection
from scheduler.http.context import edge
from scheduler.http.problems import Malformed

_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)
_MOST = 999_999_999  # no database is asked for a number that its integers can't hold


LOOKED_THROUGH = 10
"""Releases of a filtered list that one request looks through: each has to be read and compared."""


@reads("/events/<event>/releases", ReleasePage, others=PAGED, filtered=True)
def releases(event: str, query: Query) -> Response:
    """Every release, newest first; with filters, those that changed something for who follows such entries.

    A filtered page may be short or empty and yet lead on to a next one: it comes from 10 releases at most.
    """
    every = edge().reader.summaries(event)
    page = query.page
    if query.selection != Selection():
        page = replace(page, limit=min(page.limit, LOOKED_THROUGH))
    shown, following = cut(every, page, of=query.list_name, place=_newest_first)
    modified = every[0].published_at
    if query.selection != Selection():
        shown, modified = _concerned(event, shown, query.selection)
    return answer({"items": [release_json(release) for release in shown], "next": following}, modified)


def _concerned(event: str, shown: Sequence[Summary], selection: Selection) -> tuple[list[Summary], int]:
    """Those of the releases that changed something of a selection, and when what they hold last changed."""
    reader = edge().reader
    current = reader.current(event)
    near = {each.number: each for each in reader.releases(event, _and_before(shown))}
    concerned = [
        each for each in shown if reader.changes(current, near.get(each.number - 1), near[each.number], selection)
    ]
    return concerned, max(each.modified_at for each in (current, *near.values()))


def _and_before(shown: Sequence[Summary]) -> set[int]:
    return {number for each in shown for number in (each.number - 1, each.number)}


@reads("/events/<event>/releases/<int:number>/diff", Diff, others=PAGED | WORDED | {"from"}, filtered=True)
def diff(event: str, number: int, query: Query) -> Response:
    """What a release changed, entry by entry.

    Compared with the release before it, or with the one that `from` names; the first one with nothing. An entry counts
    if it is what the filters ask for in either of both.
    """
    asked = _number(query.others.get("from"))
    # Numbers have no gap: the release before one is the number before.
    before_it = number - 1 if asked is None else asked
    wanted = {each for each in (number, before_it) if each <= _MOST}
    near = {release.number: release for release in edge().reader.releases(event, wanted)}
    after = _found(near, number, event)
    before = _found(near, before_it, event) if asked is not None or number > 1 else None
    reader = edge().reader
    found = list(enumerate(reader.changes(reader.current(event), before, after, query.selection)))
    shown, following = cut(found, query.page, of=query.list_name, place=_nth)
    presenter = query.presenter(after)
    told_before = query.presenter(before) if before else None
    body = {
        "from": before.number if before else None,
        "to": after.number,
        "items": [change_json(change, told_before, presenter) for _, change in shown],
        "next": following,
    }
    return answer(body, max(after.modified_at, before.modified_at if before else 0))


def _newest_first(release: Summary) -> Place:
    return (-release.number,)


def _nth(change: tuple[int, ItemChange]) -> Place:
    return (change[0],)


def _number(asked: str | None) -> int | None:
    if asked is not None and not _NUMBER.fullmatch(asked):
        raise Malformed(f"{asked[:40]!r} is no number of a release.", pointer="/from")
    return None if asked is None else int(asked)


def _found(releases: Mapping[int, PublicRelease], number: int, event: str) -> PublicRelease:
    if number not in releases:
        newest = edge().reader.summaries(event)[0].number
        raise NotFound(f"{event} has no release {str(number)[:20]}. The newest is {newest}.")
    return releases[number]
