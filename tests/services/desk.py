"""Somebody with a password, for tests of signing in; hashing that takes no time, since its cost is tested elsewhere."""

from itertools import count

from argon2 import PasswordHasher

from scheduler.domain.roles import Grant
from scheduler.services.passwords import Passwords
from scheduler.services.signing_in import Came, SignIns
from scheduler.services.users import create_user
from scheduler.store.db import Database

NOW = 1_496_300_000
ANA = "ana@forum.example"
PASSWORD = "correct horse battery staple"
HERE = Came("192.0.2.1", "Firefox")
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def sign_ins(database: Database) -> SignIns:
    """Signing in with secrets that are counted: `secret-1`, `secret-2`."""
    numbers = count(1)
    return SignIns(database, QUICK, lambda: f"secret-{next(numbers)}", idle=3600, lasting=86_400)


def ana(database: Database, *, grant: Grant | None = None, email: str = ANA) -> None:
    """Make a user whose password is `PASSWORD`."""
    create_user(database, QUICK, email, grant or Grant("viewer"), now=NOW, new_password=lambda: PASSWORD)
