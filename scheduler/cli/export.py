"""`flask export`."""

import sys
from pathlib import Path
from typing import cast, get_args

import click

from scheduler.cli.printing import print_programme
from scheduler.cli.saying import progress, speaks
from scheduler.cli.site.writing import write_site
from scheduler.http.context import edge
from scheduler.services.exporting import Format, export


@click.command("export")
@click.argument("event")
@click.option(
    "--format",
    "form",
    type=click.Choice([*get_args(Format), "pdf", "site"]),
    default="schedule-xml",
    show_default=True,
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The file, standard output by default; of a site its folder, which is replaced as a whole.",
)
@click.option("--draft", is_flag=True, help="The draft as it would be public now, instead of the current release.")
@click.option("--base-url", metavar="URL", help="Where a site will be served, if not at BASE_URL.")
@click.option("--twins", is_flag=True, help="Each calendar of a site as jCal and xCal too, which needs twice the room.")
@speaks
def export_(event: str, form: str, output: Path | None, draft: bool, base_url: str | None, twins: bool) -> None:
    """Write the current release of EVENT; before the first release, its draft.

    `pdf` is the programme to print, `site` everything that is public, as files for any web server.
    """
    made = edge()
    if draft and form in {"pdf", "site"}:
        raise click.UsageError(f"--format {form} is made of what was released. Leave --draft out.")
    if base_url is not None and form != "site":
        raise click.UsageError("--base-url belongs to --format site. Other files follow the setting BASE_URL.")
    if twins and form != "site":
        raise click.UsageError("--twins belongs to --format site, which holds calendars.")
    if form == "site":
        if output is None:
            raise click.UsageError("A site is a folder. Say which: --output DIR.")
        _write_site(event, output, base_url or made.config.base_url, twins=twins)
        return
    if output is not None and output.is_dir():
        raise click.UsageError(f"{output} is a folder. Name a file in it.")
    number: int | None
    if form == "pdf":
        body, number = print_programme(made.served_at(made.config.base_url), made.reader, event, made.config.base_url)
    else:
        done = export(
            made.database,
            made.reader,
            event,
            form=cast("Format", form),
            base_url=made.config.base_url,
            now=made.clock(),
            draft=draft,
        )
        body, number = done.body, done.number
    if output is None:
        sys.stdout.buffer.write(body)
    else:
        partial = output.with_name(f".{output.name}.partial")
        partial.write_bytes(body)
        partial.replace(output)
    what = "the draft" if number is None else f"release {number}"
    click.echo(f"{event}: {what}, {len(body):,} bytes of {form}.", err=True)


def _write_site(event: str, folder: Path, base_url: str, *, twins: bool) -> None:
    made = edge()
    with progress("files") as tell:
        done = write_site(
            made.served_at(base_url),
            made.reader,
            event,
            folder,
            base_url=base_url,
            service=made.config.base_url,
            twins=twins,
            progress=tell,
        )
    click.echo(f"{event}: release {done.release}, {done.files} files in {folder}, each with its .gz.", err=True)


COMMANDS = (export_,)
