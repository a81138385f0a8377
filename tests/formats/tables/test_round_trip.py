"""An export read back into its draft is nothing new."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.domain.export_ids import with_export_ids
from scheduler.domain.ordering import ordered
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance, Part, Scheme, Term
from tests.factories import day, event, person, placement, programme, room, session
from tests.formats.drawn import programmes
from tests.formats.schedule_xml import test_real_files as real
from tests.formats.tables.tabled import exported, laid_over, released

forms = pytest.mark.parametrize("form", ["csv", "xlsx"])
DRAWN_SCHEMES = (Scheme("sdg", "Goals", (Term("sdg", "4", "Education; for all"),)),)
NINE, TEN = "2017-06-12T09:00", "2017-06-12T10:00"
EVENT = event(days=(day("2017-06-12"),))


@forms
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=programmes())
def test_our_own_export_changes_nothing(form: str, drawn: Programme) -> None:
    value = ordered(replace(drawn, schemes=DRAWN_SCHEMES))
    assert laid_over(form, value, exported(form, value)) == value


@forms
@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        "'=1+1",
        "''@x",
        "'quoted'",
        "+41 22",
        "-",
        "\uff1dSUM(A1)",
        "a;b\\;c\\",
        'say "x", y',
        "_x0041_",
        "_x005F_x0041_",
        "#N/A",
        "007",
        "1.0",
        "TRUE",
        "2017-06-12",
    ],
)
def test_words_that_look_like_something_else_come_back_as_they_are(form: str, words: str) -> None:
    value = with_export_ids(
        programme(
            placement("007", NINE, TEN, "hall"),
            event=EVENT,
            rooms=(room("hall", name=words),),
            people=(person("p", name=words), person("q", name="Q")),
            sessions=(session("007", title=words, parts=(Part(1, 60, words),), abstract=words, people=("p", "q")),),
        )
    )
    assert laid_over(form, value, exported(form, value)) == value


@forms
def test_rooms_and_people_of_one_name_are_told_apart(form: str) -> None:
    value = with_export_ids(
        programme(
            placement("1", NINE, TEN, "hall-2"),
            placement("2", NINE, TEN, "hall-1"),
            event=EVENT,
            rooms=(room("hall-1", name="Hall"), room("hall-2", name="Hall")),
            people=(person("a", name="Ada"), person("b", name="Ada"), person("c", name="Ada")),
            sessions=(session("1", people=("b",)), session("2", people=("a", Appearance("c", visibility="hidden")))),
        )
    )
    assert laid_over(form, value, exported(form, value)) == value


@forms
def test_who_is_not_named_is_not_made_a_person(form: str) -> None:
    value = with_export_ids(
        programme(
            placement("1", NINE, TEN, "hall"),
            event=EVENT,
            sessions=(session("1", people=(Appearance("a", visibility="unnamed"), Appearance("b"))),),
        )
    )
    assert laid_over(form, value, exported(form, value)) == value


def test_a_text_that_a_cell_can_t_hold_is_cut_and_stays_as_it_was() -> None:
    value = with_export_ids(
        programme(
            placement("1", NINE, TEN, "hall"), event=EVENT, sessions=(session("1", abstract="\U0001f600" * 20_000),)
        )
    )
    content = exported("xlsx", value)
    assert laid_over("xlsx", value, content) == value


@cache
def conference(name: str) -> Programme:
    return real.merged(real.imported(name))


@pytest.mark.shared
@forms
@real.both
def test_a_real_conference_comes_back_as_it_was(form: str, name: str) -> None:
    value = conference(name)
    content = exported(form, value)
    assert len(released(value).items) == len(value.placements)
    assert laid_over(form, value, content) == value
