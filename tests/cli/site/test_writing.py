"""A whole site in a folder, crawled as a web server would serve it: nothing in it leads nowhere."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.cli.site.folder import MARK
from scheduler.cli.site.writing import Site, write_site
from scheduler.domain.errors import InvalidInput, NotFound
from scheduler.http.context import Edge
from tests.api.forum import BASE, FIRST, FORUM, MOVED, SECOND, released
from tests.ical_lint import lint

CDN = "https://cdn.example/2017"
LINK = re.compile(r'\b(?:href|src|action)="([^"]*)"')

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(app: Flask) -> Edge:
    """The edge of an app with two releases, of which the second moves and cancels."""
    edge: Edge = app.extensions["scheduler"]
    released(edge.database, FORUM, FIRST)
    released(edge.database, MOVED, SECOND)
    return edge


def write(made: Edge, folder: Path, base_url: str = BASE, *, twins: bool = False) -> Site:
    """Write the site."""
    app, service = made.served_at(base_url), made.config.base_url
    return write_site(app, made.reader, "forum", folder, base_url=base_url, service=service, twins=twins)


def files(folder: Path) -> Mapping[str, bytes]:
    """Every file by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def links(found: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every link of every page, with the page."""
    for file, body in found.items():
        if file.endswith(".html"):
            yield from ((file, unescape(link)) for link in LINK.findall(body.decode()))


def served(found: Mapping[str, bytes], file: str, link: str) -> str | None:
    """The file that a web server sends for a relative link of a page; None if there is none."""
    path = unquote(urlsplit(link).path)
    there = normpath(f"{dirname(file)}/{path}").lstrip("/") if path else file
    return next((name for name in (there, f"{there}/index.html") if name in found), None)


def check_relative(found: Mapping[str, bytes], file: str, link: str) -> None:
    """A relative link leads to a file, asks for nothing by a query, and to a place in the page if it names one."""
    there = served(found, file, link)
    assert there is not None, (file, link)
    assert not urlsplit(link).query
    fragment = urlsplit(link).fragment
    assert not fragment or f'id="{fragment}"'.encode() in found[there], (file, link)


def test_nothing_leads_nowhere(made: Edge, client: FlaskClient, tmp_path: Path) -> None:
    """Relative links lead to files; those to the service to what it answers."""
    done = write(made, tmp_path / "site")
    found = files(tmp_path / "site")
    texts = [file for file in found if not file.endswith(".gz")]
    assert done == Site(2, len(texts) - 1)  # but for the mark
    asked = set()
    for file, link in links(found):
        if link.startswith(f"{BASE}/"):
            asked.add(link.removeprefix(BASE))
        elif not urlsplit(link).scheme:
            check_relative(found, file, link)
        else:
            assert urlsplit(link).scheme in {"https", "mailto", "webcal"}, (file, link)
    answers = {address: client.get(address).status_code for address in asked}
    assert {address: status for address, status in answers.items() if status >= 400} == {}
    assert "/forum/live" in asked
    assert any(address.startswith("/join/") for address in asked)


def test_every_kind_of_file_is_there(made: Edge, client: FlaskClient, tmp_path: Path) -> None:
    write(made, tmp_path / "site")
    found = files(tmp_path / "site")
    for file in (
        "forum/index.html",
        "forum/days/2017-06-12/index.html",
        "forum/sessions/1/index.html",
        "forum/people/ada/index.html",
        "forum/rooms/popov/index.html",
        "forum/subscribe/index.html",
        "forum/changes/index.html",
        "robots.txt",
    ):
        assert file in found
    for file in (
        *("programme", "remote", "days/2017-06-12", "rooms/popov", "buildings/tower", "tracks/high-level"),
        *("types/workshop", "terms/sdg/4", "people/ada", "organisations/itu", "sessions/1"),
    ):
        body = found[f"forum/feeds/{file}.ics"]
        assert (lint(body), body) == ([], client.get(f"/forum/feeds/{file}.ics").data)
    for file in ("changes.atom", "schedule.xml", "schedule.json"):
        assert found[f"forum/{file}"] == client.get(f"/forum/{file}").data
    api = "api/v1/events/forum"
    for file in ("", "/agenda", "/releases", "/releases/1/diff", "/releases/2/diff"):
        assert (
            json.loads(found[f"{api}{file}.json"]) == client.get(f"/{api}{file}?limit=500" if file else f"/{api}").json
        )


def test_twins_are_there_for_who_wants_them(made: Edge, client: FlaskClient, tmp_path: Path) -> None:
    """All the rest is as it was without them; they lie compressed there, too."""
    write(made, tmp_path / "site")
    before = files(tmp_path / "site")
    done = write(made, tmp_path / "site", twins=True)
    found = files(tmp_path / "site")
    calendars = {file.removesuffix(".ics") for file in before if file.endswith(".ics")}
    expected = {f"{file}{form}" for file in calendars for form in (".json", ".xml", ".json.gz", ".xml.gz")}
    assert (found.keys() - before.keys(), {file: found[file] for file in before}) == (expected, before)
    assert done.files == (len(found) - 1) // 2  # but for the mark
    for file in ("programme.json", "terms/sdg/4.xml"):
        assert found[f"forum/feeds/{file}"] == client.get(f"/forum/feeds/{file}").data
    assert calendars


def test_each_text_lies_there_compressed_too_and_the_same_release_gives_the_same_bytes(
    made: Edge, tmp_path: Path
) -> None:
    write(made, tmp_path / "one")
    write(made, tmp_path / "two")
    one = files(tmp_path / "one")
    assert one == files(tmp_path / "two")
    plain = {file: body for file, body in one.items() if not file.endswith(".gz") and file != MARK}
    assert plain == {file[:-3]: gzip.decompress(body) for file, body in one.items() if file.endswith(".gz")}
    ages = {path.stat().st_mtime for path in (tmp_path / "one").rglob("*.*") if path.is_file() and path.name != MARK}
    assert ages == {SECOND}
    assert {body[4:8] for file, body in one.items() if file.endswith(".gz")} == {b"\0\0\0\0"}


def test_elsewhere_what_has_to_be_absolute_is_there_and_doors_lead_to_the_service(made: Edge, tmp_path: Path) -> None:
    write(made, tmp_path / "site", CDN)
    found = files(tmp_path / "site")
    for file, link in links(found):
        if link.startswith(f"{CDN}/"):
            check_relative(found, "index.html", link.removeprefix(f"{CDN}/"))
        elif not urlsplit(link).scheme:
            check_relative(found, file, link)
    feed = found["forum/feeds/programme.ics"].replace(b"\r\n ", b"").decode()
    assert (f"{BASE}/" in feed, f"URL:{CDN}/forum/sessions/1" in feed) == (False, True)
    doors = set(re.findall(rf"{CDN}(/join/[^\\\s;]+)", feed))
    assert doors
    for door in doors:
        assert f'href="{BASE}{door}"'.encode() in found[f"{door[1:]}/index.html"]


def test_the_old_files_stay_until_the_new_ones_are_all_there(made: Edge, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(made, folder)
    before = files(folder)
    inode = folder.stat().st_ino

    def broken(count: int) -> None:
        assert files(folder) == before
        if count == 5:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_site(made.served_at(BASE), made.reader, "forum", folder, base_url=BASE, service=BASE, progress=broken)
    assert (files(folder), folder.stat().st_ino, list(tmp_path.glob(".site*"))) == (before, inode, [])
    (folder / "forum" / "sessions" / "gone").mkdir()
    write(made, folder)
    assert (files(folder), list(tmp_path.glob(".site*"))) == (before, [])


def test_a_release_in_the_midst_of_it_begins_it_anew(made: Edge, tmp_path: Path) -> None:
    """No file of the old release stands beside one of the new."""
    counts: list[int] = []

    def overtake(count: int) -> None:
        if not counts:
            released(made.database, FORUM, SECOND + 60)
        counts.append(count)

    done = write_site(
        made.served_at(BASE), made.reader, "forum", tmp_path / "s", base_url=BASE, service=BASE, progress=overtake
    )
    write(made, tmp_path / "quiet")
    assert (done.release, files(tmp_path / "s")) == (3, files(tmp_path / "quiet"))


def test_what_no_export_wrote_is_left_alone(made: Edge, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("Years of work")
    with pytest.raises(InvalidInput, match="they would be lost"):
        write(made, home)
    with pytest.raises(InvalidInput, match="is a file"):
        write(made, home / "thesis.txt")
    assert files(home) == {"thesis.txt": b"Years of work"}


def test_nothing_is_written_of_what_was_never_released(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write(app.extensions["scheduler"], tmp_path / "site")
    assert list(tmp_path.glob("site")) == []
