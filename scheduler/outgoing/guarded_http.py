"""Asks web servers that strangers name, with a guard: only where the connected address is public, and not for long.

What a name leads to is judged by the address that the connection really has, so that a name which means one address
when it is checked and another when it is used (DNS rebinding) gains nothing. No redirect is followed, no proxy used.
"""

import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Event, Thread, Timer
from typing import Literal
from urllib.parse import SplitResult, quote, urlsplit

from scheduler.domain.clock import system_stopwatch
from scheduler.domain.networks import Network, is_public, is_within
from scheduler.domain.web import Answer, Failure

WHOLE_SECONDS = 10.0
"""From the look-up of the name to the last byte: a server that sends a byte now and then is never late with one."""

MOST_BYTES = 16_384
"""Of a body that are read; the rest is left."""

_TRIED = 3  # addresses of one name: more would use the time up
_PORTS = {"https": 443, "http": 80}
_SAFE = "/?:@!$&'()*+,;=-._~%[]"

Method = Literal["GET", "HEAD", "POST"]


class _Forbidden(Exception):
    """The URL leads where it may not: to this address, if its name was looked up."""

    def __init__(self, said: str, address: str = "") -> None:
        super().__init__(said)
        self.address = address


class _Failed(Exception):
    """It might succeed another time."""


@dataclass(frozen=True, slots=True)
class GuardedHttp:
    """The `WebClient` for addresses that strangers give. Networks `allowed` may be asked though private, and by http.

    Only those: elsewhere it is https, with the certificate checked.
    """

    allowed: Sequence[Network] = ()
    whole_seconds: float = WHOLE_SECONDS
    most_bytes: int = MOST_BYTES
    trust: ssl.SSLContext | None = None

    def ask(
        self, method: Method, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer | Failure:
        """The answer, or why there is none. Whatever the server does is told; only a bug of ours raises."""
        began = system_stopwatch()
        late = Event()
        try:
            parts = _parts(url)
            with _Conversation(self, parts, began, late) as connection:
                found = _said(connection, method, parts, headers or {}, body, self.most_bytes)
        except _Forbidden as error:
            return Failure("forbidden", str(error), _since(began), error.address)
        except (_Failed, OSError, HTTPException, ValueError) as error:
            # A time-out of ours has no number; it may come before the alarm, which is set to the same moment.
            ours = late.is_set() or (isinstance(error, TimeoutError) and error.errno is None)
            words = f"It took longer than {self.whole_seconds:g} seconds." if ours else _words(error)
            return Failure("failed", words, _since(began))
        return Answer(*found, _since(began))


class _Conversation:
    """A connection to an address that may be asked, which ends when the whole time is over."""

    def __init__(self, client: GuardedHttp, parts: SplitResult, began: float, late: Event) -> None:
        self.client, self.parts, self.began, self.late = client, parts, began, late
        self._socket: socket.socket | None = None
        self._alarm: Timer | None = None

    def __enter__(self) -> HTTPConnection:
        try:
            return self._open()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        if self._socket is not None:
            self._socket.close()

    def _open(self) -> HTTPConnection:
        host, port = self.parts.hostname or "", self.parts.port or _PORTS[self.parts.scheme]
        self._socket = self._connected(_looked_up(host, port, self._left()))
        self._alarm = Timer(self._left(), self._hang_up)
        self._alarm.daemon = True  # a process that is asked to end doesn't wait for it
        self._alarm.start()
        if self.parts.scheme == "https":
            context = self.client.trust or ssl.create_default_context()
            secure = context.wrap_socket(self._socket, server_hostname=host, do_handshake_on_connect=False)
            self._socket = secure  # before the handshake, in which a server may take its time too
            secure.do_handshake()
        connection = HTTPConnection(host, port)
        connection.sock = self._socket
        return connection

    def _connected(self, addresses: Sequence[str]) -> socket.socket:
        """A connection to the first address that may be asked and answers."""
        port = self.parts.port or _PORTS[self.parts.scheme]
        refused: list[str] = []
        failed: Exception = _Failed("The name leads to no address.")
        for address in addresses:
            if not self._may(address):
                refused.append(address)
                continue
            try:
                found = socket.create_connection((address, port), self._left())
            except OSError as error:
                failed = error
                continue
            peer = str(found.getpeername()[0])
            if self._may(peer):
                found.settimeout(self._left())
                return found
            found.close()
            refused.append(peer)
        if refused and isinstance(failed, _Failed):
            why = "not a public address" if self.parts.scheme == "https" else "not https"
            raise _Forbidden(
                f"{self.parts.hostname} is refused: {why}. Use https and a public address, or let the service's "
                "operators add its network to OUTGOING_NETWORKS.",
                refused[0],
            )
        raise failed

    def _may(self, address: str) -> bool:
        own = is_within(address, self.client.allowed)
        return own or (self.parts.scheme == "https" and is_public(address))

    def _hang_up(self) -> None:
        self.late.set()
        with suppress(OSError):  # it may have hung up itself meanwhile
            if self._socket is not None:
                # Not the one of TLS, which would take away what the other thread is reading with.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _left(self) -> float:
        left = self.client.whole_seconds - (system_stopwatch() - self.began)
        if left <= 0:
            self.late.set()
            raise _Failed("The time is over.")
        return left


def _parts(url: str) -> SplitResult:
    """The URL in its parts; `_Forbidden` says why it is none that may be asked."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _Forbidden("The address can't be read.") from None
    if parts.scheme not in _PORTS:
        raise _Forbidden(f"{parts.scheme[:20]!r} is no scheme that is asked. Use https.")
    if parts.username is not None or parts.password is not None:
        raise _Forbidden("An address with a user's name or password in it is not asked.")
    if not parts.hostname or not parts.hostname.isascii() or port == 0:
        raise _Forbidden("The address names no host, or one that is not written in ASCII (xn--…).")
    return parts


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name, the first few. The system's look-up can't be stopped, so it is left behind when late."""
    found: list[str] = []
    failed: list[Exception] = []

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, ValueError) as error:
            failed.append(error)

    looking = Thread(target=look, daemon=True)
    looking.start()
    looking.join(seconds)
    if failed:
        raise _Failed(f"The name can't be looked up: {_words(failed[0])}")
    if looking.is_alive():
        raise _Failed("The name is looked up for too long.")
    return found[:_TRIED]


def _said(
    connection: HTTPConnection,
    method: Method,
    parts: SplitResult,
    headers: Mapping[str, str],
    body: bytes,
    most: int,
) -> tuple[int, dict[str, str], bytes]:
    target = quote(parts.path or "/", _SAFE) + (f"?{quote(parts.query, _SAFE)}" if parts.query else "")
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = parts.port if parts.port not in {None, _PORTS[parts.scheme]} else None
    connection.putheader("Host", f"{host}:{port}" if port else host)
    connection.putheader("Connection", "close")
    for name, value in headers.items():
        connection.putheader(name, value)
    if method == "POST":
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body if method == "POST" else None)
    response: HTTPResponse = connection.getresponse()
    told = {name.lower(): value for name, value in response.getheaders()}
    read = b""
    with suppress(
        OSError, HTTPException, ValueError
    ):  # what it says is known; that the words broke off changes nothing
        read = response.read(most)
    return response.status, told, read


def _since(began: float) -> int:
    return round((system_stopwatch() - began) * 1000)


def _words(error: Exception) -> str:
    if isinstance(error, _Failed | TimeoutError):
        return str(error)
    return f"{type(error).__name__}: {error}"[:300]
