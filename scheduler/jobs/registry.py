"""The jobs: name, sentence, period, and the one service that each calls."""

from config import Config
from scheduler.domain.clock import Clock
from scheduler.services.forgetting import forget_participants
from scheduler.services.mailing import deliver
from scheduler.services.ports import Chance, Mailer, NewSecret
from scheduler.services.reading import Reader
from scheduler.services.reminding import remind
from scheduler.services.running import Job, Ran, Turn
from scheduler.services.sweeping import sweep
from scheduler.services.waiting import move_up
from scheduler.store.db import Database


def jobs_of(
    config: Config,
    database: Database,
    reader: Reader,
    *,
    clock: Clock,
    mailer: Mailer | None,
    chance: Chance,
    new_secret: NewSecret,
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

    def tell_participants(turn: Turn) -> Ran:
        return remind(
            database,
            reader,
            clock,
            root=config.base_url,
            minutes=config.reminder_minutes,
            new_secret=new_secret,
            turn=turn,
        )

    def fill_places(turn: Turn) -> Ran:
        return move_up(database, reader, clock, root=config.base_url, new_secret=new_secret, turn=turn)

    def erase_participants(turn: Turn) -> Ran:
        return forget_participants(database, clock, days=config.registrations_kept_days, turn=turn)

    return (
        Job("send-mail", "gives the mails that are due to the mail server", 5, send_mail),
        Job("remind", "writes to participants before their sessions, and about changes of them", 30, tell_participants),
        Job("move-up", "gives places that became free to those who wait for one", 60, fill_places),
        Job("forget-participants", "erases remote participants after an event", 3600, erase_participants),
        Job("sweep", "deletes what has expired", 3600, sweep_up),
    )
