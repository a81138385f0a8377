"""What filters, some of their values, roles, groups of people and ways in are called, wherever people read them."""

from scheduler.domain.people import STAKEHOLDER_TYPES

LABELS = {
    "day": "Day",
    "room": "Room",
    "building": "Building",
    "track": "Track",
    "type": "Type",
    "term": "Topic",
    "person": "Person",
    "organisation": "Organiser",
    "language": "Language",
    "session": "Session",
    "mode": "Way to take part",
    "q": "Search",
}
"""Per filter what people call it."""

MODE_WORDS = {"onsite": "On site only", "remote": "Online only", "hybrid": "On site and online"}
"""Per way to take part what people call it."""

ROLE_WORDS = {
    "chair": "Chair",
    "moderator": "Moderator",
    "speaker": "Speaker",
    "panellist": "Panellist",
    "remote-moderator": "Remote moderator",
    "rapporteur": "Rapporteur",
    "interpreter": "Interpreter",
}
"""Per role in a session what people call it."""

WAY_WORDS = {
    "join": "the meeting",
    "webcast": "the webcast",
    "phone": "calling in",
    "captions": "captions",
    "interpretation": "interpretation",
    "host": "hosts",
}
"""Per kind of way in what its link is for, for those who run the event."""

STAKEHOLDER_NAMES = {
    "government": "Government",
    "private-sector": "Private sector",
    "civil-society": "Civil society",
    "academia": "Academia",
    "technical-community": "Technical community",
    "international-organisation": "International organisation",
    "": "not said",
}
"""Per stakeholder type what people call it; the empty one where it is not known."""
STAKEHOLDER_CHOICES = tuple((key, STAKEHOLDER_NAMES[key]) for key in STAKEHOLDER_TYPES)
"""Each stakeholder type with its name, in the order of lists to choose from."""

REGION_NAMES = {
    "africa": "Africa",
    "americas": "Americas",
    "arab-states": "Arab States",
    "asia-pacific": "Asia-Pacific",
    "cis": "CIS",
    "europe": "Europe",
    "": "not said",
}
"""Per region what people call it; the empty one where nobody said where they come from."""

_LANGUAGES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sw": "Swahili",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_name(tag: str) -> str:
    """`French` of `fr`, or the tag itself where no name is known."""
    return _LANGUAGES.get(tag.partition("-")[0].lower(), tag)
