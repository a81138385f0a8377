"""How events take the rules, as stored."""

from typing import Any

import structlog
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.conflicts import RULES, Policy
from scheduler.domain.errors import InvalidInput
from scheduler.store.models.conflicts import PolicyRow
from scheduler.store.rows import table_of

log = structlog.get_logger(__name__)


def load_policy(database: DatabaseSession, event_id: int) -> tuple[Policy, int]:
    """The event's policy, and the change that set it; 0 if none ever did."""
    table = table_of(PolicyRow)
    row = database.execute(select(table.c.settings, table.c.changed).where(table.c.event_id == event_id)).one_or_none()
    return (policy_of(row.settings), row.changed) if row else (Policy(), 0)


def save_policy(database: DatabaseSession, event_id: int, revision: int, policy: Policy) -> None:
    """Store the event's policy, set by a change."""
    table = table_of(PolicyRow)
    database.execute(delete(table).where(table.c.event_id == event_id))
    database.execute(insert(table).values(event_id=event_id, changed=revision, settings=policy.settings()))


def policy_of(settings: dict[str, dict[str, Any]]) -> Policy:
    """The policy of stored settings; one that this version's rules do not know is left out, and logged."""
    known = Policy()
    for slug, setting in settings.items():
        try:
            one = Policy.from_settings({slug: setting}, RULES.values())
        except InvalidInput as error:
            log.warning("setting of another version left out", rule=slug, reason=error.detail)
        else:
            known = known.with_settings(one)
    return known
