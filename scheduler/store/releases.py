"""Releases as they are kept: documents by number, what they ever named, and calendar bytes as a cache."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, case, delete, func, insert, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as DatabaseSession
from sqlalchemy.orm import aliased, defer

from scheduler.domain.clock import from_datetime, to_utc
from scheduler.domain.document import freeze, mentions, thaw_programme, thaw_release
from scheduler.domain.erasure import withholding, withholding_in
from scheduler.domain.people import Person
from scheduler.domain.programme import Programme
from scheduler.domain.release import PublicRelease, Summary, summary
from scheduler.store.models.event import EventRow
from scheduler.store.models.release import CalendarBookRow, PublicValueRow, ReleaseRow
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


def was_released(database: DatabaseSession, event_id: int, session: str) -> bool:
    """Whether any release ever had the session of this code: calendars hold it."""
    table = table_of(PublicValueRow)
    query = select(table.c.value).where(
        table.c.event_id == event_id, table.c.filter == "session", table.c.value == session
    )
    return database.execute(query).first() is not None


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


def made_release(
    database: DatabaseSession, event_id: int, number: int
) -> tuple[Summary, int, tuple[Mapping[str, str], ...]] | None:
    """What a release is called and holds, the change that made it, and the errors that it waives; None if none is."""
    row = database.scalar(
        select(ReleaseRow)
        .where(ReleaseRow.event_id == event_id, ReleaseRow.number == number)
        .options(defer(ReleaseRow.document), defer(ReleaseRow.public))
    )
    return None if row is None else (_summary(row), row.revision, tuple(row.waived))


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


def load_release(database: DatabaseSession, which: ReleaseId) -> tuple[Programme, PublicRelease]:
    """A release's whole programme, as organisers released it, and what the public sees of it."""
    row = database.execute(
        select(ReleaseRow.document, ReleaseRow.public).where(
            ReleaseRow.event_id == which.event_id, ReleaseRow.number == which.number
        )
    ).one()
    return thaw_programme(row.document), thaw_release(row.public)


def revision_of_release(database: DatabaseSession, event_id: int, number: int) -> int | None:
    """The revision of the draft when a release was made; None if there is no such release."""
    return database.scalar(
        select(ReleaseRow.revision).where(ReleaseRow.event_id == event_id, ReleaseRow.number == number)
    )


def add_release(
    database: DatabaseSession,
    event_id: int,
    revision: int,
    document: Programme,
    public: PublicRelease,
    waived: Sequence[Mapping[str, str]] = (),
    *,
    redaction: int = 0,
) -> None:
    """Store a release, with the errors that it publishes because they are waived: key, rule, reason, who.

    Its number is the key, so two of one number can't both be stored. `redaction` is that of the release before: it
    never goes down, so that whoever has bytes of a lower one knows that names may be in them.
    """
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
            waived=[dict(each) for each in waived],
            document=freeze(document),
            public=freeze(public),
        )
    )
    database.flush()


def persons_released(database: DatabaseSession, event_id: int) -> Iterator[Person]:
    """Everybody in any release of the event, those that the public never saw included, newest release first."""
    table = table_of(ReleaseRow)
    query = select(table.c.document, table.c.public).where(table.c.event_id == event_id)
    for row in database.execute(query.order_by(table.c.number.desc())):
        yield from thaw_programme(row.document).people
        yield from thaw_release(row.public).programme.people


def erase_from_releases(database: DatabaseSession, event_id: int, person: str, at: int) -> Iterator[tuple[Person, ...]]:
    """Rewrite every release that holds the person, one after another; of each, the person as it had them.

    Kept calendar bytes go with them. They are made anew where they are asked for next.
    """
    table = table_of(ReleaseRow)
    numbers = database.scalars(
        select(table.c.number).where(table.c.event_id == event_id).order_by(table.c.number)
    ).all()
    for number in numbers:  # one at a time: a document of 2,500 sessions is 20 MiB once it is thawed
        one = (table.c.event_id == event_id) & (table.c.number == number)
        row = database.execute(select(table.c.document, table.c.public).where(one)).one()
        if not (mentions(row.document, person) or mentions(row.public, person)):
            continue
        document, public = thaw_programme(row.document), thaw_release(row.public)
        as_it_was = tuple(
            programme.person[person] for programme in (document, public.programme) if person in programme.person
        )
        if not as_it_was:
            continue
        redacted = withholding_in(public, person, at)
        database.execute(
            update(table)
            .where(one)
            .values(
                document=freeze(withholding(document, person)),
                public=freeze(redacted),
                people=summary(redacted).people,
                redaction=table.c.redaction + 1,
            )
        )
        yield as_it_was
    books = table_of(CalendarBookRow)
    database.execute(delete(books).where(books.c.event_id == event_id))


def forget_public_people(database: DatabaseSession, event_id: int, slugs: Collection[str]) -> None:
    """Forget that these slugs of people were public: they contain the name."""
    table = table_of(PublicValueRow)
    theirs = (table.c.event_id == event_id) & (table.c.filter == "person") & table.c.value.in_(slugs)
    database.execute(delete(table).where(theirs))


def add_public_values(database: DatabaseSession, event_id: int, values: Mapping[str, Iterable[str]]) -> None:
    """Remember filter values for ever; those known already stay."""
    table = table_of(PublicValueRow)
    known = {
        (row.filter, row.value)
        for row in database.execute(select(table.c.filter, table.c.value).where(table.c.event_id == event_id))
    }
    new = sorted({(name, value) for name, each in values.items() for value in each} - known)
    if new:
        database.execute(insert(table), [{"event_id": event_id, "filter": name, "value": value} for name, value in new])


def ever_public(database: DatabaseSession, event: str, values: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (filter, value) some release of the event had."""
    rows = database.execute(
        select(PublicValueRow.filter, PublicValueRow.value)
        .join(EventRow, PublicValueRow.event_id == EventRow.id)
        .where(EventRow.slug == event, PublicValueRow.value.in_({value for _, value in values}))
    )
    return {(row.filter, row.value) for row in rows} & set(values)


def load_book(database: DatabaseSession, event_id: int, name: str) -> bytes | None:
    """The kept calendar bytes of that name; None if there are none."""
    return database.scalar(
        select(CalendarBookRow.body).where(CalendarBookRow.event_id == event_id, CalendarBookRow.name == name)
    )


def is_as_it_was(database: DatabaseSession, which: ReleaseId) -> bool:
    """Whether nobody was erased from a release since it was read; nobody can be until this unit of work ends."""
    table = table_of(ReleaseRow)
    query = select(table.c.redaction).where(table.c.event_id == which.event_id, table.c.number == which.number)
    return database.scalar(query.with_for_update(read=True)) == which.redaction


def redaction_of(database: DatabaseSession, event_id: int, number: int) -> int:
    """How often somebody was erased from a release."""
    table = table_of(ReleaseRow)
    query = select(table.c.redaction).where(table.c.event_id == event_id, table.c.number == number)
    return database.scalar(query) or 0


def keep_book(database: DatabaseSession, event_id: int, name: str, body: bytes, *, alone: bool = False) -> None:
    """Keep calendar bytes under a name, unless another process was faster; `alone` forgets the event's other books."""
    table = table_of(CalendarBookRow)
    if alone:
        database.execute(delete(table).where(table.c.event_id == event_id))
    insert_of = postgresql.insert if database.get_bind().dialect.name == "postgresql" else sqlite.insert
    database.execute(insert_of(table).values(event_id=event_id, name=name, body=body).on_conflict_do_nothing())
