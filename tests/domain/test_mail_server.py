"""Mail servers and senders, as settings name them."""

import pytest

from scheduler.domain.errors import InvalidInput
from scheduler.domain.mail_server import MailServer, parse_sender


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("smtp://mail.example", MailServer("smtp", "mail.example", 25), id="in the clear"),
        pytest.param("smtp://127.0.0.1:2525/", MailServer("smtp", "127.0.0.1", 2525), id="a port"),
        pytest.param("smtp://[::1]:25", MailServer("smtp", "::1", 25), id="IPv6"),
        pytest.param("smtps://mail.example", MailServer("smtps", "mail.example", 465), id="encrypted"),
        pytest.param(
            "smtp+starttls://desk%40forum.example:p%40ss%3Aw%2F@mail.example",
            MailServer("smtp+starttls", "mail.example", 587, "desk@forum.example", "p@ss:w/"),
            id="signed in, with odd characters",
        ),
        pytest.param(
            "smtp://desk:secret@localhost", MailServer("smtp", "localhost", 25, "desk", "secret"), id="on this machine"
        ),
    ],
)
def test_a_server_is_what_its_url_says(url: str, expected: MailServer) -> None:
    assert MailServer.parse(url) == expected


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("", "start with smtp://, smtp+starttls://, smtps://.", id="nothing"),
        pytest.param("https://x:secret@mail.example", "start with smtp://, smtp+starttls://, smtps://.", id="https"),
        pytest.param("smtps://x:secret@mail.example:port", "it is no URL. ", id="a port in words"),
        pytest.param("smtps://x:sec/ret@mail.example", "it is no URL. ", id="a slash in the password"),
        pytest.param("smtps://x:secret@", "name a host, and nothing behind it but a port. ", id="no host"),
        pytest.param("smtps://mail.example/inbox", "name a host, and nothing behind it but a port. ", id="a path"),
        pytest.param("smtp://x:secret@mail.example", "a password would go over the network in the clear. ", id="clear"),
    ],
)
def test_what_is_no_server_is_refused_without_its_password(url: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        MailServer.parse(url)
    assert refused.value.detail.startswith(told)
    assert "sec" not in refused.value.detail


def test_a_server_is_printed_without_its_password() -> None:
    assert "secret" not in repr(MailServer.parse("smtps://desk:secret@mail.example"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("desk@forum.example", ("", "desk@forum.example"), id="an address"),
        pytest.param("WSIS Fórum <desk@forum.example>", ("WSIS Fórum", "desk@forum.example"), id="with a name"),
        pytest.param('"Forum, 2017" <desk@forum.example>', ("Forum, 2017", "desk@forum.example"), id="a quoted name"),
    ],
)
def test_a_sender_is_name_and_address(text: str, expected: tuple[str, str]) -> None:
    assert parse_sender(text) == expected


@pytest.mark.parametrize("text", ["", "desk", "Desk <desk>", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_sender(text)
