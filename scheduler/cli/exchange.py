"""`flask import`."""

import codecs
from pathlib import Path
from typing import Literal, get_args

import click

from scheduler.cli.saying import SHOWN, progress, speaks
from scheduler.domain.log import COMMAND_LINE, Author
from scheduler.http.context import edge
from scheduler.services.importing import Format as ImportFormat
from scheduler.services.importing import import_schedule

_BY_ENDING: dict[str, ImportFormat] = {
    ".xml": "schedule-xml",
    ".json": "schedule-json",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
}
_BY_SIGN: dict[bytes, ImportFormat] = {b"<": "schedule-xml", b"{": "schedule-json", b"PK": "xlsx"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", required=True, metavar="SLUG", help="The event to import into; made if it is new.")
@click.option(
    "--format",
    "form",
    type=click.Choice(get_args(ImportFormat)),
    help="By default what FILE's name or first bytes say.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and store nothing.")
@click.option("--time-zone", metavar="IANA", help="The zone of times without offset: Europe/Brussels.")
@click.option(
    "--missing",
    type=click.Choice(["keep", "cancel"]),
    default="keep",
    show_default=True,
    help="What becomes of sessions that FILE lacks.",
)
@click.option("--skip-bad", is_flag=True, help="Import the good rows although there are bad ones.")
@click.option("--encoding", metavar="NAME", help="A CSV's encoding, where it is not UTF-8: windows-1252.")
@speaks
def import_(
    file: Path,
    event: str,
    form: ImportFormat | None,
    dry_run: bool,
    time_zone: str | None,
    missing: Literal["keep", "cancel"],
    skip_bad: bool,
    encoding: str | None,
) -> None:
    """Read FILE into the draft of an event. Again: update, nothing twice. Bad rows are told, and none is stored."""
    made = edge()
    with file.open("rb") as stream, progress("reading") as tell:
        report = import_schedule(
            made.database,
            stream,
            form=form or format_of(file),
            event=event,
            time_zone=time_zone,
            uid_domain=made.config.uid_domain,
            new_id=made.new_id,
            author=Author(COMMAND_LINE, made.clock()),
            missing=missing,
            skip_bad=skip_bad,
            dry_run=dry_run,
            encoding=encoding,
            progress=tell,
        )
    for flaw in report.flaws[:SHOWN]:
        click.echo(f"left out, {flaw}", err=True)
    for note in report.notes[:SHOWN]:
        click.echo(f"note, {note}", err=True)
    verb = "would be " if dry_run else ""
    if report.created:
        click.echo(f"{event}: {verb}made, with {report.sessions} sessions.")
    elif not report.changed_rows:
        click.echo(f"{event}: nothing new, {report.sessions} sessions.")
    else:
        click.echo(
            f"{event}: {verb}updated. Of {report.sessions} sessions {report.new_sessions} new, "
            f"{report.changed_sessions} changed in words or people, {report.moved_sessions} moved, "
            f"{report.cancelled_sessions} cancelled."
        )


def format_of(file: Path) -> ImportFormat:
    """The format that the file's name ends in, else the one that its first bytes look like."""
    found = _BY_ENDING.get(file.suffix.lower())
    if found is None:
        with file.open("rb") as stream:
            start = stream.read(1024).removeprefix(codecs.BOM_UTF8).lstrip()
        found = next((form for sign, form in _BY_SIGN.items() if start.startswith(sign)), None)
    if found is None:
        raise click.UsageError(f"What {file.name} is can't be told from its name. Say it with --format.")
    return found


COMMANDS = (import_,)
