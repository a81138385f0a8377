"""`flask backup` and `flask restore`."""

from pathlib import Path

import click
from flask_migrate import upgrade

from scheduler.cli.saying import progress, speaks
from scheduler.http.context import edge
from scheduler.services import backing_up, sealing


@click.command("backup")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@speaks
def backup(path: Path) -> None:
    """Write all data, of one moment, to PATH. Others may go on working meanwhile. The file holds private data."""
    made = edge()
    with progress("rows") as tell:
        count = backing_up.back_up(made.database, path, now=made.clock(), progress=tell)
    click.echo(f"{path}: {count} rows.")


@click.command("restore")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaks
def restore(path: Path) -> None:
    """Bring the data of PATH into this database, which must hold none; its tables are made."""
    made = edge()
    with progress("rows") as tell:
        count = backing_up.restore(made.database, path, migrate=lambda to: upgrade(revision=to), progress=tell)
    click.echo(f"{path}: {count} rows restored. Mails are held, since the original may have sent those that wait:")
    click.echo("let them go with `flask --app wsgi mail release` once this is the only one that sends.")
    lost = sealing.unreadable(made.database, made.sealer)
    if lost:
        click.echo(
            f"{lost} links and passcodes in it can't be read with the keys of this service. Set SECRET_KEYS to those "
            "of the service that made the backup.",
            err=True,
        )


COMMANDS = (backup, restore)
