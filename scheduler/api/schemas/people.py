"""The shapes of people and organisations."""

from marshmallow import Schema

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import number, text
from scheduler.api.schemas.venue import Window
from scheduler.domain.imported import EXPORT_ID_LIMIT


class Organisation(given.Thing):
    """An organisation."""

    slug = given.slug("Key of the organisation; made from its name if left out.", "itu")
    name = given.line("Name.", "International Telecommunication Union", least=1, required=True)
    stakeholder_type = given.stakeholder_type(
        "What kind of organisation it is, or empty if unknown.", "international-organisation"
    )
    country = given.country()


class Person(given.Thing):
    """A person as those who build the programme see her."""

    slug = given.slug(
        "Key of the person; made from the name if left out. It may change: the old one redirects.", "houlin-zhao"
    )
    name = given.line("Name.", "Houlin Zhao", least=1, required=True)
    honorific = given.line("Form of address, or empty.", "H.E.")
    position = given.line("Position, or empty.", "Secretary-General")
    organisation = given.key("Key of the person's organisation; null if there is none.", "itu", null=True)
    country = given.country()
    time_zone = given.time_zone(
        "IANA time zone where the person is, if remote; null if unknown.", "Pacific/Fiji", null=True
    )
    rank = given.whole("Protocol rank, 1 first; null if it does not matter. Private.", 1, 1, 10_000, null=True)
    floating = given.yes("Whether the person may be in several places: warnings instead of errors.", example=False)
    placeholder = given.yes("Whether it stands for somebody not yet named, and has no page.", example=False)
    availability = given.several(Window, "When the person can appear; without windows always. Private.")
    biography = given.words("Public biography, or empty.", "Twenty years in telecommunication.")
    email = given.email("E-mail address, or empty. Private: never in a public answer.", "houlin.zhao@itu.example")
    export_id = given.whole(
        "Number in schedule.xml; null if none was given out.", 77, 1, EXPORT_ID_LIMIT, null=True, dump_only=True
    )
    guid = given.line(
        "Its guid in schedule.xml, if an import gave it one.",
        "e1f4c1f0-0000-4000-8000-000000000002",
        null=True,
        dump_only=True,
    )
    translations = given.translations(
        {"fr": {"position": "Secrétaire général"}}, lines=["honorific", "position"], texts=["biography"]
    )


class Erased(Schema):
    """What an erasure did. It says nothing of the person."""

    revision = number("Number of the change that it is.", 18)
    releases = number("Releases that told of the person, and were rewritten.", 3)
    changes = number("Earlier changes that told of the person, and do no more.", 2)
    slug = text(
        "Key of whoever appears in the person's place; null if the person was no longer in the draft.",
        "erased-p5f0c8a3e7d0b4a3f9c1d",
        null=True,
    )
