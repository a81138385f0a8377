"""The jobs: name, sentence, period, and the one service that each calls."""

from config import Config
from scheduler.domain.clock import Clock
from scheduler.services.mailing import deliver
from scheduler.services.ports import Chance, Mailer
from scheduler.services.running import Job, Ran, Turn
from scheduler.services.sweeping import sweep
from scheduler.store.db import Database


def jobs_of(
    config: Config, database: Database, *, clock: Clock, mailer: Mailer | None, chance: Chance
) -> tuple[Job, ...]:
    """Every job of a service with these settings."""

    def send_mail(turn: Turn) -> Ran:
        return deliver(
            database,
            mailer,
            clock,
            turn=turn,
            chance=chance,
            most=config.mail_attempts,
            per_minute=config.mail_per_minute,
        )

    def sweep_up(turn: Turn) -> Ran:
        return sweep(database, clock, turn=turn)

    return (
        Job("send-mail", "gives the mails that are due to the mail server", 5, send_mail),
        Job("sweep", "deletes what has expired", 3600, sweep_up),
    )
