"""Turns released values into JSON: keys, RFC 3339 times, our own links. By hand, since a page holds 500 entries.

What is made here is what `scheduler.api.schemas` describes; a test loads the one with the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.addresses import door_path, session_path
from scheduler.domain.agenda import AgendaItem, AgendaPerson, Named
from scheduler.domain.changes import Difference, ItemChange, differences
from scheduler.domain.clock import isoformat, zone
from scheduler.domain.event import Day, Translations
from scheduler.domain.live import Running
from scheduler.domain.release import PublicRelease, Summary
from scheduler.domain.translation import said, said_title

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Presenter:
    """Says what is in one release: links under `base_url`, times in `time_zone`, words in `lang` where it has them."""

    release: PublicRelease
    base_url: str
    time_zone: str
    lang: str | None = None

    def item(self, item: AgendaItem) -> Json:
        """One entry of the agenda."""
        event = self.release.programme.event
        entry = self.release.entry[item.id]
        tz = zone(self.time_zone)
        return {
            "key": item.key,
            "uid": f"{item.key}@{event.uid_domain}",
            "sequence": entry.sequence,
            "created_at": _time(entry.created_at, tz),
            "changed_at": _time(entry.changed_at, tz),
            "status": item.status,
            "title": self._title(item),
            "part": item.part,
            "session": self._session(item),
            "room": item.room.key if item.room else None,
            "room_name": self._name(item.room),
            "also_in": [room.key for room in item.also_in],
            "building": item.building.key if item.building else None,
            "building_name": self._name(item.building),
            "location": item.location,
            "position": {"latitude": item.position[0], "longitude": item.position[1]} if item.position else None,
            "starts_at": _time(item.starts, tz),
            "ends_at": _time(item.ends, tz),
            "people": [_person(person) for person in item.people],
            "remote": list(item.remote),
            "join_url": self.base_url + door_path(item.key) if item.joinable else None,
            "url": self.base_url + session_path(event.slug, item.session),
        }

    def items(self, items: Iterable[AgendaItem]) -> list[Json]:
        """Entries of the agenda, in the order given."""
        return [self.item(item) for item in items]

    def running(self, running: Iterable[Running]) -> list[Json]:
        """Entries with what is true of them now, in the order given."""
        return [self.item(each.item) | {"live": self._live(each)} for each in running]

    def _live(self, each: Running) -> Json:
        return {
            "starts_at": self.time(each.starts),
            "ends_at": self.time(each.ends),
            "delay_minutes": each.live.delay_minutes,
            "ended_at": None if each.live.ended_at is None else self.time(each.live.ended_at),
            "room_full": each.live.room_full,
            "emergency_room": each.live.emergency_room,
            "has_recording": each.live.recording,
            "behind_minutes": each.behind_minutes,
            "opens_at": None if each.opens_at is None else self.time(each.opens_at),
        }

    def time(self, instant: int) -> str:
        """An instant, RFC 3339 with offset."""
        return _time(instant, zone(self.time_zone))

    def _session(self, item: AgendaItem) -> Json:
        session = self.release.programme.session[item.session]
        return {
            "code": item.session,
            "title": self._words(item.translations, "title", session.title),
            "subtitle": self._words(item.translations, "subtitle", item.subtitle),
            "abstract": self._words(item.translations, "abstract", item.abstract),
            "description": self._words(item.translations, "description", item.description),
            "type": item.type.key if item.type else None,
            "type_name": self._name(item.type),
            "track": item.track.key if item.track else None,
            "track_name": self._name(item.track),
            "terms": [term.key for term in item.terms],
            "term_names": {term.key: self._name(term) for term in item.terms},
            "languages": list(item.languages),
            "interpretation": list(item.interpretation),
            "captioning": item.captioning,
            "mode": item.mode,
            "visibility": item.visibility,
            "organisers": [{"organisation": o.slug, "name": o.name, "role": o.role} for o in item.organisers],
            "links": [{"url": link.url, "label": link.label} for link in item.links],
            "translations": _translations(item.translations),
        }

    def _title(self, item: AgendaItem) -> str:
        """The title of the part: where the session's is translated, that takes its place."""
        return item.title if self.lang is None else said_title(item, self.release.programme, self.lang)

    def _name(self, thing: Named | None) -> str | None:
        return self._words(thing.translations, "name", thing.name) if thing else None

    def _words(self, translations: Translations, field: str, otherwise: str) -> str:
        return otherwise if self.lang is None else said(translations, field, self.lang, otherwise)


def event(release: PublicRelease, base_url: str) -> Json:
    """An event as its current release describes it."""
    event = release.programme.event
    return {
        "slug": event.slug,
        "name": event.name,
        "theme": event.theme,
        "venue": event.venue,
        "website": event.website,
        "time_zone": event.time_zone,
        "days": [_day(day) for day in event.days],
        "day_change": _wall(event.day_change),
        "contact_email": event.contact_email,
        "uid_domain": event.uid_domain,
        "co_organisers": list(event.co_organisers),
        "locales": list(event.locales),
        "grid_minutes": event.grid_minutes,
        "refresh_minutes": event.refresh_minutes,
        "translations": _translations(event.translations),
        "release": {
            "number": release.number,
            "label": release.label,
            "published_at": isoformat(release.published_at, event.time_zone),
        },
        "url": f"{base_url}/{event.slug}/",
    }


def release(made: Summary) -> Json:
    """A release without its entries: what it is called, when it came, how much it holds."""
    return {
        "number": made.number,
        "label": made.label,
        "note": made.note,
        "published_at": isoformat(made.published_at, made.time_zone),
        "counts": {
            "sessions": made.sessions,
            "entries": made.entries,
            "cancelled": made.cancelled,
            "people": made.people,
        },
        "changed": made.changed,
    }


def change(change: ItemChange, before: Presenter | None, after: Presenter) -> Json:
    """What a release changed in one entry; each side told by its own release."""
    return {
        "key": change.key,
        "kinds": list(change.kinds),
        "differences": [_difference(each, after) for each in differences(change.before, change.after)],
        "before": before.item(change.before) if before and change.before else None,
        "after": after.item(change.after),
    }


def _difference(found: Difference, presenter: Presenter) -> Json:
    write = presenter.time if found.what in {"starts_at", "ends_at"} else str
    return {
        "what": found.what,
        "before": [write(value) for value in found.before],  # type: ignore[arg-type] # times are instants
        "after": [write(value) for value in found.after],  # type: ignore[arg-type]
    }


def _time(instant: int, tz: ZoneInfo) -> str:
    return datetime.fromtimestamp(instant, tz).isoformat()


def _wall(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _day(day: Day) -> Json:
    return {"date": day.date.isoformat(), "opens": _wall(day.opens), "closes": _wall(day.closes)}


def _person(person: AgendaPerson) -> Json:
    return {
        "slug": person.slug,
        "name": person.name,
        "role": person.role,
        "mode": person.mode,
        "honorific": person.honorific,
        "position": person.position,
        "organisation": person.organisation,
        "on_behalf_of": person.on_behalf_of,
    }


def _translations(translations: Translations) -> dict[str, dict[str, str]]:
    """`{locale: {field: text}}`."""
    by_locale: dict[str, dict[str, str]] = {}
    for field, locale, text in translations:
        by_locale.setdefault(locale, {})[field] = text
    return by_locale
