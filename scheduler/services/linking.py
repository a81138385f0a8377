"""The links, passcodes and recording of a slot: put away as secrets, and told to who may know them."""

from collections.abc import Mapping
from typing import Any

from scheduler.domain.editing import REMOTE_LINKS
from scheduler.domain.log import Operation
from scheduler.domain.resources import resource
from scheduler.domain.resources.deciding import found
from scheduler.domain.things import REMOTE, part_of
from scheduler.services.desk import Desk
from scheduler.services.sealing import Safe, Sealer, opened
from scheduler.store.db import Database, Edit
from scheduler.store.secrets import NO_LINKS, ids_of, links_of


def kept_links(edit: Edit, sealer: Sealer, key: str, fields: Mapping[str, Any], at: int) -> Operation:
    """What puts the secrets of a slot away, by the slot's key, so that the log holds their ids alone."""
    part = part_of(key)
    before = links_of(edit.session, edit.event_id, *part)
    old = before or NO_LINKS
    safe = Safe(edit.session, sealer, edit.event_id, at, ids_of(old))
    ways = []
    for place, way in enumerate(fields.get("ways", ())):
        link, passcode = old["ways"][place] if place < len(old["ways"]) else (None, None)
        ways.append([safe.keep(way.get("url"), link), safe.keep(way.get("passcode"), passcode)])
    after = {"ways": ways, "recording": safe.keep(fields.get("recording_url"), old["recording"])}
    return Operation(REMOTE_LINKS, key, before, after if any(ids_of(after)) else None)


def described(database: Database, sealer: Sealer, desk: Desk, key: str, *, private: bool) -> dict[str, Any]:
    """The remote access of this key for JSON: with its links where `private` ones may be seen, else what there is.

    `Unavailable` where a link may be seen and can't be read.
    """
    told = resource(desk.programme, found(desk.programme, REMOTE, key))
    with database.reading() as session:
        links = links_of(session, desk.event_id, *part_of(key)) or NO_LINKS
        texts = opened(session, sealer, desk.event_id, ids_of(links)) if private else {}
    for place, way in enumerate(told["ways"]):
        link, passcode = links["ways"][place] if place < len(links["ways"]) else (None, None)
        if private:
            way |= {"url": texts[link] if link else None, "passcode": texts[passcode] if passcode else None}
        else:
            way |= {"has_url": link is not None, "has_passcode": passcode is not None}
    recording: int | None = links["recording"]
    if private:
        return told | {"recording_url": texts[recording] if recording else None}
    return told | {"has_recording": recording is not None}
