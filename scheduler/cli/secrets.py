"""`flask secrets`."""

import os

import click

from scheduler.cli.saying import speaks
from scheduler.domain.errors import StateConflict
from scheduler.http.context import edge
from scheduler.services import sealing


@click.group("secrets")
def secrets() -> None:
    """The keys that links and passcodes are encrypted with."""


@secrets.command("key")
@speaks
def key() -> None:
    """Print a new key, for SECRET_KEYS."""
    click.echo(sealing.new_key())


@secrets.command("create")
@click.option("--if-missing", is_flag=True, help="Do nothing where there are keys already.")
@speaks
def create(if_missing: bool) -> None:
    """Write a new key to SECRET_KEYS_FILE, which its owner alone can read."""
    config = edge().config
    path = config.absolute_secret_keys_file
    if if_missing and (config.keys() or path is None):
        return
    if path is None:
        raise StateConflict("SECRET_KEYS_FILE is empty: there is no file to write a key to.")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{sealing.new_key()}\n")
    except FileExistsError:
        raise StateConflict(f"{path} is there already. To use a new key, put it before those in it.") from None
    click.echo(f"{path}: a new key. Keep a copy apart from backups: without it no link in them can be read.")


@secrets.command("rotate")
@speaks
def rotate() -> None:
    """Encrypt every link and passcode with the first key. Afterwards the other keys may go."""
    made = edge()
    click.echo(f"{sealing.rotate(made.database, made.sealer)} links and passcodes are encrypted with the first key.")


COMMANDS = (secrets,)
