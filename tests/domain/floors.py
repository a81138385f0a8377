"""Requests for the floor, made short."""

from typing import Any

from scheduler.domain.floor import ASKED, ORAL, REMOTE, Intervention


def asks(id_: int, country: str = "", stakeholder_type: str = "", **fields: Any) -> Intervention:
    """A request of participant `id_`, who asks `id_` seconds after the first if nothing else is said."""
    said: dict[str, Any] = {
        "session": "1",
        "part": 1,
        "participant": id_,
        "name": f"Participant {id_}",
        "kind": ORAL,
        "place": REMOTE,
        "text": "",
        "state": ASKED,
        "asked_at": id_,
        "changed_at": fields.get("asked_at", id_),
    }
    return Intervention(id=id_, country=country, stakeholder_type=stakeholder_type, **said | fields)
