"""The shapes of what is behind doors: what is true now, links, and tickets."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import text, things
from scheduler.domain.door import MOST_LATE
from scheduler.domain.remote import AUDIENCES, LONGEST_PASSCODE
from scheduler.services.ticketing import LONGEST_HOLDER


class MeetingLink(given.Thing):
    """Where a meeting is. Secret: it is told to editors, and through doors."""

    url = given.address("Link.", "https://meet.example/j/9876543210", required=True)
    passcode = given.line(
        "Passcode that it asks for; null if there is none.", "135790", most=LONGEST_PASSCODE, null=True
    )


class LiveState(given.Thing):
    """What is true of a placement now, without a release: public at once but for `no_shows`. A PUT sets all of it."""

    link = given.one(
        MeetingLink, "Stands above the link of each way of the kind join; null: theirs count.", allow_none=True
    )
    delay_minutes = given.whole("How many minutes it is late; the door's window follows.", 20, 0, MOST_LATE)
    ended_at = given.instant("When it ended; null as long as nobody said so.", None, null=True)
    room_full = given.yes("Whether the room takes nobody more.", example=False)
    emergency_room = given.key("Key of the room that it is in instead; null if in its own.", None, null=True)
    recording_url = given.address(
        "Address of the recording, shown once it is over; null: that of the remote access counts.",
        "https://video.example/396",
        null=True,
    )
    no_shows = given.keys(
        "Keys of the people who were to appear and did not come. Told to those who may say it, never to the public.",
        ["jane-doe"],
    )


class RoomMeeting(given.Thing):
    """The on-line meeting of a room on a day: where its sessions are whose ways to join have no link of their own."""

    link = given.one(MeetingLink, "Where it is; null if it is not known yet.", allow_none=True)


class TicketWanted(given.Thing):
    """A ticket to give out: to a person of the programme, or to a named holder who is none."""

    person = given.key("Key of the person; null for somebody else.", "jane-doe", null=True)
    holder = given.line(
        "Who holds it, where it is no person of the programme.", "Captioner 2", most=LONGEST_HOLDER, null=True
    )
    audience = given.choice(
        "What the holder counts as in every session; `registered` if left out. People are speakers in their own.",
        "registered",
        AUDIENCES,
    )


class Ticket(given.Thing):
    """A ticket on record."""

    id = given.whole("Number of the ticket.", 7, 1, 2_147_483_647, required=True)
    holder = given.line("Who holds it.", "Jane Doe", required=True)
    person = given.key("Key of the person; null if it is none of the programme.", "jane-doe", null=True, required=True)
    audience = given.choice("What the holder counts as in every session.", "registered", AUDIENCES, required=True)
    created_at = given.instant("When it was given out.", "2017-06-01T09:00:00+02:00", required=True)
    revoked_at = given.instant("When it was ended; null if it counts.", None, null=True, required=True)


class TicketIssued(Ticket):
    """A ticket that was just given out, with what its holder shows: told this once."""

    ticket = given.line("The ticket: add it to a door's address as `?t=`. Shown this once.", "tkt_…", required=True)


class TicketPage(given.Thing):
    """A page of tickets."""

    items = things(Ticket, "Tickets, the oldest first.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class LinkRow(given.Thing):
    """A link of a room, on a day or on all of them, or of a placement."""

    room = given.key("Key of the room; null if it is of a placement.", "popov-room-1", null=True)
    day = given.day("The day of the event; null: every day.", "2017-06-12", null=True)
    placement = given.key("Key of the placement; null if it is of a room.", None, null=True)
    url = given.address("Link.", "https://meet.example/j/9876543210", required=True)
    passcode = given.line(
        "Passcode that it asks for; null if there is none.", "135790", most=LONGEST_PASSCODE, null=True
    )
    audience = given.choice(
        "For whom a placement's way to join is; left out: as it is, `public` for a new one.", "registered", AUDIENCES
    )


class LinkRows(given.Thing):
    """Links to set, all of them or none."""

    items = given.several(LinkRow, "Links, one for each room and day or placement.", least=1, most=2_000, required=True)


class LinksSet(given.Thing):
    """What was set."""

    placements = given.whole("Placements whose way to join has its link now.", 3, 0, 2_000, required=True)
    room_days = given.whole("Rooms, counted for each day, whose meeting is known now.", 10, 0, 100_000, required=True)
    revision = given.whole(
        "Number of the change in the draft's log; null where only rooms were named.",
        17,
        0,
        2_147_483_647,
        null=True,
        required=True,
    )
