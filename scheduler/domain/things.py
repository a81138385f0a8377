"""What a draft is made of: each kind of thing that can be edited, where a `Programme` holds it, and its key."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.people import Organisation, Person
from scheduler.domain.placement import Placement
from scheduler.domain.programme import Programme
from scheduler.domain.remote import Meeting, PlatformAccount, RemoteSlot, Team
from scheduler.domain.session import Relation, Scheme, Session, SessionType, Track
from scheduler.domain.venue import Building, Feature, Room

EVENT = "event"
WALKING_TIMES = "walking-times"
PLACEMENT = "placement"
PERSON = "person"
SESSION = "session"
SCHEME = "scheme"
TERM = "term"
REMOTE = "remote"
MEETING = "meeting"
PART = "part"
"""Not a thing of its own, but its numbers are remembered as long as the event is: none is given out twice."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: what it is called in the log, the collection of a programme that holds it, and its keys.

    `ident` tells things of one programme apart; the key is that as a text, for ever, and never a person's name.
    """

    what: str
    collection: str
    type: type[Any]
    ident: Callable[[Any], Any]
    index: Callable[[Programme], Mapping[Any, Any]]
    placed: bool = False

    def key(self, programme: Programme, thing: Any) -> str:
        """The key under which the log knows a thing: for what belongs to a placement, the placement's."""
        ident = self.ident(thing)
        return programme.key(*ident) if self.placed else str(ident)

    def find(self, programme: Programme, key: str) -> Any:
        """The thing of this key, None if there is none."""
        return self.index(programme).get(self.ident_of(key))

    def ident_of(self, key: str) -> Any:
        """What tells the thing of a key apart; the key must be one that `key` can give."""
        if self.placed:
            return part_of(key)
        return int(key) if self.type is Relation else key


def part_of(placement_key: str) -> tuple[str, int]:
    """Session code and part number of `<event>-<code>-<part>`."""
    _, code, part = placement_key.rsplit("-", 2)
    return code, int(part)


def _slug(thing: Any) -> Any:
    return thing.slug


def _part(thing: Any) -> tuple[str, int]:
    return (thing.session, thing.part)


KINDS: Mapping[str, Kind] = {
    kind.what: kind
    for kind in (
        Kind("building", "buildings", Building, _slug, lambda p: p.building),
        Kind("feature", "features", Feature, _slug, lambda p: p.feature),
        Kind("room", "rooms", Room, _slug, lambda p: p.room),
        Kind("organisation", "organisations", Organisation, _slug, lambda p: p.organisation),
        Kind(PERSON, "people", Person, lambda person: person.id, lambda p: p.person),
        Kind("track", "tracks", Track, _slug, lambda p: p.track),
        Kind("session-type", "session_types", SessionType, _slug, lambda p: p.session_type),
        Kind(SCHEME, "schemes", Scheme, _slug, lambda p: p.scheme),
        Kind("team", "teams", Team, _slug, lambda p: p.team),
        Kind("platform-account", "accounts", PlatformAccount, _slug, lambda p: p.account),
        Kind(MEETING, "meetings", Meeting, _slug, lambda p: p.meeting),
        Kind(SESSION, "sessions", Session, lambda session: session.code, lambda p: p.session),
        Kind(PLACEMENT, "placements", Placement, _part, lambda p: p.placement, placed=True),
        Kind(REMOTE, "slots", RemoteSlot, _part, lambda p: p.slot, placed=True),
        Kind("relation", "relations", Relation, lambda relation: relation.id, lambda p: p.relation),
    )
}
"""Every kind that a programme has many of; terms lie within their schemes, days and words of the event within it."""


def things(programme: Programme) -> Iterator[tuple[Kind, Any]]:
    """Every thing of a programme, with its kind."""
    for kind in KINDS.values():
        for thing in getattr(programme, kind.collection):
            yield kind, thing
