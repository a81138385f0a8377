"""The shape of agenda entries, of the agenda, and of what is on now."""

from marshmallow import Schema, validate

from scheduler.api.schemas.fields import (
    degrees,
    flag,
    moment,
    number,
    perhaps,
    text,
    texts,
    thing,
    things,
    translations,
    words_by_key,
)
from scheduler.domain.remote import WAY_KINDS
from scheduler.domain.session import APPEARANCE_MODES, APPEARANCE_ROLES, MODES, ORGANISER_ROLES


class AgendaPerson(Schema):
    """Somebody in a session."""

    slug = text("Key of the person; null for placeholders and people not named.", "houlin-zhao", null=True)
    name = text("Name.", "Houlin Zhao")
    role = text("What the person does there.", "speaker", validate=validate.OneOf(APPEARANCE_ROLES))
    mode = text("Whether the person comes or takes part remotely.", "onsite", validate=validate.OneOf(APPEARANCE_MODES))
    honorific = text("Form of address, or empty.", "H.E.")
    position = text("Position, or empty.", "Secretary-General")
    organisation = text("Name of the person's organisation, or empty.", "ITU")
    on_behalf_of = text("Name of the organisation that the person stands in for, or empty.", "")


class AgendaOrganiser(Schema):
    """An organisation behind a session."""

    organisation = text("Key of the organisation.", "itu")
    name = text("Name of the organisation.", "ITU")
    role = text("Its part.", "lead", validate=validate.OneOf(ORGANISER_ROLES))


class Link(Schema):
    """A public document or page about a session."""

    url = text("Address.", "https://www.itu.int/net4/wsis/forum/2017/")
    label = text("What it is, or empty.", "Background paper")


class Position(Schema):
    """A place on the globe, WGS 84."""

    latitude = degrees("Degrees north.", 46.2204)
    longitude = degrees("Degrees east.", 6.1375)


class AgendaSession(Schema):
    """The session whose part an entry is."""

    code = text("Key of the session within its event.", "396")
    title = text("Title, without the part's suffix.", "Opening ceremony")
    subtitle = text("Second title, or empty.", "")
    abstract = text("A paragraph about it, or empty.", "The Forum opens.")
    description = text("All about it, or empty.", "")
    type = text("Key of the session's type.", "ceremony", null=True)
    type_name = text("Name of the type.", "Ceremony", null=True)
    track = text("Key of the track.", "high-level", null=True)
    track_name = text("Name of the track.", "High-level track", null=True)
    terms = texts("Terms as `scheme:code`.", ["action-line:C2", "sdg:9"])
    term_names = words_by_key("Names of the terms, by term.", {"sdg:9": "Industry, innovation and infrastructure"})
    languages = texts("Spoken languages, BCP 47.", ["en", "fr"])
    interpretation = texts("Languages it is interpreted into, BCP 47.", ["fr"])
    captioning = flag("Whether there are captions.", example=True)
    mode = text("How one takes part.", "hybrid", validate=validate.OneOf(MODES))
    visibility = text(
        "`busy` entries hold room and hours and say nothing more.",
        "public",
        validate=validate.OneOf(["public", "busy"]),
    )
    organisers = things(AgendaOrganiser, "Organisations behind it, the leading ones first.")
    links = things(Link, "Documents and pages about it.")
    translations = translations({"fr": {"title": "Cérémonie d'ouverture"}})


class AgendaItem(Schema):
    """One entry of the agenda: a part of a session at its time and place."""

    key = text("Key of the entry: `<event>-<code>-<part>`, the same for ever.", "wsis-2017-396-1")
    uid = text("UID in calendars, the same for ever.", "wsis-2017-396-1@wsis.example")
    sequence = number("How many releases changed its time, room or status.", 0, validate=validate.Range(min=0))
    created_at = moment("When it was first released.", "2017-05-02T10:00:00+02:00")
    changed_at = moment("When a release last changed it.", "2017-05-02T10:00:00+02:00")
    status = text(
        "`cancelled` entries stay for ever.", "confirmed", validate=validate.OneOf(["confirmed", "cancelled"])
    )
    title = text("Title with the part's suffix.", "Opening ceremony")
    part = number("Number of the part within the session, from 1.", 1, validate=validate.Range(min=1))
    session = thing(AgendaSession, "The session.")
    room = text("Key of the room; null if it is online or to be announced.", "popov", null=True)
    room_name = text("Name of the room.", "Popov Room", null=True)
    also_in = texts("Keys of further rooms: overflow, or a break in every room.", ["popov-2"])
    building = text("Key of the room's building.", "tower", null=True)
    building_name = text("Name of the building.", "Tower", null=True)
    location = text("`Room, Building, Venue` as far as known, or empty.", "Popov Room, Tower, ITU Headquarters")
    position = thing(Position, "Where the building is, if known.", null=True)
    starts_at = moment("Start.", "2017-06-13T09:00:00+02:00")
    ends_at = moment("End, itself no more part of it.", "2017-06-13T10:00:00+02:00")
    people = things(AgendaPerson, "Who is in it, in protocol order.")
    remote = texts(f"Kinds of the ways in from afar: {', '.join(WAY_KINDS[:-1])}.", ["join", "captions"])
    join_url = text(
        "The door to take part remotely; null if there is none.",
        "https://agenda.example/join/wsis-2017-396-1",
        null=True,
    )
    url = text("The session's page.", "https://agenda.example/wsis-2017/sessions/396")


class AgendaPage(Schema):
    """A page of the agenda, by start, end and key."""

    release = number("Number of the release that this is.", 3)
    items = things(AgendaItem, "Entries.")
    next = text("Cursor of the next page; null on the last.", "ZjUwM2UyOWZhMDY0Wy", null=True)


class NowKnown(Schema):
    """What is true of an entry on the day, without a release."""

    starts_at = moment("When it really begins, or began.", "2017-06-13T09:20:00+02:00")
    ends_at = moment("When it ends by what is known, or ended.", "2017-06-13T10:20:00+02:00")
    delay_minutes = number("How many minutes it is late.", 20)
    ended_at = perhaps("When it ended; null as long as nobody said so.", "2017-06-13T10:12:00+02:00")
    room_full = flag("Whether its room takes nobody more.", example=False)
    emergency_room = text("Key of the room that it was moved to; null if it was not.", "popov-2", null=True)
    has_recording = flag("Whether its door leads to a recording once it is over.", example=False)
    behind_minutes = number("For how many minutes after its start something late is expected to fill its room.", 0)
    opens_at = perhaps("When its door opens to the public; null if it does not.", "2017-06-13T09:05:00+02:00")


class LiveItem(AgendaItem):
    """An entry of the agenda, as released, and what is true of it now."""

    live = thing(NowKnown, "What is true of it now.")


class Live(Schema):
    """What is on at a moment, what opens soon, and what follows in each room."""

    release = number("Number of the release that this is.", 3)
    at = moment("The moment; the present minute's beginning where none was asked for.", "2017-06-13T09:30:00+02:00")
    now = things(LiveItem, "Entries that have begun and not ended.")
    soon = things(LiveItem, "Entries to come whose doors are open to the public, or will be within half an hour.")
    next = things(LiveItem, "In each room the first to begin after the moment; several if they begin together.")
