"""The page on conflict rules, made from the rules themselves, so that it can't say anything else than they do."""

from collections.abc import Iterable, Iterator
from typing import Any

from scheduler.domain.conflicts.conflict import SEVERITIES
from scheduler.domain.conflicts.rule import Number, Parameter, Rule

_INTRODUCTION = """\
# Conflict rules

What the service looks for in a programme. `make docs` makes this page from the rules' code.

An `error` blocks a release that would publish it, unless it is waived; a `warning` and an `info` are shown. An event
can set the severity of any rule, or turn it `off`, and set the numbers that a rule has: `PUT /events/<event>/policy`.
Times that touch don't overlap: what ends at 10:00 leaves room for what starts at 10:00. Cancelled and withdrawn
sessions take part in no rule but `cancelled-placed`.
"""


def rules_markdown(rules: Iterable[Rule[Any]]) -> str:
    """The page `docs/rules.md`: a table by severity, then a section for each rule in the order given."""
    known = tuple(rules)
    by_severity = sorted(known, key=lambda rule: SEVERITIES.index(rule.severity))
    table = [
        *_head("default", "rule", "in short"),
        *(_cells(rule.severity, f"[{rule.slug}](#{rule.slug})", rule.title) for rule in by_severity),
    ]
    return "\n".join([_INTRODUCTION, *table, *(line for rule in known for line in _section(rule))]) + "\n"


def _section(rule: Rule[Any]) -> Iterator[str]:
    """One rule, under a heading whose anchor is its slug."""
    yield from ("", f"## {rule.slug}", "", f"**{rule.title}**: {rule.severity} by default.")
    yield from ("", rule.about)
    if rule.looks_at_signals():
        yield from ("", "It also looks at counts of people, which change without the programme.")
    yield from ("", f"- For example: {rule.example}", f"- What to do: {rule.remedy}")
    if parameters := rule.parameters():
        yield ""
        yield from _head("parameter", "default", "least", "most", "unit", "meaning")
        for each in parameters:
            yield _cells(f"`{each.name}`", *_bounds(each), each.unit, each.about)


def _bounds(parameter: Parameter) -> tuple[str, str, str]:
    """Default, least and most; yes or no lies between nothing."""
    if isinstance(parameter.default, bool):
        return (_value(parameter.default), "", "")
    return (_value(parameter.default), _value(parameter.least), _value(parameter.most))


def _value(number: Number) -> str:
    """A number as the API takes it."""
    return str(number).lower()


def _head(*names: str) -> Iterator[str]:
    """The head of a table."""
    yield _cells(*names)
    yield "|" + "---|" * len(names)


def _cells(*texts: str) -> str:
    """A line of a table; a bar in a text does not end its cell."""
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
