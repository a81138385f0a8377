"""The programme as PDF."""

import re
import zlib
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask

from scheduler.cli.printing import print_programme
from scheduler.http.context import Edge
from tests import machine
from tests.api.forum import BASE, FIRST, FORUM, released

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(app: Flask) -> Edge:
    """The edge of an app with one release."""
    edge: Edge = app.extensions["scheduler"]
    released(edge.database, FORUM, FIRST)
    return edge


@pytest.fixture(scope="session")
def weasyprint() -> None:
    """What sets a page, and the library of the system that it needs."""
    if find_spec("weasyprint") is None:
        machine.lacking("weasyprint is not installed: pip install '.[pdf]'")
    if not has_pango() and machine.IN_CI:
        machine.install("libpangoft2-1.0-0", has_pango)
    if not has_pango():
        machine.lacking("Pango is not installed")


def has_pango() -> bool:
    """Whether the library of the system is there that weasyprint sets text with."""
    return find_library("pangoft2-1.0") is not None


@pytest.mark.debian
@pytest.mark.usefixtures("weasyprint")
def test_the_same_release_gives_the_same_pdf(made: Edge) -> None:
    one, two = (print_programme(made.served_at(BASE), made.reader, "forum", BASE) for _ in range(2))
    assert one == two
    body, number = one
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL)
    inside = b"".join(zlib.decompressobj().decompress(each) for each in packed if each[:1] == b"x")
    assert (body[:5], inside.count(b"/Type /Page/"), number) == (b"%PDF-", 2, 1)  # two days
    assert b"/URI (http://127.0.0.1:8000/forum/sessions/1)" in inside


@pytest.mark.skipif(find_spec("weasyprint") is not None, reason="weasyprint is there")
def test_without_the_extra_it_says_what_to_install(made: Edge, app: Flask, tmp_path: Path) -> None:
    assert made.reader
    with app.app_context():
        done = app.test_cli_runner().invoke(
            args=["export", "forum", "--format", "pdf", "--output", str(tmp_path / "p.pdf")]
        )
    assert (done.exit_code, done.stderr) == (1, "A PDF needs more packages: pip install '.[pdf]' brings them.\n")
    assert not (tmp_path / "p.pdf").exists()
