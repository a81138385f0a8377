"""The shapes of what sorts sessions: types, tracks, schemes and their terms."""

from typing import ClassVar

from scheduler.api.schemas import given


class Track(given.Thing):
    """A thread through the programme."""

    slug = given.slug("Key of the track; made from its name if left out.", "high-level")
    name = given.line("Name.", "High-level track", least=1, required=True)
    colour = given.colour()
    translations = given.translations({"fr": {"name": "Segment de haut niveau"}}, lines=["name"])


class SessionType(given.Thing):
    """A kind of session."""

    slug = given.slug("Key of the type; made from its name if left out.", "workshop")
    name = given.line("Name.", "Workshop", least=1, required=True)
    duration_minutes = given.whole(
        "Minutes that such a session lasts unless it says otherwise.", 90, 1, given.LONGEST_MINUTES
    )
    colour = given.colour()
    plenary = given.yes("Whether nothing may run beside it.", example=False)
    background = given.yes(
        "Whether it runs all the time, as an exhibition does, and is exempt from most rules.", example=False
    )
    translations = given.translations({"fr": {"name": "Atelier"}}, lines=["name"])

    class Meta:
        """A field whose name is a word of Python's own."""

        include: ClassVar = {"break": given.yes("Whether it is a break: coffee, lunch.", example=False)}


class Scheme(given.Thing):
    """A vocabulary that sessions are sorted by."""

    slug = given.slug("Key of the scheme; made from its name if left out.", "sdg")
    name = given.line("Name.", "Sustainable Development Goals", least=1, required=True)
    terms = given.keys(
        "Keys of its terms, in order; terms are resources of their own.", ["sdg:1", "sdg:2"], dump_only=True
    )
    translations = given.translations({"fr": {"name": "Objectifs de développement durable"}}, lines=["name"])


class Term(given.Thing):
    """A word of a scheme."""

    key = given.key("Key of the term: `scheme:code`.", "sdg:4", dump_only=True)
    scheme = given.key("Key of the scheme.", "sdg", required=True)
    code = given.shaped(
        "What tells it apart within its scheme.",
        "4",
        "[A-Za-z0-9][A-Za-z0-9._-]{0,31}",
        "Use 1 to 32 letters A-Z, a-z, digits, dots, hyphens and underscores, a letter or digit first.",
        required=True,
    )
    name = given.line("Name.", "Quality education", least=1, required=True)
    position = given.whole(
        "Place within its scheme, from 1; those behind it move on. The last if left out.", 4, 1, given.MOST_ITEMS
    )
    translations = given.translations({"fr": {"name": "Éducation de qualité"}}, lines=["name"])
