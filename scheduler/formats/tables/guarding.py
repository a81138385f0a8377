"""Cells that a spreadsheet would take for formulas, made plain by an apostrophe in front; and back.

A CSV has no types: what begins with one of these signs is run by Excel, LibreOffice and Google's sheets.
"""

import re

# Full-width forms are taken for the plain ones; tab and line ends are skipped before the sign behind them is looked at.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guarded(text: str) -> str:
    """The text, with an apostrophe in front if it looks like a formula, or like a text that was guarded already."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
