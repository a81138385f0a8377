"""What was said from the floor, for the report: how many spoke in each session, by kind, place, region and type."""

from scheduler.domain.floor import Tally
from scheduler.domain.programme import Programme
from scheduler.formats.tables.reports import INTERVENTIONS, write_report
from scheduler.services.desk import Desk
from scheduler.store.db import Database
from scheduler.store.interventions import delivered_in


def table_of_all(database: Database, desk: Desk) -> bytes:
    """What was delivered in each placement of an event as CSV, a row for each sort; no names."""
    with database.reading() as session:
        found = delivered_in(session, desk.event_id)
    return write_report(INTERVENTIONS, (_row(each, desk.programme) for each in found))


def _row(each: Tally, programme: Programme) -> tuple[str, ...]:
    session = programme.session.get(each.session)
    return (
        each.session,
        session.title if session else "",
        str(each.part),
        each.kind,
        each.place,
        each.region,
        each.stakeholder_type,
        str(each.delivered),
    )
