"""Asking web servers that strangers name: what may not be asked, and how servers that misbehave end."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scheduler.domain.networks import networks
from scheduler.domain.web import Answer, Failure
from scheduler.outgoing.guarded_http import GuardedHttp
from tests.web_server import Site, web_server

HERE = GuardedHttp(networks("127.0.0.0/8"), whole_seconds=5.0)
STRICT = GuardedHttp(whole_seconds=5.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with web_server() as running:
        yield running


def failure(found: Answer | Failure) -> tuple[str, str]:
    assert isinstance(found, Failure), found
    return found.what, found.said


def test_a_request_arrives_as_it_was_meant(site: Site) -> None:
    found = HERE.ask("POST", site.url("/a b?q=é"), headers={"X-One": "1"}, body=b"{}")
    assert isinstance(found, Answer)
    assert (found.status, found.body) == (200, b"thanks")
    (asked,) = site.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/a%20b?q=%C3%A9", b"{}")
    assert asked.headers == {
        "host": f"127.0.0.1:{site.port}",
        "connection": "close",
        "x-one": "1",
        "content-length": "2",
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_sends_no_body(site: Site, method: Any) -> None:
    found = HERE.ask(method, site.url(), body=b"not sent")
    assert isinstance(found, Answer)
    assert found.body == (b"thanks" if method == "GET" else b"")
    assert site.asked[0].body == b""


FORBIDDEN = (
    *("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://0/", "https://2130706433/"),
    *("https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "https://localhost/", "https://169.254.169.254/"),
    *("https://100.64.0.1/", "https://10.0.0.1/", "https://224.0.0.1/", "https://[fe80::1]/", "https://[ff02::1]/"),
    *("http://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "ftp://8.8.8.8/", "//8.8.8.8/", "8.8.8.8", ""),
    *(
        "https://user@8.8.8.8/",
        "https://user:pass@8.8.8.8/",
        "https:///path",
        "https://[8.8.8.8/",
        "https://8.8.8.8:0/",
    ),
    *("https://8.8.8.8:99999/", "https://exämple.org/", "https://①②⑦.0.0.1/"),
)


WAY_OUT = "Use https and a public address, or let the service's operators add its network to OUTGOING_NETWORKS."


@pytest.mark.parametrize("url", FORBIDDEN)
def test_what_may_not_be_asked_is_not(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a connection is made."""

    def connect(*_: Any) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    assert failure(STRICT.ask("GET", url))[0] == "forbidden"


def test_a_refusal_says_what_to_do(site: Site) -> None:
    """One network is allowed, and this machine is not in it."""
    found = GuardedHttp(networks("10.0.0.0/8")).ask("GET", f"https://127.1:{site.port}/")
    assert failure(found) == (
        "forbidden",
        (f"127.1 is refused: not a public address. {WAY_OUT}"),
    )
    assert site.asked == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "fd12:3456::1"])
def test_no_refusal_tells_where_a_name_leads(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names hosts would learn which there are within: that is for the operators alone. The same for each."""
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    found = [STRICT.ask("GET", f"{scheme}://printer.example/") for scheme in ("https", "http")]
    assert [(*failure(each), each.address) for each in found if isinstance(each, Failure)] == [
        ("forbidden", f"printer.example is refused: {why}. {WAY_OUT}", address)
        for why in ("not a public address", "not https")
    ]


def here(port: int) -> socket.socket:
    found = socket.socket()
    found.connect(("127.0.0.1", port))
    return found


def test_a_name_that_means_another_address_when_it_is_used_gains_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the look-up says that it is public; the connection ends up at this machine."""
    lookups: list[str] = []

    def public(host: str, *_: Any, **__: Any) -> list[Any]:
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", public)
    monkeypatch.setattr(socket, "create_connection", lambda *_: here(site.port))
    what, said = failure(STRICT.ask("GET", "https://rebinding.example/"))
    assert (what, said.split(".")[:2]) == ("forbidden", ["rebinding", "example is refused: not a public address"])
    assert (site.asked, lookups) == ([], ["rebinding.example"])


def test_a_redirect_is_an_answer_that_is_not_followed(site: Site) -> None:
    site.answers = [(302, {"Location": "http://169.254.169.254/latest/meta-data"})]
    found = HERE.ask("POST", site.url(), body=b"{}")
    assert isinstance(found, Answer)
    assert (found.status, found.headers["location"]) == (302, "http://169.254.169.254/latest/meta-data")
    assert len(site.asked) == 1


def test_no_more_is_read_than_there_is_room_for(site: Site) -> None:
    site.body = b"x" * 1_000_000
    found = GuardedHttp(HERE.allowed, most_bytes=100).ask("GET", site.url())
    assert isinstance(found, Answer)
    assert found.body == b"x" * 100


def test_a_server_that_says_nothing_is_left(site: Site) -> None:
    site.silent, site.slow_seconds = True, 3.0
    found = GuardedHttp(HERE.allowed, whole_seconds=0.3).ask("GET", site.url())
    assert failure(found) == ("failed", "It took longer than 0.3 seconds.")
    assert found.milliseconds < 3_000


def test_a_server_that_drips_keeps_nobody(site: Site) -> None:
    """A byte now and then is never late with one; its status is known all the same."""
    site.drip, site.slow_seconds = 100, 0.1
    found = GuardedHttp(HERE.allowed, whole_seconds=0.4).ask("GET", site.url())
    assert isinstance(found, Answer)
    assert (found.status, found.milliseconds < 3_000) == (200, True)


def test_nobody_there_is_a_failure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        what, said = failure(HERE.ask("GET", f"http://127.0.0.1:{taken.getsockname()[1]}/"))
    assert (what, said.split(":")[0]) == ("failed", "ConnectionRefusedError")


def test_a_name_that_is_looked_up_for_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [*filter(None, [Event().wait(0.5)])])
    found = GuardedHttp(whole_seconds=0.1).ask("GET", "https://slow.example/")
    assert failure(found)[1] == "The name is looked up for too long."


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "site.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize("known", [True, False])
def test_certificates_are_checked(tmp_path: Path, *, known: bool) -> None:
    pem = certificate(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    trust = ssl.create_default_context(cafile=str(pem)) if known else None
    with web_server(serving) as site:
        found = GuardedHttp(HERE.allowed, trust=trust, whole_seconds=5.0).ask("GET", site.url())
        if known:
            assert isinstance(found, Answer)
            assert (found.status, found.body) == (200, b"thanks")
        else:
            what, said = failure(found)
            assert (what, "certificate verify failed" in said.lower(), site.asked) == ("failed", True, [])
