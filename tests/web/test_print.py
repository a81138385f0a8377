"""The agenda to print: every day of it, and nothing that paper can't do."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.http.context import Edge
from scheduler.web import timetable
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, released

CSS = (Path(timetable.__file__).parent / "static" / "print.css").read_text(encoding="utf-8")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def forum(app: Flask, client: FlaskClient) -> FlaskClient:
    """A client of an app with two releases."""
    made: Edge = app.extensions["scheduler"]
    released(made.database, FORUM, FIRST)
    released(made.database, MOVED, SECOND)
    return client


def rows(html: str) -> list[str]:
    """The rows of all days, in words."""
    found = re.findall(r"<tr><td>(.*?)</td></tr>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()).replace("\N{EN DASH}", "-") for row in found]


@sqlite
def test_every_entry_by_day(forum: FlaskClient) -> None:
    html = forum.get("/forum/?print=1").text
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == ["Monday 12 June 2017", "Tuesday 13 June 2017"]
    sorts, spoken = "Ceremony · High level", "English, French · Interpretation: Spanish · Captioning"
    assert rows(html) == [
        f"09:00-10:00 Opening (part 1) Ada, Bob, Somebody of ITU {sorts} · Remote access · {spoken} Popov + Annex",
        f"11:00-11:30 Opening II Ada, Somebody of ITU {sorts} · {spoken} Popov",
        "14:00-15:00 Data for all Eve Workshop · French Library",
        "23:00-00:30 +1 day Cancelled Night Online only",
    ]
    for element in ("<form", "<nav", "<script", "<button", "<input"):
        assert element not in html


@sqlite
def test_filters_and_zone_are_told(forum: FlaskClient) -> None:
    html = forum.get("/forum/?print=1&room=popov&tz=Asia/Tokyo").text
    assert "<p>Room: Popov</p>" in html
    assert "in brackets in Asia/Tokyo" in html
    assert [row[:27] for row in rows(html)] == ["09:00-10:00 (16:00-17:00) O", "11:00-11:30 (18:00-18:30) O"]
    assert "<p>Nothing matches.</p>" in forum.get("/forum/?print=1&q=nowhere").text
    assert len(rows(forum.get("/forum/?print=1&date=2017-06-13").text)) == 1


def test_the_paper_is_a4_and_each_day_begins_a_page() -> None:
    assert "size: A4;" in CSS
    assert ".day + .day { break-before: page; }" in CSS
