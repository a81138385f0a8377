"""How commands speak: errors in a line or a list and exit 1, progress only where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from scheduler.domain.errors import BlockedByConflicts, SchedulerError

P = ParamSpec("P")
R = TypeVar("R")

SHOWN = 200


def speaks(command: Callable[P, R]) -> Callable[P, R]:
    """The command, telling errors that a user can mend on standard error, and then ending with 1."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SchedulerError as error:
            click.echo(error.detail, err=True)
            for flaw in error.flaws[:SHOWN]:
                if flaw.message != error.detail:
                    click.echo(f"  {flaw}", err=True)
            if len(error.flaws) > SHOWN:
                click.echo(f"  … and {len(error.flaws) - SHOWN} more", err=True)
            if isinstance(error, BlockedByConflicts):
                tell_conflicts(error.conflicts)
            sys.exit(1)
        except (OperationalError, ProgrammingError) as error:
            if not _lacks_tables(error):
                raise
            click.echo("The database has no tables yet. Make them: flask --app wsgi db upgrade", err=True)
            sys.exit(1)

    return wrapped


def _lacks_tables(error: Exception) -> bool:
    return "no such table" in str(error) or "does not exist" in str(error)


def tell_conflicts(conflicts: tuple[dict[str, object], ...]) -> None:
    """The conflicts' sentences, each with its rule, on standard error."""
    for conflict in conflicts:
        click.echo(f"  {conflict['rule']}: {conflict['message']}", err=True)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int], None]]:
    """A function to tell a count to; it shows on a terminal, and nowhere else."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return

    def show(count: int) -> None:
        if count % 50 == 0:
            click.echo(f"\r{label} {count}", nl=False, err=True)

    yield show
    click.echo("\r\033[K", nl=False, err=True)
