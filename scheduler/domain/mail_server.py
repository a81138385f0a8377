"""Where mails are given to, and in whose name."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

from scheduler.domain.errors import InvalidInput
from scheduler.domain.mail import require_address, require_line

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""Per scheme the usual port: in the clear, encrypted after a word in the clear, encrypted from the start."""

_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server and how to talk to it; without a user it is not signed in to."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> Self:
        """The server of `smtp://host`, `smtp+starttls://user:password@host:587` or `smtps://…`; else `InvalidInput`.

        The message doesn't repeat the URL: a password may be in it.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise InvalidInput("it is no URL. Write it like smtp+starttls://user:password@host:587.") from None
        if parts.scheme not in PORTS:
            raise InvalidInput(f"start with {', '.join(f'{scheme}://' for scheme in PORTS)}.")
        if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise InvalidInput("name a host, and nothing behind it but a port. Write / @ : # ? in a password as %XX.")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme == "smtp" and password and parts.hostname not in _OWN_MACHINE:
            raise InvalidInput("a password would go over the network in the clear. Use smtp+starttls:// or smtps://.")
        return cls(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def parse_sender(text: str) -> tuple[str, str]:
    """Name (perhaps empty) and address of `WSIS Forum <programme@forum.example>`; else `InvalidInput`."""
    name, address = parseaddr(require_line(text, "sender"))
    return name, require_address(address)
