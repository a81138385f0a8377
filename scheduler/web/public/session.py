"""A session's page: everything public about it, when and where its parts are, and what last changed."""

from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from flask import Response

from scheduler.domain.agenda import AgendaItem, AgendaPerson
from scheduler.domain.changes import changes
from scheduler.domain.clock import to_local
from scheduler.domain.errors import NotFound
from scheduler.domain.labels import ROLE_WORDS
from scheduler.domain.moments import moment, span_text
from scheduler.domain.release import PublicRelease
from scheduler.domain.selection import Selection
from scheduler.domain.sentences import sentence
from scheduler.http.context import edge
from scheduler.web.answers import page
from scheduler.web.languages import language_names
from scheduler.web.links import feed_path, webcal
from scheduler.web.public.history import recent
from scheduler.web.public.layout import show
from scheduler.web.timetable import Linked, Look, rooms_of, site_of
from scheduler.web.visit import Visit, visit


@dataclass(frozen=True, slots=True)
class PartView:
    """One part: its times in both zones, its place, its door."""

    key: str
    title: str
    when: str
    iso: str
    reader_when: str
    rooms: tuple[Linked, ...]
    site: str
    elsewhere: str
    cancelled: bool
    door: str
    note: str
    changed: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody on the programme; without `url` they have no page."""

    name: str
    url: str
    role: str
    about: str
    remote: bool


def session(event: str, code: str) -> Response:
    """The page of a session; `NotFound` if the current release has none of that code."""
    arrived = visit(event)
    items = tuple(item for item in arrived.release.items if item.session == code)
    if not items:
        raise NotFound(f"There is no session {code[:40]!r} in the published programme of {event}. Look in its agenda.")
    changed = any(_changed_since(arrived.release, item) for item in items)
    history = edge().reader.releases(event, recent(arrived.release, 1)) if changed else ()
    return page(session_html(arrived, items, history), last_modified=arrived.release.modified_at)


def session_html(arrived: Visit, items: tuple[AgendaItem, ...], history: tuple[PublicRelease, ...]) -> str:
    """The page of these entries of one session; `history` are the event's last releases, newest first."""
    first, look = items[0], arrived.look
    base = arrived.release.programme.session[first.session]
    tongue = look.tongue
    chosen = Selection(session=(first.session,))
    feed = arrived.feed(feed_path(chosen))
    people = list(dict.fromkeys(person for item in items for person in item.people))
    return show(
        "public/session.html",
        arrived,
        title=(
            tongue.title(first, arrived.release.programme)
            if len(items) == 1
            else tongue.words(base.title, base.translations, "title")
        ).text,
        path=f"sessions/{first.session}",
        session={
            "code": first.session,
            "lang": tongue.title(first, arrived.release.programme).lang,
            "subtitle": tongue.words(first.subtitle, first.translations, "subtitle"),
            "abstract": _paragraphs(tongue.words(first.abstract, first.translations, "abstract").text),
            "description": _paragraphs(tongue.words(first.description, first.translations, "description").text),
            "text_lang": tongue.words(first.abstract, first.translations, "abstract").lang,
            "cancelled": all(item.cancelled for item in items),
            "busy": first.visibility == "busy",
        },
        parts=[_part(item, look, history, len(items) > 1) for item in items],
        facts=_facts(first, arrived),
        people=[_person(person, look) for person in people],
        organisers=[(organiser.name, organiser.role) for organiser in first.organisers],
        documents=_documents(first),
        feed=feed,
        notify=arrived.links.page("notify", chosen) if arrived.follows else "",
        webcal=webcal(feed),
        register=arrived.links.page(f"sessions/{first.session}/register") if _is_joinable(items) else "",
        # What is said on the day is not on this page, which is the release's and may be kept for a minute.
        now="" if all(item.cancelled for item in items) else arrived.links.page("live", chosen),
        can_follow=first.visibility == "public" and not all(item.cancelled for item in items),
    )


def _is_joinable(items: tuple[AgendaItem, ...]) -> bool:
    return any(item.joinable and item.visibility == "public" for item in items)


def _part(item: AgendaItem, look: Look, history: tuple[PublicRelease, ...], named: bool) -> PartView:
    event = look.release.programme.event
    entry = look.release.entry[item.id]
    reader = look.clocks.reader
    return PartView(
        key=f"part-{item.part}",
        title=look.tongue.title(item, look.release.programme).text if named else "",
        when=span_text(item.starts, item.ends, event.time_zone),
        iso=to_local(item.starts, event.time_zone).isoformat(timespec="minutes"),
        reader_when=span_text(item.starts, item.ends, reader) if reader else "",
        rooms=rooms_of(item, look),
        site=site_of(item.rooms, look),
        elsewhere="Online" if item.mode == "remote" else "No room yet",
        cancelled=item.cancelled,
        door=look.links.door(item.key) if item.joinable else "",
        note=_note(item, look, history),
        changed=moment(entry.changed_at, event.time_zone) if _changed_since(look.release, item) else "",
    )


def _changed_since(release: PublicRelease, item: AgendaItem) -> bool:
    entry = release.entry[item.id]
    return entry.changed_at != entry.created_at


def _note(item: AgendaItem, look: Look, history: tuple[PublicRelease, ...]) -> str:
    """In which way the entry last changed; empty while it is as it first was, or where that was long ago."""
    if not _changed_since(look.release, item):
        return ""
    at = look.release.entry[item.id].changed_at
    for after, before in pairwise(history):
        if after.published_at == at and item.id in after.item:
            for change in changes(before, after):
                if change.key == item.key:
                    return sentence(change, look.release.programme.event, look.tongue)
    return ""


def _facts(item: AgendaItem, arrived: Visit) -> list[tuple[str, list[Linked]]]:
    """What sorts the session, each as a way to its like."""
    name, links = arrived.look.tongue.name, arrived.links
    facts: list[tuple[str, list[Linked]]] = []
    if item.type:
        facts.append(("Type", [Linked(name(item.type), links.agenda(Selection(type=(item.type.key,))))]))
    if item.track:
        facts.append(("Track", [Linked(name(item.track), links.agenda(Selection(track=(item.track.key,))))]))
    schemes: dict[str, list[Linked]] = {}
    for term in item.terms:
        scheme = arrived.release.programme.scheme[term.key.partition(":")[0]]
        heading = arrived.look.tongue.words(scheme.name, scheme.translations).text
        code = term.key.partition(":")[2]
        schemes.setdefault(heading, []).append(
            Linked(f"{code}: {name(term)}", links.agenda(Selection(term=(term.key,))))
        )
    facts += schemes.items()
    if item.languages:
        facts.append(("Language", [Linked(language_names(item.languages), "")]))
    if item.interpretation:
        facts.append(("Interpretation", [Linked(language_names(item.interpretation), "")]))
    if item.captioning:
        facts.append(("Captioning", [Linked("Yes", "")]))
    return facts


def _person(person: AgendaPerson, look: Look) -> PersonView:
    about = [person.position, person.organisation, f"for {person.on_behalf_of}" if person.on_behalf_of else ""]
    return PersonView(
        name=f"{person.honorific} {person.name}".strip(),
        url=look.links.person(person.slug) if person.slug else "",
        role=ROLE_WORDS.get(person.role, person.role),
        about=", ".join(words for words in about if words),
        remote=person.mode == "remote",
    )


def _documents(item: AgendaItem) -> list[Linked]:
    """Links that are safe to follow: of the web alone, whatever was typed in."""
    return [
        Linked(link.label or link.url, link.url)
        for link in item.links
        if urlsplit(link.url).scheme in {"http", "https"}
    ]


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]
