import pytest

from scheduler.domain.labels import LABELS, MODE_WORDS, language_name
from scheduler.domain.selection import FILTERS
from scheduler.domain.session import MODES


def test_every_filter_and_every_mode_has_words() -> None:
    assert (tuple(LABELS), set(MODE_WORDS)) == (FILTERS, set(MODES))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param("fr", "French", id="a language"),
        pytest.param("pt-BR", "Portuguese", id="of a region"),
        pytest.param("FR", "French", id="in capitals"),
        pytest.param("tlh", "tlh", id="without a name here"),
    ],
)
def test_language_name(tag: str, expected: str) -> None:
    assert language_name(tag) == expected
