"""Words that come in from outside: cleaned once here, so that no file, page or feed has to fear them; and slugs."""

import re
import unicodedata
from urllib.parse import urlsplit

from scheduler.domain.errors import InvalidInput

TITLE_LENGTH = 300
TEXT_LENGTH = 100_000
LONGEST_ADDRESS = 2_000
"""Characters of a web address: what browsers and calendars all take."""
CODE_PATTERN = re.compile(r"[A-Za-z0-9]{1,32}")
SLUG_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH = 100

# Not printable, blank though letters (Hangul fillers), tags that carry words unseen, or able to turn the direction of
# what follows (Trojan Source): never meant in a programme's words.
# ZWNJ and ZWJ (200C, 200D) and variation selectors stay: Persian, Hindi, Mongolian and emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# What joins or varies visible characters, and the empty cell of Braille: alone they show nothing.
_BLANK = re.compile("[\\s\u180b-\u180d\u180f\u200c\u200d\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
# Nobody stacks so many marks on a letter, and sorting a run of them takes the square of its length.
_MOST_MARKS = 30
# Where a run of too many marks could be: no mark is a letter, a digit, a space or ASCII. Real words have no such place.
_DENSE = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")
# A vertical tab is what a line break inside a paragraph becomes when it is copied out of slides.
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#@\\<>\"`]+(?:[/?#][^\s\\<>\"`]*)?", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES = re.compile(r"\s+")
# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
        "ħ": "h",
        "ŋ": "ng",
    }
)


def clean_text(text: str) -> str:
    """Several lines of words: NFC, line feeds alone between lines, no control, direction or unseen characters.

    Of a run of combining marks, the first 30 stay.
    """
    text = _UNWANTED.sub("", _LINE_BREAKS.sub("\n", text))
    if not text.isascii():
        # Cut again, since some marks are taken apart into two.
        text = _without_heaps(unicodedata.normalize("NFC", _without_heaps(text)))
    return "" if _BLANK.fullmatch(text) else text.strip()


def _without_heaps(text: str) -> str:
    return _DENSE.sub(_with_few_marks, text)


def _with_few_marks(dense: re.Match[str]) -> str:
    kept = []
    run = 0
    for character in dense[0]:
        is_mark = unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}
        run = run + 1 if is_mark else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_line(text: str) -> str:
    """One line of words: as `clean_text`, and every run of white space is one space."""
    return _SPACES.sub(" ", clean_text(text))


_TWINS = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "abekmhopctyxijsabezhikmnoptyx",
)
"""Small letters of Cyrillic and Greek whose capitals, or themselves, look like Latin ones."""


def has_control(text: str) -> bool:
    """Whether there is a control character or a line break in it."""
    return _CONTROL.search(text) is not None


def is_web_address(text: str) -> bool:
    """Whether this is a web address whose host and port can be told, and that hides nothing."""
    if not _WEB_ADDRESS.fullmatch(text) or clean_line(text) != text:
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an address in them, a port that is no number
        return False


def skeleton(text: str) -> str:
    """What two names have in common that nobody could tell apart on a page: case, width and letters that are twins."""
    return unicodedata.normalize("NFKC", clean_line(text)).casefold().translate(_TWINS)


def slugify(text: str, *, otherwise: str) -> str:
    """A slug of ASCII letters, digits and hyphens, or `otherwise` where nothing of the text remains."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:SLUG_LENGTH].strip("-") or otherwise


def require_slug(slug: str, what: str) -> str:
    """The slug, if it is one; `InvalidInput` says how one looks."""
    if len(slug) > SLUG_LENGTH or not SLUG_PATTERN.fullmatch(slug):
        raise InvalidInput(
            f"{slug[:120]!r} can't name {what}: use up to {SLUG_LENGTH} lower-case letters, digits and single hyphens."
        )
    return slug


def require_code(code: str) -> str:
    """The session code, if it is one; `InvalidInput` says how one looks."""
    if not CODE_PATTERN.fullmatch(code):
        raise InvalidInput(f"{code[:60]!r} can't be a session's code: use 1 to 32 letters A-Z, a-z and digits.")
    return code
