"""Looking at the links behind doors some time before they open, so that a dead one is replaced before anybody comes."""

from dataclasses import dataclass

import structlog

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.clock import Clock
from scheduler.domain.link_health import AGAIN, BEFORE, LINKS_DEAD, UNSUPPORTED, Checked, report, verdict
from scheduler.domain.placement import Ident
from scheduler.domain.release import PublicRelease
from scheduler.domain.web import Answer, Failure
from scheduler.services.calling import tell_active
from scheduler.services.joining import locks_of
from scheduler.services.ports import WebClient
from scheduler.services.reading import Reader
from scheduler.services.running import Ran, Turn
from scheduler.services.sealing import Sealer, opened
from scheduler.store.db import Database
from scheduler.store.doors import load_door
from scheduler.store.drafts import revision_of
from scheduler.store.link_checks import link_checks, save_check, untold

_HEADERS = {"User-Agent": "programme-scheduler"}


@dataclass(frozen=True, slots=True)
class _Due:
    """A link that is to be looked at."""

    event_id: int
    placement: Ident
    way: int
    kind: str
    secret: int
    before: Checked | None


def listed(database: Database, event: str) -> tuple[Checked, ...]:
    """The last look at each link of an event's doors."""
    with database.reading() as session:
        return tuple(link_checks(session, revision_of(session, event)[0]).values())


def check_links(
    database: Database, client: WebClient, sealer: Sealer, reader: Reader, clock: Clock, *, turn: Turn
) -> Ran:
    """How many links were looked at: those of doors that open within the hour or are open, every ten minutes."""
    looked = dead = 0
    for release in reader.events():
        answers: dict[int, tuple[bool, str]] = {}
        all_due = _due(database, release, clock())
        for due in all_due:
            if turn.ending():
                break
            if due.secret not in answers:
                answers[due.secret] = _look(database, client, sealer, due)
            alive, said = answers[due.secret]
            _note(database, turn, due, alive=alive, said=said, now=clock())
            looked, dead = looked + 1, dead + (not alive)
        if all_due:
            _tell(database, release, clock(), turn)
    return Ran(done=looked, said=f"{dead} dead" if dead else "")


def _due(database: Database, release: PublicRelease, now: int) -> list[_Due]:
    """The links of a released programme that are to be looked at now, in the order of the agenda."""
    soon = [item for item in release.items if item.remote and not item.cancelled and _is_near(release, item, now)]
    if not soon:
        return []
    event = release.programme.event
    found = []
    with database.reading() as session:
        checks = link_checks(session, revision_of(session, event.slug)[0])
        for item in soon:
            stored = load_door(session, event.slug, *item.id)
            if stored is None or stored.slot is None:
                continue
            locks = locks_of(session, stored, event, item)
            for place, (way, (link, _)) in enumerate(zip(stored.slot.ways, locks, strict=True)):
                before = checks.get((item.id, place))
                if link is not None and _is_due(before, link, now):
                    found.append(_Due(stored.event_id, item.id, place, way.kind, link, before))
    return found


def _is_near(release: PublicRelease, item: AgendaItem, now: int) -> bool:
    """Whether its door opens to somebody within the hour, or the session is on; delays are not waited for."""
    slot = release.programme.slot.get(item.id)
    opens = item.starts - (slot.seconds_open_before if slot else 0)
    return opens - BEFORE <= now < item.ends


def _is_due(before: Checked | None, link: int, now: int) -> bool:
    return before is None or before.secret != link or now - before.checked_at >= AGAIN


def _look(database: Database, client: WebClient, sealer: Sealer, due: _Due) -> tuple[bool, str]:
    with database.reading() as session:
        url = opened(session, sealer, due.event_id, [due.secret])[due.secret]
    if not url.startswith(("https://", "http://")):
        return True, "not a link"  # a number to call
    return verdict(_asked(client, url))


def _asked(client: WebClient, url: str) -> Answer | Failure:
    found = client.ask("HEAD", url, headers=_HEADERS)
    if isinstance(found, Answer) and found.status in UNSUPPORTED:
        return client.ask("GET", url, headers=_HEADERS)
    return found


def _note(database: Database, turn: Turn, due: _Due, *, alive: bool, said: str, now: int) -> None:
    before = due.before if due.before is not None and due.before.secret == due.secret else None
    same = before is not None and before.alive == alive
    since = before.since if before is not None and same else now
    made = Checked(due.placement, due.way, due.kind, due.secret, alive, said, now, since)
    with database.storing() as session:
        turn.check(session)
        save_check(session, due.event_id, made)
        session.commit()
    if not alive and not same:
        code, part = due.placement
        structlog.get_logger().warning("link is dead", session=code, part=part, kind=due.kind, said=said)


def _tell(database: Database, release: PublicRelease, now: int, turn: Turn) -> None:
    """Tell the event's webhooks of dead links, once for each."""
    event = release.programme.event
    with database.storing() as session:
        turn.check(session)
        event_id, _ = revision_of(session, event.slug)
        dead = untold(session, event_id)
        if dead:
            tell_active(session, event_id, LINKS_DEAD, report(event, dead, now), now)
            session.commit()
