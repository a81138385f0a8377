"""Several tabs of one browser at once: nothing fails, and what was deleted stays deleted."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from sqlalchemy import func, select

from scheduler.domain.errors import NotFound
from scheduler.services.following import Visitor, follow, followed, forget_all, renew_calendar, unfollow
from scheduler.services.ports import random_secret, random_token
from scheduler.services.reading import Reader
from scheduler.store.db import Database
from scheduler.store.models.following import FeedTokenRow, FollowerRow
from tests.api.forum import FIRST, FORUM, released


def test_tabs_that_follow_renew_and_delete_at_once_leave_one_address_each(database: Database) -> None:
    """Each follower that is left has one calendar that counts; whoever was deleted has none, for ever."""
    released(database, FORUM, FIRST)
    release = Reader(database).current("forum")
    cookie = follow(database, release, Visitor(None, None, "a"), "1", now=FIRST, new_cookie=random_secret)
    visitor = Visitor(None, cookie, "a")

    def tab(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - the same order of deeds each time
        for _ in range(8):
            what = chance.choice(("follow", "follow", "unfollow", "renew", "forget"))
            code = chance.choice(("1", "2", "3"))
            if what == "follow":
                follow(database, release, visitor, code, now=FIRST, new_cookie=random_secret)
            elif what == "unfollow":
                unfollow(database, "forum", visitor, code, now=FIRST)
            elif what == "forget":
                forget_all(database, "forum", visitor, now=FIRST)
            else:
                with suppress(NotFound):  # another tab may have deleted everything a moment ago
                    renew_calendar(database, "forum", visitor, now=FIRST, new_secret=random_token)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tab, range(4)))
    forget_all(database, "forum", visitor, now=FIRST)
    assert followed(database, "forum", visitor).sessions == frozenset()
    with database.reading() as session:
        followers = session.scalar(select(func.count()).select_from(FollowerRow))
        open_ = session.scalars(select(FeedTokenRow.follower_id).where(FeedTokenRow.revoked_at.is_(None))).all()
    assert len(open_) == len(set(open_)) == followers
    assert None not in open_
