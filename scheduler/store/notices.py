"""Notices as stored: how an event tells people, who is told up to which release, and what waits to be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.document import thaw_programme, thaw_release
from scheduler.domain.notice import Notice, NoticeSetting, Recipient
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease
from scheduler.store.db import insert_of
from scheduler.store.models.event import EventRow
from scheduler.store.models.notices import NoticeRow, NoticeSettingRow, RecipientRow
from scheduler.store.models.release import ReleaseRow
from scheduler.store.recipients import COLUMNS, in_pieces, note_told, read_recipient
from scheduler.store.rows import table_of
from scheduler.store.tables import instant_of

_SETTING = table_of(NoticeSettingRow)
_WHO = table_of(RecipientRow)
_NOTICE = table_of(NoticeRow)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An event that tells people of changes, and has a release that not everybody was told of yet."""

    event_id: int
    event: str
    setting: NoticeSetting
    current: int


def load_setting(session: DatabaseSession, event_id: int) -> NoticeSetting:
    """How the event tells people; that it doesn't where nothing was ever set."""
    row = session.execute(select(_SETTING).where(_SETTING.c.event_id == event_id)).one_or_none()
    return NoticeSetting() if row is None else _setting(row)


def save_setting(session: DatabaseSession, event_id: int, setting: NoticeSetting, *, who: str, at: int) -> None:
    """Set how the event tells people."""
    session.execute(delete(_SETTING).where(_SETTING.c.event_id == event_id))
    session.execute(insert(_SETTING).values(event_id=event_id, who=who, changed_at=to_utc(at), **asdict(setting)))


def begin_anew(session: DatabaseSession, event_id: int, number: int) -> None:
    """Count everybody as told up to a release, and forget what waited to be approved or written."""
    waiting = _NOTICE.c.state.in_(("draft", "approved"))
    session.execute(delete(_NOTICE).where(_NOTICE.c.event_id == event_id, waiting))
    session.execute(update(_WHO).where(_WHO.c.event_id == event_id).values(told=number))


def unsettled(session: DatabaseSession) -> tuple[Unsettled, ...]:
    """The events that have somebody to tell: one query."""
    newest = select(func.max(ReleaseRow.number)).where(ReleaseRow.event_id == _SETTING.c.event_id).scalar_subquery()
    query = (
        select(_SETTING, EventRow.slug, newest.label("current"))
        .join(EventRow, EventRow.id == _SETTING.c.event_id)
        .where(_SETTING.c.mode != "off", newest > _SETTING.c.settled)
        .order_by(_SETTING.c.event_id)
    )
    return tuple(Unsettled(row.event_id, row.slug, _setting(row), row.current) for row in session.execute(query))


def settle_event(session: DatabaseSession, event_id: int, before: int, number: int) -> None:
    """Note that everybody known is told up to a release, unless that was done, or set otherwise, meanwhile."""
    there = (_SETTING.c.event_id == event_id) & (_SETTING.c.settled == before)
    session.execute(update(_SETTING).where(there).values(settled=number))


def both_documents(session: DatabaseSession, event_id: int, number: int) -> tuple[Programme, PublicRelease]:
    """A release's whole programme, as organisers released it, and what the public sees of it."""
    row = session.execute(
        select(ReleaseRow.document, ReleaseRow.public).where(
            ReleaseRow.event_id == event_id, ReleaseRow.number == number
        )
    ).one()
    return thaw_programme(row.document), thaw_release(row.public)


def published_at(session: DatabaseSession, event_id: int) -> Mapping[int, int]:
    """Per release of the event the instant at which it came."""
    query = select(ReleaseRow.number, ReleaseRow.published_at).where(ReleaseRow.event_id == event_id)
    return {row.number: from_datetime(row.published_at) for row in session.execute(query)}


def put_notice(
    session: DatabaseSession, event_id: int, who: int, *, first: int, last: int, entries: int, state: str, at: int
) -> None:
    """Note what a recipient is to be told; one that waits since the same release is replaced.

    What was decided already stays as it is.
    """
    values = {"to_number": last, "entries": entries, "state": state, "created_at": to_utc(at)}
    made = insert_of(session, _NOTICE).values(event_id=event_id, recipient_id=who, from_number=first, **values)
    session.execute(
        made.on_conflict_do_update(
            index_elements=[_NOTICE.c.recipient_id, _NOTICE.c.from_number],
            set_=values,
            where=_NOTICE.c.state == "draft",
        )
    )


def drop_drafts(session: DatabaseSession, ids: Collection[int]) -> None:
    """Take away what waits to be approved for these recipients: there is nothing left to tell."""
    for some in in_pieces(ids):
        there = _NOTICE.c.recipient_id.in_(some) & (_NOTICE.c.state == "draft")
        session.execute(delete(_NOTICE).where(there))


def notices(session: DatabaseSession, event_id: int, states: Sequence[str]) -> tuple[Notice, ...]:
    """The notices of an event in these states, the newest first."""
    query = _notices().where(_NOTICE.c.event_id == event_id, _NOTICE.c.state.in_(states)).order_by(_NOTICE.c.id.desc())
    return tuple(map(_notice, session.execute(query)))


