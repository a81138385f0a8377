"""How often somebody may try something: so many times in a window, which begins with the first of them."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from scheduler.domain.clock import MINUTE

_WITH_PORT = re.compile(r"(?:(?P<host>[0-9.]+)|\[(?P<six>[0-9A-Fa-f:.%]+)\]):[0-9]{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts at `what` within `seconds`."""

    what: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Attempts:
    """So many attempts since an instant."""

    since: int
    count: int


# Ten wrong guesses a quarter of an hour are a thousand a day: nothing against a password of twelve characters.
SIGN_IN_PER_ACCOUNT = Limit("sign-in of an account", 10, 15 * MINUTE)
# An office or a conference shares one address, so only failures count, and more of them are allowed.
SIGN_IN_PER_ADDRESS = Limit("sign-in from an address", 50, 15 * MINUTE)
# What somebody else can fill a mailbox with.
RESET_PER_ACCOUNT = Limit("reset of an account", 3, 60 * MINUTE)
RESET_PER_ADDRESS = Limit("reset from an address", 20, 60 * MINUTE)
RESET_USE_PER_ADDRESS = Limit("use of a reset from an address", 20, 15 * MINUTE)
# As a reset: what somebody else can fill a mailbox with.
NOTICES_PER_MAILBOX = Limit("mails about changes to a mailbox", 3, 60 * MINUTE)
# A venue shares one address, and asks from its phones; each time it is a mail to somebody.
NOTICES_PER_ADDRESS = Limit("mails about changes asked for from an address", 200, 60 * MINUTE)
# Nobody shall fill the outbox in front of what is urgent: a fifth of the default rate at which mails go out.
NOTICES_PER_EVENT = Limit("mails about changes of an event", 1_500, 60 * MINUTE)
NOTICES_USE_PER_ADDRESS = Limit("confirmation of mails about changes from an address", 600, 60 * MINUTE)
# A token has 192 random bits; this is against the load, and a program that goes on with a revoked one.
WRONG_TOKEN_PER_ADDRESS = Limit("wrong token from an address", 300, 15 * MINUTE)
# Somebody who goes through a programme of 250 sessions follows as many; more than that is a program.
FOLLOW_PER_VISITOR = Limit("bookmark of a visitor", 400, 15 * MINUTE)
# Two thousand people at one venue share one address, and most of them do it on the first morning.
FOLLOW_PER_ADDRESS = Limit("bookmark from an address", 6_000, 15 * MINUTE)
NEW_FOLLOWER_PER_ADDRESS = Limit("new follower from an address", 2_000, 60 * MINUTE)

# What somebody else can fill a mailbox with; the second link is for whom the first came too late.
REGISTER_PER_MAILBOX = Limit("registration with a mailbox", 6, 60 * MINUTE)
# A class or a delegation that registers together from one address.
REGISTER_PER_ADDRESS = Limit("registration from an address", 300, 60 * MINUTE)
# As for changes: links that a hundred networks ask for at once must not stand before the hour's reminders. It is
# two fifths of the default rate at which mails go out, and more than register in the hour in which it opens.
REGISTER_PER_EVENT = Limit("registration for an event", 3_000, 60 * MINUTE)
REGISTRATION_USE_PER_ADDRESS = Limit("use of a registration from an address", 600, 15 * MINUTE)
# Whoever asks, withdraws and asks again all the time holds up those who wait, and moves their places about.
FLOOR_PER_PARTICIPANT = Limit("request for the floor of a participant", 20, 60 * MINUTE)


def wait(limit: Limit, attempts: Attempts | None, now: int) -> int:
    """Seconds until another attempt is allowed, 0 where it is now."""
    if attempts is None or attempts.count < limit.most or has_ended(limit, attempts.since, now):
        return 0
    return attempts.since + limit.seconds - now


def has_ended(limit: Limit, since: int, now: int) -> bool:
    """Whether a window is over, or was begun by a clock that has been set back since."""
    return not since <= now < since + limit.seconds


def mailbox(email: str) -> str:
    """Whose mailbox an address leads to, as far as one can tell: `ana+forum@x.example` is Ana's too (RFC 5233).

    Who makes up endings fills no mailbox faster.
    """
    local, _, host = email.rpartition("@")
    return f"{local.partition('+')[0] or local}@{host}"


def network(address: str) -> str:
    """What one client can't easily change of its address: all of IPv4; of IPv6 what a provider gives to one customer.

    That is a /56 as a rule (RFC 6177), so 256 networks of a home or an office count as one.

    Some proxies tell the port too, which is another for each connection.
    """
    try:
        found = ip_address(_without_port(address).partition("%")[0])
    except ValueError:
        return address[:100]
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 72 << 72))


def _without_port(address: str) -> str:
    found = _WITH_PORT.fullmatch(address)
    return found["host"] or found["six"] if found else address
