"""Platform accounts for the slots that have none, found by the service."""

from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.private import Ask, answer, serves
from scheduler.api.schemas.assignments import AccountsAssigned, AssignmentWanted
from scheduler.http.context import edge
from scheduler.services.assigning import assign_accounts, assigned_before, look
from scheduler.services.repeating import DoneBefore


@serves(
    "POST",
    "/events/<event>/account-assignments",
    role="editor",
    shape=AccountsAssigned,
    body=AssignmentWanted,
    status=HTTPStatus.CREATED,
    refuses=(HTTPStatus.GONE,),
)
def assign_platform_accounts(event: str, ask: Ask) -> Response:
    """Give every slot that leads into a meeting an account that is free, as one change; or look at what that would be.

    Meetings that are there stay. Slots for which no account is free are named with the reason.
    """
    share_rooms = ask.body.get("share_rooms", True)
    made = edge()
    act = look if ask.body.get("dry_run", False) else assign_accounts
    try:
        done = act(made.desks, event, share_rooms=share_rooms, author=ask.author, repeat=ask.repeat)
    except DoneBefore as before:
        done = assigned_before(made.desks, event, before.revision, share_rooms=share_rooms)
    key = done.programme.key
    body: dict[str, Any] = {
        "revision": done.revision,
        "assigned": [
            {"placement": key(*each.placement), "account": each.meeting.account, "meeting": each.meeting.slug}
            for each in done.found.assigned
        ],
        "unassigned": [{"placement": key(*each.placement), "reason": each.reason} for each in done.found.unassigned],
    }
    return answer(body, status=HTTPStatus.CREATED)
