"""The shapes of requests for the floor."""

from scheduler.api.schemas import given
from scheduler.api.schemas.fields import text, things
from scheduler.domain.floor import DECIDED, KINDS, LONGEST_TEXT, PLACES, STATES
from scheduler.domain.regions import REGIONS
from scheduler.domain.registering import LONGEST_NAME

_MOST = 2_147_483_647


class InterventionWanted(given.Thing):
    """Somebody who asks for the floor without a page of their own, mostly in the room."""

    name = given.line("Name.", "Ana Rabuka", most=LONGEST_NAME, least=1, required=True)
    country = given.country()
    stakeholder_type = given.stakeholder_type("For whom they speak, or empty.")
    kind = given.choice("Whether they speak or have it in writing; `oral` if left out.", "oral", KINDS)
    place = given.choice("Where they are; `room` if left out.", "room", PLACES)
    text = given.words(
        "What an oral one is about, in up to 300 characters; of a written one all of it.",
        "Data for small islands",
        most=LONGEST_TEXT,
    )


class InterventionState(given.Thing):
    """What becomes of a request."""

    state = given.choice(
        "What it is to be. It is withdrawn by whoever asked for it alone.", "accepted", DECIDED, required=True
    )


class Intervention(given.Thing):
    """A request for the floor. Who asks and with what words is told to the room's moderators and to editors alone."""

    id = given.whole("Number of the intervention.", 7, 1, _MOST, required=True)
    version = given.whole("Its ETag: how often it has changed, from 1.", 1, 1, _MOST, required=True)
    state = given.choice("What has become of it.", "asked", STATES, required=True)
    kind = given.choice("Whether it is spoken or written.", "oral", KINDS, required=True)
    place = given.choice("From where.", "remote", PLACES, required=True)
    name = given.line("Name; null to those who may not know.", "Ana Rabuka", null=True, required=True)
    text = given.words(
        "What it is about, or all of a written one; null to those who may not know.",
        "Data for small islands",
        allow_none=True,
        required=True,
    )
    country = given.line("Country, ISO 3166-1 alpha-2, or empty.", "FJ", required=True)
    region = given.choice("Region that it counts for, or empty.", "asia-pacific", ("", *REGIONS), required=True)
    stakeholder_type = given.stakeholder_type("Stakeholder type that it counts for, or empty.", required=True)
    asked_at = given.instant("When it was asked for.", "2017-06-12T09:20:00+02:00", required=True)
    changed_at = given.instant("When it became what it is.", "2017-06-12T09:20:00+02:00", required=True)


class ListedIntervention(Intervention):
    """A request for the floor, and where it stands: that changes with others, so the list alone has it."""

    position = given.whole(
        "Position among those who wait, from 1; null if it does not.", 3, 1, _MOST, null=True, required=True
    )


class HeardRegion(given.Thing):
    """How often a region had the floor."""

    region = given.choice("The region; empty where it was not said.", "africa", ("", *REGIONS), required=True)
    heard = given.whole("Interventions accepted and delivered in the session.", 2, 0, _MOST, required=True)


class HeardType(given.Thing):
    """How often a stakeholder type had the floor."""

    stakeholder_type = given.stakeholder_type("The type; empty where it was not said.", required=True)
    heard = given.whole("Interventions accepted and delivered in the session.", 2, 0, _MOST, required=True)


class Allowance(given.Thing):
    """For how many oral interventions there is room in the placement; written ones take none."""

    taken = given.whole("Accepted, with those delivered.", 2, 0, _MOST, required=True)
    slots = given.whole("As many as the remote access has; null: no limit.", 5, 0, _MOST, null=True, required=True)
    minutes = given.whole("Minutes of the placement.", 60, 0, _MOST, required=True)
    minutes_each = given.whole("Minutes that one takes.", 3, 1, _MOST, required=True)
    left = given.whole("As many may be accepted yet.", 3, 0, _MOST, required=True)
    minutes_left = given.whole(
        "Minutes that no accepted one needs, of the placement and of what is left until it really ends.",
        54,
        0,
        _MOST,
        required=True,
    )


class InterventionPage(given.Thing):
    """A page of requests for the floor, with what the order was made from."""

    items = things(
        ListedIntervention, "Those who wait, in fair order; then those accepted, as they were; then all others."
    )
    next = text(
        "Cursor of the next page; null on the last. What waits may change its position between pages.", None, null=True
    )
    regions = given.several(HeardRegion, "Which regions had the floor in the session.", required=True)
    stakeholder_types = given.several(HeardType, "Which stakeholder types had it.", required=True)
    allowance = given.one(Allowance, "What there is room for.", required=True)
