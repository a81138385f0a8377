"""Docs that fail when they lag behind: settings, commands, links."""

import re
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from config import Config, settings_markdown
from scheduler.app import create_app
from scheduler.domain.conflicts import ALL
from scheduler.domain.conflicts.describing import rules_markdown
from tests.machine import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "seed_data").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))


def anchors(markdown: str) -> set[str]:
    """The names that headings can be linked by: lower case, spaces as hyphens, punctuation gone."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", markdown), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(found: Mapping[str, click.Command], above: str = "") -> set[str]:
    """The names of all commands that do something: `check`, `user create`."""
    names: set[str] = set()
    for name, command in found.items():
        if isinstance(command, click.Group):
            names |= commands(command.commands, f"{above}{name} ")
        else:
            names.add(f"{above}{name}")
    return names


def test_the_settings_page_is_what_config_says() -> None:
    assert text("docs/settings.md") == settings_markdown()


def test_the_page_on_rules_is_what_the_rules_say() -> None:
    """`make docs` makes it anew."""
    assert text("docs/rules.md") == rules_markdown(ALL)


@pytest.mark.parametrize("name", ["README.md", "docs/contributing.md", "docs/operating.md"])
def test_each_make_command_in_the_docs_exists(name: str) -> None:
    named = set(re.findall(r"\bmake ([a-z]+)", " ".join(re.findall(r"```.*?```|`[^`]*`", text(name), re.DOTALL))))
    assert named
    assert named - targets(text("Makefile")) == set()


def test_each_make_target_is_explained_by_make_help() -> None:
    explained = set(re.findall(r"^([a-z]+):.*## ", text("Makefile"), re.MULTILINE))
    assert targets(text("Makefile")) - explained == set()


def test_the_readme_shows_the_two_commands_that_the_contract_names() -> None:
    assert re.findall(r"^make (serve|test)\b", text("README.md"), re.MULTILINE) == ["serve", "test"]


def test_the_readme_lists_each_command_and_no_other() -> None:
    ours = {name: command for name, command in create_app(Config()).cli.commands.items() if name != "db"}
    groups = "|".join(name for name, command in ours.items() if isinstance(command, click.Group))
    named = re.findall(rf"^flask --app wsgi ((?:(?:{groups}) )?[a-z-]+)", text("README.md"), re.MULTILINE)
    assert set(named) - {"db"} == commands(ours)


@pages
def test_each_link_between_our_files_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
