"""What is made at a request, in another language or with a pass: what can't be rendered breaks no calendar."""

from dataclasses import replace

import pytest

from scheduler.domain.placement import Ident
from scheduler.domain.release import release
from scheduler.domain.selection import Selection
from scheduler.feeds.making import Feeds, with_alarms
from scheduler.feeds.wish import Wish
from scheduler.formats.ical import render_event
from scheduler.services.reading import Reader
from scheduler.services.subscribing import Subscriptions
from scheduler.store.db import Database
from scheduler.store.releases import ReleaseId
from tests.factories import placement, programme
from tests.services.forum import BASE, NOW

NEVER = 10**15  # an instant that no calendar can write
PROGRAMME = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "a"),
    replace(placement("2", "2017-06-12T09:00", "2017-06-12T10:00", "b"), starts=NEVER, ends=NEVER + 60),
)
RELEASE = release(
    replace(PROGRAMME, event=replace(PROGRAMME.event, locales=("en", "fr"))),
    None,
    number=1,
    label="L",
    note="",
    at=NOW,
)
BOTH: list[Ident] = [("1", 1), ("2", 1)]
WISH = Wish("forum", "programme.ics", "", "", Selection(), alarm=5)


@pytest.mark.parametrize(("lang", "ticket"), [("fr", ""), ("", "tkt_a")], ids=["in another language", "with a pass"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_can_be_neither_made_nor_found_is_left_out(database: Database, lang: str, ticket: str) -> None:
    """Not an empty block, behind which the alarm would stand alone; and the others have the pass all the same."""
    feeds = Feeds(Reader(database), Subscriptions(database, BASE), BASE)
    wish = replace(WISH, lang=lang)
    blocks = feeds.blocks(RELEASE, ReleaseId(1, 1, 0), wish, BOTH, ticket)
    good = RELEASE.item["1", 1], RELEASE.entry["1", 1], RELEASE.programme.event
    assert list(with_alarms(blocks, wish)) == [render_event(*good, base_url=BASE, ticket=ticket, alarm=5)]
