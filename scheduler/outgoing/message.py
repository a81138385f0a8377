"""A mail as the bytes that a server takes (RFC 5322, 2045, 8058), the same from the same.

The headers are written here, not by the library: it decodes what looks encoded in a value (RFC 2047), line breaks
included, and encodes the words of a long URL.
"""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote

from scheduler.domain.clock import to_utc
from scheduler.domain.mail import Mail, method_of, require_mail

_ENCODED_LINE = 76  # RFC 2047, 2


def message_bytes(mail: Mail, *, name: str, address: str, at: int) -> bytes:
    """The whole message, ASCII alone unless an address is not; `InvalidInput` if a header would be two."""
    require_mail(mail.recipient, mail.subject, mail.headers, mail.calendar)
    headers = {
        "From": f"{_phrase(name)} <{address}>" if name else address,
        "To": mail.recipient,
        "Subject": _words(mail.subject, "Subject"),
        "Date": format_datetime(to_utc(at)),
        "Message-ID": f"<{mail.local_id}@{address.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: out-of-office notes don't answer it
    } | dict(mail.headers)
    head = "".join(f"{header}: {value}\r\n" for header, value in headers.items())
    return head.encode() + _content(mail)


def _content(mail: Mail) -> bytes:
    """The rest: what says how the words are encoded, and the words."""
    content = EmailMessage(SMTP)
    content.set_content(mail.body, cte="quoted-printable")
    if mail.calendar is not None:
        # An alternative, not an attachment: that is how calendar programs know that they are meant (RFC 6047, 2.4).
        method = {"method": method_of(mail.calendar)}
        content.add_alternative(mail.calendar, subtype="calendar", cte="base64", params=method)
        content.set_boundary(f"=_{mail.local_id}")
    return content.as_bytes()


def _phrase(name: str) -> str:
    """A name before an address: in quotes, so that nothing in it is taken for an address."""
    encoded = _words(name, "From")
    return f'"{quote(name)}"' if encoded == name else encoded


def _words(text: str, header: str) -> str:
    """The text as it stands in a header: encoded where it is not ASCII, or looks encoded and is meant as it stands."""
    if text.isascii() and "=?" not in text:
        return text
    return Header(text, "utf-8", _ENCODED_LINE, header).encode(linesep="\r\n")
