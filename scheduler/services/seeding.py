"""The WSIS Forum 2017 in an empty database: the real facts, marked samples around them, released."""

from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.log import Author, Operation
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.formats.wsis import build
from scheduler.formats.wsis_plant import plant, speakers
from scheduler.services.desk import Desks
from scheduler.services.publishing import publish
from scheduler.services.recording import become, record_new
from scheduler.store.db import Database
from scheduler.store.drafts import has_event, load_draft
from scheduler.store.interventions import add_intervention
from scheduler.store.releases import current_id

FOLDER = Path(__file__).parent.parent.parent / "seed_data" / "wsis-2017"
SLUG = "wsis-2017"


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a seed did: `created` the event, `planted` conflicts; and the release, if it made one."""

    created: bool
    planted: bool
    sessions: int
    placements: int
    release: PublicRelease | None


def is_empty(database: Database) -> bool:
    """Whether there is no event yet."""
    with database.reading() as session:
        return not has_event(session)


def seed(
    database: Database,
    *,
    author: Author,
    base_url: str,
    facts_only: bool = False,
    plant_conflicts: bool = False,
    chance: int = 2017,
) -> Seeded:
    """The event `wsis-2017`, made and released if it is not there; once there, seeding again changes nothing.

    `plant_conflicts` puts one conflict of each rule that a seed can break into the draft, or (who asks for the floor)
    beside it, and stops there: it is not released.
    """
    with database.reading() as session:
        there = has_event(session, SLUG)
    if not there:
        programme = build(FOLDER, seed=chance, facts_only=facts_only)
        with database.storing() as session:
            record_new(session, programme, author, [_seeded("seed", programme)])
            session.commit()
    with database.reading() as session:
        draft = load_draft(session, SLUG)
        unreleased = current_id(session, SLUG) is None
    released = None
    if unreleased:  # also where a seed was interrupted before its release
        released = publish(
            Desks(database),
            SLUG,
            label="Seed",
            note="The seed: real facts, and marked samples.",
            only=(),
            author=author,
            base_url=base_url,
        )
    planted = False
    if plant_conflicts and plant(draft.programme) != draft.programme:
        with database.writing(SLUG) as edit:
            desk = Desks(database).before(edit, SLUG)
            after = plant(desk.programme)
            become(edit, desk, after, author, [_seeded("plant", after)])
            for asking in speakers(after):
                add_intervention(edit.session, edit.event_id, asking)
            edit.commit()
        planted = True
    return Seeded(not there, planted, len(draft.programme.sessions), len(draft.programme.placements), released)


def _seeded(what: str, programme: Programme) -> Operation:
    return Operation(what, SLUG, None, {"sessions": len(programme.sessions), "placements": len(programme.placements)})
