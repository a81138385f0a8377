"""Passwords as argon2id hashes."""

from base64 import b64encode
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.domain.passwords import LONGEST, normalised, require_password


def _hasher() -> PasswordHasher:
    # OWASP's second choice: 19 MiB and two passes, some 25 ms. Eight sign-ins at once (two workers, four threads) take
    # 150 MiB; the library's own 64 MiB would take half a gigabyte.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16)


@dataclass(frozen=True, slots=True)
class Passwords:
    """Makes hashes and compares with them."""

    hasher: PasswordHasher = field(default_factory=_hasher)

    def hashed(self, password: str) -> str:
        """The hash of a new password; `InvalidInput` if it can't be one."""
        return self.hasher.hash(require_password(password))

    def is_right(self, stored: str | None, password: str) -> bool:
        """Whether this is the password of a stored hash; takes as long where none is stored."""
        # What is too long can be nobody's, but is compared nonetheless, at the length that everything takes.
        given = normalised(password) if len(password) <= LONGEST else ""
        try:
            return self.hasher.verify(stored or self._nobodys(), given.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self.hasher.check_needs_rehash(stored)

    def _nobodys(self) -> str:
        """A hash that no password has, of the same cost as a real one."""
        own = self.hasher
        salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in (own.salt_len, own.hash_len))
        cost = f"m={own.memory_cost},t={own.time_cost},p={own.parallelism}"
        return f"$argon2id$v=19${cost}${salt}${digest}"
