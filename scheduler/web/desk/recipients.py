"""How the desk names who is told of changes: what attendees follow is private, and so is by which address."""

from scheduler.domain.notice import Recipient
from scheduler.domain.programme import Programme


def named(programme: Programme, who: Recipient) -> str:
    """Who it is: a person by name, an organisation, or somebody who follows."""
    if who.kind == "person":
        person = programme.person.get(who.subject)
        return person.name if person else "Somebody who is in the draft no more"
    if who.kind == "organisation":
        organisation = programme.organisation.get(who.subject)
        return f"Contact of {organisation.name if organisation else who.subject}"
    return "A follower"


def address_for(who: Recipient, address: str, *, told: bool) -> str:
    """The address, for whoever may be `told`; of followers nobody is."""
    return address if told and who.kind != "follower" else ""
