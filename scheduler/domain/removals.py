"""What a release would cancel, and when that is so much that it is rather a mistake than meant."""

from dataclasses import dataclass

from scheduler.domain.release import PublicRelease


@dataclass(frozen=True, slots=True)
class Guard:
    """How much may be cancelled at once without a word: up to `percent` of the public sessions, or fewer than `least`.

    With 100 per cent nothing is ever held back.
    """

    percent: int = 20
    least: int = 5

    def holds_back(self, before: PublicRelease | None, after: PublicRelease) -> tuple[str, ...]:
        """The sessions that `after` would cancel, if that needs a word; else none."""
        if before is None:
            return ()
        gone = removed(before, after)
        public = len(_taking_place(before))
        return gone if len(gone) >= self.least and len(gone) * 100 > self.percent * public else ()


UNGUARDED = Guard(percent=100)
"""Lets everything through: for programs that know what they do."""


def removed(before: PublicRelease, after: PublicRelease) -> tuple[str, ...]:
    """The codes of the sessions that take place in one release and in no part any more in a later one, in order."""
    return tuple(sorted(_taking_place(before) - _taking_place(after)))


def _taking_place(release: PublicRelease) -> set[str]:
    return {entry.session for entry in release.entries if not entry.cancelled}
