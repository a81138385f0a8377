"""Which addresses of the network are the world's: what a stranger's URL may lead us to, and what it may not."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from scheduler.domain.errors import InvalidInput

Network = IPv4Network | IPv6Network

_WORLD = IPv6Network("2000::/3")  # all of IPv6 that is given out for use between sites (RFC 4291, 2.4)
_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64 (RFC 6052): an IPv4 address in the last 32 bits
_NOT_MEANT = (
    IPv6Network("2002::/16"),  # 6to4 holds an IPv4 address, and is no longer used (RFC 7526)
    IPv6Network("3fff::/20"),  # documentation (RFC 9637), which Python 3.11 takes for public
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
)


def networks(text: str) -> tuple[Network, ...]:
    """The networks named with commas between them; `InvalidInput` names one that is none."""
    found = []
    for name in filter(None, (each.strip() for each in text.split(","))):
        try:
            found.append(ip_network(name))
        except ValueError:
            raise InvalidInput(
                f"{name[:60]!r} is no network. Write one like 10.0.0.0/8, with zeros behind the prefix."
            ) from None
    return tuple(found)


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the world's, which a stranger's URL may lead to.

    Loopback, private, link-local, shared (RFC 6598), multicast, reserved and documentation addresses are not, however
    they are written: IPv4 in IPv6 counts as what it holds.
    """
    found = _address(address)
    if found is None or (isinstance(found, IPv6Address) and found not in _WORLD):
        return False
    return found.is_global and not found.is_multicast and not any(found in network for network in _NOT_MEANT)


def is_within(address: str, those: Sequence[Network]) -> bool:
    """Whether a numeric address lies in one of these networks; IPv4 in IPv6 counts as what it holds."""
    found = _address(address)
    return found is not None and any(found in network for network in those)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return found.ipv4_mapped
        if found in _TRANSLATED:
            return IPv4Address(int(found) & 0xFFFFFFFF)
    return found
