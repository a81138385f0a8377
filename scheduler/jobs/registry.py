"""The jobs: name, sentence, period, and the one service that each calls."""

from config import Config
from scheduler.domain.clock import Clock
from scheduler.services.calling import call
from scheduler.services.mailing import deliver
from scheduler.services.ports import Chance, Mailer, WebClient
from scheduler.services.reading import Reader
from scheduler.services.running import Job, Ran, Turn
from scheduler.services.sealing import Sealer
from scheduler.services.sweeping import sweep
from scheduler.store.db import Database


def jobs_of(
    config: Config,
    database: Database,
    *,
    clock: Clock,
    mailer: Mailer | None,
    client: WebClient,
    sealer: Sealer,
    reader: Reader,
    chance: Chance,
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

    def call_webhooks(turn: Turn) -> Ran:
        return call(
            database,
            client,
            sealer,
            reader,
            clock,
            turn=turn,
            chance=chance,
            most=config.webhook_attempts,
            base_url=config.base_url,
        )

    def sweep_up(turn: Turn) -> Ran:
        return sweep(database, clock, turn=turn)

    return (
        Job("send-mail", "gives the mails that are due to the mail server", 5, send_mail),
        Job("call-webhooks", "tells webhooks of releases", 5, call_webhooks),
        Job("sweep", "deletes what has expired", 3600, sweep_up),
    )
