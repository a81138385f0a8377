"""A participant, registered as they register themselves: by the link that they are sent."""

from collections.abc import Callable

from scheduler.domain.placement import Ident
from scheduler.domain.registering import Details
from scheduler.domain.release import PublicRelease
from scheduler.services import registering
from scheduler.services.passes import Pass
from scheduler.store.db import Database
from tests.api.forum import BASE


def enter(
    database: Database, release: PublicRelease, details: Details, of: Ident, *, now: int, new_secret: Callable[[], str]
) -> Pass:
    """What somebody comes with who has registered for a placement, or the whole event."""
    made: list[str] = []

    def kept() -> str:
        made.append(new_secret())
        return made[-1]

    registering.ask(
        database, release, details, [of], address="tests", link_root="L:", now=now, new_secret=kept
    )  # of which the link's secret is the first
    link = made[0].removeprefix("psk_")
    return registering.confirm(database, release, link, address="tests", root=BASE, now=now, new_secret=new_secret)
