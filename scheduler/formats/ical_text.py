"""Content lines of iCalendar: words made harmless, escaped and folded (RFC 5545 sections 3.1 and 3.3.11)."""

import re

from icalendar.parser import Contentline

_LINE_FEEDS = re.compile("\r\n|\r")
# What Unicode and Python take for the end of a line, though iCalendar does not: vdirsyncer cuts there.
_FALSE_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Evolution drops the whole calendar on one NUL; a lone surrogate has no UTF-8.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
# What no content line may hold, whoever made its value.
_BREAKOUTS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# No run of spaces, or a fold could leave a line of white space alone, which readers take for an empty one.
_GAPS = re.compile(r"[^\S\n]{2,}|\t")
_EMPTY_LINES = re.compile(r" *\n(?: *\n)+ *| +\n *|\n +")


def paragraphs(text: str) -> str:
    """The text as readers get it back: line feeds alone, at most one empty line in a row, no control characters."""
    text = _CONTROLS.sub("", _FALSE_BREAKS.sub(" ", _LINE_FEEDS.sub("\n", text)))
    text = _GAPS.sub(" ", text)
    return _EMPTY_LINES.sub(lambda gap: "\n\n" if gap[0].count("\n") > 1 else "\n", text).strip()


def one_line(text: str) -> str:
    """As `paragraphs`, with a space for every line break."""
    return " ".join(paragraphs(text).split())


def escape(text: str) -> str:
    r"""A TEXT value, clean already. Not `icalendar.vText`, which reads `\N` in `C:\News` as a line break."""
    return text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def quoted(text: str) -> str:
    """A parameter's value. RFC 6868 writes quotes and carets in one, which RFC 5545 alone can't."""
    inner = one_line(text).replace("^", "^^").replace('"', "^'")
    return f'"{inner}"'


def line(name: str, value: str) -> bytes:
    """One content line with its CRLF, folded on character borders.

    `name` may have parameters, and `value` is escaped already where it is TEXT. Parameters are not made by
    `icalendar.Parameters`, which leaves out `TZID=UTC` and keeps its semicolon.
    """
    whole = _BREAKOUTS.sub("", f"{name}:{value}")
    folded: bytes = Contentline(whole).to_ical()  # type: ignore[no-untyped-call] # icalendar left these without types
    return folded + b"\r\n"


def words(name: str, text: str) -> bytes:
    """One line of text as a content line."""
    return line(name, escape(one_line(text)))
