"""The QR code's path draws exactly the modules that the code has."""

import re

import segno

from scheduler.web.qr import LONGEST, qr_code

QUIET = 4


def test_the_path_draws_every_dark_module_once() -> None:
    text = "https://forum.example/forum/subscribe?room=popov&q=water"
    code = qr_code(text)
    assert code is not None
    drawn = [
        (int(x) + step, int(y))
        for x, y, width, _ in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", code.path)
        for step in range(int(width))
    ]
    matrix = segno.make_qr(text, error="m").matrix
    dark = [(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module]
    assert (code.size, drawn) == (len(matrix) + 2 * QUIET, dark)


def test_a_text_too_long_for_phones_has_no_code() -> None:
    assert [qr_code("x" * length) is None for length in (LONGEST, LONGEST + 1)] == [False, True]
