"""Calendars behind a secret address: of what kinds they are, and when one has ended."""

from dataclasses import dataclass

PERSONAL = "personal"
DESK = "desk"
KINDS = (PERSONAL, DESK)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a private calendar stands on at a moment.

    `belongs`: there is a follower or a person whose it is, or an account that made it. `is_disabled`: that account is.
    `sees_drafts`: the account, or the API token that was used, may see the draft of the event.
    """

    kind: str
    is_revoked: bool
    belongs: bool
    is_disabled: bool
    sees_drafts: bool

    @property
    def has_ended(self) -> bool:
        """Whether calendars that ask for it must be told that it is gone."""
        if self.is_revoked or not self.belongs or self.is_disabled:
            return True
        return self.kind == DESK and not self.sees_drafts
