"""Rules about what a session should have before it is announced. They look at no time and no room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.conflicts.conflict import Conflict, Party
from scheduler.domain.conflicts.groups import grouped
from scheduler.domain.conflicts.rule import SessionRule, choice, number
from scheduler.domain.conflicts.sentences import listed, of_party, titled
from scheduler.domain.programme import Programme
from scheduler.domain.session import Appearance

_LEADING = frozenset({"chair", "moderator"})
_SPEAKING = frozenset({"speaker", "panellist"})
_LACKS = {
    "description": "a description",
    "moderator": "a chair or moderator",
    "panellists_named": "the names of all its speakers",
    "remote_speakers_named": "the names of all its remote speakers",
}


class ContentRule(SessionRule):
    """A rule about a session that will take place, whether it is placed or not."""

    def groups(self, programme: Programme) -> Iterable[str]:
        """Every session that such rules are for: accepted or confirmed, no break, nothing in the background."""
        return grouped(programme).frame.announced


class ModeratorMissing(ContentRule):
    """Nobody leads a part of a session."""

    slug = "moderator-missing"
    title = "Nobody moderates"
    severity = "info"
    about = (
        "An accepted or confirmed session, or a part of it, has no chair and no moderator; a remote moderator alone is "
        "none. Breaks and background sessions need none."
    )
    example = "A panel has four panellists and nobody who chairs it."
    remedy = "Add a chair or moderator, or a placeholder for one."

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per session, naming the parts concerned."""
        session = grouped(programme).frame.announced.get(group)
        if session is None:
            return
        leading = {each.part for each in session.appearances if each.role in _LEADING}
        if None not in leading and (parts := [p.number for p in session.parts if p.number not in leading]):
            yield self.conflict(programme, [Party(group, part) for part in parts])

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """Which parts."""
        parts = listed(of_party(programme, party) for party in conflict.parties)
        return f"{parts} {'has' if len(conflict.parties) == 1 else 'have'} no chair or moderator."


@dataclass(frozen=True)
class OneVoicePanel(ContentRule):
    """A panel on which only one kind of stakeholder speaks."""

    slug = "one-voice-panel"
    title = "Panel of one stakeholder type"
    severity = "info"
    about = (
        "All speakers and panellists of a session come from organisations of one stakeholder type. Chairs and "
        "moderators don't count; nor do placeholders. Where anybody's type is unknown, nothing is said."
    )
    example = "Four panellists speak, all of them for governments."
    remedy = "Invite a speaker from another stakeholder group."

    least_people: int = number(
        3, "people", "From so many speakers and panellists on, a session counts as a panel.", least=2, most=50
    )

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per session, naming all its parts."""
        session = grouped(programme).frame.announced.get(group)
        if session is None or len(session.appearances) < self.least_people:
            return
        people = {each.person for each in session.appearances if each.role in _SPEAKING}
        known = [programme.person[each] for each in people if each in programme.person]
        organisations = [p.organisation for p in known if not p.placeholder]
        types = {
            programme.organisation[slug].stakeholder_type if slug in programme.organisation else ""
            for slug in (organisation or "" for organisation in organisations)
        }
        if len(organisations) >= self.least_people and len(types) == 1 and (only := types.pop()):
            yield self.conflict(
                programme,
                [Party(group, part.number) for part in session.parts],
                details=(("people", len(organisations)), ("stakeholder_type", only)),
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """How many, and of which type."""
        kind = str(dict(conflict.details)["stakeholder_type"]).replace("-", " ")
        return (
            f"All {conflict.number('people')} speakers of {titled(programme, conflict.parties[0].session)} are of one"
            f" stakeholder type: {kind}."
        )


@dataclass(frozen=True)
class Incomplete(ContentRule):
    """A public session that lacks something the event asks of all."""

    slug = "incomplete"
    title = "Not complete"
    severity = "info"
    about = (
        "A public session, accepted or confirmed, lacks what the event's checklist asks for. A placeholder among the "
        "speakers is somebody who is not named yet. Breaks and background sessions are exempt."
    )
    example = "A workshop is announced without a word of description."
    remedy = "Fill in what is missing, or take it off the checklist (the rule's parameters)."

    description: bool = choice(default=True, about="Ask for an abstract or a description.")
    moderator: bool = choice(default=False, about="Ask for a chair or moderator; `moderator-missing` says it already.")
    panellists_named: bool = choice(default=True, about="Ask that no speaker or panellist on site is a placeholder.")
    remote_speakers_named: bool = choice(default=True, about="Ask that no remote speaker is a placeholder.")

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:
        """One conflict per session, with all that is missing."""
        session = grouped(programme).frame.announced.get(group)
        if session is None or session.visibility != "public":
            return
        unnamed = [a for a in session.appearances if a.role in _SPEAKING and _is_placeholder(programme, a)]
        remote = [a for a in unnamed if a.mode == "remote" or session.mode == "remote"]
        lacking = {
            "description": self.description and not (session.abstract or session.description),
            "moderator": self.moderator and not any(a.role in _LEADING for a in session.appearances),
            "panellists_named": self.panellists_named and len(unnamed) > len(remote),
            "remote_speakers_named": self.remote_speakers_named and bool(remote),
        }
        if missing := tuple(name for name, lacks in lacking.items() if lacks):
            yield self.conflict(
                programme, [Party(group, part.number) for part in session.parts], details=(("missing", missing),)
            )

    def sentence(self, programme: Programme, conflict: Conflict) -> str:
        """What is missing."""
        missing = listed(_LACKS[name] for name in conflict.words("missing"))
        return f"{titled(programme, conflict.parties[0].session)} lacks {missing}."


def _is_placeholder(programme: Programme, appearance: Appearance) -> bool:
    person = programme.person.get(appearance.person)
    return person is not None and person.placeholder
