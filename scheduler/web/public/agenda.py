"""The agenda: every entry by day and start, the filters, search, and the reader's zone."""

from datetime import date

from flask import Response

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.errors import UnknownFilter
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import public_values
from scheduler.http.context import edge
from scheduler.web.answers import page
from scheduler.web.links import NO_FILTER
from scheduler.web.public.filtering import carried, chips, choices, in_words
from scheduler.web.public.layout import show
from scheduler.web.timetable import day_links, days, page_of
from scheduler.web.visit import Visit, visit

EXTRAS = frozenset({"date"})
"""`date`: which day a page shows where the whole would be too long."""


def agenda(event: str) -> Response:
    """The agenda of a selection."""
    arrived = visit(event, extras=EXTRAS, filtered=True)
    found = edge().reader.select(arrived.release, arrived.selection)
    shown = print_html if "print" in arrived.extras else agenda_html
    return page(shown(arrived, found), last_modified=arrived.release.modified_at)


def agenda_html(arrived: Visit, found: tuple[AgendaItem, ...]) -> str:
    """The page of these entries, which the reader's selection has found."""
    look, selection = arrived.look, arrived.selection
    shown, one_day = page_of(found, look, _day(arrived.extras.get("date"), arrived.release))
    return show(
        "public/agenda.html",
        arrived,
        title="Agenda",
        path="",
        zone_form=False,
        days=days(shown, look),
        navigation=[
            (link, arrived.links.agenda(selection, date=link.day) if one_day else f"#d{link.day}")
            for link in day_links(found, look, one_day)
        ],
        choices=choices(arrived.release.items, look, selection),
        chips=chips(look, selection),
        carried=carried(selection),
        phrase=selection.q[0] if selection.q else "",
        count=len(found),
        total=len(arrived.release.items),
        all_entries=arrived.links.agenda(),
        subscribe=arrived.links.page("subscribe", selection),
        changed=arrived.links.page("changes", selection),
    )


def print_html(arrived: Visit, found: tuple[AgendaItem, ...]) -> str:
    """The same entries to print: every day of them, however many there are, and nothing to press."""
    wanted = _day(arrived.extras.get("date"), arrived.release)
    shown = page_of(found, arrived.look, wanted)[0] if wanted else found
    return show(
        "public/print.html",
        arrived,
        title="Programme",
        path="",
        days=days(shown, arrived.look),
        selection=in_words(arrived.look, arrived.selection),
        narrowed=arrived.selection != NO_FILTER,
    )


def _day(text: str | None, release: PublicRelease) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UnknownFilter(f"{text!r} is not a day. Write it like 2017-06-12.", pointer="/date") from None
    if day.isoformat() not in public_values(release)["day"]:
        raise UnknownFilter(f"{text} is no day of this event. Leave date out to begin with the first.", pointer="/date")
    return day
