"""The changes page and its Atom feed."""

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from flask.testing import FlaskClient

from scheduler.domain.clock import isoformat
from scheduler.domain.ordering import ordered
from scheduler.http.context import Edge
from tests.api.forum import FIRST, FORUM, MOVED, SECOND, released
from tests.web.html import read

HTML = {"Accept": "text/html"}
ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_changes_are_told_newest_first(forum: FlaskClient) -> None:
    found = read(forum.get("/forum/changes", headers=HTML).text)
    assert found.lines == [
        "Changes",
        "What each published version of the programme changed, the newest first. Follow as Atom feed",
        "Release 2: Move",
        "Friday 2 June 2017, 09:00 (UTC+02:00)",
        "2 entries changed.",
        "Data for all",
        "Moved from Mon 12 June 09:30 to 14:00.",
        "Night",
        "Cancelled (was Tue 13 June 23:00, online).",
        "Release 1: Plan",
        "Thursday 1 June 2017, 09:00 (UTC+02:00)",
        "The first published programme: 4 entries.",
    ]


def test_many_releases_come_in_pages(forum: FlaskClient, edges: Edge) -> None:
    for number in range(3, 12):
        released(edges.database, FORUM if number % 2 else MOVED, SECOND + number, f"No {number}")
    first, second = (read(forum.get(f"/forum/changes?page={n}", headers=HTML).text) for n in (1, 2))
    numbers = [[line for line in found.lines if line.startswith("Release")] for found in (first, second)]
    assert numbers == [
        [*(f"Release {n}: No {n}" for n in range(11, 2, -1)), "Release 2: Move"],
        ["Release 1: Plan"],
    ]
    assert ("/forum/changes?page=2" in first.links(), "/forum/changes?page=1" in second.links()) == (True, True)


def atom(client: FlaskClient) -> Element:
    """The feed's root."""
    answer = client.get("/forum/changes.atom")
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
    root: Element = fromstring(answer.data)
    return root


def test_the_feed_has_what_atom_requires_and_nothing_of_now(forum: FlaskClient) -> None:
    root = atom(forum)
    assert [child.tag.removeprefix(ATOM) for child in root] == [
        *("title", "id", "updated", "author", "link", "link", "entry", "entry")
    ]
    entries = [
        [child.text or child.attrib.get("href") for child in entry if child.tag != f"{ATOM}content"]
        for entry in root.iter(f"{ATOM}entry")
    ]
    ids = [element.text or "" for element in root.iter(f"{ATOM}id")]
    assert root.findtext(f"{ATOM}updated") == isoformat(SECOND)
    assert entries == [
        ["Release 2: Move", ids[1], isoformat(SECOND), isoformat(SECOND), "http://127.0.0.1:8000/forum/changes#r2"],
        ["Release 1: Plan", ids[2], isoformat(FIRST), isoformat(FIRST), "http://127.0.0.1:8000/forum/changes#r1"],
    ]
    assert [identity.startswith("urn:uuid:") for identity in ids] == [True] * 3
    assert len(set(ids)) == 3
    words = [" ".join("".join(item.itertext()).split()) for item in root.iter(f"{XHTML}li")]
    assert words == [
        "Data for all: Moved from Mon 12 June 09:30 to 14:00.",
        "Night: Cancelled (was Tue 13 June 23:00, online).",
    ]


def test_a_later_release_leaves_the_older_entries_as_they_were(forum: FlaskClient, edges: Edge) -> None:
    before = [element.text for element in atom(forum).iter(f"{ATOM}id")]
    released(edges.database, FORUM, SECOND + 60, "Back")
    after = [element.text for element in atom(forum).iter(f"{ATOM}id")]
    assert [after[0], *after[2:]] == before


@pytest.mark.parametrize("title", ["Tom & Jerry < > \" '", "\ufffe\uffff", "]]>", "\U0001d4b3 \u200d"])
def test_any_title_gives_well_formed_xml(client: FlaskClient, edges: Edge, title: str) -> None:
    released(edges.database, FORUM, FIRST, "Plan")
    sessions = tuple(replace(s, title=f"A{title}") if s.code == "2" else s for s in FORUM.sessions)
    released(edges.database, ordered(replace(FORUM, sessions=sessions)), SECOND, "Words")
    link = next(atom(client).iter(f"{XHTML}a"))
    assert (link.text or "").rstrip() == f"A{title}".replace("\ufffe", "").replace("\uffff", "").rstrip()
