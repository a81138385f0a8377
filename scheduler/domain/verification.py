"""Whether stored releases are what was published: judged by making each anew from its document and the one before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.domain.agenda import AgendaItem
from scheduler.domain.programme import Programme
from scheduler.domain.release import Entry, PublicRelease, release


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it should be: in which release, of which entry (empty: of the release as a whole), in words."""

    release: int
    key: str
    what: str

    def __str__(self) -> str:
        """`release 3, forum-1-1: …`."""
        return f"release {self.release}{f', {self.key}' if self.key else ''}: {self.what}"


def compare_projection(
    document: Programme, stored: PublicRelease, before: PublicRelease | None, *, redacted: bool
) -> Iterator[Difference]:
    """Where the public projection of a release's document, made anew, is not the stored one.

    Where somebody was erased (`redacted`), both were rewritten since: then the order of people may be another, and an
    entry may have changed later than by itself.
    """
    made = release(document, before, number=stored.number, label=stored.label, note=stored.note, at=stored.published_at)
    if made == stored:
        return
    told = False
    for id_ in sorted(made.entry.keys() | stored.entry.keys()):
        key = stored.programme.key(*id_)
        if id_ not in stored.entry:
            yield Difference(stored.number, key, "its document has it, what is public has not.")
        elif id_ not in made.entry:
            yield Difference(stored.number, key, "it is public, though its document has it not.")
        else:
            names = [
                *_differing(_comparable(made.item[id_], redacted), _comparable(stored.item[id_], redacted)),
                *_differing(made.entry[id_], _as_aged(stored.entry[id_], made.entry[id_], redacted)),
            ]
            if not names:
                continue
            yield Difference(stored.number, key, f"projected anew, it differs in {', '.join(names)}.")
        told = True
    if not told and not redacted:
        names = _differing(made.programme, stored.programme)
        yield Difference(stored.number, "", f"projected anew, it differs in {', '.join(names) or 'its frame'}.")


def compare_ages(before: PublicRelease | None, after: PublicRelease) -> Iterator[Difference]:
    """What calendars can't bear from one release to the next: an entry gone, another UID, a SEQUENCE that goes back."""
    number = after.number
    if before is None:
        if number != 1:
            yield Difference(number, "", "the releases before it are missing.")
        return
    if number != before.number + 1:
        yield Difference(number, "", f"the one before it is {before.number}.")
    if after.published_at <= before.published_at:
        yield Difference(number, "", "it is not younger than the one before it.")
    # A UID is made of these two and the entry's key.
    for what, old, new in (
        ("UID domain", before.programme.event.uid_domain, after.programme.event.uid_domain),
        ("slug", before.programme.event.slug, after.programme.event.slug),
    ):
        if old != new:
            yield Difference(number, "", f"the {what} was {old} and is {new}: every UID is another.")
    for id_, old_entry in before.entry.items():
        key = before.programme.key(*id_)
        entry = after.entry.get(id_)
        if entry is None:
            yield Difference(number, key, f"it is gone; release {before.number} had it.")
            continue
        yield from (Difference(number, key, what) for what in _aged(old_entry, entry))
        moved = before.item[id_].calendar_facts != after.item[id_].calendar_facts
        if moved and entry.sequence == old_entry.sequence:
            yield Difference(number, key, f"it moved, but its SEQUENCE stayed {entry.sequence}.")


def _aged(old: Entry, new: Entry) -> Iterator[str]:
    if new.sequence < old.sequence:
        yield f"its SEQUENCE went from {old.sequence} back to {new.sequence}."
    if new.created_at != old.created_at:
        yield "the time that it was first released at is another."
    if new.changed_at < old.changed_at:
        yield "it changed earlier than in the release before."


def _comparable(item: AgendaItem, redacted: bool) -> AgendaItem:  # noqa: FBT001 - one word for two callers
    return replace(item, people=tuple(sorted(item.people, key=repr))) if redacted else item


def _as_aged(stored: Entry, made: Entry, redacted: bool) -> Entry:  # noqa: FBT001 - as above
    """The stored entry, but for a later change where an erasure may have been that."""
    later = redacted and stored.changed_at > made.changed_at
    return replace(stored, changed_at=made.changed_at) if later else stored


def _differing(one: object, other: object) -> list[str]:
    """The names of the fields in which two values of a kind differ."""
    names = one.__dataclass_fields__  # type: ignore[attr-defined] # both are dataclasses
    return [name for name in names if getattr(one, name) != getattr(other, name)]
