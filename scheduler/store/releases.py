"""Releases as they are kept: documents by number, and what lists tell of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, case, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, defer
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.document import freeze, thaw_programme, thaw_release
from scheduler.domain.embargo import embargo_end
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, Summary, summary
from scheduler.store.models.event import EventRow
from scheduler.store.models.history import ChangeRow
from scheduler.store.models.release import ReleaseRow
from scheduler.store.rows import table_of


@dataclass(frozen=True, slots=True, order=True)
class ReleaseId:
    """Which bytes the public sees of an event: a later release, or a redaction of one, is another id."""

    event_id: int
    number: int
    redaction: int


@cache
def _current() -> Select[int, int, int]:
    """Made once: every page asks it, and making it takes longer than running it."""
    return (
        select(ReleaseRow.event_id, ReleaseRow.number, ReleaseRow.redaction)
        .join(EventRow, ReleaseRow.event_id == EventRow.id)
        .where(EventRow.slug == bindparam("of_event"))
        .order_by(ReleaseRow.number.desc())
        .limit(1)
    )


def current_id(database: DatabaseSession, event: str) -> ReleaseId | None:
    """Which release of the event is current; None if nothing of it was ever released."""
    row = database.execute(_current(), {"of_event": event}).one_or_none()
    return ReleaseId(row.event_id, row.number, row.redaction) if row else None


def current_numbers(database: DatabaseSession) -> dict[str, int]:
    """Per event's slug the number of its current release."""
    newest = func.max(ReleaseRow.number).label("number")
    rows = database.execute(
        select(EventRow.slug, newest).join(ReleaseRow, ReleaseRow.event_id == EventRow.id).group_by(EventRow.slug)
    )
    return {row.slug: row.number for row in rows}


def newest_number(database: DatabaseSession, event_id: int) -> int:
    """The number of the event's current release; 0 if it has none."""
    return database.scalar(select(func.max(ReleaseRow.number)).where(ReleaseRow.event_id == event_id)) or 0


def summaries(database: DatabaseSession, event: str) -> tuple[Summary, ...]:
    """What each release of the event is called and holds, newest first, without reading one."""
    rows = database.scalars(
        select(ReleaseRow)
        .join(EventRow, ReleaseRow.event_id == EventRow.id)
        .where(EventRow.slug == event)
        .order_by(ReleaseRow.number.desc())
        .options(defer(ReleaseRow.document), defer(ReleaseRow.public))
    )
    return tuple(_summary(row) for row in rows)


@dataclass(frozen=True, slots=True)
class Made:
    """A release that was made: what it is called and holds, the change that made it and by whom, what it waives.

    `approved` is the change by which it was decided upon: the same, unless it waited for its time or made itself.
    """

    summary: Summary
    revision: int
    approved: int
    who: str
    waived: tuple[Mapping[str, str], ...]


def made_release(database: DatabaseSession, event_id: int, number: int) -> Made | None:
    """A release as organisers know it; None if there is none of this number."""
    found = database.execute(_made(event_id).where(ReleaseRow.number == number)).one_or_none()
    return None if found is None else _as_made(*found)


def newest_made(database: DatabaseSession, event_id: int, most: int) -> tuple[Made, ...]:
    """The newest releases as organisers know them, at most so many: one query."""
    newest = _made(event_id).order_by(ReleaseRow.number.desc()).limit(most)
    return tuple(_as_made(*found) for found in database.execute(newest))


def _made(event_id: int) -> Select[ReleaseRow, str]:
    return (
        select(ReleaseRow, func.coalesce(ChangeRow.who, ""))
        .outerjoin(ChangeRow, (ChangeRow.event_id == ReleaseRow.event_id) & (ChangeRow.revision == ReleaseRow.revision))
        .where(ReleaseRow.event_id == event_id)
        .options(defer(ReleaseRow.document), defer(ReleaseRow.public))
    )


def _as_made(row: ReleaseRow, who: str) -> Made:
    return Made(_summary(row), row.revision, row.approved, who, tuple(row.waived))


def _summary(row: ReleaseRow) -> Summary:
    return Summary(
        number=row.number,
        label=row.label,
        note=row.note,
        published_at=from_datetime(row.published_at),
        time_zone=row.time_zone,
        sessions=row.sessions,
        entries=row.entries,
        cancelled=row.cancelled,
        people=row.people,
        changed=row.changed,
    )


