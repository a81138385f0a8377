"""Notices: whether an event tells people of changes, what waits to be told, and who is told."""

from http import HTTPStatus
from typing import Any

from flask import Response

from scheduler.api.drafts import SEES_PRIVATE
from scheduler.api.paging import cut
from scheduler.api.private import Ask, answer, expected, nothing, serves
from scheduler.api.schemas.notices import (
    ApprovalWanted,
    Approved,
    Notice,
    NoticePage,
    NoticeSettings,
    NoticeWords,
    Recipient,
    RecipientPage,
    RecipientWanted,
)
from scheduler.domain.clock import isoformat
from scheduler.domain.errors import InvalidInput
from scheduler.domain.notice import STATES
from scheduler.domain.notice import Notice as Waiting
from scheduler.domain.notice import Recipient as Who
from scheduler.domain.programme import Programme
from scheduler.http.context import edge
from scheduler.http.problems import Malformed
from scheduler.services import notice_desk, recipients
from scheduler.services.repeating import DoneBefore

_SETTINGS = "/events/<event>/notice-settings"
_LIST = "/events/<event>/notices"
_ONE = f"{_LIST}/<int(min=1, max=2147483647):notice>"
_RECIPIENTS = "/events/<event>/notice-recipients"


@serves("GET", _SETTINGS, role="viewer", shape=NoticeSettings)
def read_notice_settings(event: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all
    """Read whether and how people are told of changes; the ETag is 0 as long as nobody has said so."""
    found = notice_desk.read_setting(edge().database, event)
    return answer(notice_desk.told(found), changed=found.version)


@serves("PUT", _SETTINGS, role="owner", shape=NoticeSettings, body=NoticeSettings, conditional=True)
def put_notice_settings(event: str, ask: Ask) -> Response:
    """Say whether and how people are told of changes. Once it is on, they are told of releases from the next one on."""
    found = notice_desk.set_setting(
        edge().database,
        event,
        mode=ask.body["mode"],
        collect_minutes=ask.body["collect_minutes"],
        expected=expected(),
        author=ask.author,
    )
    return answer(notice_desk.told(found), changed=found.version)


@serves("GET", _LIST, role="viewer", shape=NoticePage, takes=("notice_state", "limit", "cursor"))
def list_notices(event: str, ask: Ask) -> Response:
    """List notices, the newest first; addresses are told to editors."""
    states = ask.values.get("notice_state", STATES)
    unknown = set(states) - set(STATES)
    if unknown:
        raise Malformed(
            f"There is no state {min(unknown)[:40]!r}. There are: {', '.join(STATES)}.", pointer="/notice_state"
        )
    found = notice_desk.listed(edge().database, event, states)
    page, following = cut(found, ask.page, of=ask.list_name, place=lambda each: (-each.id,))
    say = _Saying(event, ask)
    return answer({"items": [say.notice(each) for each in page], "next": following})


@serves("GET", _ONE, role="viewer", shape=NoticeWords)
def read_notice(event: str, notice: int, ask: Ask) -> Response:
    """Read a notice as its recipient would."""
    made = edge()
    found = notice_desk.preview(made.database, event, notice, base_url=made.config.base_url)
    body = _Saying(event, ask, {found.notice.recipient.subject: found.address}).notice(found.notice)
    body |= {"subject": found.subject, "body": found.body}
    body["invitations"] = [f"{key} {method}" for key, method in found.invitations]
    return answer(body, changed=found.notice.version)


@serves("POST", f"{_ONE}/approve", role="editor", shape=Notice, conditional=True, refuses=(HTTPStatus.GONE,))
def approve_notice(event: str, notice: int, ask: Ask) -> Response:
    """Let a draft go out; it is the one that was read, by its ETag."""
    database = edge().database
    try:
        found = notice_desk.decide(
            database, event, notice, "approved", expected=expected(), author=ask.author, repeat=ask.repeat
        )
    except DoneBefore:
        found = notice_desk.approved_before(database, event, notice)
    return answer(_Saying(event, ask).notice(found), changed=found.version)


@serves("DELETE", _ONE, role="editor", shape=None, conditional=True, refuses=(HTTPStatus.CONFLICT,))
def discard_notice(event: str, notice: int, ask: Ask) -> Response:
    """Discard a draft: its recipient is told nothing of these changes."""
    notice_desk.decide(edge().database, event, notice, "discarded", expected=expected(), author=ask.author)
    return nothing()


@serves("POST", f"{_LIST}/approve", role="editor", shape=Approved, body=ApprovalWanted)
def approve_notices(event: str, ask: Ask) -> Response:
    """Let every draft go out that tells of the current release."""
    try:
        done = notice_desk.approve_all(
            edge().database, event, ask.body["release"], author=ask.author, repeat=ask.repeat
        )
    except DoneBefore as before:
        done = before.revision
    return answer({"approved": done})


@serves("GET", _RECIPIENTS, role="editor", shape=RecipientPage, takes=("limit", "cursor"))
def list_recipients(event: str, ask: Ask) -> Response:
    """List people and contacts on record. Others of the programme are told too, if they have an address."""
    everybody = recipients.everybody(edge().database, event)
    found = [(who, address) for who, address in everybody if who.kind != "follower"]
    page, following = cut(found, ask.page, of=ask.list_name, place=lambda each: (each[0].id or 0,))
    say = _Saying(event, ask, {who.subject: address for who, address in page if who.kind == "person"})
    items = [say.recipient(who) for who, _ in page]
    return answer({"items": items, "next": following, "followers": len(everybody) - len(found)})


@serves("POST", _RECIPIENTS, role="editor", shape=Recipient, body=RecipientWanted, refuses=(HTTPStatus.GONE,))
def put_recipient(event: str, ask: Ask) -> Response:
    """Say what a person of the programme wants, or let a contact be told of an organisation's sessions."""
    made, body = edge(), ask.body
    person, organisation = body.get("person"), body.get("organisation")
    desk = made.desks.open(event)
    wants, stopped = body.get("invitations", False), body.get("stopped", False)
    by: Any = {"author": ask.author, "repeat": ask.repeat}
    if (person is None) == (organisation is None):
        raise InvalidInput("Name a person of the programme, or an organisation: one of them.", pointer="/person")
    if person is not None and body.get("address"):
        raise InvalidInput("A person's address is changed at the person.", pointer="/address")
    if person is None and stopped:
        raise InvalidInput("A contact that wants no mails is deleted.", pointer="/stopped")
    try:
        if person is not None:
            found = recipients.wish_for_person(made.database, desk, person, invitations=wants, stopped=stopped, **by)
        else:
            address = body.get("address", "")
            found = recipients.add_contact(made.database, desk, body["organisation"], address, invitations=wants, **by)
    except DoneBefore as before:
        number = before.revision
        found = recipients.recipient_before(made.database, event, number, invitations=wants, stopped=stopped)
    addresses = dict.fromkeys([found.subject], recipients.address_of(made.database, event, found))
    return answer(_Saying(event, ask, addresses).recipient(found))


@serves("DELETE", f"{_RECIPIENTS}/<int(min=1, max=2147483647):recipient>", role="editor", shape=None)
def remove_recipient(event: str, recipient: int, ask: Ask) -> Response:  # noqa: ARG001 - as above
    """Tell somebody nothing any more: contacts and followers are forgotten, people of the programme left alone."""
    made = edge()
    recipients.remove(made.database, event, recipient, made.clock())
    return nothing()


class _Saying:
    """Says notices and recipients as this asker may see them; `addresses` are those of people, by opaque id."""

    def __init__(self, event: str, ask: Ask, addresses: dict[str, str] | None = None) -> None:
        self.programme: Programme = edge().desks.open(event).programme
        self.private = ask.who.may(event, SEES_PRIVATE)
        self.addresses = addresses or {}

    def notice(self, found: Waiting) -> dict[str, Any]:
        """A notice for JSON."""
        zone = self.programme.event.time_zone
        return {
            "id": found.id,
            "state": found.state,
            "recipient": self.recipient(found.recipient),
            "from_release": found.from_number,
            "to_release": found.to_number,
            "entries": found.entries,
            "created_at": isoformat(found.created_at, zone),
            "decided_at": None if found.decided_at is None else isoformat(found.decided_at, zone),
            "who": found.who,
        }

    def recipient(self, who: Who) -> dict[str, Any]:
        """A recipient for JSON."""
        zone = self.programme.event.time_zone
        person = self.programme.person.get(who.subject) if who.kind == "person" else None
        # What attendees follow is private for ever: nobody reads by which address.
        address = {"person": self.addresses.get(who.subject, ""), "organisation": who.address}.get(who.kind, "")
        return {
            "id": who.id,
            "kind": who.kind,
            "person": person.slug if person else None,
            "organisation": who.subject if who.kind == "organisation" else None,
            "address": address if self.private and address else None,
            "time_zone": who.time_zone,
            "invitations": who.invitations,
            "told": who.told,
            "stopped_at": None if who.stopped_at is None else isoformat(who.stopped_at, zone),
        }
