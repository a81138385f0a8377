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


def test_changes_of_what_somebody_follows(forum: FlaskClient) -> None:
    """Eve is in the workshop that moved; nothing of the opening changed; the first release placed both."""
    found = read(forum.get("/forum/changes?person=eve", headers=HTML).text)
    assert found.lines[1:] == [
        (
            "What each published version of the programme changed in Person: Eve, the newest first. Follow as Atom "
            "feed · All changes"
        ),
        "Release 2: Move",
        "Friday 2 June 2017, 09:00 (UTC+02:00)",
        "1 entry changed.",
        "Data for all",
        "Moved from Mon 12 June 09:30 to 14:00.",
        "Release 1: Plan",
        "Thursday 1 June 2017, 09:00 (UTC+02:00)",
        "The first published programme: 1 entry.",
    ]
    assert {"/forum/changes.atom?person=eve", "/forum/?person=eve", "/forum/changes"} <= set(found.links())
    opening = read(forum.get("/forum/changes?session=1", headers=HTML).text)
    assert [line for line in opening.lines if line.startswith("Release")] == ["Release 1: Plan"]


def test_changes_of_what_nothing_changed_in(forum: FlaskClient) -> None:
    found = read(forum.get("/forum/changes?person=eve&room=popov", headers=HTML).text)
    assert found.lines[-1] == "Nothing of it changed."


def test_the_feed_of_what_somebody_follows_is_another_feed(forum: FlaskClient) -> None:
    whole, own = (fromstring(forum.get(f"/forum/changes.atom{q}").data) for q in ("", "?track=high-level&room=popov"))
    assert own.findtext(f"{ATOM}title") == "Changes of Forum: Room: Popov, Track: High level"
    links = [link.attrib["href"] for link in own.findall(f"{ATOM}link")]
    assert links == [
        f"http://127.0.0.1:8000/forum/{name}?room=popov&track=high-level" for name in ("changes.atom", "changes")
    ]
    assert [entry.findtext(f"{ATOM}title") for entry in own.iter(f"{ATOM}entry")] == ["Release 1: Plan"]
    ids = [{element.text for element in root.iter(f"{ATOM}id")} for root in (whole, own)]
    assert ids[0].isdisjoint(ids[1])


@pytest.mark.parametrize("path", ["/forum/changes", "/forum/changes.atom", "/api/v1/events/forum/releases"])
def test_what_never_was_can_not_be_followed(forum: FlaskClient, path: str) -> None:
    answer = forum.get(f"{path}?room=cellar", headers=HTML)
    assert answer.status_code == 400
    assert "cellar" in answer.text
