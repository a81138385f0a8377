"""The programme's words in another language; what is not translated stays as it is."""

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.event import Translations
from scheduler.domain.programme import Programme


def translated(translations: Translations, field: str, lang: str) -> str | None:
    """One text in a language; None if it was not translated."""
    return next((text for name, locale, text in translations if (name, locale) == (field, lang)), None)


def said(translations: Translations, field: str, lang: str, otherwise: str) -> str:
    """One text in a language, or as it stands."""
    found = translated(translations, field, lang)
    return otherwise if found is None else found


def said_title(item: AgendaItem, programme: Programme, lang: str) -> str:
    """An entry's title in a language, or as it stands; what tells its part stays behind it."""
    plain = programme.session[item.session].title
    return said(item.translations, "title", lang, plain) + item.title.removeprefix(plain)
