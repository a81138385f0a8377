"""What a machine may lack: looked for, installed in CI, else a reason to skip that names what is missing."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent
IN_CI = bool(os.environ.get("CI"))
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def lacking(what: str) -> NoReturn:
    """End the test that needs `what`: skipped, and in CI failed, because there nothing may be skipped."""
    if IN_CI:
        pytest.fail(f"{what} (in CI nothing is skipped)", pytrace=False)
    pytest.skip(what)


def found_chromium() -> str | None:
    """The path of a Chromium that is installed."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def found_nginx() -> str | None:
    """The path of an nginx that is installed; Debian's lies where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def install(package: str, is_there: Callable[[], bool]) -> None:
    """Debian's package, where this machine has Debian's packages and we may install them; else nothing happens."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    with Path(tempfile.gettempdir(), "scheduler-tests-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes run the tests; apt-get bears one
        # A first install fails where the package lists are missing or old; they are fetched only then.
        if not is_there() and not _quietly(command) and _quietly(["apt-get", "update", "-qq"]):
            _quietly(command)


def python_of_debian(module: str, *, package: str) -> str:
    """The system's own Python, where it has the module that Debian's package brings; in CI it is installed."""
    python = "/usr/bin/python3"

    def is_there() -> bool:
        return Path(python).exists() and _quietly([python, "-c", f"import {module}"])

    if not is_there() and IN_CI:
        install(package, is_there)
    if not is_there():
        lacking(f"{package} is not installed")
    return python


def _quietly(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode == 0


def npm_ci(folder: Path, workspace: Path) -> Path:
    """A copy of `folder` inside `workspace`, with the packages of its package-lock.json installed."""
    npm = shutil.which("npm")
    if npm is None:
        lacking(f"npm is not installed; {folder.relative_to(ROOT)} needs it")
    copy = workspace / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=copy,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,  # seconds; a registry that is slower is as good as none
    )
    if done.returncode != 0:
        lacking(f"npm ci failed in {folder.relative_to(ROOT)}: {done.stderr.strip()[:400]}")
    return copy
