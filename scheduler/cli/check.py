"""`flask check`."""

import json
import sys
from itertools import groupby

import click

from scheduler.cli.saying import speaks
from scheduler.domain.conflicts import RULES, SEVERITIES, sentence
from scheduler.http.context import edge
from scheduler.services.checking import check_draft, describe


@click.command("check")
@click.argument("event")
@click.option("--json", "as_json", is_flag=True, help="For machines: {event, revision, conflicts}, as in the API.")
@click.option("--severity", type=click.Choice(SEVERITIES), default="info", help="Leave out what is less severe.")
@speaks
def check(event: str, as_json: bool, severity: str) -> None:
    """List what is wrong with the draft of EVENT. Ends with 1 if there are errors."""
    found = check_draft(edge().database, event)
    shown = [c for c in found.conflicts if SEVERITIES.index(c.severity) <= SEVERITIES.index(severity)]
    if as_json:
        described = [describe(found.programme, conflict) for conflict in shown]
        body = {"event": event, "revision": found.revision, "conflicts": described}
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        for (level, rule), conflicts in groupby(shown, key=lambda c: (c.severity, c.rule)):
            listed = list(conflicts)
            click.echo(f"\n{level.upper()}  {RULES[rule].title} ({rule}, {len(listed)})")
            for conflict in listed:
                click.echo(f"  - {sentence(found.programme, conflict)}")
        counts = [sum(c.severity == level for c in found.conflicts) for level in SEVERITIES]
        told = ", ".join(
            f"{n} {level if level == 'info' else level + ('' if n == 1 else 's')}"
            for n, level in zip(counts, SEVERITIES, strict=True)
        )
        click.echo(f"{chr(10) if shown else ''}{event}: {told}.")
    if any(conflict.severity == "error" for conflict in found.conflicts):
        sys.exit(1)


COMMANDS = (check,)
