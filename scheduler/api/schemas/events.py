"""The shapes of events: as they are released, and as their draft is written."""

from marshmallow import Schema

from scheduler.api.schemas import given
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
    release = thing(EventRelease, "The current release; null if nothing was released yet.", null=True)
    url = text("The agenda's page.", "https://agenda.example/wsis-2017/")


class EventPage(Schema):
    """Events with a released programme, by first day and slug."""

    items = things(Event, "Events.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class DraftDay(given.Thing):
    """A day of the event."""

    date = given.day("Date, YYYY-MM-DD.", "2017-06-12", required=True)
    opens = given.local_time("Opening, local HH:MM.", "08:00", required=True)
    closes = given.local_time(
        "Closing, local HH:MM; on the next day if it is not after the opening.", "19:00", midnight=True, required=True
    )


class DraftEvent(given.Thing):
    """A conference as those who build its programme see it."""

    slug = given.slug("Key of the event, in every address and calendar; for ever.", "wsis-2017", required=True)
    name = given.line("Name.", "WSIS Forum 2017", least=1, required=True)
    time_zone = given.time_zone("IANA time zone of the event.", "Europe/Zurich", required=True)
    uid_domain = given.shaped(
        "What follows the @ in UIDs of calendars; locked by the first release.",
        "wsis.example",
        r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*",
        "Write a domain name in lower case, such as wsis.example.",
    )
    days = given.several(DraftDay, "Days, each date once.", most=367)
    theme = given.line("Theme, or empty.", "Information and Knowledge Societies for SDGs")
    venue = given.line("Venue, or empty.", "ITU Headquarters, Geneva")
    website = given.address("Address of its website, or empty.", "https://www.itu.int/wsis/forum/2017")
    contact_email = given.email(
        "The secretariat's mailbox, or empty. Public: calendars name it as the organiser.", "forum@wsis.example"
    )
    co_organisers = given.lines("Names of the co-organisers.", ["ITU", "UNESCO", "UNDP", "UNCTAD"], most=100)
    locales = given.languages(
        "Locales of its words, BCP 47, the first being the default; `en` if left out.", ["en", "fr"], least=1
    )
    day_change = given.local_time("Local HH:MM; what starts before it belongs to the evening before.", "04:00")
    grid_minutes = given.whole("Step of the timetable, minutes.", 15, 1, given.DAY_MINUTES)
    refresh_minutes = given.whole("How often calendars are asked to look again, minutes.", 15, 1, 10_080)
    translations = given.translations({"fr": {"name": "Forum du SMSI 2017"}}, lines=["name", "theme", "venue"])
