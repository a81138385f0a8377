"""The commands behind `flask --app wsgi`: read the arguments, call one service, say what came of it."""

from flask import Flask

from scheduler.cli import (
    backup,
    check,
    exchange,
    export,
    jobs,
    mail,
    person,
    publish,
    secrets,
    seed,
    token,
    user,
    verify,
)


def register(app: Flask) -> None:
    """The app has every command."""
    for module in (seed, exchange, export, check, publish, backup, person, user, token, jobs, mail, secrets, verify):
        for command in module.COMMANDS:
            app.cli.add_command(command)
