"""Links and passcodes: encrypted on their way into the database, and read by who holds the key."""

from collections.abc import Iterable, Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy.orm import Session as DatabaseSession

from scheduler.domain.errors import Unavailable
from scheduler.store.db import Database
from scheduler.store.secrets import add_secret, ciphertexts, every_secret, replace_ciphertext

_SET_A_KEY = (
    "Links and passcodes are stored encrypted, and this service has no key for them: its operators must set "
    "SECRET_KEYS (`flask --app wsgi secrets create` makes one)."
)
_OTHER_KEY = (
    "A link or passcode can't be read with the keys of this service: its operators must set SECRET_KEYS to the keys "
    "that it was stored with."
)


class Sealer:
    """Encrypts with the first of its keys, and reads what any of them encrypted. Without a key it does neither."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        found = [Fernet(key) for key in keys]
        self._fernet = MultiFernet(found) if found else None

    @property
    def has_key(self) -> bool:
        """Whether anything can be encrypted or read."""
        return self._fernet is not None

    def seal(self, text: str) -> bytes:
        """The text encrypted; `Unavailable` says what to set where there is no key."""
        return self._with_key().encrypt(text.encode())

    def open(self, ciphertext: bytes) -> str:
        """The text again; `Unavailable` says what to set where no key of ours reads it."""
        self._with_key()
        found = self.read(ciphertext)
        if found is None:
            raise Unavailable(_OTHER_KEY)
        return found

    def renewed(self, ciphertext: bytes) -> bytes:
        """The same encrypted with the first key."""
        try:
            return self._with_key().rotate(ciphertext)
        except InvalidToken:
            raise Unavailable(_OTHER_KEY) from None

    def read(self, ciphertext: bytes) -> str | None:
        """The text, None where no key of ours reads it."""
        if self._fernet is None:
            return None
        try:
            return self._fernet.decrypt(ciphertext).decode()
        except InvalidToken:
            return None

    def _with_key(self) -> MultiFernet:
        if self._fernet is None:
            raise Unavailable(_SET_A_KEY)
        return self._fernet


WITHOUT_KEY = Sealer()


def new_key() -> str:
    """A random key."""
    return Fernet.generate_key().decode()


def opened(session: DatabaseSession, sealer: Sealer, event_id: int, ids: Iterable[int | None]) -> Mapping[int, str]:
    """The secrets of these ids, by id: one query, none where there are no ids."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return {id_: sealer.open(each) for id_, each in ciphertexts(session, event_id, wanted).items()}


class Safe:
    """Puts the secrets of one edit away: a text that was there before keeps its id, so that nothing seems to change.

    What was there and can't be read any more is like no text: it can be replaced.
    """

    def __init__(
        self, session: DatabaseSession, sealer: Sealer, event_id: int, at: int, before: Iterable[int | None]
    ) -> None:
        self._session, self._sealer, self._event_id, self._at = session, sealer, event_id, at
        self._before = tuple(before)
        self._known: dict[int, str] | None = None if any(self._before) else {}

    def keep(self, text: str | None, former: int | None = None) -> int | None:
        """The id of a text; `former` is that of what stood in its place. None of none."""
        if not text:
            return None
        if self._known is None:
            old = ciphertexts(self._session, self._event_id, {id_ for id_ in self._before if id_ is not None})
            read = {id_: self._sealer.read(each) for id_, each in old.items()}
            self._known = {id_: known for id_, known in read.items() if known is not None}
        if former is not None and self._known.get(former) == text:
            return former
        for id_, known in self._known.items():
            if known == text:
                return id_
        made = add_secret(self._session, self._event_id, self._sealer.seal(text), self._at)
        self._known[made] = text
        return made


def rotate(database: Database, sealer: Sealer) -> int:
    """How many secrets are encrypted with the first key now: all, or none if one can't be read."""
    if not sealer.has_key:
        raise Unavailable(_SET_A_KEY)
    with database.storing() as session:
        found = every_secret(session)
        for id_, ciphertext in found.items():
            replace_ciphertext(session, id_, sealer.renewed(ciphertext))
        session.commit()
    return len(found)


def unreadable(database: Database, sealer: Sealer) -> int:
    """How many secrets none of our keys reads."""
    with database.reading() as session:
        return sum(sealer.read(each) is None for each in every_secret(session).values())
