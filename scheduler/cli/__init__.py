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
    remote,
    secrets,
    seed,
    token,
    user,
    verify,
)


def register(app: Flask) -> None:
    """The app has every command."""
    modules = (seed, exchange, export, check, publish, backup, person, user, token, jobs, mail, remote, secrets, verify)
    for module in modules:
        for command in module.COMMANDS:
            app.cli.add_command(command)
