"""Mails as bytes: what programs that read mail make of them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from scheduler.domain.errors import InvalidInput
from scheduler.domain.mail import Mail
from scheduler.outgoing.message import message_bytes

CREATED, AT = 1_496_300_000, 1_496_300_600
LINK = "https://forum.example/unsubscribe?t=" + "x" * 200
INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Séance\r\nEND:VCALENDAR\r\n"


def made(
    subject: str = "Your session has moved",
    body: str = "To Room A.\n",
    *,
    headers: tuple[tuple[str, str], ...] = (),
    calendar: str | None = None,
    name: str = "Forum",
) -> bytes:
    mail = Mail(7, "ana@forum.example", subject, body, CREATED, headers=headers, calendar=calendar)
    return message_bytes(mail, name=name, address="desk@forum.example", at=AT)


def read(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_plain_mail_is_these_bytes() -> None:
    assert made() == (
        b'From: "Forum" <desk@forum.example>\r\n'
        b"To: ana@forum.example\r\n"
        b"Subject: Your session has moved\r\n"
        b"Date: Thu, 01 Jun 2017 07:03:20 +0000\r\n"
        b"Message-ID: <1496300000.7@forum.example>\r\n"
        b"Auto-Submitted: auto-generated\r\n"
        b'Content-Type: text/plain; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"MIME-Version: 1.0\r\n"
        b"\r\n"
        b"To Room A.\r\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Grüße, 李, مرحبا, 🎤\n", id="many scripts"),
        pytest.param("." + "\n.\n..\nFrom here\n", id="dots and From at line starts"),
        pytest.param("x" * 2000 + "\n", id="a line of 2000"),
        pytest.param("=3D =\n \n\tend \n", id="what quoted-printable means something by"),
    ],
)
def test_words_arrive_as_they_are_and_travel_in_short_ascii_lines(text: str) -> None:
    subject = "Über 李: =?utf-8?q?no?= " + "é" * 200
    content = made(subject=subject, body=text)
    assert read(content).get_content().replace("\r\n", "\n") == text
    assert str(read(content)["Subject"]) == subject
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert content.replace(b"\r\n", b"").count(b"\r") == content.replace(b"\r\n", b"").count(b"\n") == 0


@pytest.mark.parametrize("break_", ["=0D=0A", "=0A", "=E2=80=A8"])
def test_what_looks_encoded_is_shown_as_it_stands(break_: str) -> None:
    """Decoded, it would be another header."""
    subject = f"=?utf-8?q?Moved{break_}Bcc:_all@forum.example?="
    name = f"=?utf-8?q?x{break_}y?="
    found = read(made(subject=subject, name=name))
    assert (str(found["Subject"]), found["Bcc"]) == (subject, None)
    assert [each.display_name for each in found["From"].addresses] == [name]


def test_headers_stand_as_given_however_long() -> None:
    """The library would encode a long URL, and no reader would find the way to unsubscribe."""
    headers = (
        ("List-Unsubscribe", f"<{LINK}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Reply-To", "Office <office@forum.example>"),
        ("Auto-Submitted", "auto-replied"),
    )
    content = made(headers=headers)
    assert f"\r\nList-Unsubscribe: <{LINK}>\r\n".encode() in content
    assert tuple((name, str(read(content)[name])) for name, _ in headers) == headers


def test_a_sender_s_name_may_hold_anything_but_poses_as_no_address() -> None:
    for name in ("WSIS Fórum, 2017", 'x" <boss@other.example>', "boss@other.example"):
        sender = read(made(name=name))["From"].addresses
        assert [(each.display_name, each.addr_spec) for each in sender] == [(name, "desk@forum.example")]


def test_an_invitation_is_an_alternative_with_its_method() -> None:
    found = read(made(calendar=INVITATION))
    words, calendar = found.iter_parts()
    assert found.get_content_type() == "multipart/alternative"
    assert words.get_content().replace("\r\n", "\n") == "To Room A.\n"
    assert calendar["Content-Type"] == 'text/calendar; charset="utf-8"; method="REQUEST"'
    assert calendar.get_payload(decode=True) == INVITATION.encode()


def test_the_same_mail_at_the_same_time_is_the_same_bytes() -> None:
    assert made(calendar=INVITATION) == made(calendar=INVITATION)


def test_what_could_add_a_header_is_refused_here_too() -> None:
    """Rows come from a backup as well, and nobody checked those when they were put in."""
    with pytest.raises(InvalidInput, match="The subject of a mail holds a line break"):
        made(subject="Moved\r\nBcc: everybody@forum.example")