def count_notices(session: DatabaseSession, event_id: int, state: str) -> int:
    """How many notices of an event are in a state."""
    query = select(func.count()).select_from(_NOTICE)
    return session.execute(query.where(_NOTICE.c.event_id == event_id, _NOTICE.c.state == state)).scalar_one()


def notice(session: DatabaseSession, event_id: int, number: int, *, lock: bool = False) -> Notice | None:
    """One notice; None if there is none of this id. `lock` keeps others from deciding about it meanwhile."""
    query = _notices().where(_NOTICE.c.event_id == event_id, _NOTICE.c.id == number)
    row = session.execute(query.with_for_update(of=_NOTICE) if lock else query).one_or_none()
    return None if row is None else _notice(row)


def decide(session: DatabaseSession, found: Notice, state: str, *, who: str, at: int) -> bool:
    """Whether a draft is approved or discarded now, so that its recipient counts as told; not if it is no draft."""
    there = (_NOTICE.c.id == found.id) & (_NOTICE.c.state == "draft") & (_NOTICE.c.to_number == found.to_number)
    values = {"state": state, "who": who, "decided_at": to_utc(at)}
    if session.execute(update(_NOTICE).where(there).values(values).returning(_NOTICE.c.id)).one_or_none() is None:
        return False
    if found.recipient.id is not None:
        note_told(session, [found.recipient.id], found.from_number, found.to_number)
    return True


def approved(session: DatabaseSession) -> tuple[tuple[int, str, Notice], ...]:
    """What is to be written, with the id and slug of its event, the oldest first."""
    query = (
        _notices()
        .add_columns(_NOTICE.c.event_id, EventRow.slug)
        .join(EventRow, EventRow.id == _NOTICE.c.event_id)
        .where(_NOTICE.c.state == "approved")
        .order_by(_NOTICE.c.id)
    )
    return tuple((row.event_id, row.slug, _notice(row)) for row in session.execute(query))


def take(session: DatabaseSession, number: int) -> bool:
    """Whether an approved notice is ours to write: it counts as written, once, if this unit of work is stored."""
    there = (_NOTICE.c.id == number) & (_NOTICE.c.state == "approved")
    return (
        session.execute(update(_NOTICE).where(there).values(state="written").returning(_NOTICE.c.id)).first()
        is not None
    )


def note_written(session: DatabaseSession, number: int, *, mails: Sequence[int], stop_digest: str | None) -> None:
    """Note of a notice which mails it became (none: there was no address), and by what their link ends it."""
    values = {"mails": list(mails), "stop_digest": stop_digest, "state": "written" if mails else "discarded"}
    session.execute(update(_NOTICE).where(_NOTICE.c.id == number).values(values))


def mails_of(session: DatabaseSession, who: int) -> list[int]:
    """The ids of the mails that a recipient's notices became."""
    rows = session.scalars(select(_NOTICE.c.mails).where(_NOTICE.c.recipient_id == who))
    return [mail for mails in rows for mail in mails]


def in_outbox(session: DatabaseSession, event_id: int) -> Mapping[int, list[int]]:
    """Per notice of the event that is in the outbox, the ids of its mails."""
    query = select(_NOTICE.c.id, _NOTICE.c.mails).where(_NOTICE.c.event_id == event_id, _NOTICE.c.state == "written")
    return {row.id: list(row.mails) for row in session.execute(query)}


def write_anew(session: DatabaseSession, ids: Collection[int]) -> None:
    """Let these notices be written once more, from what their releases say by now."""
    for some in in_pieces(ids):
        session.execute(
            update(_NOTICE).where(_NOTICE.c.id.in_(some)).values(state="approved", mails=[], stop_digest=None)
        )


def recipient_by_stop(session: DatabaseSession, digest: str) -> tuple[int, Recipient] | None:
    """Whose notices the link in a mail ends, with the id of the event; None if it is no such link."""
    query = select(_WHO).join(_NOTICE, _NOTICE.c.recipient_id == _WHO.c.id).where(_NOTICE.c.stop_digest == digest)
    row = session.execute(query).one_or_none()
    return None if row is None else (row.event_id, read_recipient(row))


def _notices() -> Any:
    mine = [_NOTICE.c[name] for name in ("from_number", "to_number", "entries", "state", "decided_at", "who")]
    return select(
        _NOTICE.c.id.label("notice_id"), _NOTICE.c.created_at.label("noted_at"), *mine, *(_WHO.c[n] for n in COLUMNS)
    ).join(_WHO, _WHO.c.id == _NOTICE.c.recipient_id)


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.notice_id,
        recipient=read_recipient(row),
        from_number=row.from_number,
        to_number=row.to_number,
        entries=row.entries,
        state=row.state,
        created_at=from_datetime(row.noted_at),
        decided_at=instant_of(row.decided_at),
        who=row.who,
    )


def _setting(row: Row[Any]) -> NoticeSetting:
    return NoticeSetting(row.mode, row.collect_minutes, row.settled, row.version)
