"""schedule.xml, schedule.json and robots.txt as the service gives them."""

import json

from defusedxml.ElementTree import fromstring
from flask.testing import FlaskClient


def test_schedule_xml_leaves_out_what_is_cancelled(forum: FlaskClient) -> None:
    answer = forum.get("/forum/schedule.xml")
    root = fromstring(answer.data)
    assert (answer.status_code, answer.content_type) == (200, "application/xml; charset=utf-8")
    assert (root.findtext("version"), [event.findtext("title") for event in root.iter("event")]) == (
        "2 Move",
        ["Data for all", "Opening", "Opening II"],
    )
    assert forum.get("/forum/schedule.xml", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_schedule_json_holds_the_entries_of_schedule_xml(forum: FlaskClient) -> None:
    answer = forum.get("/forum/schedule.json")
    schedule = json.loads(answer.data)["schedule"]
    days = schedule["conference"]["days"]
    entries = [entry for day in days for in_room in day["rooms"].values() for entry in in_room]
    assert (answer.status_code, answer.content_type, schedule["version"]) == (200, "application/json", "2 Move")
    events = list(fromstring(forum.get("/forum/schedule.xml").data).iter("event"))
    assert sorted((str(entry["id"]), entry["guid"], entry["title"]) for entry in entries) == sorted(
        (event.get("id"), event.get("guid"), event.findtext("title")) for event in events
    )
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert forum.get("/forum/schedule.json", headers=tag).status_code == 304


def test_robots_may_read_feeds(forum: FlaskClient) -> None:
    answer = forum.get("/robots.txt")
    assert (answer.content_type, answer.text) == (
        "text/plain; charset=utf-8",
        "User-agent: *\nDisallow: /desk/\nDisallow: /join/\nAllow: /\n",
    )


def test_a_stylesheet_is_named_by_its_content_and_kept_for_ever(forum: FlaskClient) -> None:
    page = forum.get("/forum/", headers={"Accept": "text/html"}).text
    name = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = forum.get(name)
    assert (answer.status_code, answer.content_type, answer.headers["Cache-Control"]) == (
        200,
        "text/css; charset=utf-8",
        "public, max-age=31536000, immutable",
    )
