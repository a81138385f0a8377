"""The commands behind `flask --app wsgi`: read the arguments, call one service, say what came of it."""

from flask import Flask

from scheduler.cli import backup, check, exchange, jobs, mail, person, publish, remote, secrets, seed, token, user


def register(app: Flask) -> None:
    """The app has every command."""
    for module in (seed, exchange, check, publish, backup, person, user, token, jobs, mail, remote, secrets):
        for command in module.COMMANDS:
            app.cli.add_command(command)
