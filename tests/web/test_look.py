"""Rules of the stylesheet and the templates that no eye checks at every change."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parent.parent.parent / "scheduler" / "web"
CSS = re.sub(r"/\*.*?\*/", "", (WEB / "static" / "pages.css").read_text(encoding="utf-8"), flags=re.DOTALL)
TEMPLATES = sorted((WEB / "templates").rglob("*.*ml"))

COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", CSS)
}
PAIRS = [
    *((text, ground) for text in ("ink", "soft", "link", "off", "reader") for ground in ("ground", "raised")),
    *(
        ("on-button", "button"),
        ("link", "mark"),
        ("soft", "mark"),
        ("ink", "mark"),
        ("reader", "mark"),
        ("off", "mark"),
    ),
]


def luminance(colour: str) -> float:
    """Relative luminance of `#rgb` or `#rrggbb` (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_by_at_least_4_5(text: str, ground: str, scheme: int) -> None:
    darker, lighter = sorted(luminance(COLOURS[name][scheme]) for name in (text, ground))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_contrast_is_measured_as_defined() -> None:
    assert [round(luminance(colour), 4) for colour in ("#fff", "#000000", "#767676")] == [1.0, 0.0, 0.1812]


def test_the_stylesheet_knows_no_left_and_right_and_loads_nothing() -> None:
    physical = r"\b(?:left|right|(?:margin|padding|border)-(?:top|bottom|left|right)|url\(|@import)"
    assert re.findall(physical, CSS) == []


def test_what_is_hidden_until_a_script_runs_is_hidden() -> None:
    # `display` of any rule counts more than what browsers make of the attribute.
    assert re.search(r"(?m)^\[hidden\] \{ display: none !important; \}", CSS)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_trusts_no_data_and_holds_no_style_or_script(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    forbidden = r"\|\s*safe|autoescape|<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:"
    assert re.findall(forbidden, text) == []
