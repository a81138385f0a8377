"""Names of languages, and texts in the reader's language where there is a translation."""

from dataclasses import dataclass

from scheduler.domain.agenda import AgendaItem, Named
from scheduler.domain.event import Translations
from scheduler.domain.labels import language_name
from scheduler.domain.programme import Programme
from scheduler.domain.translation import said_title, translated

PAGE_LANGUAGE = "en"
"""The language of what the pages themselves say."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text, and its language where that is another than the page's (else empty)."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language that data stand in by default, and the one that the reader asked for."""

    default: str
    wanted: str

    def words(self, text: str, translations: Translations, field: str = "name") -> Words:
        """The text in the wanted language if it was translated, else as it stands."""
        found = translated(translations, field, self.wanted)
        return Words(text, _other(self.default)) if found is None else Words(found, _other(self.wanted))

    def name(self, named: Named) -> str:
        """The name of a room, type, track or term."""
        return self.words(named.name, named.translations).text

    def title(self, item: AgendaItem, programme: Programme) -> Words:
        """An entry's title; what tells its part from the others stays behind it."""
        found = self.words(item.title, item.translations, "title")
        return Words(said_title(item, programme, self.wanted), found.lang)


def _other(locale: str) -> str:
    return "" if locale == PAGE_LANGUAGE else locale


def language_names(tags: tuple[str, ...]) -> str:
    """`English, French`."""
    return ", ".join(map(language_name, tags))
