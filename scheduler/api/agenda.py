"""The released agenda, and what of it is on at a moment."""

from flask import Response

from scheduler.api.contract import A_SECOND, PAGED, WORDED, Query, answer, reads
from scheduler.api.paging import Place, cut
from scheduler.api.schemas.agenda import AgendaPage, Live
from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE
from scheduler.http.context import edge
from scheduler.http.filters import moment
from scheduler.services.watching import watch


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
    """What is on now, what opens its doors soon, and what follows in each room, with what was said on the day.

    Without `at` the moment is told by the minute, so that the answer is the same until something happens.
    """
    made = edge()
    release = made.reader.current(event)
    presenter = query.presenter(release)
    asked = moment(query.others)
    now = made.clock()
    seen = watch(made.database, made.reader, release, query.selection, now if asked is None else asked)
    body = {
        "release": release.number,
        "at": presenter.time(now - now % MINUTE if asked is None else asked),
        "now": presenter.running(seen.now),
        "soon": presenter.running(seen.soon),
        "next": presenter.running(seen.next),
    }
    # What was said on the day has no release's date: one would keep a stale answer alive.
    return answer(body, None, cache_control=A_SECOND)


def _place(item: AgendaItem) -> Place:
    return (item.starts, item.ends, item.session, item.part)
