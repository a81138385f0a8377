"""Every setting in one frozen value, and the only place that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scheduler.domain.clock import Clock, RehearsalClock, parse_instant, system_clock
from scheduler.domain.errors import InvalidInput
from scheduler.domain.mail_server import MailServer, parse_sender
from scheduler.domain.networks import networks
from scheduler.domain.removals import Guard

ROOT = Path(__file__).parent

_KEY = re.compile("[A-Za-z0-9_-]{43}=", re.ASCII)
"""A Fernet key: 32 bytes in the base64 of URLs."""
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
# Unencrypted only to this machine: for trying it out.
_ISSUER = re.compile(r"https://|http://(localhost|127\.0\.0\.1|\[::1\])[:/]")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""This machine's own names."""


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
        "now. For rehearsing an event on the day before, or one long past; leave it empty otherwise. "
        "Each process starts its clock there when it starts: a command needs the setting too, and a worker that is "
        "replaced is at the beginning again.",
    )
    max_body_bytes: int = setting(1_048_576, "The largest request body that is read, in bytes.")
    sign_in_idle_minutes: int = setting(
        480, "After how many minutes without a request somebody has to sign in again. A day at the desk, by default."
    )
    sign_in_hours: int = setting(168, "After how many hours somebody has to sign in again in any case.")
    trusted_hosts: str = setting(
        "",
        "The names that requests may name as their host, with commas between; others get a 400. Empty: the host of "
        "`BASE_URL`, and this machine's own (`localhost`, `127.0.0.1`, `[::1]`).",
    )
    trusted_proxies: int = setting(
        0,
        "How many proxies stand before the service and add to `X-Forwarded-For`. It tells the client's address, which "
        "limits count by; with 0 the header is not looked at, since anybody can send it.",
    )
    oidc_issuer: str = setting(
        "",
        "The address of an OpenID Connect provider, as its tokens name it (`https://login.example.org`). Where it is "
        "set, people may sign in with their account there; needs the extra `oidc` installed.",
    )
    oidc_client_id: str = setting("", "Who the service is to that provider.")
    oidc_client_secret: str = setting("", "By what the provider knows that it is the service.")
    release_guard_percent: int = setting(
        20,
        "How much of what is public one release may cancel without a word, in per cent of the sessions; one that would "
        "cancel more has to be confirmed. With 100 nothing is ever held back.",
    )
    release_guard_sessions: int = setting(
        5, "How many sessions a release has to cancel at least before it is held back: small events change as a whole."
    )
    feed_cache_bytes: int = setting(33_554_432, "How much memory a process may use for prepared feeds, in bytes.")
    metrics_token: str = setting(
        "",
        "Who sends it as a bearer token sees the figures at `/metrics`. Empty: nobody does, except programs on this "
        "machine while `BASE_URL` is this machine's own address.",
        secret=True,
    )
    prometheus_multiproc_dir: str = setting(
        "",
        "A folder, emptied before each start, in which several processes add up the figures of `/metrics`. Empty: each "
        "process tells its own.",
    )
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
    smtp_url: str = setting(
        "",
        "The server that mails are given to: `smtp+starttls://user:password@host:587`, `smtps://user:password@host` or "
        "`smtp://host:25`; characters such as @ in a password as `%40`. While it is empty, mails wait in the outbox.",
    )
    mail_from: str = setting(
        "",
        "Who mails are from: `programme@forum.example` or `WSIS Forum <programme@forum.example>`. `SMTP_URL` needs it.",
    )
    mail_per_minute: int = setting(120, "How many mails are given to the server a minute at most, by all processes.")
    mail_attempts: int = setting(
        12, "How often a mail is tried before it is given up: twelve times take between eight and sixteen hours."
    )
    reminder_minutes: int = setting(
        60,
        "How many minutes before a session those who registered for it are reminded of it by mail; 0: they are "
        "not, and who registered for the event is not told of its days.",
    )
    registrations_kept_days: int = setting(
        30,
        "How many days after an event's last one everything about its remote participants is erased; only how many "
        "had registered for each session stays.",
    )

    outgoing_networks: str = setting(
        "",
        "Networks that webhooks may lead to though they are private, and by http, with commas between them "
        "(`10.0.0.0/8`): for receivers on your own premises. Elsewhere it is https to public addresses alone.",
    )
    webhook_attempts: int = setting(
        10, "How often a webhook is called about a release before that is given up: ten times take four to eight hours."
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
        self._check_numbers()
        self._check_outgoing()
        if self.smtp_url:
            self._require_mail_server()
        self._check_access()
        if self.rehearse_from:
            try:
                parse_instant(self.rehearse_from)
            except InvalidInput as error:
                raise InvalidInput(f"REHEARSE_FROM: {error.detail}") from None

    def _check_numbers(self) -> None:
        if self.release_guard_percent > 100:
            raise InvalidInput("RELEASE_GUARD_PERCENT is over 100. Write 0 to 100; with 100 nothing is held back.")
        for number in ("mail_per_minute", "mail_attempts"):
            if getattr(self, number) < 1:
                raise InvalidInput(f"{number.upper()} has to be 1 or more. To send no mail, leave SMTP_URL empty.")
        for number, most in (("reminder_minutes", 10_080), ("registrations_kept_days", 3_650)):
            if getattr(self, number) > most:
                raise InvalidInput(f"{number.upper()}={getattr(self, number)} can't be: use 0 to {most}.")

    def _require_mail_server(self) -> None:
        try:
            MailServer.parse(self.smtp_url)
        except InvalidInput as error:
            raise InvalidInput(f"SMTP_URL: {error.detail}") from None
        if not self.mail_from:
            raise InvalidInput("MAIL_FROM is empty, but SMTP_URL is set. Say who mails are from.")
        try:
            parse_sender(self.mail_from)
        except InvalidInput as error:
            raise InvalidInput(f"MAIL_FROM={self.mail_from!r}: {error.detail}") from None

    def _check_outgoing(self) -> None:
        if self.webhook_attempts < 1:
            raise InvalidInput("WEBHOOK_ATTEMPTS has to be 1 or more. To call none, switch webhooks off.")
        try:
            networks(self.outgoing_networks)
        except InvalidInput as error:
            raise InvalidInput(f"OUTGOING_NETWORKS: {error.detail}") from None

    def _check_access(self) -> None:
        for name in ("sign_in_idle_minutes", "sign_in_hours"):
            if not 1 <= getattr(self, name) <= 100_000:
                raise InvalidInput(f"{name.upper()}={getattr(self, name)} can't be: use 1 to 100000.")
        if self.trusted_proxies > 10:
            raise InvalidInput(f"TRUSTED_PROXIES={self.trusted_proxies} can't be: it is a number of proxies, 0 to 10.")
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise InvalidInput("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it.")
        if self.oidc_issuer and not _ISSUER.match(self.oidc_issuer):
            raise InvalidInput(f"OIDC_ISSUER={self.oidc_issuer!r}: start with https://.")
        for host in self.hosts:
            if not _HOST.fullmatch(host):
                raise InvalidInput(f"TRUSTED_HOSTS: {host!r} is no host. Write names without scheme, port and path.")

    @property
    def guard(self) -> Guard:
        """What a release may cancel without a word."""
        return Guard(self.release_guard_percent, self.release_guard_sessions)

    @property
    def is_https(self) -> bool:
        """Whether people reach the service encrypted, so that cookies and links may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that requests may name, in lower case and without a port."""
        given = frozenset(host.strip().lower() for host in self.trusted_hosts.split(",") if host.strip())
        own = (urlsplit(self.base_url).hostname or "").lower()
        return given or LOOPBACK | {f"[{own}]" if ":" in own else own}

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
