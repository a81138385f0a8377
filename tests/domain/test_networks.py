"""Which addresses a stranger's URL may lead to, however they are written."""

import pytest

from scheduler.domain.errors import InvalidInput
from scheduler.domain.networks import is_public, is_within, networks

PUBLIC = ("8.8.8.8", "193.0.6.139", "2001:67c:2e8:22::c100:68b", "::ffff:8.8.8.8", "64:ff9b::808:808")
CLOSED = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "198.18.0.1", "192.0.2.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    *("255.255.255.255", "192.88.99.1", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2002:7f00:1::", "2001:0:1::1"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1"),
    *("localhost", "2130706433", "0x7f.1", ""),
)


def test_the_worlds_addresses_are_public_and_no_other() -> None:
    assert {address: is_public(address) for address in (*PUBLIC, *CLOSED)} == {
        **dict.fromkeys(PUBLIC, True),
        **dict.fromkeys(CLOSED, False),
    }


def test_networks_hold_what_lies_in_them() -> None:
    ours = networks(" 10.0.0.0/8 ,fd12::/16,")
    inside = ("10.1.2.3", "::ffff:10.1.2.3", "fd12::9")
    outside = ("11.0.0.1", "127.0.0.1", "fd13::1", "x")
    assert [is_within(each, ours) for each in (*inside, *outside)] == [True] * 3 + [False] * 4
    assert not is_within("10.1.2.3", networks(""))


@pytest.mark.parametrize("text", ["10.0.0.1/8", "ten", "10.0.0.0/33"])
def test_what_is_no_network_is_named(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no network"):
        networks(f"fd00::/8,{text}")
