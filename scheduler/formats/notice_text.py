"""The words of a notice: a subject on one line, and plain text that says what changed, when it is now, and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.addresses import door_path, session_path
from scheduler.domain.agenda import AgendaItem, Named
from scheduler.domain.concern import Concern
from scheduler.domain.event import Event
from scheduler.domain.moments import offset, span_text
from scheduler.domain.sentences import sentence, when_of, where_of
from scheduler.domain.wording import clean_line

MOST_ENTRIES = 60
"""Entries told in full; the rest are counted, and on the page of changes."""

_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom it is written: a name or none, a zone of their own or none, and why they get it, as a sentence.

    `stop_url` is where they end it; `ticket` lets them in at doors, where they have one. One who `organises` is behind
    sessions rather than in them.
    """

    name: str
    time_zone: str | None
    why: str
    stop_url: str
    ticket: str | None = None
    organises: bool = False


class _Plain:
    """Names as they stand: the language of mails is the programme's own."""

    def name(self, named: Named) -> str:
        return named.name


def notice_subject(concerns: Sequence[Concern], event: Event, *, organises: bool = False) -> str:
    """What it is about, on one line: the entry if it is one, else how many."""
    if len(concerns) == 1:
        headline = f"{_headline(concerns[0], organises)}: {concerns[0].item.title}"
    else:
        headline = f"{len(concerns)} changes that concern you"
    return clean_line(f"{event.name}: {headline}")[:_LONGEST_SUBJECT]


def notice_body(concerns: Sequence[Concern], event: Event, to: Addressee, base_url: str) -> str:
    """The whole text. Times are in the event's zone, and in the reader's own where that is another."""
    parts = [f"Dear {clean_line(to.name)},\n"] if to.name else []
    parts.append(f"The programme of {clean_line(event.name)} has changed. What concerns you:\n")
    parts += ["\n".join(_entry(concern, event, to, base_url)) + "\n" for concern in concerns[:MOST_ENTRIES]]
    page = f"{base_url}/{event.slug}/changes"
    if len(concerns) > MOST_ENTRIES:
        parts.append(f"And {len(concerns) - MOST_ENTRIES} more: {page}\n")
    parts.append(f"The whole programme: {base_url}/{event.slug}/\n")
    parts.append(f"--\n{to.why}\nNo more of these mails: {to.stop_url}\n{_contact(event)}")
    return "\n".join(parts)


def change_words(concern: Concern, event: Event, *, organises: bool = False) -> str:
    """What changed about the entry for whoever it concerns, as a sentence."""
    if concern.part == "joins":
        said = "You organise it" if organises else "You are in it"
        return f"{said}: {when_of(concern.item, event)}, {where_of(concern.item, _Plain())}."
    if concern.part == "leaves" and concern.change.before is not None:
        said = "You no longer organise it" if organises else "You are no longer in it"
        return f"{said} (it was {when_of(concern.change.before, event)})."
    return sentence(concern.change, event, _Plain())


def _headline(concern: Concern, organises: bool) -> str:
    if concern.part == "joins":
        return "You organise" if organises else "You are in"
    if concern.part == "leaves":
        return "You no longer organise" if organises else "You are no longer in"
    words = {"placed": "New", "cancelled": "Cancelled", "back": "Takes place after all", "moved": "Moved"}
    words |= {"length": "Other length", "room": "Other room"}
    return next((words[kind] for kind in concern.change.kinds if kind in words), "Changed")


def _entry(concern: Concern, event: Event, to: Addressee, base_url: str) -> Iterator[str]:
    item = concern.item
    yield clean_line(item.title)
    yield f"  {clean_line(change_words(concern, event, organises=to.organises))}"
    if not item.cancelled and concern.part != "leaves":
        yield f"  When: {_time(item, event.time_zone)}"
        if to.time_zone and to.time_zone != event.time_zone:
            yield f"  For you: {_time(item, to.time_zone)}"
        yield f"  Where: {clean_line(item.location or where_of(item, _Plain()))}"
        if item.joinable:
            ticket = f"?t={to.ticket}" if to.ticket else ""
            yield f"  Take part online: {base_url}{door_path(item.key)}{ticket}"
    if item.visibility != "busy":
        yield f"  {base_url}{session_path(event.slug, item.session)}"


def _time(item: AgendaItem, time_zone: str) -> str:
    return f"{span_text(item.starts, item.ends, time_zone)} ({time_zone}, {offset(item.starts, time_zone)})"


def _contact(event: Event) -> str:
    return f"Questions: {event.contact_email}\n" if event.contact_email else ""
