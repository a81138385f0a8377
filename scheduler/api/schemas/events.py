"""The shape of events."""

from marshmallow import Schema

from scheduler.api.schemas.fields import moment, number, text, texts, thing, things, translations


class Day(Schema):
    """A day of the event."""

    date = text("Date, YYYY-MM-DD.", "2017-06-12")
    opens = text("Opening, local HH:MM.", "08:00")
    closes = text("Closing, local HH:MM; on the next day if it is not after the opening.", "19:00")


class EventRelease(Schema):
    """The release that is current."""

    number = number("Number of the release.", 3)
    label = text("What it is called.", "2017-06-09")
    published_at = moment("When it was published.", "2017-06-09T18:00:00+02:00")


class Event(Schema):
    """A conference with a released programme."""

    slug = text("Key of the event.", "wsis-2017")
    name = text("Name.", "WSIS Forum 2017")
    theme = text("Theme, or empty.", "Information and Knowledge Societies for SDGs")
    venue = text("Venue, or empty.", "ITU Headquarters, Geneva")
    website = text("Address of its website, or empty.", "https://www.itu.int/wsis/forum/2017")
    time_zone = text("IANA time zone of the event.", "Europe/Zurich")
    days = things(Day, "Days, in order.")
    day_change = text("Local HH:MM; what starts before it belongs to the evening before.", "04:00")
    contact_email = text("The secretariat's public mailbox, or empty.", "forum@wsis.example")
    uid_domain = text("What follows the @ in UIDs of calendars.", "wsis.example")
    co_organisers = texts("Names of the co-organisers.", ["ITU", "UNESCO", "UNDP", "UNCTAD"])
    locales = texts("Locales of its words, BCP 47, the first being the default.", ["en", "fr"])
    grid_minutes = number("Step of the timetable, minutes.", 15)
    refresh_minutes = number("How often calendars are asked to look again, minutes.", 15)
    translations = translations({"fr": {"name": "Forum du SMSI 2017"}})
    release = thing(EventRelease, "The current release.")
    url = text("The agenda's page.", "https://agenda.example/wsis-2017/")


class EventPage(Schema):
    """Events with a released programme, by first day and slug."""

    items = things(Event, "Events.")
    next = text("Cursor of the next page; null on the last.", None, null=True)