def read_public(
    database: DatabaseSession,
    kept: Collection[ReleaseId],
    *,
    event: str | None = None,
    current_only: bool = False,
    numbers: Collection[int] | None = None,
) -> dict[ReleaseId, PublicRelease | None]:
    """Public releases by id, newest first, None for those `kept` already: one query in all.

    Of one event or of all, only the current ones or all, or only those of some numbers.
    """
    document = ReleaseRow.public
    if kept:
        same = [
            (ReleaseRow.event_id == each.event_id)
            & (ReleaseRow.number == each.number)
            & (ReleaseRow.redaction == each.redaction)
            for each in kept
        ]
        document = case((or_(*same), null()), else_=ReleaseRow.public)  # type: ignore[assignment] # an expression too
    query = (
        select(ReleaseRow.event_id, ReleaseRow.number, ReleaseRow.redaction, document.label("public"))
        .join(EventRow, ReleaseRow.event_id == EventRow.id)
        .order_by(ReleaseRow.event_id, ReleaseRow.number.desc())
    )
    if event is not None:
        query = query.where(EventRow.slug == event)
    if numbers is not None:
        query = query.where(ReleaseRow.number.in_(sorted(numbers)))
    if current_only:
        later = aliased(ReleaseRow)
        newest = select(func.max(later.number)).where(later.event_id == EventRow.id).correlate(EventRow)
        query = query.where(ReleaseRow.number == newest.scalar_subquery())
    return {
        ReleaseId(row.event_id, row.number, row.redaction): None if row.public is None else thaw_release(row.public)
        for row in database.execute(query)
    }


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """A release as it lies in its row, its two documents still frozen."""

    which: ReleaseId
    summary: Summary
    document: bytes
    public: bytes
    is_current: bool


def stored_releases(database: DatabaseSession, event_id: int) -> Iterator[StoredRelease]:
    """Every release of the event, oldest first, read one at a time."""
    table = table_of(ReleaseRow)
    numbers = database.scalars(
        select(table.c.number).where(table.c.event_id == event_id).order_by(table.c.number)
    ).all()
    for number in numbers:
        row = database.scalars(
            select(ReleaseRow).where(ReleaseRow.event_id == event_id, ReleaseRow.number == number)
        ).one()
        which = ReleaseId(event_id, number, row.redaction)
        yield StoredRelease(which, _summary(row), row.document, row.public, number == numbers[-1])
        database.expunge(row)


def load_document(database: DatabaseSession, event_id: int, number: int) -> Programme:
    """A release's whole programme, as organisers released it."""
    return thaw_programme(database.scalars(_of(ReleaseRow.document, event_id, number)).one())


def load_public(database: DatabaseSession, which: ReleaseId) -> PublicRelease:
    """What the public sees of a release."""
    return thaw_release(database.scalars(_of(ReleaseRow.public, which.event_id, which.number)).one())


def _of(column: InstrumentedAttribute[bytes], event_id: int, number: int) -> Select[bytes]:
    return select(column).where(ReleaseRow.event_id == event_id, ReleaseRow.number == number)


def revision_of_release(database: DatabaseSession, event_id: int, number: int) -> int | None:
    """The revision of the draft when a release was decided upon; None if there is no such release."""
    return database.scalar(
        select(ReleaseRow.approved).where(ReleaseRow.event_id == event_id, ReleaseRow.number == number)
    )


def approved_since(database: DatabaseSession, event_id: int, revision: int, after: int) -> tuple[int, ...]:
    """The numbers of the releases after release `after` that were decided upon later than a revision, in order."""
    query = select(ReleaseRow.number).where(
        ReleaseRow.event_id == event_id, ReleaseRow.number > after, ReleaseRow.approved > revision
    )
    return tuple(database.scalars(query.order_by(ReleaseRow.number)))


def add_release(
    database: DatabaseSession,
    event_id: int,
    revision: int,
    document: Programme,
    public: PublicRelease,
    waived: Sequence[Mapping[str, str]] = (),
    *,
    redaction: int = 0,
    approved: int | None = None,
) -> None:
    """Store a release, with the errors that it publishes because they are waived: key, rule, reason, who.

    Its number is the key, so two of one number can't both be stored. `redaction` is that of the release before: it
    never goes down, so that whoever has bytes of a lower one knows that names may be in them. `approved` is the change
    by which it was decided upon, if that is not the one that makes it.
    """
    ends = embargo_end(document, public.published_at)
    told = summary(public)
    database.add(
        ReleaseRow(
            event_id=event_id,
            number=public.number,
            revision=revision,
            label=public.label,
            note=public.note,
            published_at=to_utc(public.published_at),
            redaction=redaction,
            time_zone=told.time_zone,
            sessions=told.sessions,
            entries=told.entries,
            cancelled=told.cancelled,
            people=told.people,
            changed=told.changed,
            approved=revision if approved is None else approved,
            embargo_ends_at=None if ends is None else to_utc(ends),
            waived=[dict(each) for each in waived],
            document=freeze(document),
            public=freeze(public),
        )
    )
    database.flush()
