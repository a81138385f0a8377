"""Erasing a person: who stands in their place, and by what somebody erased is known again without being named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

from scheduler.domain.editing import applied
from scheduler.domain.event import Event
from scheduler.domain.export_ids import person_guid
from scheduler.domain.log import Operation
from scheduler.domain.people import Person
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.domain.things import PERSON

WITHHELD = "Name withheld"

Sign = Literal["slug", "guid", "number"]
"""What people are known by outside: a slug in addresses, a guid or a number in schedule.xml."""


def withheld(person: str) -> Person:
    """Who appears in the place of the person of this id, so that the programme keeps its shape."""
    return Person(id=person, slug=f"erased-{person}", name=WITHHELD, placeholder=True)


def withholding(programme: Programme, person: str) -> Programme:
    """The `ordered` programme without anything of the person but their appearances; the same if they are not in it."""
    found = programme.person.get(person)
    return programme if found is None else applied(programme, [Operation(PERSON, person, found, withheld(person))])


def withholding_in(release: PublicRelease, person: str, at: int) -> PublicRelease:
    """The release without the person; their entries changed at the instant `at`: in words, so SEQUENCE stays."""
    programme = withholding(release.programme, person)
    if programme is release.programme:
        return release
    theirs = {
        (session.code, part.number)
        for session in programme.sessions
        for part in session.parts
        for appearance in session.appearances
        if appearance.person == person and appearance.part in {None, part.number}
    }
    entries = tuple(
        replace(entry, changed_at=max(at, entry.changed_at)) if (entry.session, entry.part) in theirs else entry
        for entry in release.entries
    )
    return replace(release, programme=programme, entries=entries)


def marks(event: Event, persons: Iterable[Person]) -> frozenset[str]:
    """By what these, who are one person at different times, are known again once they are erased."""
    found: set[str] = set()
    for person in persons:
        found.add(_mark(person.id, "slug", person.slug))
        found.add(_mark(person.id, "slug", withheld(person.id).slug))
        for guid in {person.guid or "", person_guid(event, person.id), person_guid(event, person.id, person.guid)}:
            found.add(_mark(person.id, "guid", guid))
        if person.export_id is not None:
            found.add(_mark(person.id, "number", str(person.export_id)))
    return frozenset(found)


def slug_marks(person: str, slugs: Iterable[str]) -> frozenset[str]:
    """By what addresses with one of these slugs are known again."""
    return frozenset(_mark(person, "slug", slug) for slug in slugs)


@dataclass(frozen=True, slots=True)
class Erased:
    """The people of an event who were erased: per opaque id the marks by which they are known again."""

    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def who(self, sign: Sign, value: str | None) -> str | None:
        """The opaque id of whoever was known by this before they were erased; None if nobody erased was."""
        if value is None:
            return None
        return next((person for person, known in self.marks.items() if _mark(person, sign, value) in known), None)


@dataclass(frozen=True, slots=True)
class Past:
    """What an event remembers of people: who was erased, and to whom (by opaque id) slugs lead that were changed."""

    erased: Erased = field(default_factory=Erased)
    former_slugs: Mapping[str, str] = field(default_factory=dict)

    def has_slug(self, slug: str) -> bool:
        """Whether links remember the slug as somebody's."""
        return slug in self.former_slugs or self.erased.who("slug", slug) is not None


NOTHING = Past()


def _mark(person: str, sign: Sign, value: str) -> str:
    """A digest, with the id in it so that one table of digests does not serve for all.

    Whoever has a name in mind can still find out whether its slug was erased here; nobody can read names from it.
    """
    return sha256(f"{person}\n{sign}\n{value}".encode()).hexdigest()
