"""The released agenda, and what of it is on at a moment."""

from flask import Response

from scheduler.api.contract import PAGED, WORDED, Query, answer, reads
from scheduler.api.paging import Place, cut
from scheduler.api.schemas.agenda import AgendaPage, Live
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE
from scheduler.domain.live import at_moment
from scheduler.http.context import edge
from scheduler.http.filters import moment


@reads("/events/<event>/agenda", AgendaPage, others=PAGED | WORDED, filtered=True)
def agenda(event: str, query: Query) -> Response:
    """The current release's agenda, cancelled entries included.

    By start, end and key. Different filters narrow each other, values of one filter are alternatives.
    """
    release = edge().reader.current(event)
    presenter = query.presenter(release)
    items = edge().reader.select(release, query.selection)
    shown, following = cut(items, query.page, of=query.list_name, place=_place)
    return answer({"release": release.number, "items": presenter.items(shown), "next": following}, release.modified_at)


@reads("/events/<event>/live", Live, others=WORDED | {"at"}, filtered=True)
def live(event: str, query: Query) -> Response:
    """What is on now, and what follows in each room.

    Without `at` the moment is the present minute's beginning, so that everybody's answer within it is the same.
    """
    release = edge().reader.current(event)
    presenter = query.presenter(release)
    asked = moment(query.others)
    now = edge().clock()
    seen = at_moment(edge().reader.select(release, query.selection), now - now % MINUTE if asked is None else asked)
    body = {
        "release": release.number,
        "at": presenter.time(seen.at),
        "now": presenter.items(seen.now),
        "next": presenter.items(seen.next),
    }
    # Without `at` the answer changes while the release does not: its date would keep a stale one alive.
    return answer(body, None if asked is None else release.modified_at)


def _place(item: AgendaItem) -> Place:
    return (item.starts, item.ends, item.session, item.part)
