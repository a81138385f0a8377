"""Programme items: sessions with their parts, the people in them, and the vocabulary that sorts them."""

from dataclasses import dataclass

from scheduler.domain.event import Translations
from scheduler.domain.timespan import Span

STATES = ("proposed", "accepted", "confirmed", "cancelled", "withdrawn")
SCHEDULED_STATES = frozenset({"accepted", "confirmed"})
ENDED_STATES = frozenset({"cancelled", "withdrawn"})
VISIBILITIES = ("public", "busy", "internal")
MODES = ("onsite", "remote", "hybrid")
ORGANISER_ROLES = ("lead", "co", "partner")
APPEARANCE_ROLES = (
    "chair",
    "moderator",
    "speaker",
    "panellist",
    "remote-moderator",
    "rapporteur",
    "interpreter",
)
APPEARANCE_MODES = ("onsite", "remote")
APPEARANCE_VISIBILITIES = ("public", "unnamed", "hidden")
RELATION_KINDS = ("before", "after", "same-day", "not-parallel", "parallel", "same-room")


@dataclass(frozen=True, slots=True)
class SessionType:
    """A kind of session. Beside a `plenary` nothing may run; `break_` and `background` are exempt from some rules."""

    slug: str
    name: str
    duration_minutes: int = 60
    colour: str = ""
    plenary: bool = False
    break_: bool = False
    background: bool = False
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class Track:
    """A thread through the programme; a session has at most one."""

    slug: str
    name: str
    colour: str = ""
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a scheme, such as `4` of `sdg`; written `sdg:4`."""

    scheme: str
    code: str
    name: str
    translations: Translations = ()

    @property
    def key(self) -> str:
        """`scheme:code`."""
        return f"{self.scheme}:{self.code}"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A vocabulary that sessions are sorted by: action lines, development goals; its terms in order."""

    slug: str
    name: str
    terms: tuple[Term, ...] = ()
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class Organiser:
    """An organisation's part in a session: `lead`, `co` or `partner`."""

    organisation: str
    role: str = "lead"


@dataclass(frozen=True, slots=True)
class Part:
    """What is placed. `number` is never reused within its session; `export_id` and `guid` are its in schedule.xml."""

    number: int
    duration_minutes: int
    title_suffix: str = ""
    export_id: int | None = None
    guid: str | None = None
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person (by opaque id) in a session, in protocol order by place in the session's tuple.

    `part` limits it to one part; `from_minute` and `to_minute` count from each part's start; embargoes are instants.
    """

    person: str
    role: str = "speaker"
    mode: str = "onsite"
    confirmed: bool = True
    on_behalf_of: str | None = None
    part: int | None = None
    from_minute: int | None = None
    to_minute: int | None = None
    visibility: str = "public"
    embargo_until: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A public document or page about a session."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A programme item. `terms` are keys like `sdg:4`; languages are BCP 47; `wishes` are spans it would like."""

    code: str
    title: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    type: str | None = None
    track: str | None = None
    terms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()
    captioning: bool = False
    features: tuple[str, ...] = ()
    expected_attendance: int | None = None
    mode: str = "onsite"
    wishes: tuple[Span, ...] = ()
    organisers: tuple[Organiser, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    links: tuple[Link, ...] = ()
    state: str = "accepted"
    visibility: str = "public"
    embargo_until: int | None = None
    translations: Translations = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """An explicit wish about two sessions, by code; `kind` is one of `RELATION_KINDS`, read `origin kind target`."""

    id: int
    kind: str
    origin: str
    target: str
