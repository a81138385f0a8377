"""The releases of an event, and what differs between two."""

import re
from collections.abc import Sequence

from flask import Response

from scheduler.api.contract import PAGED, WORDED, Query, answer, reads
from scheduler.api.paging import Place, cut
from scheduler.api.presenting import change as change_json
from scheduler.api.presenting import release as release_json
from scheduler.api.schemas.releases import Diff, ReleasePage
from scheduler.domain.changes import ItemChange, changes
from scheduler.domain.errors import NotFound
from scheduler.domain.release import PublicRelease
from scheduler.http.context import edge
from scheduler.http.problems import Malformed

_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)


@reads("/events/<event>/releases", ReleasePage, others=PAGED)
def releases(event: str, query: Query) -> Response:
    """Every release, newest first."""
    every = edge().reader.releases(event)
    shown, following = cut(every, query.page, of=query.list_name, place=_newest_first)
    return answer({"items": [release_json(release) for release in shown], "next": following}, every[0].published_at)


@reads("/events/<event>/releases/<int:number>/diff", Diff, others=PAGED | WORDED | {"from"})
def diff(event: str, number: int, query: Query) -> Response:
    """What a release changed, entry by entry.

    Compared with the release before it, or with the one that `from` names; the first one with nothing.
    """
    every = edge().reader.releases(event)
    after = _find(every, number, event)
    before = _before(every, after, query.others.get("from"), event)
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
    return answer(body, after.published_at)


def _newest_first(release: PublicRelease) -> Place:
    return (-release.number,)


def _nth(change: tuple[int, ItemChange]) -> Place:
    return (change[0],)


def _find(every: Sequence[PublicRelease], number: int, event: str) -> PublicRelease:
    for release in every:
        if release.number == number:
            return release
    raise NotFound(f"{event} has no release {str(number)[:20]}. The newest is {every[0].number}.")


def _before(
    every: Sequence[PublicRelease], after: PublicRelease, asked: str | None, event: str
) -> PublicRelease | None:
    if asked is None:
        return next((release for release in every if release.number < after.number), None)
    if not _NUMBER.fullmatch(asked):
        raise Malformed(f"{asked[:40]!r} is no number of a release.", pointer="/from")
    return _find(every, int(asked), event)
