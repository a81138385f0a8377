"""Whom a slug means that nobody in the draft has: somebody who has another one now, or who was erased."""

from collections.abc import Collection

from scheduler.domain.erasure import Past
from scheduler.domain.errors import Gone, NotFound
from scheduler.domain.programme import Programme
from scheduler.domain.resources.naming import no_such
from scheduler.domain.things import PERSON
from scheduler.services.desk import Desk
from scheduler.store.db import Database
from scheduler.store.persons import past_of


def slugs_of_now(database: Database, desk: Desk, slugs: Collection[str]) -> tuple[str, ...]:
    """Each of the slugs, or the one that whoever had it has now; the same if it means nobody.

    `Gone` if they were erased. Where the draft knows all of them, nothing is read.
    """
    if all(slug in desk.programme.person_by_slug for slug in slugs):
        return tuple(slugs)
    past = _past(database, desk)
    return tuple(_of_now(desk.programme, past, slug) for slug in slugs)


def require_person(database: Database, desk: Desk, slug: str) -> None:
    """`NotFound` if nobody in the draft has the slug, `Gone` if whoever had it was erased."""
    if slug not in desk.programme.person_by_slug:
        raise nobody(desk.programme, _past(database, desk), slug)


def nobody(programme: Programme, past: Past, slug: str) -> NotFound:
    """The error for a slug that nobody has, with the one of now if somebody had it; `Gone` if they were erased."""
    now = _of_now(programme, past, slug)
    if now == slug:
        return NotFound(no_such(PERSON, slug, programme))
    return NotFound(f"Who was {slug[:100]!r} in {programme.event.slug} is {now!r} now. Use that slug.")


def _of_now(programme: Programme, past: Past, slug: str) -> str:
    if slug in programme.person_by_slug:
        return slug
    if past.erased.who("slug", slug):
        raise Gone(f"Who was {slug[:100]!r} in {programme.event.slug} was erased on request, and won't come back.")
    holder = programme.person.get(past.former_slugs.get(slug, ""))
    return holder.slug if holder else slug


def _past(database: Database, desk: Desk) -> Past:
    with database.reading() as session:
        return past_of(session, desk.event_id)
