"""The shapes of notices: whether an event tells people of changes, what waits to be told, and who is told."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import text, things
from scheduler.domain.notice import KINDS, LONGEST_WAIT, MODES, STATES

_MOST = 2_147_483_647
_ADDRESS = "jane.doe@example.org"


class NoticeSettings(given.Thing):
    """Whether and how an event tells people of changes. A PUT sets all of it."""

    mode = given.choice("Not at all, once somebody has approved it, or by itself.", "drafts", MODES, required=True)
    collect_minutes = given.whole(
        "Minutes that changes are collected for; those of entries that start within 24 hours are told at once.",
        30,
        0,
        LONGEST_WAIT,
        required=True,
    )


class Recipient(given.Thing):
    """Somebody who is told of changes."""

    id = given.whole("Number of the recipient.", 12, 1, _MOST, required=True)
    kind = given.choice(
        "A person of the programme, a contact of an organisation, or somebody who left an address.",
        "person",
        KINDS,
        required=True,
    )
    person = given.key("Key of the person; null if it is none of the programme.", "jane-doe", null=True, required=True)
    organisation = given.key(
        "Key of the organisation; null if it is no contact of one.", None, null=True, required=True
    )
    address = given.line(
        "Address that is written to; null if there is none, the asker may not see it, or it is of a follower.",
        _ADDRESS,
        null=True,
        required=True,
    )
    time_zone = given.time_zone("Zone in which times are told too; null: the event's alone.", "Pacific/Fiji", null=True)
    invitations = given.yes("Whether calendar invitations are wanted.", example=False, required=True)
    told = given.whole("Number of the release up to which they are told.", 6, 0, _MOST, required=True)
    stopped_at = given.instant("When they ended it; null if they did not.", None, null=True, required=True)


class RecipientWanted(given.Thing):
    """What a person of the programme wants, or a contact of an organisation to be told of its sessions."""

    person = given.key("Key of the person; null for a contact of an organisation.", "jane-doe", null=True)
    organisation = given.key("Key of the organisation; null for a person.", None, null=True)
    address = given.email("Address of the contact; a person's is that of the person.", _ADDRESS)
    invitations = given.yes("Whether calendar invitations are wanted; false if left out.", example=True)
    stopped = given.yes("Whether a person wants no mails; false if left out.", example=False)


class RecipientPage(given.Thing):
    """A page of recipients, without those who left an address: what they follow is theirs, and only counted."""

    items = things(Recipient, "People and contacts, in the order in which they came.")
    followers = given.whole("How many left an address.", 120, 0, 1_000_000_000, required=True)
    next = text("Cursor of the next page; null on the last.", None, null=True)


class Notice(given.Thing):
    """What somebody is told: the net change from one release to another."""

    id = given.whole("Number of the notice.", 41, 1, _MOST, required=True)
    state = given.choice(
        "Waits to be approved, is to be written, is in the outbox, or was not wanted.", "draft", STATES, required=True
    )
    recipient = given.one(Recipient, "Who is told.", required=True)
    from_release = given.whole(
        "Number of the release that they were told of last; 0: none.", 6, 0, _MOST, required=True
    )
    to_release = given.whole("Number of the release that it tells of.", 7, 1, _MOST, required=True)
    entries = given.whole("Entries that it tells of.", 2, 0, 1_000_000, required=True)
    created_at = given.instant("When it was noted.", "2017-06-13T08:00:10+02:00", required=True)
    decided_at = given.instant("When somebody decided about it; null if nobody did.", None, null=True, required=True)
    who = given.line("Who decided about it; null if nobody did.", "ana@forum.example", null=True, required=True)


class NoticeWords(Notice):
    """A notice with its words. Links that end mails, or let somebody in, are in the mail alone."""

    subject = given.line("Subject of the mail; empty if nothing is left.", "Forum: Moved: Opening", required=True)
    body = given.words("Text of the mail.", "Dear Jane Doe, …", required=True)
    invitations = given.lines(
        "Entries that a calendar invitation, or its cancellation, goes with.", ["wsis-2017-396-1 REQUEST"], most=500
    )


class NoticePage(given.Thing):
    """A page of notices."""

    items = things(Notice, "Notices, the newest first.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class ApprovalWanted(given.Thing):
    """Which drafts to approve."""

    release = given.whole("Number of the release that they tell of: the current one.", 7, 1, _MOST, required=True)


class Approved(given.Thing):
    """What was approved."""

    approved = given.whole("Notices that are written now.", 17, 0, 1_000_000, required=True)
