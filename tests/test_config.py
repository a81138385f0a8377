"""Settings: what the environment may say, and how it is refused."""

from dataclasses import fields, replace

import pytest

from config import ROOT, Config
from scheduler.domain.clock import RehearsalClock, system_clock
from scheduler.domain.errors import InvalidInput
from tests.factories import at

ALL = {
    "DATABASE_URL": "postgresql+psycopg://scheduler@localhost/programme",
    "BASE_URL": "https://forum.example",
    "UID_DOMAIN": "forum.example",
    "LOG_LEVEL": "debug",
    "LOG_FORMAT": "text",
    "REHEARSE_FROM": "2017-06-12T08:55:00+02:00",
    "MAX_BODY_BYTES": "4096",
    "FEED_CACHE_BYTES": "8192",
    "SMTP_URL": "smtps://desk:secret@mail.forum.example",
    "MAIL_FROM": "Forum <desk@forum.example>",
    "MAIL_PER_MINUTE": "30",
    "MAIL_ATTEMPTS": "5",
}


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Config.from_env({}) == Config()


def test_each_setting_is_read_from_the_variable_of_its_name() -> None:
    assert Config.from_env(ALL) == Config(
        database_url="postgresql+psycopg://scheduler@localhost/programme",
        base_url="https://forum.example",
        uid_domain="forum.example",
        log_level="debug",
        log_format="text",
        rehearse_from="2017-06-12T08:55:00+02:00",
        max_body_bytes=4096,
        feed_cache_bytes=8192,
        smtp_url="smtps://desk:secret@mail.forum.example",
        mail_from="Forum <desk@forum.example>",
        mail_per_minute=30,
        mail_attempts=5,
    )
    assert {field.name.upper() for field in fields(Config)} == ALL.keys()  # a new setting belongs above


def test_empty_and_foreign_variables_change_nothing() -> None:
    assert Config.from_env({"BASE_URL": " ", "LOG_LEVEL": "", "PATH": "/bin"}) == Config()


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        pytest.param("LOG_LEVEL", "loud", id="unknown level"),
        pytest.param("LOG_FORMAT", "xml", id="unknown format"),
        pytest.param("BASE_URL", "forum.example", id="address without scheme"),
        pytest.param("BASE_URL", "https://forum.example/", id="address with a slash at the end"),
        pytest.param("DATABASE_URL", "mysql://localhost/x", id="another database"),
        pytest.param("MAX_BODY_BYTES", "1e6", id="number with an exponent"),
        pytest.param("MAX_BODY_BYTES", "-1", id="negative number"),
        pytest.param("MAIL_PER_MINUTE", "0", id="no mail a minute"),
        pytest.param("MAIL_ATTEMPTS", "0", id="no attempt"),
    ],
)
def test_what_can_not_work_is_refused_by_name(variable: str, text: str) -> None:
    with pytest.raises(InvalidInput, match=variable):
        Config.from_env({variable: text})


@pytest.mark.parametrize("text", ["2017-06-12", "2017-06-12T08:55:00", "tomorrow"])
def test_a_rehearsal_begins_at_an_instant_with_offset(text: str) -> None:
    with pytest.raises(InvalidInput):
        Config.from_env({"REHEARSE_FROM": text})


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("sqlite:///instance/programme.sqlite", f"sqlite:///{ROOT}/instance/programme.sqlite"),
        ("sqlite:////var/lib/programme.sqlite", "sqlite:////var/lib/programme.sqlite"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://scheduler@localhost/x", "postgresql+psycopg://scheduler@localhost/x"),
    ],
)
def test_a_relative_sqlite_path_lies_in_the_project(url: str, absolute: str) -> None:
    assert replace(Config(), database_url=url).absolute_database_url == absolute


def test_the_clock_is_the_systems_unless_one_rehearses() -> None:
    assert Config().clock() is system_clock
    before = system_clock()
    rehearsed = Config(rehearse_from="2017-06-12T08:55:00+02:00").clock()
    assert isinstance(rehearsed, RehearsalClock)
    assert rehearsed.starts == at("2017-06-12T08:55")
    assert before <= rehearsed.began <= system_clock()


@pytest.mark.parametrize(
    ("url", "sender", "told"),
    [
        pytest.param(
            "smtp://mail.forum.example",
            "",
            "MAIL_FROM is empty, but SMTP_URL is set. Say who mails are from.",
            id="nobody",
        ),
        pytest.param(
            "smtp://mail.forum.example",
            "desk",
            "MAIL_FROM='desk': 'desk' is no e-mail address. Write one, without a name around it.",
            id="no address",
        ),
        pytest.param(
            "mail.forum.example",
            "a@b.example",
            "SMTP_URL: start with smtp://, smtp+starttls://, smtps://.",
            id="no scheme",
        ),
        pytest.param(
            "smtp://desk:secret@mail.forum.example",
            "a@b.example",
            "SMTP_URL: a password would go over the network in the clear. Use smtp+starttls:// or smtps://.",
            id="a password in the clear",
        ),
    ],
)
def test_a_mail_server_that_can_not_work_is_refused_without_its_password(url: str, sender: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Config.from_env({"SMTP_URL": url, "MAIL_FROM": sender})
    assert refused.value.detail == told
