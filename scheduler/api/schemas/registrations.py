"""The shapes of registrations for remote participation."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import text, things
from scheduler.domain.registering import LONGEST_NAME, STATES


class RegistrationWanted(given.Thing):
    """Somebody to register for a placement, who has agreed to it."""

    name = given.line("Name.", "Ana Rabuka", most=LONGEST_NAME, least=1, required=True)
    email = given.line("Address to which the doors are sent.", "ana@usp.example", most=254, least=3, required=True)
    affiliation = given.line("Affiliation, or empty.", "University of the South Pacific", most=LONGEST_NAME)
    country = given.country()
    stakeholder_type = given.stakeholder_type("For whom they speak, or empty.")
    time_zone = given.time_zone("Zone that mails tell times in; the event's if left out.", "Pacific/Fiji")
    consent = given.yes(
        "Whether the person agreed that this is kept until some days after the event; nothing is kept if not.",
        example=True,
        required=True,
    )


class Registration(given.Thing):
    """A place of a remote participant, or that on the waiting list. Who it is is told to editors alone."""

    id = given.whole("Number of the registration.", 7, 1, 2_147_483_647, required=True)
    state = given.choice("Whether they have a place, or wait for one.", "registered", STATES, required=True)
    name = given.line("Name; null to those who do not edit.", "Ana Rabuka", null=True, required=True)
    email = given.line("Address; null to those who do not edit.", "ana@usp.example", null=True, required=True)
    affiliation = given.line(
        "Affiliation, or empty; null to those who do not edit.",
        "University of the South Pacific",
        null=True,
        required=True,
    )
    country = given.line("Country, ISO 3166-1 alpha-2, or empty.", "FJ", required=True)
    stakeholder_type = given.stakeholder_type("For whom they speak, or empty.", required=True)
    time_zone = given.line("Zone that mails tell times in.", "Pacific/Fiji", required=True)
    registered_at = given.instant("When they registered.", "2017-06-01T09:00:00+02:00", required=True)


class RegistrationPage(given.Thing):
    """A page of registrations."""

    items = things(Registration, "Registrations: those with a place first, then the waiting list, both in order.")
    next = text("Cursor of the next page; null on the last.", None, null=True)
    erased = given.whole(
        "People who had a place and were erased some days after the event.", 0, 0, 2_147_483_647, required=True
    )
