"""The jobs: name, sentence, period, and the one service that each calls."""

from config import Config
from scheduler.domain.clock import Clock
from scheduler.services.calling import call
from scheduler.services.checking_links import check_links
from scheduler.services.desk import Desks
from scheduler.services.embargoes import end_embargoes
from scheduler.services.mailing import deliver
from scheduler.services.notice_mails import write_notices
from scheduler.services.noticing import plan_notices
from scheduler.services.ports import Chance, Mailer, NewSecret, WebClient
from scheduler.services.reading import Reader
from scheduler.services.running import Job, Ran, Turn
from scheduler.services.scheduling import publish_due
from scheduler.services.sealing import Sealer
from scheduler.services.sweeping import sweep


def jobs_of(
    config: Config,
    desks: Desks,
    *,
    clock: Clock,
    mailer: Mailer | None,
    client: WebClient,
    sealer: Sealer,
    reader: Reader,
    chance: Chance,
    new_secret: NewSecret,
) -> tuple[Job, ...]:
    """Every job of a service with these settings."""
    database = desks.database

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

    def write_notices_(turn: Turn) -> Ran:
        planned = plan_notices(database, clock, turn=turn)
        written = write_notices(database, clock, turn=turn, base_url=config.base_url, new_secret=new_secret)
        said = [f"{planned.done} noted"] if planned.done else []
        said += [f"{written.done} written"] if written.done else []
        said += [each.said for each in (planned, written) if each.said]
        return Ran(done=planned.done + written.done, due=planned.due + written.due, said=", ".join(said))

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

    def publish_what_is_due(turn: Turn) -> Ran:
        return publish_due(desks, clock, turn=turn, base_url=config.base_url, guard=config.guard)

    def end_what_is_over(turn: Turn) -> Ran:
        return end_embargoes(desks, clock, turn=turn, base_url=config.base_url)

    def look_at_links(turn: Turn) -> Ran:
        return check_links(database, client, sealer, reader, clock, turn=turn)

    return (
        Job("publish-due", "publishes the releases whose time has come", 5, publish_what_is_due),
        Job("end-embargoes", "releases what was under an embargo that has ended", 15, end_what_is_over),
        Job("send-mail", "gives the mails that are due to the mail server", 5, send_mail),
        Job("write-notices", "tells people of what a release changed for them", 30, write_notices_),
        Job("call-webhooks", "tells webhooks of releases", 5, call_webhooks),
        Job("check-links", "looks whether the links behind doors that open soon lead anywhere", 60, look_at_links),
        Job("sweep", "deletes what has expired", 3600, sweep_up),
    )
