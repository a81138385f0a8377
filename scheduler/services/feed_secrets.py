"""The secrets in addresses of private calendars: what they look like, and what is derived instead of being stored."""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256

from scheduler.services.ports import NewSecret, prefixed

SHAPE = re.compile(r"fed_[A-Za-z0-9_-]{32}", re.ASCII)
"""What the secret of a calendar looks like: anything else is none, and is not looked for."""


def new_feed_secret(new_secret: NewSecret) -> str:
    """A new secret for a calendar's address: `fed_`, by which people and scanners know it, and 192 random bits."""
    return prefixed("fed_", new_secret)


def feed_secret_of(cookie: str, link: int) -> str:
    """The secret of the calendar of a browser, made from its cookie for the `link`th time.

    The page can show the address again though only digests are stored; and whoever learns the address, which goes to
    calendar services and colleagues, learns nothing by which to change what is followed.
    """
    return "fed_" + _derived(cookie, f"feed {link}")


def ticket_secret_of(feed_secret: str) -> str:
    """The pass through doors that the entries of a person's calendar carry: known while somebody asks for it alone."""
    return "tkt_" + _derived(feed_secret, "ticket")


def _derived(secret: str, what: str) -> str:
    """32 characters, 192 bits of an HMAC-SHA-256: they say nothing of the secret, nor of what else is derived of it."""
    return urlsafe_b64encode(hmac.new(secret.encode(), what.encode(), sha256).digest()[:24]).decode()
