"""What is wrong with a draft."""

from dataclasses import dataclass

from scheduler.domain.conflicts.check import check
from scheduler.domain.conflicts.conflict import Conflict
from scheduler.domain.programme import Programme
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft


@dataclass(frozen=True, slots=True)
class Findings:
    """The conflicts of a draft at a revision."""

    programme: Programme
    revision: int
    conflicts: tuple[Conflict, ...]


def check_draft(database: Database, event: str) -> Findings:
    """Every conflict of the event's draft, in the order of urgency; `NotFound` names the events that exist."""
    with database.reading() as session:
        draft = load_draft(session, event)
    return Findings(draft.programme, draft.revision, check(draft.programme))
