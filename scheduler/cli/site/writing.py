"""Writes a site: asks the service itself for every page, and keeps the answers as files."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from scheduler.cli.asking import Asked
from scheduler.cli.site.files import SiteFile, doors, site_files
from scheduler.cli.site.folder import Folder, replaced
from scheduler.cli.site.links import Linker
from scheduler.domain.errors import StateConflict
from scheduler.services.reading import Reader

ATTEMPTS = 3
FRESH = 2  # seconds after which every part of the service knows of a new release

_DOOR = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<title>To the session</title>
<p><a href="{url}">To the session</a></p>
</html>
"""


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: of which release, and how many files."""

    release: int
    files: int


def write_site(
    app: WSGIApplication,
    reader: Reader,
    event: str,
    target: Path,
    *,
    base_url: str,
    service: str,
    twins: bool = False,
    progress: Callable[[int], None] = lambda _files: None,
) -> Site:
    """The current release as files in `target`, whole or not at all; `NotFound` if nothing was released.

    `app` is the service as it answers at `base_url`, where the files will be; `service` is where it answers in truth.
    `twins`: each calendar as jCal and xCal, too.
    """
    for _ in range(ATTEMPTS):
        which, release = reader.identified(event)
        with replaced(target, f"{event}, release {release.number}", release.modified_at) as folder:
            _write(Asked(app, base_url), folder, list(site_files(release, twins=twins)), service, progress)
            if base_url != service:
                for path, file in doors(release):
                    folder.write(file, _DOOR.format(url=escape(service + path)).encode())
            if reader.current_id(event) == which:
                folder.keep()
        if folder.kept:
            return Site(release.number, folder.files)
        time.sleep(FRESH)  # something was released meanwhile: half of the files are of the old, half of the new
    raise StateConflict(f"{event} is released again and again while its files are written. Try it in a minute.")


def _write(asked: Asked, folder: Folder, files: list[SiteFile], service: str, progress: Callable[[int], None]) -> None:
    prefix = urlsplit(asked.base_url).path
    linker = Linker({each.address: each.file for each in files}, prefix, service)
    static: set[str] = set()
    for each in files:
        body = asked.whole_list(each.address) if each.paged else asked.body(each.address)
        if each.file.endswith(".html"):
            html = body.decode()
            static |= linker.static(html)
            body = linker.relink(html, each.address).encode()
        folder.write(each.file, body)
        progress(folder.files)
    for address in sorted(static):
        folder.write(address[1:], asked.body(address))
