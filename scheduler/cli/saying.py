"""How commands speak: errors in a line or a list and exit 1, progress only where somebody watches."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from scheduler.domain.errors import BlockedByConflicts, SchedulerError

P = ParamSpec("P")
R = TypeVar("R")

SHOWN = 200
NUMBER = click.IntRange(0, 2**31 - 1)
"""What PostgreSQL counts with."""
_UNDEFINED_TABLE = "42P01"  # PostgreSQL's SQLSTATE


def speaks(command: Callable[P, R]) -> Callable[P, R]:
    """The command, telling errors that a user can mend on standard error, and then ending with 1."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        _require_words(kwargs.values())
        try:
            return command(*args, **kwargs)
        except SchedulerError as error:
            _tell(error)
        except BrokenPipeError:  # `| head` has read enough; what is left unwritten would be told again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            click.echo(f"{error.filename}: {error.strerror}", err=True)
        except (OperationalError, ProgrammingError) as error:
            if not _lacks_tables(error) and not isinstance(error, OperationalError):
                raise
            click.echo(about_database(error), err=True)
        sys.exit(1)

    return wrapped


def _require_words(values: Iterable[object]) -> None:
    """End with 2 where an argument is no text in UTF-8, which no database takes. Paths may be any bytes."""
    for value in values:
        if isinstance(value, tuple):
            _require_words(value)
        elif isinstance(value, str) and not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                raise click.UsageError(f"{value[:60]!r} is no text in UTF-8. Type it again.") from None


def _tell(error: SchedulerError) -> None:
    click.echo(error.detail, err=True)
    for flaw in error.flaws[:SHOWN]:
        if flaw.message != error.detail:
            click.echo(f"  {flaw}", err=True)
        elif not flaw.pointer.startswith("/"):  # a place in a file; what is said of it stands above
            click.echo(f"  {flaw.pointer}", err=True)
    if len(error.flaws) > SHOWN:
        click.echo(f"  … and {len(error.flaws) - SHOWN} more", err=True)
    if isinstance(error, BlockedByConflicts):
        tell_conflicts(error.conflicts)


def about_database(error: DBAPIError) -> str:
    """One line on why the database can't be used, and the way out where there is one way."""
    if _lacks_tables(error):
        return "The database has no tables yet. Make them: flask --app wsgi db upgrade"
    refused = f"The database can't be used: {str(error.orig).splitlines()[0]}"
    if error.statement is not None:  # it was reached, and refused something else
        return refused
    return f"{refused}. Check DATABASE_URL; docs/operating.md says how to make a database."


def _lacks_tables(error: DBAPIError) -> bool:
    return "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == _UNDEFINED_TABLE


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
