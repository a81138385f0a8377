"""A folder that is replaced as a whole: readers see the old files until all new ones are there."""

import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.errors import InvalidInput

MARK = ".programme-site"
"""The file by which a folder is known to be ours to replace."""


@dataclass(slots=True)
class Folder:
    """A folder that is being written. `modified` is the instant that all its files are of."""

    root: Path
    modified: int
    files: int = 0
    kept: bool = False

    def write(self, file: str, body: bytes) -> None:
        """Write a file, and beside it the same compressed: the same body, the same bytes.

        Both are as old as the release, so that servers give every copy of a site the same Last-Modified and tag.
        """
        path = self.root / file
        if ".." in path.parts or not path.is_relative_to(self.root):
            raise InvalidInput(f"{file[:200]!r} would lie outside of the folder.")
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = path.with_name(f"{path.name}.gz")
        for each, content in ((path, body), (packed, gzip.compress(body, compresslevel=9, mtime=0))):
            each.write_bytes(content)
            os.utime(each, (self.modified, self.modified))
        self.files += 1

    def keep(self) -> None:
        """Let it take its place: everything is written."""
        self.kept = True


@contextmanager
def replaced(target: Path, mark: str, modified: int) -> Iterator[Folder]:
    """A new folder to write into. It takes the place of `target` at the end if it is to be kept, else it is gone.

    `InvalidInput` if there is something in `target` that no export wrote: it would be deleted.
    """
    target = target.resolve()
    _require_ours(target)
    fresh, old = (target.with_name(f".{target.name}.{os.getpid()}.{what}") for what in ("new", "old"))
    for left_over in (fresh, old):  # by a process of the same number that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    fresh.mkdir()
    try:
        folder = Folder(fresh, modified)
        yield folder
        if folder.kept:
            (fresh / MARK).write_text(f"{mark}\n", encoding="utf-8")
            _swap(fresh, target, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _require_ours(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise InvalidInput(f"{target} is a file. A site is a folder: name one that is new, or a site.")
    if any(target.iterdir()) and not (target / MARK).is_file():
        raise InvalidInput(
            f"{target} holds files, and is no site that was written before: they would be lost. Name another folder, "
            "or empty it."
        )


def _swap(fresh: Path, target: Path, old: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old)
