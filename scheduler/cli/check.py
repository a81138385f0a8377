"""`flask check`."""

import json
import sys
from collections.abc import Iterable
from itertools import groupby

import click

from scheduler.cli.saying import NUMBER, speaks
from scheduler.domain.conflicts import RULES, SEVERITIES, Conflict
from scheduler.domain.errors import NotFound
from scheduler.http.context import edge
from scheduler.services.checking import findings
from scheduler.services.desk import Desk
from scheduler.services.selecting import Wanted, select
from scheduler.services.suggesting import explained


@click.command("check")
@click.argument("event")
@click.option("--json", "as_json", is_flag=True, help="For machines: {event, revision, conflicts}, as in the API.")
@click.option("--severity", type=click.Choice(SEVERITIES), default="info", help="Leave out what is less severe.")
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Of this rule alone; may be repeated.")
@click.option("--session", "sessions", multiple=True, metavar="CODE", help="That name this session; may be repeated.")
@click.option("--new-since", type=NUMBER, metavar="RELEASE", help="That came into the draft after this release.")
@click.option("--explain", metavar="CODE", help="Say instead where this session fits, or why it fits nowhere.")
@speaks
def check(
    event: str,
    as_json: bool,
    severity: str,
    rules: tuple[str, ...],
    sessions: tuple[str, ...],
    new_since: int | None,
    explain: str | None,
) -> None:
    """List what is wrong with the draft of EVENT. Ends with 1 if there are errors that nobody waived.

    The filters choose what is listed and counted; whether it ends with 1 depends on what is listed.
    """
    desk = edge().desks.open(event)
    if explain is not None:
        _explain(desk, explain, as_json=as_json)
        return
    levels = SEVERITIES[: SEVERITIES.index(severity) + 1]
    found = select(
        edge().database, desk, Wanted(severities=levels, rules=rules, sessions=sessions, new_since=new_since)
    )
    if as_json:
        body = {"event": event, "revision": desk.revision, "conflicts": findings(edge().database, desk, found)}
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        _list(desk, found)
    if any(conflict.severity == "error" and conflict.key not in desk.holding for conflict in found):
        sys.exit(1)


def _list(desk: Desk, found: tuple[Conflict, ...]) -> None:
    told = {each["key"]: each for each in findings(edge().database, desk, found)}
    for (level, rule), conflicts in groupby(found, key=lambda conflict: (conflict.severity, conflict.rule)):
        listed = list(conflicts)
        click.echo(f"\n{level.upper()}  {RULES[rule].title} ({rule}, {len(listed)})")
        for conflict in listed:
            each = told[conflict.key]
            click.echo(f"  - {each['message']}")
            if "waived_by" in each:
                click.echo(f"    Waived by {each['waived_by']}: {each['waiver_reason']}")
            if "waiver_ended" in each:
                ended = each["waiver_ended"]
                click.echo(
                    f"    No longer waived since change {ended['revision']}; {ended['who']} had: {ended['reason']}"
                )
    waived = sum(conflict.key in desk.holding for conflict in found)
    slug, tail = desk.programme.event.slug, f", {waived} waived" if waived else ""
    click.echo(f"{chr(10) if found else ''}{slug}: {_counts(found)}{tail}.")


def _counts(found: Iterable[Conflict]) -> str:
    severities = [conflict.severity for conflict in found]
    counts = [(severities.count(level), level) for level in SEVERITIES]
    return ", ".join(f"{n} {level if level == 'info' or n == 1 else f'{level}s'}" for n, level in counts)


def _explain(desk: Desk, code: str, *, as_json: bool) -> None:
    session = desk.programme.session.get(code)
    if session is None:
        raise NotFound(f"There is no session {code[:40]!r} in {desk.programme.event.slug}.")
    told = {part.number: explained(desk, code, part.number, now=edge().clock()) for part in session.parts}
    if as_json:
        click.echo(json.dumps({"session": code, "parts": told}, ensure_ascii=False, indent=2))
        return
    for number, sentences in told.items():
        click.echo(f"{session.title} ({code}){f', part {number}' if len(told) > 1 else ''}:")
        for each in sentences:
            click.echo(f"  - {each}")


COMMANDS = (check,)
