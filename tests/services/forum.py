"""A small event in the database, and the publishing of it, for tests of services."""

from collections.abc import Sequence
from typing import Any

from scheduler.domain.conflicts import ALL, Policy
from scheduler.domain.log import Author
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.store.db import Database
from scheduler.store.drafts import load_draft
from scheduler.store.policies import save_policy
from scheduler.store.saving import create_event, save_draft
from tests.factories import at

BASE = "https://programme.example"
NOW = at("2017-06-01T09:00")


def stored(database: Database, programme: Programme) -> None:
    """Make the event."""
    with database.storing() as unit:
        save_draft(unit, create_event(unit, programme), programme)
        unit.commit()


def edited(database: Database, programme: Programme) -> None:
    """Let the draft be this programme."""
    with database.writing(programme.event.slug) as edit:
        save_draft(edit.session, load_draft(edit.session, programme.event.slug), programme)
        edit.commit()


def change_policy(database: Database, rule: str, severity: str) -> None:
    """Let the event take a rule so seriously."""
    with database.storing() as unit:
        save_policy(unit, 1, 0, Policy.of({rule: severity}, {}, ALL))
        unit.commit()


def published(
    database: Database, *, only: Sequence[str] = (), now: int = NOW, label: str = "L", **kw: Any
) -> PublicRelease:
    """A release of the draft of `forum`."""
    return publish(
        Desks(database), "forum", label=label, note="", only=only, author=Author("tests", now), base_url=BASE, **kw
    )
