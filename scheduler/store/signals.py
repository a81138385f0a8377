"""How many follow which sessions, counted where they lie: nobody who follows leaves the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.store.models.following import BookmarkRow
from scheduler.store.rows import table_of

_BOOKMARK = table_of(BookmarkRow)


@dataclass(frozen=True, slots=True)
class Counts:
    """`followers` of each session, who bookmarked both of two (`together`, codes in order), who bookmarked any."""

    followers: Mapping[str, int]
    together: Mapping[tuple[str, str], int]
    audience: int


def count_bookmarks(database: DatabaseSession, event_id: int, floor: int) -> Counts:
    """Counts of an event's bookmarks: three queries. Sessions and pairs of fewer than `floor` people are left out."""
    audience = database.scalar(
        select(func.count(_BOOKMARK.c.follower_id.distinct())).where(_BOOKMARK.c.event_id == event_id)
    )
    if not audience or audience < floor:
        return Counts({}, {}, 0)
    followers = {row.session: row.people for row in database.execute(_followers(event_id, floor))}
    # The database's order of letters need not be ours.
    pairs = database.execute(_together(event_id, floor))
    together = {(min(row.one, row.other), max(row.one, row.other)): row.people for row in pairs}
    return Counts(followers, together, audience)


def _followers(event_id: int, floor: int) -> Select[Any]:
    people = func.count().label("people")
    return (
        select(_BOOKMARK.c.session, people)
        .where(_BOOKMARK.c.event_id == event_id)
        .group_by(_BOOKMARK.c.session)
        .having(people >= floor)
    )


def _together(event_id: int, floor: int) -> Select[Any]:
    one, other = _BOOKMARK.alias(), _BOOKMARK.alias()
    people = func.count().label("people")
    return (
        select(one.c.session.label("one"), other.c.session.label("other"), people)
        .join(other, (one.c.follower_id == other.c.follower_id) & (one.c.session < other.c.session))
        .where(one.c.event_id == event_id)
        .group_by(one.c.session, other.c.session)
        .having(people >= floor)
    )
