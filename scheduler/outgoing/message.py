"""A mail as the bytes that a server takes (RFC 5322, 2045, 8058), the same from the same."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from scheduler.domain.clock import to_utc
from scheduler.domain.mail import Mail, method_of, require_mail


class _Policy(EmailPolicy):
    """SMTP's line ends, and ASCII headers in one line each: the library would encode the words of a long URL.

    A line may have 998 characters (RFC 5322, 2.1.1); the domain sees to it that no header is longer.
    """

    def fold(self, name: str, value: str) -> str:
        """The header as text."""
        return f"{name}: {value}{self.linesep}" if value.isascii() else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header as bytes."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


def message_bytes(mail: Mail, *, name: str, address: str, at: int) -> bytes:
    """The whole message, ASCII alone unless an address is not; `InvalidInput` if a header would be two."""
    require_mail(mail.recipient, mail.subject, mail.headers, mail.calendar)
    ascii_alone = mail.recipient.isascii() and address.isascii()
    message = EmailMessage(_Policy(linesep="\r\n", cte_type="7bit", utf8=not ascii_alone))
    local, _, domain = address.rpartition("@")
    message["From"] = Address(name, local, domain)
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(to_utc(at))
    message["Message-ID"] = f"<{mail.local_id}@{domain}>"
    if "Auto-Submitted" not in dict(mail.headers):
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office notes don't answer it
    for header, value in mail.headers:
        message[header] = value
    message.set_content(mail.body, cte="quoted-printable")
    if mail.calendar is not None:
        # An alternative, not an attachment: that is how calendar programs know that they are meant (RFC 6047, 2.4).
        method = {"method": method_of(mail.calendar)}
        message.add_alternative(mail.calendar, subtype="calendar", cte="base64", params=method)
        message.set_boundary(f"=_{mail.local_id}")
    return message.as_bytes()
