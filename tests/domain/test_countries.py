"""Every country has its name, and whoever writes it otherwise is understood, or told."""

from importlib.resources import files

import pytest

from scheduler.domain.countries import COUNTRY_NAMES, country_code


def test_each_code_has_a_name_of_its_own_that_leads_back() -> None:
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    codes = {line.partition("\t")[0] for line in table.splitlines() if line and not line.startswith("#")}
    assert set(COUNTRY_NAMES) == codes
    assert {code: country_code(name) for code, name in COUNTRY_NAMES.items()} == {code: code for code in codes}
    assert {code: country_code(f"{code} {name}") for code, name in COUNTRY_NAMES.items()} == {c: c for c in codes}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("Fiji", "FJ"), (" fiji ", "FJ"), ("fj", "FJ"), ("FJ Fiji", "FJ"), ("UK", "GB"), ("USA", "US")),
        *(("Cote d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", "CI"), ("ivory coast", "CI"), ("Côte d'Ivoire", "CI")),
        *(("Trinidad & Tobago", "TT"), ("the Gambia", "GM"), ("Turkey", "TR"), ("Türkiye", "TR"), ("Viet Nam", "VN")),
        # What is no country stays as it is, for whoever judges it.
        *(("", ""), ("Fidji", "Fidji"), ("FJ Tonga", "FJ Tonga"), ("Åland", "Åland"), ("ZZ", "ZZ"), ("-", "-")),
    ],
)
def test_a_country_is_understood_however_it_is_written(written: str, code: str) -> None:
    assert country_code(written) == code
