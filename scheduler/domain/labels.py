"""What filters, some of their values, roles and ways in are called, the same wherever people read them."""

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
