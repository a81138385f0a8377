"""The releases of an event, and what differs between two."""

import re
from collections.abc import Mapping

from flask import Response

from scheduler.api.contract import PAGED, WORDED, Query, answer, reads
from scheduler.api.paging import Place, cut
from scheduler.api.presenting import change as change_json
from scheduler.api.presenting import release as release_json
from scheduler.api.schemas.releases import Diff, ReleasePage
from scheduler.domain.changes import ItemChange, changes
from scheduler.domain.errors import NotFound
from scheduler.domain.release import PublicRelease, Summary
from scheduler.http.context import edge
from scheduler.http.problems import Malformed

_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)
_MOST = 999_999_999  # no database is asked for a number that its integers can't hold


@reads("/events/<event>/releases", ReleasePage, others=PAGED)
def releases(event: str, query: Query) -> Response:
    """Every release, newest first."""
    every = edge().reader.summaries(event)
    shown, following = cut(every, query.page, of=query.list_name, place=_newest_first)
    return answer({"items": [release_json(release) for release in shown], "next": following}, every[0].published_at)


@reads("/events/<event>/releases/<int:number>/diff", Diff, others=PAGED | WORDED | {"from"})
def diff(event: str, number: int, query: Query) -> Response:
    """What a release changed, entry by entry.

    Compared with the release before it, or with the one that `from` names; the first one with nothing.
    """
    asked = _number(query.others.get("from"))
    # Numbers have no gap: the release before one is the number before.
    before_it = number - 1 if asked is None else asked
    wanted = {each for each in (number, before_it) if each <= _MOST}
    near = {release.number: release for release in edge().reader.releases(event, wanted)}
    after = _found(near, number, event)
    before = _found(near, before_it, event) if asked is not None or number > 1 else None
    found = list(enumerate(changes(before, after)))
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
