"""Settings: what the environment may say, and how it is refused."""

from dataclasses import fields, replace
from pathlib import Path

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
    "SIGN_IN_IDLE_MINUTES": "30",
    "SIGN_IN_HOURS": "12",
    "TRUSTED_HOSTS": "forum.example, www.forum.example",
    "TRUSTED_PROXIES": "1",
    "OIDC_ISSUER": "https://login.example",
    "OIDC_CLIENT_ID": "programme",
    "OIDC_CLIENT_SECRET": "s3cret",
    "RELEASE_GUARD_PERCENT": "30",
    "RELEASE_GUARD_SESSIONS": "10",
    "FEED_CACHE_BYTES": "8192",
    "SMTP_URL": "smtps://desk:secret@mail.forum.example",
    "MAIL_FROM": "Forum <desk@forum.example>",
    "MAIL_PER_MINUTE": "30",
    "MAIL_ATTEMPTS": "5",
    "METRICS_TOKEN": "t0ken",
    "PROMETHEUS_MULTIPROC_DIR": "/run/figures",
    "OUTGOING_NETWORKS": "10.0.0.0/8",
    "WEBHOOK_ATTEMPTS": "4",
    "SECRET_KEYS": f"{'a' * 43}=,{'b' * 43}=",
    "SECRET_KEYS_FILE": "/run/keys",
    "REMINDER_MINUTES": "90",
    "REGISTRATIONS_KEPT_DAYS": "14",
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
        sign_in_idle_minutes=30,
        sign_in_hours=12,
        trusted_hosts="forum.example, www.forum.example",
        trusted_proxies=1,
        oidc_issuer="https://login.example",
        oidc_client_id="programme",
        oidc_client_secret="s3cret",
        release_guard_percent=30,
        release_guard_sessions=10,
        feed_cache_bytes=8192,
        smtp_url="smtps://desk:secret@mail.forum.example",
        mail_from="Forum <desk@forum.example>",
        mail_per_minute=30,
        mail_attempts=5,
        metrics_token="t0ken",
        prometheus_multiproc_dir="/run/figures",
        outgoing_networks="10.0.0.0/8",
        webhook_attempts=4,
        secret_keys=f"{'a' * 43}=,{'b' * 43}=",
        secret_keys_file="/run/keys",
        reminder_minutes=90,
        registrations_kept_days=14,
    )
    assert {field.name.upper() for field in fields(Config)} == ALL.keys()  # a new setting belongs above


def test_empty_and_foreign_variables_change_nothing() -> None:
    assert Config.from_env({"BASE_URL": " ", "LOG_LEVEL": "", "PATH": "/bin"}) == Config()


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("OUTGOING_NETWORKS", "10.0.0.1/8"),
        ("WEBHOOK_ATTEMPTS", "0"),
        pytest.param("LOG_LEVEL", "loud", id="unknown level"),
        pytest.param("SECRET_KEYS", "short", id="no key"),
        pytest.param("LOG_FORMAT", "xml", id="unknown format"),
        pytest.param("BASE_URL", "forum.example", id="address without scheme"),
        pytest.param("BASE_URL", "https://forum.example/", id="address with a slash at the end"),
        pytest.param("DATABASE_URL", "mysql://localhost/x", id="another database"),
        pytest.param("MAX_BODY_BYTES", "1e6", id="number with an exponent"),
        pytest.param("MAX_BODY_BYTES", "-1", id="negative number"),
        pytest.param("MAIL_PER_MINUTE", "0", id="no mail a minute"),
        pytest.param("MAIL_ATTEMPTS", "0", id="no attempt"),
        pytest.param("SIGN_IN_IDLE_MINUTES", "0", id="nobody could stay"),
        pytest.param("SIGN_IN_HOURS", "100001", id="for ever"),
        pytest.param("TRUSTED_PROXIES", "11", id="an address as a number of proxies"),
        pytest.param("TRUSTED_HOSTS", "https://forum.example", id="host with scheme"),
        pytest.param("TRUSTED_HOSTS", "forum.example:8000", id="host with port"),
        pytest.param("TRUSTED_HOSTS", "*", id="every host"),
        pytest.param("OIDC_ISSUER", "https://login.example", id="provider without a client"),
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


@pytest.mark.parametrize("issuer", ["http://login.example", "http://localhost.example", "login.example"])
def test_a_sign_in_provider_is_asked_encrypted(issuer: str) -> None:
    with pytest.raises(InvalidInput, match="OIDC_ISSUER"):
        Config(oidc_issuer=issuer, oidc_client_id="a", oidc_client_secret="b")


@pytest.mark.parametrize(
    ("settings", "hosts"),
    [
        pytest.param({}, {"127.0.0.1", "localhost", "[::1]"}, id="by default"),
        pytest.param(
            {"base_url": "https://Forum.example:8443"},
            {"forum.example", "127.0.0.1", "localhost", "[::1]"},
            id="where people reach it",
        ),
        pytest.param({"base_url": "http://[fd00::1]:80"}, {"[fd00::1]", "127.0.0.1", "localhost", "[::1]"}, id="IPv6"),
        pytest.param({"trusted_hosts": " A.example,,b.example "}, {"a.example", "b.example"}, id="those given alone"),
    ],
)
def test_which_hosts_are_answered(settings: dict[str, str], hosts: set[str]) -> None:
    assert Config(**settings).hosts == hosts  # type: ignore[arg-type] # all of them are texts


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


def test_keys_come_from_the_setting_else_from_the_file(tmp_path: Path) -> None:
    one, two, three = (f"{letter * 43}=" for letter in "abc")
    path = tmp_path / "keys"
    config = Config(secret_keys_file=str(path))
    assert config.keys() == ()
    path.write_text(f"{one}\n{two}\n", encoding="ascii")
    assert (config.keys(), replace(config, secret_keys=f"{three}, {one}").keys()) == ((one, two), (three, one))
    assert Config(secret_keys_file="").keys() == ()


def test_a_key_is_shown_nowhere() -> None:
    key = "k" * 43 + "="
    assert key not in repr(Config(secret_keys=key))
    with pytest.raises(InvalidInput) as refused:
        Config(secret_keys=f"{key},kkk")
    assert str(refused.value) == "SECRET_KEYS: key 2 is none. `flask --app wsgi secrets key` prints one."
