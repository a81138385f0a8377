"""The shapes of platform accounts that were found for slots."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import text, things


class AssignmentWanted(given.Thing):
    """How to look for accounts."""

    share_rooms = given.yes(
        "Whether the sessions of a room on a day share one meeting; true if left out. Else each has its own.",
        example=True,
    )
    dry_run = given.yes("Whether to change nothing, and tell what would be.", example=False)


class AccountAssigned(given.Thing):
    """A slot that has an account."""

    placement = text("Key of the placement.", "wsis-2017-396-1")
    account = text("Key of the platform account.", "webex-1")
    meeting = text("Key of the meeting on it, which is new or was there.", "popov-room-2017-06-12")


class AccountLacking(given.Thing):
    """A slot that has none."""

    placement = text("Key of the placement.", "wsis-2017-397-1")
    reason = text("Why no account is free.", "No account is free: webex-1 hosts popov-room-2017-06-12 at 08:30.")


class AccountsAssigned(given.Thing):
    """What was found, in the order of the agenda."""

    revision = given.whole(
        "Number of the change that made it so; null if nothing was changed.", 58, 0, 2_147_483_647, null=True
    )
    assigned = things(AccountAssigned, "Slots that have an account now.")
    unassigned = things(AccountLacking, "Slots for which no account is free.")
