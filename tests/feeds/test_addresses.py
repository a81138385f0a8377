"""Raw addresses, as servers hand them over, and what they ask for."""

import pytest

from scheduler.domain.errors import UnknownFilter
from scheduler.feeds.addresses import LONGEST, Addresses

PROGRAMME = "/forum/feeds/programme.ics"
HOSTS = frozenset({"forum.example", "localhost"})


def wish(
    addresses: Addresses, path: str = PROGRAMME, query: str = "", host: str = "localhost", script: str = ""
) -> str:
    """The address of the wish; empty if there is none."""
    found = addresses.wish({"HTTP_HOST": host, "SCRIPT_NAME": script, "PATH_INFO": path, "QUERY_STRING": query})
    return found.address if found else ""


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("localhost", True),
        ("localhost:8000", True),
        ("FORUM.example.", True),
        ("", True),
        ("evil.example", False),
        ("forum.example.evil.example", False),
        ("forum.example:80@evil.example", False),
        ("forum.example, evil.example", False),
    ],
)
def test_only_hosts_that_the_service_answers_to(host: str, ours: bool) -> None:  # noqa: FBT001 - a table
    """Asked again it is the same: what is remembered is remembered with its host."""
    addresses = Addresses(HOSTS)
    assert wish(addresses) == PROGRAMME
    assert [wish(addresses, host=host) for _ in range(2)] == [PROGRAMME if ours else ""] * 2


@pytest.mark.parametrize(
    ("script", "path", "found"),
    [
        ("", f"/programme{PROGRAMME}", PROGRAMME),
        ("/programme", PROGRAMME, PROGRAMME),
        ("", PROGRAMME, PROGRAMME),
        ("/elsewhere", PROGRAMME, ""),
        ("/programme", f"/programme{PROGRAMME}", ""),
    ],
)
def test_below_the_path_that_the_service_is_mounted_at(script: str, path: str, found: str) -> None:
    addresses = Addresses(HOSTS, "/programme")
    assert [wish(addresses, path, script=script) for _ in range(2)] == [found] * 2


@pytest.mark.parametrize(
    "path",
    [
        *("/forum/", "/forum/live", "/forum/feeds/personal/s.ics", "/forum/feeds/desk/s.ics"),
        *("/x/forum/feeds/programme.ics", "/forum/feeds/programme.ics/", "/forum/feeds/programme", "/feeds/a.ics"),
        *("/for\0um/feeds/programme.ics", "/for\num/feeds/programme.ics", "/forum/feeds/rooms/a\0.ics"),
    ],
)
def test_what_is_no_public_feed(path: str) -> None:
    addresses = Addresses(HOSTS)
    assert (wish(addresses, path), len(addresses)) == ("", 0)


def test_what_means_nothing_is_refused_each_time_and_not_remembered() -> None:
    addresses = Addresses(HOSTS)
    for _ in range(2):
        with pytest.raises(UnknownFilter):
            wish(addresses, query="rooms=popov")
    assert len(addresses) == 0


def test_memory_is_bounded_whatever_is_asked_for() -> None:
    addresses = Addresses(HOSTS, most=10)
    for number in range(1_000):
        assert wish(addresses, query=f"utm_source={number}") == PROGRAMME
    assert len(addresses) <= 20
    assert wish(addresses, query=f"utm_source={'x' * LONGEST}") == PROGRAMME
    before = len(addresses)
    assert wish(addresses, query="q=trust") == f"{PROGRAMME}?q=trust"
    assert len(addresses) == before


def test_what_is_asked_for_again_is_never_forgotten() -> None:
    addresses = Addresses(HOSTS, most=10)
    environ = {"HTTP_HOST": "localhost", "PATH_INFO": PROGRAMME, "QUERY_STRING": ""}
    first = addresses.wish(environ)
    for number in range(100):
        wish(addresses, query=f"utm_source={number}")
        assert addresses.wish(environ) is first
