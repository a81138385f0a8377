"""Mails over SMTP to a real server: what each of its answers, and its silence, comes to."""

import shutil
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.mail import Mail, Outcome
from scheduler.outgoing.smtp import SmtpMailer, make_mailer
from tests import machine
from tests.mail_server import Inbox, mail_server
from tests.serving import free_port

AT = 1_496_300_600
MAIL = Mail(7, "ana@forum.example", "Your session has moved", "To Room A.\n", AT)


def mailer(url: str) -> SmtpMailer:
    """Quick to lose patience."""
    return replace(make_mailer(url, "Forum <desk@forum.example>"), answer_seconds=5.0, whole_seconds=20.0)


def sent(inbox: Inbox, mail: Mail = MAIL) -> Outcome:
    return mailer(f"smtp://127.0.0.1:{inbox.port}").send(mail, AT)


def test_a_mail_arrives_with_its_envelope(inbox: Inbox) -> None:
    assert sent(inbox) == Outcome("sent", "250 OK, number 1")
    assert inbox.envelopes == [("desk@forum.example", ("ana@forum.example",))]
    (found,) = inbox.mails
    assert (found["Message-ID"], found["Subject"], found.get_content()) == (
        "<1496300600.7@forum.example>",
        "Your session has moved",
        "To Room A.\r\n",
    )


def test_a_mail_that_is_tried_again_is_the_same(inbox: Inbox) -> None:
    sent(inbox)
    sent(inbox)
    assert inbox.raw[0] == inbox.raw[1]


def test_a_line_with_a_dot_ends_no_mail(inbox: Inbox) -> None:
    sent(inbox, replace(MAIL, body="One\n.\nRSET\n"))
    assert [found.get_content() for found in inbox.mails] == ["One\r\n.\r\nRSET\r\n"]


@pytest.mark.parametrize(
    ("stage", "answer", "expected"),
    [
        pytest.param("RCPT", "550 no such user", Outcome("refused", "550 no such user"), id="unknown"),
        pytest.param("RCPT", "450 try again", Outcome("later", "450 try again"), id="greylisted"),
        pytest.param("RCPT", "421 closing", Outcome("away", "421 closing"), id="shutting down"),
        pytest.param("DATA", "554 spam", Outcome("refused", "554 spam"), id="content refused"),
        pytest.param("DATA", "452 disk full", Outcome("later", "452 disk full"), id="content not now"),
        pytest.param(
            "MAIL",
            "553 not your address",
            Outcome("later", "The sender is refused (MAIL_FROM): 553 not your address"),
            id="sender refused",
        ),
        pytest.param(
            "MAIL",
            "451 not now",
            Outcome("away", "The sender is refused (MAIL_FROM): 451 not now"),
            id="sender not now",
        ),
        pytest.param("MAIL", "552 too large", Outcome("refused", "552 too large"), id="too large"),
    ],
)
def test_an_answer_means(inbox: Inbox, stage: str, answer: str, expected: Outcome) -> None:
    inbox.answers[stage] = answer
    assert sent(inbox) == expected
    assert inbox.raw == []


@pytest.mark.parametrize(
    ("stage", "what"),
    [("EHLO", "away"), ("MAIL", "later"), ("RCPT", "later"), ("DATA", "later")],
)
def test_a_server_that_hangs_up(inbox: Inbox, stage: str, what: str) -> None:
    """Before the mail is begun it takes none; in the midst of one it may be that mail's fault."""
    inbox.hang_up_at = stage
    assert sent(inbox).what == what


@pytest.mark.parametrize(("stage", "what"), [("EHLO", "away"), ("RCPT", "later"), ("DATA", "later")])
def test_a_server_that_does_not_answer_in_time(inbox: Inbox, stage: str, what: str) -> None:
    inbox.slow_at, inbox.slow_seconds = stage, 60.0
    impatient = replace(mailer(f"smtp://127.0.0.1:{inbox.port}"), answer_seconds=0.5)
    assert impatient.send(MAIL, AT).what == what


def test_a_server_that_answers_each_time_just_in_time_is_left_in_the_end(inbox: Inbox) -> None:
    inbox.slow_at, inbox.slow_seconds = "DATA", 60.0
    limited = replace(mailer(f"smtp://127.0.0.1:{inbox.port}"), answer_seconds=120.0, whole_seconds=1.0)
    assert limited.send(MAIL, AT).what == "later"


def test_a_server_that_is_not_there() -> None:
    port = free_port()
    said = f"The mail server 127.0.0.1:{port} can't be reached: ConnectionRefusedError: [Errno 111] Connection refused"
    assert mailer(f"smtp://127.0.0.1:{port}").send(MAIL, AT) == Outcome("away", said)


def test_a_mail_that_would_add_a_header_never_reaches_a_server(inbox: Inbox) -> None:
    outcome = sent(inbox, replace(MAIL, subject="Moved\r\nBcc: all@forum.example"))
    said = "The subject of a mail holds a line break. Take it out: 'Moved\\r\\nBcc: all@forum.example'."
    assert outcome == Outcome("refused", said)
    assert inbox.conversations == 0


def test_an_address_that_the_server_has_no_letters_for_is_refused(inbox: Inbox) -> None:
    """SMTPUTF8 (RFC 6531) is not offered."""
    outcome = sent(inbox, replace(MAIL, recipient="anä@forum.example"))
    assert (outcome.what, inbox.raw) == ("refused", [])


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that vouches for itself, and its key."""
    if shutil.which("openssl") is None:
        machine.lacking("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    known, key = folder / "known.pem", folder / "key.pem"
    kind = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    whom = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(
        ["openssl", *kind.split(), *whom.split(), "-keyout", key, "-out", known],
        check=True,
        capture_output=True,
        timeout=60,  # seconds; it takes a moment
    )
    return known, key


Trusting = Callable[[bool], ssl.SSLContext]


@pytest.fixture
def tls(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Trusting:
    """What makes the server's side of TLS, and has this machine trust its certificate, or not."""

    def make(trusted: bool) -> ssl.SSLContext:
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        return context

    return make


@pytest.mark.parametrize(("scheme", "from_the_start"), [("smtp+starttls", False), ("smtps", True)])
@pytest.mark.parametrize(
    ("trusted", "password", "what", "said"),
    [
        pytest.param(True, "s%3Acret", "sent", "250 OK, number 1", id="signed in"),
        pytest.param(True, "wrong", "away", "doesn't let us in: 535 ", id="a wrong password"),
        pytest.param(False, "s%3Acret", "away", "CERTIFICATE_VERIFY_FAILED", id="a certificate that nobody knows"),
    ],
)
def test_encrypted_and_signed_in(
    tls: Trusting, scheme: str, from_the_start: bool, trusted: bool, password: str, what: str, said: str
) -> None:
    with mail_server(tls=tls(trusted), from_the_start=from_the_start) as inbox:
        inbox.users["desk@forum.example"] = "s:cret"
        url = f"{scheme}://desk%40forum.example:{password}@127.0.0.1:{inbox.port}"
        outcome = mailer(url).send(MAIL, AT)
    assert (outcome.what, said in outcome.said, len(inbox.raw)) == (what, True, int(what == "sent"))
    assert "cret" not in outcome.said


def test_nothing_is_sent_in_the_clear_where_encryption_was_asked_for(inbox: Inbox) -> None:
    """Somebody between may have taken STARTTLS out of the answer."""
    outcome = mailer(f"smtp+starttls://127.0.0.1:{inbox.port}").send(MAIL, AT)
    assert (outcome.what, inbox.raw) == ("away", [])
