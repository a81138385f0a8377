import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.errors import InvalidInput
from scheduler.domain.wording import SLUG_PATTERN, clean_line, clean_text, require_code, require_slug, slugify

CASES = [
    pytest.param("plain", "plain", "plain", id="plain"),
    pytest.param("  a \t b  ", "a \t b", "a b", id="white space"),
    pytest.param("a\r\nb\rc\nd", "a\nb\nc\nd", "a b c d", id="line ends of every system"),
    pytest.param("a\x85b\u2028c\u2029d", "a\nb\nc\nd", "a b c d", id="Unicode's own line ends"),
    pytest.param("a\x0bb\x0cc", "a\nb\nc", "a b c", id="line breaks of slides, and form feeds"),
    pytest.param("a\n\nb", "a\n\nb", "a b", id="paragraphs"),
    pytest.param("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef", "abcdef", id="control characters"),
    pytest.param("a\u202eb\u2066c\u2069d\u200fe\u061cf", "abcdef", "abcdef", id="direction characters"),
    pytest.param("a\u200bb\u00adc\ufeffd\u2060e", "abcde", "abcde", id="invisible characters"),
    pytest.param("a\u3164b\u115fc\u1160d\uffa0e", "abcde", "abcde", id="Hangul fillers"),
    pytest.param("a\u034fb\u180ec", "abc", "abc", id="more invisible characters"),
    pytest.param("a\U000e0000b\U000e0001c\U000e0041d\U000e007fe", "abcde", "abcde", id="tags"),
    pytest.param("❤\ufe0f 葛\U000e0100", "❤\ufe0f 葛\U000e0100", "❤\ufe0f 葛\U000e0100", id="variants"),
    pytest.param("\u2801\u2800\u2803", "\u2801\u2800\u2803", "\u2801\u2800\u2803", id="Braille"),
    pytest.param("\u200d \ufe0f\u2800\n\u200c\u180b\U000e0100", "", "", id="joiners of nothing"),
    pytest.param("\u3164\u00a0\U000e0041", "", "", id="nothing to be seen"),
    pytest.param("a\ufffeb\uffffc", "abc", "abc", id="what XML forbids"),
    pytest.param("a\ud800b", "ab", "ab", id="half a character"),
    pytest.param("e\u0301", "é", "é", id="composed"),
    pytest.param("e\u200b\u0301", "é", "é", id="composed after what stood between"),
    pytest.param(
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        id="Persian keeps its non-joiner",
    ),
    pytest.param("👩\u200d🔬", "👩\u200d🔬", "👩\u200d🔬", id="emoji keep their joiner"),
    pytest.param("a\u00a0b\u3000c", "a\u00a0b\u3000c", "a b c", id="spaces of other kinds"),
    pytest.param(" \n\u200b\n ", "", "", id="nothing remains"),
    pytest.param("a" + "\u0323" * 30, *["\u1ea1" + "\u0323" * 29] * 2, id="as many marks as there may be"),
    pytest.param("q" + "\u0323" * 31 + "b", *["q" + "\u0323" * 30 + "b"] * 2, id="a mark too many"),
    pytest.param("q" + "\u0323\u200b" * 31, *["q" + "\u0323" * 30] * 2, id="marks with invisible ones between"),
    pytest.param("q" + "\u0344" * 30, *["q" + "\u0308\u0301" * 15] * 2, id="marks that are two marks each"),
    pytest.param("“" + "\u20dd" * 40 + "”", *["“" + "\u20dd" * 30 + "”"] * 2, id="enclosing marks on a sign"),
    pytest.param("👩🔬" * 40, *["👩🔬" * 40] * 2, id="signs that are no marks"),
    pytest.param("q\u0323" * 40, *["q\u0323" * 40] * 2, id="marks on many letters"),
]


@pytest.mark.parametrize(("text", "lines", "line"), CASES)
def test_cleaned_words(text: str, lines: str, line: str) -> None:
    assert (clean_text(text), clean_line(text)) == (lines, line)
    assert (clean_text(lines), clean_line(line)) == (lines, line)


def test_heaps_of_marks_take_no_time() -> None:
    """Normalised as they are, these take seconds, and twice as many four times as long."""
    before = process_time()
    cleaned = clean_text("q" + "\u0301\u0323" * 50_000)
    assert (cleaned, process_time() - before < 2) == ("q" + "\u0323" * 15 + "\u0301" * 15, True)


@settings(deadline=None)
@given(st.text(st.characters() | st.sampled_from("\r\n\t\x0b\x85\u2028\u202e\u061c\u0301\ufffe\ud800 ")))
def test_clean_words_are_clean_for_good_and_fit_for_xml(text: str) -> None:
    lines, line = clean_text(text), clean_line(text)
    assert (clean_text(lines), clean_line(line)) == (lines, line)
    # The characters of XML 1.0, section 2.2, without the ones that it discourages below U+00A0.
    assert re.fullmatch("[\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*", lines)
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Popov Room 1", "popov-room-1", id="plain"),
        pytest.param("  Salle «Genève» (étage 2) ", "salle-geneve-etage-2", id="accents and signs"),
        pytest.param("Größe", "grosse", id="sharp s"),
        pytest.param("Łódź", "lodz", id="Polish, with a capital"),
        pytest.param("Ørsted", "orsted", id="Danish, with a capital"),
        pytest.param("ÆØÅ æøå", "aeoa-aeoa", id="Norwegian"),
        pytest.param("İstanbul Diyarbak\u0131r", "istanbul-diyarbakir", id="Turkish"),
        pytest.param("Đà Nẵng", "da-nang", id="Vietnamese"),
        pytest.param("Þór", "thor", id="Icelandic"),
        pytest.param("Room №5", "room-no5", id="compatibility characters"),
        pytest.param("国际电联", "room", id="nothing remains"),
        pytest.param("---", "room", id="signs alone"),
        pytest.param("", "room", id="empty"),
        pytest.param("a" * 99 + " b", "a" * 99, id="cut, without a hyphen at the end"),
        pytest.param("a" * 300, "a" * 100, id="cut"),
    ],
)
def test_slug_of_words(text: str, expected: str) -> None:
    assert slugify(text, otherwise="room") == expected


@settings(deadline=None)
@given(st.text())
def test_what_slugify_makes_is_a_slug(text: str) -> None:
    slug = slugify(text, otherwise="thing")
    assert require_slug(slug, "a room") == slug


@pytest.mark.parametrize("slug", ["a", "popov-1", "2017", "a" * 100])
def test_slugs(slug: str) -> None:
    assert (require_slug(slug, "a room"), SLUG_PATTERN.fullmatch(slug) is not None) == (slug, True)


@pytest.mark.parametrize("slug", ["", "-", "a-", "-a", "a--b", "A", "a_b", "a b", "é", "a\n", "a/b", "a" * 101])
def test_what_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        require_slug(slug, "a room")
    assert raised.value.detail == (
        f"{slug!r} can't name a room: use up to 100 lower-case letters, digits and single hyphens."
    )


@pytest.mark.parametrize("code", ["1", "396", "WS2a", "a" * 32])
def test_codes(code: str) -> None:
    assert require_code(code) == code


@pytest.mark.parametrize("code", ["", "a" * 33, "a-b", "a b", "é", "٣", "a\n"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        require_code(code)
    assert raised.value.detail == f"{code!r} can't be a session's code: use 1 to 32 letters A-Z, a-z and digits."
