"""Notices: who is told of what a release changed, when, and what of it concerns them."""

MODES = ("off", "drafts", "automatic")
"""How an event tells people: not at all, once somebody has approved it, or by itself."""

KINDS = ("person", "organisation", "follower")
"""Who is told: people of the programme, contacts of the organisations behind a session, those who left an address."""

STATES = ("draft", "approved", "written", "discarded")
"""A notice waits to be approved, is to be written, is in the outbox, or was not wanted."""

LONGEST_WAIT = 24 * 60
"""Minutes that changes may be collected for."""
