"""What participants are written, put into the outbox with the change that it tells of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import MINUTE, to_local, zone_or
from scheduler.domain.dates import long_date
from scheduler.domain.event import Event
from scheduler.domain.moments import hours_text, moment, span_text
from scheduler.services.passes import Pass
from scheduler.store.outbox import add_mail
from scheduler.store.participants import Participant

MOST_TOLD = 60
"""Sessions of a day in one mail: a day of the Forum has fifty, and a mail of more is read by nobody."""

_LONGEST_SUBJECT = 200


def kind_of(event_id: int) -> str:
    """What the mails to an event's participants are about: by it they are found once their recipient is erased."""
    return f"registration-{event_id}"


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom, with which pass, of which event; `root` is the service's address."""

    participant: Participant
    carries: Pass
    event: Event
    root: str

    def door(self, item: AgendaItem) -> str:
        """When an entry is, in the participant's zone and the event's, and its door."""
        return f"{self.when(item)}\n{self.door_url(item)}\n"

    def door_url(self, item: AgendaItem) -> str:
        """An entry's door, which takes whoever comes for the participant."""
        return self.carries.door_url(self.root, item.key)

    def when(self, item: AgendaItem) -> str:
        """When an entry is, in the participant's zone, and in the event's where that is another."""
        theirs, ours = self.zone, self.event.time_zone
        told = _span(item, theirs)
        return told if theirs == ours else f"{told}\n{_span(item, ours)}"

    @property
    def zone(self) -> str:
        """The participant's zone; the event's where theirs is none any more."""
        return zone_or(self.participant.details.time_zone, self.event.time_zone)

    @property
    def foot(self) -> str:
        """Where the page is, and for whom it is."""
        return (
            "\nYour page, where you find the doors of your sessions and your calendar, ask for the floor, can "
            f"withdraw, and can delete what is kept of you:\n{self.carries.page_url(self.root, self.event.slug)}\n"
            "\nThese links are yours alone: whoever has them comes in as you.\n"
        )

    def send(self, session: DatabaseSession, subject: str, body: str, at: int, until: int | None = None) -> None:
        """Put a mail into the outbox."""
        add_mail(
            session,
            recipient=self.participant.details.email,
            subject=subject[:_LONGEST_SUBJECT],
            body=f"{body}{self.foot}",
            at=at,
            kind=kind_of(self.participant.event_id),
            headers=(("Auto-Submitted", "auto-generated"),),
            until=until,
        )


def confirm_link(
    session: DatabaseSession, email: str, event: Event, event_id: int, url: str, lasting: int, now: int
) -> None:
    """Ask whoever has an address whether they want to register."""
    add_mail(
        session,
        recipient=email,
        subject=f"Confirm that you register for {event.name}"[:_LONGEST_SUBJECT],
        body=(
            f"Somebody, probably you, wants to take part online in {event.name}, with this address.\n"
            "\n"
            f"Confirm it within {lasting // MINUTE} minutes:\n"
            f"{url}\n"
            "\n"
            "If it was not you, there is nothing to do: nothing happens without it.\n"
        ),
        at=now,
        kind=kind_of(event_id),
        headers=(("Auto-Submitted", "auto-generated"),),
        until=now + lasting,
    )


def registered(
    session: DatabaseSession,
    letter: Letter,
    entered: Sequence[tuple[AgendaItem | None, int]],
    now: int,
) -> None:
    """Tell somebody what they are registered for: entries, each with their number on its waiting list, or 0.

    None is the whole event.
    """
    lines = [f"You are registered for {letter.event.name}.\n"]
    for item, waits_at in entered:
        if item is None:
            lines.append("For all of its sessions that have no limit of places.\n")
        elif waits_at:
            lines.append(
                f"{item.title}\n{letter.when(item)}\nAll places are taken: you are number {waits_at} on the waiting "
                "list, and are written to when you get a place.\n"
            )
        else:
            lines.append(f"{item.title}\n{letter.door(item)}")
    letter.send(session, f"You are registered for {letter.event.name}", "\n".join(lines), now)


def moved_up(session: DatabaseSession, letter: Letter, item: AgendaItem, now: int) -> None:
    """Tell somebody who waited that they have a place."""
    letter.send(
        session,
        f"You have a place: {item.title}",
        f"A place has become free, and it is yours.\n\n{item.title}\n{letter.door(item)}\n"
        "If you can't come, please withdraw on your page: somebody else gets the place.\n",
        now,
        until=max(item.ends, now + 60 * MINUTE),  # what is late is on after its planned end
    )


def reminder(session: DatabaseSession, letter: Letter, item: AgendaItem, late: int, opens: int, now: int) -> None:
    """Remind somebody of what begins soon, so many seconds later than planned; its door `opens` at an instant."""
    real = replace(item, starts=item.starts + late, ends=item.ends + late)
    told = f"It starts {late // MINUTE} minutes late.\n" if late else ""
    hour = f"The door opens at {to_local(opens, letter.zone):%H:%M} ({letter.zone}).\n" if opens > now else ""
    letter.send(
        session,
        f"Soon: {item.title}",
        f"A session that you registered for begins soon.\n\n{item.title}\n{letter.door(real)}{hour}{told}",
        now,
        until=real.ends,
    )


def todays(session: DatabaseSession, letter: Letter, day: date, items: Sequence[AgendaItem], now: int) -> None:
    """Tell somebody who registered for the whole event what they can join on one of its days, with the doors."""
    lines = []
    for shown, found in groupby(items[:MOST_TOLD], lambda item: to_local(item.starts, letter.zone).date()):
        lines.append(f"\n{long_date(shown)} ({letter.zone})\n")
        lines += [
            f"{hours_text(item.starts, item.ends, letter.zone)} {item.title}\n{letter.door_url(item)}\n"
            for item in found
        ]
    if len(items) > MOST_TOLD:
        lines.append(f"\nAnd {len(items) - MOST_TOLD} more, on your page.\n")
    letter.send(
        session,
        f"{long_date(day)}: your day at {letter.event.name}",
        f"These are the sessions of {long_date(day)} that you can take part in online.\n{''.join(lines)}"
        "\nTo be reminded of one before it begins, register for it on your page.\n",
        now,
        until=max(item.ends for item in items),
    )


def changed(session: DatabaseSession, letter: Letter, item: AgendaItem, was: int | None, now: int) -> None:
    """Tell somebody that an entry is at another time than they know (`was`, an instant), off, or on again."""
    before = "" if was is None else f"It was to begin on {moment(was, letter.zone)}.\n"
    if item.cancelled:
        subject = f"Cancelled: {item.title}"
        body = f"A session that you registered for does not take place.\n\n{item.title}\n{letter.when(item)}\n"
    elif was is None:
        subject = f"On again: {item.title}"
        body = f"A session that you registered for takes place after all.\n\n{item.title}\n{letter.door(item)}"
    else:
        subject = f"New time: {item.title}"
        body = f"A session that you registered for is at another time now.\n\n{item.title}\n{letter.door(item)}{before}"
    letter.send(session, subject, body, now, until=max(item.ends, was or 0, now))


def _span(item: AgendaItem, name: str) -> str:
    return f"{span_text(item.starts, item.ends, name)} ({name})"
