"""Erasing a person: from the draft, from every release, from the log and from what is kept beside them, for ever."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import chain

from scheduler.domain.editing import ERASURE
from scheduler.domain.erasure import marks, slug_marks, withheld, withholding
from scheduler.domain.errors import Gone, NotFound
from scheduler.domain.log import Author, Operation, Repeat
from scheduler.domain.people import Person
from scheduler.domain.things import PERSON
from scheduler.services.desk import Desk, Desks
from scheduler.services.recording import record
from scheduler.services.repeating import begin, end
from scheduler.store.changes import addresses_in_log, erase_from_log, one_change, persons_in_log
from scheduler.store.db import Database, Edit
from scheduler.store.drafts import revision_of
from scheduler.store.feed_tokens import forget_person
from scheduler.store.follow_requests import forget_requests
from scheduler.store.live import forget_no_shows
from scheduler.store.notices import in_outbox as notices_in_outbox
from scheduler.store.notices import write_anew
from scheduler.store.outbox import forget, withdraw
from scheduler.store.persons import (
    emails,
    erased,
    former_holder,
    former_slugs,
    note_erased,
    save_email,
)
from scheduler.store.public_values import forget_public_people
from scheduler.store.recipients import forget_recipients
from scheduler.store.redactions import erase_from_releases, persons_released
from scheduler.store.saving import save
from scheduler.store.scheduled import erase_from_scheduled
from scheduler.store.tickets import forget_tickets


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: its change, and how many releases and earlier changes told of the person and do no more.

    `slug` is what the draft calls whoever appears in the person's place; None if the person was no longer in it.
    """

    revision: int
    releases: int
    changes: int
    slug: str | None


def erase(desks: Desks, event: str, slug: str, *, author: Author, repeat: Repeat | None = None) -> Erasure:
    """Erase the person who has a slug, had it once, or was in some release or change under it. It can't be undone.

    `NotFound` if there never was anybody of this slug, `Gone` if they were erased before.
    """
    with desks.database.writing(event) as edit:
        begin(edit.session, author, repeat)
        desk = desks.before(edit, event)
        person = _found(edit, desk, slug)
        in_draft = desk.programme.person.get(person)
        log = [each for each in persons_in_log(edit.session, edit.event_id) if each.id == person]
        released = list(erase_from_releases(edit.session, edit.event_id, person, author.at))
        waiting = list(erase_from_scheduled(edit.session, edit.event_id, person))
        _erase_marks(edit, desk, person, [*([in_draft] if in_draft else []), *log, *waiting, *chain(*released)], author)
        changes = erase_from_log(edit.session, edit.event_id, person)
        if in_draft:
            save_email(edit.session, edit.event_id, person, "")
            gone = Operation(PERSON, person, in_draft, withheld(person))
            save(edit.session, edit.event_id, desk.programme.event, [gone])
        forget_person(edit.session, edit.event_id, person, author.at)
        forget_tickets(edit.session, edit.event_id, person, withheld(person).name, author.at)
        forget_no_shows(edit.session, event, edit.event_id, person)
        end(edit.session, author, repeat, event=event, revision=edit.revision)
        done = Erasure(edit.revision, len(released), changes, withheld(person).slug if in_draft else None)
        after = withholding(desk.programme, person)
        recorded = record(edit, desk, after, [Operation(ERASURE, person, None, asdict(done))], author)
        edit.commit()
    desks.keep(recorded.desk)
    return done


def read_erasure(database: Database, event: str, revision: int) -> Erasure:
    """What the erasure did that was this change."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        change = one_change(session, event_id, revision)
    if change is None or [operation.what for operation in change.operations] != [ERASURE]:
        raise NotFound(f"Change {revision} of {event} erased nobody.")
    return Erasure(**change.operations[0].after)


def _found(edit: Edit, desk: Desk, slug: str) -> str:
    """The opaque id of whoever a slug means: of now, of before, of the log, of a release; the id itself does too."""
    known = erased(edit.session, edit.event_id)
    present = desk.programme.person_by_slug.get(slug)
    found = present.id if present else former_holder(edit.session, edit.event_id, slug)
    if found in known.marks or (found is None and (slug in known.marks or known.who("slug", slug))):
        raise Gone(f"The person {slug[:100]!r} of {desk.programme.event.slug} was erased already.")
    if found is not None:
        return found
    sources: tuple[Iterable[Person], ...] = (
        desk.programme.people,
        persons_in_log(edit.session, edit.event_id),
        persons_released(edit.session, edit.event_id),
    )
    for person in chain(*sources):
        if slug in {person.slug, person.id} and person.id not in known.marks:
            return person.id
    raise NotFound(
        f"There is and was nobody {slug[:100]!r} in {desk.programme.event.slug}: not in its draft, releases or log. "
        "The people of the draft are listed with their slugs."
    )


def _erase_marks(edit: Edit, desk: Desk, person: str, as_they_were: list[Person], author: Author) -> None:
    """Forget slugs and addresses of a person, and note digests by which whoever asks for them is told so."""
    session, event_id = edit.session, edit.event_id
    slugs = {slug for slug, of in former_slugs(session, event_id).items() if of == person}
    slugs |= {each.slug for each in as_they_were}
    addresses = {*addresses_in_log(session, event_id, person), *emails(session, event_id, [person]).values()}
    known = marks(desk.programme.event, as_they_were) | slug_marks(person, slugs)
    note_erased(session, event_id, person, known, author.at)
    others = {each.slug for each in desk.programme.people if each.id != person}
    forget_public_people(session, event_id, slugs - others)
    forget(session, addresses)
    forget_recipients(session, event_id, person, addresses)
    forget_requests(session, addresses)
    # Mails to others may say the name: those that wait are written anew, of releases that know it no more.
    waiting = notices_in_outbox(session, event_id)
    withdrawn = withdraw(session, [mail for mails in waiting.values() for mail in mails])
    write_anew(session, [notice for notice, mails in waiting.items() if withdrawn.intersection(mails)])
