"""What may be a password: length alone counts, since rules about kinds of characters make people choose worse ones."""

import unicodedata

from scheduler.domain.errors import InvalidInput

SHORTEST = 12
LONGEST = 1_000
"""Characters. Hashing more would be work for nothing."""


def normalised(password: str) -> str:
    """The password in NFC: keyboards differ in how they write é."""
    return unicodedata.normalize("NFC", password)


def require_password(password: str) -> str:
    """The password in NFC, if it may be one; `InvalidInput` says why not."""
    made = normalised(password) if len(password) <= LONGEST else password
    if len(made) < SHORTEST:
        raise InvalidInput(
            f"A password needs at least {SHORTEST} characters. Four or five words of your own are a good one.",
            pointer="/password",
        )
    if len(made) > LONGEST or any("\ud800" <= letter <= "\udfff" for letter in made):
        raise InvalidInput(f"A password has at most {LONGEST:,} characters, all of them whole.", pointer="/password")
    return made
