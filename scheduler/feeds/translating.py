"""The programme's words in the language that a feed was asked for; what is not translated stays as it is."""

from dataclasses import replace

from scheduler.domain.agenda import AgendaItem, Named
from scheduler.domain.event import Event
from scheduler.domain.programme import Programme
from scheduler.domain.translation import said, said_title


def translated_event(event: Event, lang: str) -> Event:
    """The event with its name and venue in a language."""
    return replace(
        event,
        name=said(event.translations, "name", lang, event.name),
        venue=said(event.translations, "venue", lang, event.venue),
    )


def translated(item: AgendaItem, programme: Programme, lang: str) -> AgendaItem:
    """The entry in a language: session, type, track, terms and place. What tells its part stays behind the title."""
    building = _named(item.building, lang) if item.building else None
    venue = said(programme.event.translations, "venue", lang, programme.event.venue)
    rooms = " + ".join(_named(room, lang).name for room in (item.room, *item.also_in) if room)
    place = (rooms, building.name if building else "", venue)
    return replace(
        item,
        title=said_title(item, programme, lang),
        abstract=said(item.translations, "abstract", lang, item.abstract),
        description=said(item.translations, "description", lang, item.description),
        type=_named(item.type, lang) if item.type else None,
        track=_named(item.track, lang) if item.track else None,
        terms=tuple(_named(term, lang) for term in item.terms),
        building=building,
        location=", ".join(filter(None, place)) if item.location else "",
    )


def _named(thing: Named, lang: str) -> Named:
    return replace(thing, name=said(thing.translations, "name", lang, thing.name))
