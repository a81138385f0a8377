"""Who takes part: persons, known inside by an opaque id, and the organisations they come from."""

from dataclasses import dataclass

from scheduler.domain.event import Translations
from scheduler.domain.timespan import Span

STAKEHOLDER_TYPES = (
    "government",
    "private-sector",
    "civil-society",
    "academia",
    "technical-community",
    "international-organisation",
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, its stakeholder type (one of `STAKEHOLDER_TYPES`, or empty if unknown) and ISO 3166 country."""

    slug: str
    name: str
    stakeholder_type: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person. `id` is opaque and for ever; name and slug may change and may be erased.

    `rank` is protocol (1 first, None last). A `floating` person may be in several places (warnings instead of errors);
    a `placeholder` stands for someone not yet named and takes part in no rule about people. `export_id` and `guid`
    are the person's in schedule.xml. Private fields such as the e-mail address are no part of this value.
    """

    id: str
    slug: str
    name: str
    honorific: str = ""
    position: str = ""
    organisation: str | None = None
    country: str = ""
    time_zone: str | None = None
    rank: int | None = None
    floating: bool = False
    placeholder: bool = False
    availability: tuple[Span, ...] = ()
    biography: str = ""
    export_id: int | None = None
    guid: str | None = None
    translations: Translations = ()
