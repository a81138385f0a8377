"""The end of embargoes: what was approved under one appears by itself, by a release that the service makes."""

from dataclasses import replace

from scheduler.domain.clock import Clock
from scheduler.domain.embargo import embargo_end, embargo_label, held_as_in_draft
from scheduler.domain.log import ITSELF, Author
from scheduler.domain.release import next_release
from scheduler.services.approving import Approved, read_current
from scheduler.services.desk import Desks
from scheduler.services.publishing import store_release
from scheduler.services.running import Ran, Turn
from scheduler.store.db import collector_resting
from scheduler.store.embargoes import embargoes_over, note_embargo
from scheduler.store.releases import load_document, made_release


def end_embargoes(desks: Desks, clock: Clock, *, turn: Turn, base_url: str) -> Ran:
    """How many releases were made, one unit an event: however many of its embargoes are over, they are one release."""
    with desks.database.reading() as session:
        over = embargoes_over(session, clock())
    made = [
        event for event, number in over if not turn.ending() and _end(desks, event, number, clock(), turn, base_url)
    ]
    with desks.database.reading() as session:
        left = len(embargoes_over(session, clock()))
    return Ran(len(made), left)


def _end(desks: Desks, event: str, number: int, now: int, turn: Turn, base_url: str) -> bool:
    """Whether a release was made: not if another one came first, or if what is no secret any more shows nothing new.

    The last release's whole document is projected anew. Of the draft only its embargoes are looked at: what they hold
    for longer stays held, and is looked at again when they end. Nothing is judged: what the document holds was
    approved.
    """
    with collector_resting(), desks.database.writing(event) as edit:
        current = read_current(edit, event)
        known = made_release(edit.session, edit.event_id, number)
        if current.public is None or current.public.number != number or known is None:
            return False
        draft = desks.before(edit, event)
        document = load_document(edit.session, edit.event_id, number)
        document = held_as_in_draft(document, draft.programme, current.public.programme)
        made = next_release(document, current.public, label="", note="", now=now)
        if (made.entries, made.programme) != (current.public.entries, current.public.programme):
            approved = Approved(document, replace(made, label=embargo_label(current.public, made)), known.waived)
            author = Author(ITSELF, now)
            recorded = store_release(
                edit,
                draft,
                approved,
                current,
                author,
                told={"only": [], "embargo": True},
                base_url=base_url,
                decided=known.approved,
                last=turn.check,
            )
            desks.keep(recorded.desk)
            return True
    # Without a release the edit is none, and takes no number.
    with desks.database.storing() as session:
        turn.check(session)
        note_embargo(session, edit.event_id, number, embargo_end(document, made.published_at))
        session.commit()
    return False
