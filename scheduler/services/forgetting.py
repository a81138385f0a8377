"""After an event: everything about its remote participants, and who spoke in it, is erased, and only counts stay."""

from scheduler.domain.clock import DAY, Clock, from_local
from scheduler.domain.event import Event
from scheduler.domain.registering import WHOLE_EVENT
from scheduler.services.participant_mails import kind_of
from scheduler.services.running import Ran, Turn
from scheduler.store.db import Database
from scheduler.store.events import load_events, slugs_of
from scheduler.store.feed_tokens import forget_participants as end_calendars
from scheduler.store.interventions import events_with_interventions, floors_in, fold_event, fold_participants
from scheduler.store.outbox import forget, forget_kind
from scheduler.store.participants import (
    events_with_participants,
    forget_requests,
    lock_participants,
    remove_participants,
    some_participants,
)
from scheduler.store.registrations import count_erased, lists_of, lock_lists

BATCH = 200


def forget_participants(database: Database, clock: Clock, *, days: int, turn: Turn, batch: int = BATCH) -> Ran:
    """How many participants were erased of events whose last day was `days` ago; an event without days has no end."""
    with database.reading() as session:
        slugs = {slug: id_ for id_, slug in slugs_of(session).items()}
        concerned = events_with_participants(session) | events_with_interventions(session)
        over = [
            slugs[event.slug]
            for event in load_events(session)
            if slugs[event.slug] in concerned and _is_over(event, days, clock())
        ]
    done = 0
    for event_id in sorted(over):
        while not turn.ending():
            gone = _forget(database, event_id, clock(), turn, batch)
            done += gone
            if gone < batch:
                break
    return Ran(done=done)


def _forget(database: Database, event_id: int, now: int, turn: Turn, batch: int) -> int:
    with database.storing() as session:
        turn.check(session)
        some = some_participants(session, event_id, batch)
        emails = [each.details.email for each in some]
        ids = [each.id for each in some]
        last = len(some) < batch
        forget_requests(session, event_id, None if last else emails)
        lock_lists(session, event_id, [WHOLE_EVENT, *lists_of(session, event_id), *floors_in(session, event_id)])
        lock_participants(session, ids)
        end_calendars(session, ids, now)
        count_erased(session, event_id, ids)
        fold_participants(session, event_id, ids)
        if last:
            # With the last of them go those who spoke without being participants, and what was sent to others: they
            # never confirmed, or had another address then.
            fold_event(session, event_id)
            forget_kind(session, kind_of(event_id))
        remove_participants(session, ids)
        forget(session, emails, kind_of(event_id))
        session.commit()
    return len(some)


def _is_over(event: Event, days: int, now: int) -> bool:
    """Whether the last day of an event, in its zone, ended so many days ago."""
    if not event.days:
        return False
    last = max(day.date for day in event.days)
    return now >= from_local(last, 0, event.time_zone) + (days + 1) * DAY
