"""Every setting in one frozen value, and the only place that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from scheduler.domain.clock import Clock, RehearsalClock, parse_instant, system_clock
from scheduler.domain.errors import InvalidInput

ROOT = Path(__file__).parent

_KEY = re.compile("[A-Za-z0-9_-]{43}=", re.ASCII)
"""A Fernet key: 32 bytes in the base64 of URLs."""


def setting(default: Any, help_text: str, *, secret: bool = False) -> Any:
    """A field of `Config` with its default and the sentence that explains it in the docs; a `secret` is never shown."""
    return field(default=default, metadata={"help": help_text}, repr=not secret)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings. Each is read from the environment variable of its name in capitals."""

    database_url: str = setting(
        "sqlite:///instance/programme.sqlite",
        "Where the data lie: `sqlite:///path` (relative to the project) or `postgresql+psycopg://user@host/name`.",
    )
    base_url: str = setting(
        "http://127.0.0.1:8000",
        "The address that people reach the service at, without a slash at the end. It stands in calendars, so it "
        "should not change; it is never taken from a request.",
    )
    uid_domain: str = setting(
        "programme.example",
        "The domain behind the @ of every calendar UID of an event that is created without one. Choose one that is "
        "yours, once: an event keeps it for ever.",
    )
    log_level: str = setting("info", "How much is logged: `debug`, `info`, `warning` or `error`.")
    log_format: str = setting("json", "How log lines look: `json` for machines, `text` for people.")
    rehearse_from: str = setting(
        "",
        "An instant with offset, such as `2017-06-12T08:55:00+02:00`, at which the service's clock starts instead of "
        "now. For rehearsing an event on the day before, or one long past; leave it empty otherwise.",
    )
    max_body_bytes: int = setting(1_048_576, "The largest request body that is read, in bytes.")
    feed_cache_bytes: int = setting(33_554_432, "How much memory a process may use for prepared feeds, in bytes.")
    secret_keys: str = setting(
        "",
        "The keys that links and passcodes are encrypted with: Fernet keys, with commas between them. The first "
        "encrypts, all are tried to read. Empty: those of SECRET_KEYS_FILE.",
        secret=True,
    )
    secret_keys_file: str = setting(
        "instance/secret-keys",
        "A file of such keys (relative to the project), read where SECRET_KEYS is empty and the file exists. "
        "`make serve` makes it. Without any key, links can be neither stored nor read.",
    )

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of an environment, this process's by default; `InvalidInput` names one that can't be read."""
        source = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for item in fields(cls):
            text = source.get(item.name.upper(), "").strip()
            if not text:
                continue
            if item.type is int or isinstance(item.default, int):
                if not text.isdecimal():
                    raise InvalidInput(f"{item.name.upper()}={text!r} is not a whole number.")
                values[item.name] = int(text)
            else:
                values[item.name] = text
        return cls(**values)

    def __post_init__(self) -> None:
        """Refuse what could only fail later and elsewhere."""
        if self.log_level not in {"debug", "info", "warning", "error"}:
            raise InvalidInput(f"LOG_LEVEL={self.log_level!r}: use debug, info, warning or error.")
        if self.log_format not in {"json", "text"}:
            raise InvalidInput(f"LOG_FORMAT={self.log_format!r}: use json or text.")
        if not self.base_url.startswith(("http://", "https://")) or self.base_url.endswith("/"):
            raise InvalidInput(f"BASE_URL={self.base_url!r}: start with http:// or https:// and end without a slash.")
        if not self.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise InvalidInput(f"DATABASE_URL={self.database_url!r}: start with sqlite:/// or postgresql+psycopg://.")
        self.keys()
        if self.rehearse_from:
            try:
                parse_instant(self.rehearse_from)
            except InvalidInput as error:
                raise InvalidInput(f"REHEARSE_FROM: {error.detail}") from None

    @property
    def absolute_database_url(self) -> str:
        """The database URL with a relative SQLite path resolved against the project's folder."""
        prefix = "sqlite:///"
        path = self.database_url.removeprefix(prefix)
        if not self.database_url.startswith(prefix) or path.startswith("/") or path in {"", ":memory:"}:
            return self.database_url
        return f"{prefix}{ROOT / path}"

    @property
    def absolute_secret_keys_file(self) -> Path | None:
        """The path of the key file, resolved against the project's folder; None if there is to be none."""
        return ROOT / self.secret_keys_file if self.secret_keys_file else None

    def keys(self) -> tuple[str, ...]:
        """The keys for links and passcodes, the one that encrypts first; `InvalidInput` if one can't be a key."""
        text, path = self.secret_keys, self.absolute_secret_keys_file
        if not text and path is not None and path.exists():
            text = path.read_text(encoding="ascii", errors="replace")
        found = tuple(text.replace(",", " ").split())
        for place, key in enumerate(found, start=1):
            if not _KEY.fullmatch(key):
                raise InvalidInput(f"SECRET_KEYS: key {place} is none. `flask --app wsgi secrets key` prints one.")
        return found

    def clock(self) -> Clock:
        """The clock that these settings ask for."""
        if not self.rehearse_from:
            return system_clock
        return RehearsalClock(starts=parse_instant(self.rehearse_from), began=system_clock())


def settings_markdown() -> str:
    """The page `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "Each is an environment variable. `make docs` makes this page from `config.py`.",
        "",
    ]
    for item in fields(Config):
        default = f"`{item.default}`" if item.default != "" else "empty"
        lines += [f"## {item.name.upper()}", "", str(item.metadata["help"]), "", f"Default: {default}.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"
