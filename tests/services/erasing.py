"""Somebody with a canary in every personal field, in an event with a history, and where the canary sings."""

import zlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import MetaData, select

from scheduler.domain.log import Author, Repeat
from scheduler.domain.people import Organisation, Person
from scheduler.domain.roles import Actor, Grant
from scheduler.services.desk import Desks
from scheduler.services.editing import Edited, edit
from scheduler.services.erasing import Erasure, erase
from scheduler.services.ports import random_id
from scheduler.services.private_feeds import issue
from scheduler.services.publishing import publish
from scheduler.services.recording import record_new
from scheduler.services.wishing import Wish
from scheduler.store.db import Database
from scheduler.store.outbox import add_mail
from tests.factories import at, day, event, person, placement, programme, room, session, span

BASE = "https://programme.example"
NOW = at("2017-06-01T09:00")
BY = Author("tests", NOW)
LATER = Author("tests", NOW + 3600)
ID = "p0123456789abcdef0123"
SECRET = "s" * 32
GUID = "e1f4c1f0-0000-4000-8000-00000000cafe"
CANARY = "canary"

ZOE = Person(
    id=ID,
    slug="zoe-canary",
    name="Zoe Canary",
    honorific="Canary's Excellency",
    position="Canary in chief",
    organisation="mine",
    country="FJ",
    time_zone="Pacific/Fiji",
    rank=1,
    floating=True,
    availability=(span("2017-06-12T08:00", "2017-06-13T20:00"),),
    biography="Canary since 1911.",
    export_id=4711,
    guid=GUID,
    translations=(("biography", "fr", "Canary depuis 1911."), ("position", "fr", "Canary en chef")),
)

FORUM = programme(
    placement("1", "2017-06-12T09:00", "2017-06-12T10:00", "popov"),
    placement("2", "2017-06-12T09:30", "2017-06-12T10:30", "library"),
    placement("3", "2017-06-12T11:00", "2017-06-12T12:00", "popov"),
    event=event(days=(day("2017-06-12"), day("2017-06-13")), locales=("en", "fr")),
    rooms=[room("popov"), room("library", position=1)],
    organisations=[Organisation("mine", "The mine")],
    people=[ZOE, person("bob")],
    sessions=[
        session("1", title="Opening", people=[ID, "bob"]),
        session("2", title="Data", people=[ID]),
        session("3", title="Law", people=["bob"]),
    ],
)
"""Revision 0. Zoe is in two sessions at once, which is a warning, since she floats."""


def change(database: Database, what: str, key: str, **fields: Any) -> Edited:
    """One edit of one resource as it stands."""
    return _edit(database, "change", what, key, fields)


def delete(database: Database, what: str, key: str) -> Edited:
    """Take one resource away."""
    return _edit(database, "delete", what, key, None)


def _edit(database: Database, method: Any, what: str, key: str, fields: Mapping[str, Any] | None) -> Edited:
    desks = Desks(database)
    desk = desks.open("forum")
    own = desk.programme.person_by_slug[key].id if what == "person" else key
    wish = Wish(method, what, key, fields, desk.version(what, own))
    return edit(desks, "forum", [wish], author=BY, new_id=random_id)


def release(database: Database, *, only: tuple[str, ...] = (), by: Author = BY) -> None:
    """The next release."""
    publish(Desks(database), "forum", label="Plan", note="", only=only, author=by, base_url=BASE)


def begin(database: Database) -> None:
    """Zoe at revision 0, with an address from 1 on, released as 2, under another slug from 3 on, released again as 4.

    A mail to her waits, and one to somebody else. She has a calendar of her own, with a pass.
    """
    with database.storing() as unit:
        record_new(unit, FORUM, BY)
        unit.commit()
    change(database, "person", "zoe-canary", email="Zoe@Canary.example")
    release(database)
    change(database, "person", "zoe-canary", slug="zoe-the-canary")
    release(database)
    with database.storing() as unit:
        for recipient in ("zoe@canary.example", "bob@forum.example"):
            add_mail(unit, recipient=recipient, subject="Your session", body=f"Dear {recipient}", at=NOW)
        unit.commit()
    issue(
        database,
        Desks(database).open("forum"),
        Actor("tests@forum.example", (Grant("editor", "forum"),)),
        kind="personal",
        person="zoe-the-canary",
        now=NOW,
        new_secret=lambda: SECRET,
    )


def erase_zoe(database: Database, slug: str = "zoe-the-canary", repeat: Repeat | None = None) -> Erasure:
    """Erase her, an hour later."""
    return erase(Desks(database), "forum", slug, author=LATER, repeat=repeat)


def singing(database: Database, word: str = CANARY) -> set[str]:
    """The tables, all that the database has, in which the word stands: in any column, compressed ones too."""
    found = MetaData()
    with database.reading() as unit:
        found.reflect(unit.connection())
        return {
            table.name
            for table in found.sorted_tables
            if any(word in _text(value) for row in unit.execute(select(table)) for value in row)
        }


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value).casefold()
    try:
        return zlib.decompress(value).decode().casefold()
    except zlib.error:
        return value.decode("utf-8", "replace").casefold()
