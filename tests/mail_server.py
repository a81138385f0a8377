"""A real mail server (aiosmtpd) in a thread of the test, which refuses, delays or hangs up as it is told."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

STAGES = ("EHLO", "MAIL", "RCPT", "DATA")


@dataclass
class Inbox:
    """What arrived, and how the server is to answer at a stage: with words, after a time, or by hanging up."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    for_recipients: dict[str, str] = field(default_factory=dict)
    hang_up_at: str = ""
    slow_at: str = ""
    slow_seconds: float = 0.0
    reached: Event = field(default_factory=Event)
    users: dict[str, str] = field(default_factory=dict)
    conversations: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        """What arrived, as programs read it."""
        found = [message_from_bytes(content, policy=default) for content in self.raw]
        return [each for each in found if isinstance(each, EmailMessage)]

    def recipients(self) -> list[str]:
        """To whom something arrived, in order."""
        return [address for _, addresses in self.envelopes for address in addresses]


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_EHLO(  # noqa: N802 - the library's names
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.inbox.conversations += 1
        refused = await self._at("EHLO", server)
        return [refused] if refused else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refused = await self._at("MAIL", server)
        if refused:
            return refused
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refused = await self._at("RCPT", server) or self.inbox.for_recipients.get(address)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        refused = await self._at("DATA", server)
        if refused:
            return refused
        assert isinstance(envelope.original_content, bytes)
        self.inbox.raw.append(envelope.original_content)
        self.inbox.envelopes.append((envelope.mail_from or "", tuple(envelope.rcpt_tos)))
        return f"250 OK, number {len(self.inbox.raw)}"

    async def _at(self, stage: str, server: SMTP) -> str | None:
        if self.inbox.slow_at == stage:
            self.inbox.reached.set()
            await asyncio.sleep(self.inbox.slow_seconds)
        if self.inbox.hang_up_at == stage:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.inbox.answers.get(stage)


class _Controller(Controller):
    """The library's, on whatever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(*, tls: ssl.SSLContext | None = None, from_the_start: bool = False) -> Iterator[Inbox]:
    """A running server; with `tls` it encrypts on request, or from the start, and lets the inbox's users sign in."""
    inbox = Inbox()

    def sign_in(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        known = inbox.users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=known, handled=False)

    options: dict[str, Any] = {"authenticator": sign_in, "auth_required": False, "enable_SMTPUTF8": False}
    if tls is not None and not from_the_start:
        options |= {"tls_context": tls, "require_starttls": True}
    if from_the_start:
        options |= {"auth_require_tls": False}  # the library does not see that all of it is encrypted
    controller = _Controller(
        _Handler(inbox),
        hostname="127.0.0.1",
        port=0,
        ssl_context=tls if from_the_start else None,
        ready_timeout=30.0,
        **options,
    )
    controller.start()
    try:
        inbox.port = controller.port
        yield inbox
    finally:
        controller.stop()
