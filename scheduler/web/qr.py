"""QR codes as the path of an SVG: plain data, which a template can escape like any other."""

from dataclasses import dataclass

import segno

LONGEST = 1_000
"""Characters of an address. Beyond this the code would be too fine for most phones."""

_QUIET = 4  # modules of margin that the standard asks for


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of `size` modules with its margin; `path` draws the dark ones, as SVG path data."""

    size: int
    path: str


def qr_code(text: str) -> QrCode | None:
    """The code of a text; None if it is too long for one that phones can read."""
    if len(text) > LONGEST:
        return None
    rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    drawn = [run for y, row in enumerate(rows) for run in _runs(row, y)]
    return QrCode(len(rows) + 2 * _QUIET, "".join(drawn))


def _runs(row: bytes, y: int) -> list[str]:
    """A rectangle for each run of dark modules in a row."""
    runs = []
    x = 0
    while (x := row.find(1, x)) >= 0:
        end = row.find(0, x)
        width = (len(row) if end < 0 else end) - x
        runs.append(f"M{x + _QUIET} {y + _QUIET}h{width}v1h-{width}z")
        x += width
    return runs
