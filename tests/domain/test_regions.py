"""Each country counts in one region, and those that people argue about where the docs say."""

from collections import Counter
from importlib.resources import files

import pytest

from scheduler.domain.labels import REGION_NAMES
from scheduler.domain.regions import COUNTRIES, NOT_SAID, REGIONS, region_of


def assigned() -> list[str]:
    """Every code that ISO 3166-1 has given out, as the time zones' own table lists them."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    return [line.partition("\t")[0] for line in table.splitlines() if line and not line.startswith("#")]


def test_every_country_is_in_exactly_one_region() -> None:
    listed = Counter(country for each in COUNTRIES.values() for country in each)
    assert len(assigned()) > 240
    assert listed == Counter(set(assigned()) - {"AQ"})


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("FJ", "asia-pacific"),
        ("EG", "arab-states"),
        ("SO", "arab-states"),
        ("SS", "africa"),
        ("IL", "europe"),
        ("TR", "europe"),
        ("UA", "europe"),
        ("AM", "cis"),
        ("GL", "americas"),
        ("RE", "africa"),
        ("AQ", NOT_SAID),
        ("", NOT_SAID),
        ("ZZ", NOT_SAID),
        ("fj", NOT_SAID),
    ],
)
def test_where_a_country_counts(country: str, region: str) -> None:
    assert region_of(country) == region


def test_each_region_has_a_name() -> None:
    assert set(REGION_NAMES) == {*REGIONS, NOT_SAID}
