"""Mails over SMTP (RFC 5321): one conversation each, which ends in time whatever the server does."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPException,
    SMTPNotSupportedError,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from threading import Timer

from scheduler.domain.errors import InvalidInput
from scheduler.domain.mail import Mail, Outcome
from scheduler.domain.mail_server import MailServer, parse_sender
from scheduler.outgoing.message import message_bytes

ANSWER_SECONDS = 15.0
"""How long one answer may take. RFC 5321 (4.5.3.2) allows minutes, but the mails behind this one wait."""

WHOLE_SECONDS = 60.0
"""How long the conversation may take: a server that sends a byte now and then would never be late with one."""

_TOO_LARGE = 552
_SHUTTING_DOWN = 421


class _Away(Exception):
    """The server takes no mail at all now."""


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """The `Mailer` that a mail server stands behind."""

    server: MailServer
    name: str
    address: str
    answer_seconds: float = ANSWER_SECONDS
    whole_seconds: float = WHOLE_SECONDS

    def send(self, mail: Mail, at: int) -> Outcome:
        """What came of it. Whatever the server does is an outcome; only a bug of ours raises."""
        try:
            content = message_bytes(mail, name=self.name, address=self.address, at=at)
        except InvalidInput as error:
            return Outcome("refused", error.detail)
        try:
            with self._conversation() as client:
                return _give(client, self.address, mail.recipient, content)
        except _Away as error:
            return Outcome("away", str(error))
        except SMTPNotSupportedError as error:
            return Outcome("refused", f"The mail server can't send to this address: {error}")
        except SMTPResponseException as error:
            return _judge(error.smtp_code, error.smtp_error)
        except (OSError, SMTPException) as error:
            # In the middle of a mail: the mail itself may be what the server stumbles over, so this counts.
            return Outcome("later", f"The connection broke off: {_words(error)}")

    @contextmanager
    def _conversation(self) -> Iterator[SMTP]:
        """An open connection that has been greeted, encrypted and signed in; `_Away` if that can't be had."""
        try:
            client = self._connect()
        except (OSError, SMTPException) as error:
            raise _Away(f"The mail server {self._where} can't be reached: {_words(error)}") from error
        alarm = Timer(self.whole_seconds, _hang_up, [client])
        alarm.daemon = True  # a process that is asked to end doesn't wait for it
        alarm.start()
        try:
            try:
                self._begin(client)
            except (OSError, SMTPException) as error:
                raise _Away(f"The mail server {self._where} doesn't let us in: {_words(error)}") from error
            yield client
            # The mail is with the server or it is not; how the good-bye goes changes nothing about that.
            with suppress(OSError, SMTPException):
                client.quit()
        finally:
            alarm.cancel()
            client.close()

    def _connect(self) -> SMTP:
        # Who we are is the sender's domain: looking up this machine's own name can take long, and is nobody's business.
        server, name = self.server, self.address.rpartition("@")[2]
        if server.scheme == "smtps":
            secure = ssl.create_default_context()
            return SMTP_SSL(server.host, server.port, name, timeout=self.answer_seconds, context=secure)
        return SMTP(server.host, server.port, name, timeout=self.answer_seconds)

    def _begin(self, client: SMTP) -> None:
        client.ehlo_or_helo_if_needed()
        if self.server.scheme == "smtp+starttls":
            client.starttls(context=ssl.create_default_context())
            client.ehlo()
        if self.server.user:
            client.login(self.server.user, self.server.password)

    @property
    def _where(self) -> str:
        return f"{self.server.host}:{self.server.port}"


def make_mailer(url: str, sender: str) -> SmtpMailer:
    """The mailer of a server's URL and a sender such as `WSIS Forum <programme@forum.example>`."""
    name, address = parse_sender(sender)
    return SmtpMailer(MailServer.parse(url), name, address)


def _give(client: SMTP, sender: str, recipient: str, content: bytes) -> Outcome:
    options = [] if sender.isascii() and recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
    code, said = client.mail(sender, options)
    if code >= 400:
        # The sender is the same for all mails. But a 5xx that only this one gets must not be tried for ever.
        return _judge(code, said) if code in {_TOO_LARGE, _SHUTTING_DOWN} else _of_sender(code, said)
    code, said = client.rcpt(recipient)
    if code >= 400:
        return _judge(code, said)
    code, said = client.data(content)
    return Outcome("sent", _text(code, said)) if code == 250 else _judge(code, said)


def _judge(code: int, said: bytes | str) -> Outcome:
    """What an answer means for this mail (RFC 5321, 4.2.1)."""
    if code == _SHUTTING_DOWN:
        return Outcome("away", _text(code, said))
    return Outcome("refused" if code >= 500 else "later", _text(code, said))


def _of_sender(code: int, said: bytes | str) -> Outcome:
    return Outcome("later" if code >= 500 else "away", f"The sender is refused (MAIL_FROM): {_text(code, said)}")


def _text(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"[:500]


def _words(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return _text(error.smtp_code, error.smtp_error)
    if isinstance(error, SMTPServerDisconnected | TimeoutError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _hang_up(client: SMTP) -> None:
    with suppress(OSError):  # it may have hung up itself meanwhile
        if client.sock is not None:
            client.sock.shutdown(socket.SHUT_RDWR)
