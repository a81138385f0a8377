"""The shapes of sessions, of what is within them, and of relations between them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from scheduler.api.schemas import given
from scheduler.api.schemas.venue import Window
from scheduler.domain.imported import EXPORT_ID_LIMIT
from scheduler.domain.session import (
    APPEARANCE_MODES,
    APPEARANCE_ROLES,
    APPEARANCE_VISIBILITIES,
    MODES,
    ORGANISER_ROLES,
    RELATION_KINDS,
    STATES,
    VISIBILITIES,
)

MOST_PARTS = 500
_MOST_NUMBER = 999_999_999
"""Of parts: what a placement's key can name."""


class Part(given.Thing):
    """A part of a session: what is placed."""

    number = given.whole("Number within the session, from 1, never reused.", 1, 1, _MOST_NUMBER, required=True)
    duration_minutes = given.whole("How long it is to last, minutes.", 90, 1, given.LONGEST_MINUTES, required=True)
    title_suffix = given.line("What its title has behind the session's, or empty.", "(morning)")
    export_id = given.whole(
        "Number in schedule.xml; null if none was given out.", 396, 1, EXPORT_ID_LIMIT, null=True, dump_only=True
    )
    guid = given.line(
        "Its guid in schedule.xml, if an import gave it one.",
        "e1f4c1f0-0000-4000-8000-000000000003",
        null=True,
        dump_only=True,
    )
    translations = given.translations({"fr": {"title_suffix": "(matin)"}}, lines=["title_suffix"])


class Organiser(given.Thing):
    """An organisation behind a session."""

    organisation = given.key("Key of the organisation.", "itu", required=True)
    role = given.choice("Its part; `lead` if left out.", "lead", ORGANISER_ROLES)


class Appearance(given.Thing):
    """A person in a session."""

    person = given.key("Key of the person.", "houlin-zhao", required=True)
    role = given.choice("What the person does there; `speaker` if left out.", "panellist", APPEARANCE_ROLES)
    mode = given.choice(
        "Whether the person comes or takes part remotely; `onsite` if left out.", "remote", APPEARANCE_MODES
    )
    confirmed = given.yes("Whether it is certain; true if left out.", example=True)
    on_behalf_of = given.key("Key of the organisation that the person stands in for; null if none.", None, null=True)
    part = given.whole("Number of the one part that it is about; null for all.", 1, 1, _MOST_NUMBER, null=True)
    from_minute = given.whole(
        "Minutes after a part's start at which it begins; null: with it.", 0, 0, given.LONGEST_MINUTES, null=True
    )
    to_minute = given.whole(
        "Minutes after a part's start at which it ends; null: with it.", 20, 1, given.LONGEST_MINUTES, null=True
    )
    visibility = given.choice(
        "`unnamed` people are shown by role alone, `hidden` ones not at all; `public` if left out.",
        "public",
        APPEARANCE_VISIBILITIES,
    )
    embargo_until = given.instant(
        "Until when it is not shown; null if it may be.", "2017-06-01T09:00:00+02:00", null=True
    )


class SessionLink(given.Thing):
    """A public document or page about a session."""

    url = given.address("Address, http or https.", "https://www.itu.int/net4/wsis/forum/2017/", required=True)
    label = given.line("What it is, or empty.", "Background paper")


class Session(given.Thing):
    """A programme item."""

    code = given.code("Key of the session: public, never given out again. The next free number if left out.", "396")
    title = given.line("Title, without any part's suffix.", "Opening ceremony", least=1, required=True)
    subtitle = given.line("Second title, or empty.", "")
    abstract = given.words("A paragraph about it, or empty.", "The Forum opens.")
    description = given.words("All about it, or empty.", "Ministers and heads of agencies open the Forum.")
    type = given.key("Key of the session's type; null if it has none.", "ceremony", null=True)
    track = given.key("Key of the track; null if it has none.", "high-level", null=True)
    terms = given.terms("Terms as `scheme:code`.", ["action-line:C2", "sdg:9"])
    languages = given.languages("Spoken languages, BCP 47.", ["en", "fr"])
    interpretation = given.languages("Languages it is interpreted into, BCP 47.", ["fr"])
    captioning = given.yes("Whether there are captions.", example=True)
    features = given.keys("Keys of the features that its room must have.", ["captioning"])
    expected_attendance = given.whole(
        "How many people are expected; null if unknown.", 250, 0, given.MOST_PEOPLE, null=True
    )
    mode = given.choice("How one takes part.", "hybrid", MODES)
    wishes = given.several(Window, "Times that its organisers would like.")
    organisers = given.several(Organiser, "Organisations behind it, the leading ones first.")
    parts = given.several(Part, "What is placed, each on its own. One part if left out.", least=1, most=MOST_PARTS)
    duration_minutes = given.whole(
        "Short for one part of so many minutes; for new sessions alone.", 90, 1, given.LONGEST_MINUTES, load_only=True
    )
    appearances = given.several(Appearance, "People in it, in protocol order.")
    links = given.several(SessionLink, "Documents and pages about it.")
    state = given.choice("How far it is; `accepted` and `confirmed` ones take place.", "confirmed", STATES)
    visibility = given.choice(
        "`busy` sessions take a room and say nothing more, `internal` ones are not shown.", "public", VISIBILITIES
    )
    embargo_until = given.instant(
        "Until when it is not shown; null if it may be.", "2017-06-01T09:00:00+02:00", null=True
    )
    translations = given.translations(
        {"fr": {"title": "Cérémonie d'ouverture"}}, lines=["title", "subtitle"], texts=["abstract", "description"]
    )

    @validates_schema
    def _parts_once(self, data: Mapping[str, Any], **_: Any) -> None:
        if "parts" in data and "duration_minutes" in data:
            raise ValidationError("Give the parts or the duration of one, not both.", "duration_minutes")


class Relation(given.Thing):
    """An explicit wish about two sessions, read from the one to the other."""

    id = given.whole("Number of the relation.", 1, 1, 2_147_483_647, dump_only=True)
    kind = given.choice("What is wished.", "before", RELATION_KINDS, required=True)

    class Meta:
        """Fields whose names are words of Python's own."""

        include: ClassVar = {
            "from": given.key("Code of the one session.", "396", required=True),
            "to": given.key("Code of the other.", "397", required=True),
        }
