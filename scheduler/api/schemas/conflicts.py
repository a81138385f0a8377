"""The shapes of conflicts, rules, policies, waivers, what-ifs and suggestions."""

from typing import Any

from marshmallow import Schema, fields, validate

from scheduler.api.schemas.fields import ByKey, UpTo, flag, moment, number, text, texts, thing, things
from scheduler.domain.conflicts import OFF, SEVERITIES
from scheduler.domain.moving import MOST_MOVES
from scheduler.services.waiving import LONGEST_REASON

_MOST_RULES = 100  # more than there are; each that is given costs the shape a tenth of a millisecond

_LEVELS = validate.OneOf(SEVERITIES)
_NO_TIME: dict[str, Any] = {
    "invalid": "This is no time. Write it like 2017-06-13T09:00:00+02:00.",
    "invalid_awareness": "This time has no zone. Add an offset, such as +02:00 or Z.",
}


def _some(field: fields.Field[Any]) -> fields.Field[Any]:
    """The field where it may be left out."""
    field.required = False
    return field


def _open(description: str, example: dict[str, Any]) -> fields.Dict:
    return fields.Dict(keys=fields.String(), required=True, metadata={"description": description, "example": example})


class PartOfSession(Schema):
    """A part of a session that a conflict names."""

    code = text("Code of the session.", "396")
    part = number("Number of the part, from 1.", 1)
    title = text("The session's title as it is now.", "Opening")


class Seen(Schema):
    """When a conflict first appeared in the draft, in the present stretch of its life."""

    revision = number("Revision of the draft.", 17)
    at = moment("When that was.", "2017-06-01T09:00:00Z")


class WaiverEnded(Schema):
    """A waiver that ended since the matter changed, or was taken back."""

    revision = number("Number of the change that ended it.", 19)
    at = moment("When.", "2017-06-02T07:00:00Z")
    who = text("Who had waived the conflict.", "ana@forum.example")
    reason = text("Why it was waived.", "The two panels share their last half hour on purpose.")


class Conflict(Schema):
    """A rule that placements break."""

    key = text("`<rule>:<hash>`: the same after renames and moves of others.", "room-double-booked:5b1f9c0d2e3a4f67")
    rule = text("The rule.", "room-double-booked")
    severity = text("How seriously the event takes it.", "error", validate=_LEVELS)
    message = text(
        "It in words, in the event's zone.", "Popov Room is booked twice on Mon 12 June from 09:00 to 10:00: …"
    )
    facts = _open("What a waiver accepts; other as soon as the matter is.", {"placements": [], "spans": []})
    sessions = things(PartOfSession, "Every party, in the order of the programme.")
    room = _some(text("Key of the room.", "popov-room-1"))
    person = _some(text("Key of the person.", "houlin-zhao"))
    account = _some(text("Key of the platform account.", "zoom-1"))
    team = _some(text("Key of the team.", "english-french"))
    organisation = _some(text("Key of the organisation.", "itu"))
    overlap_minutes = _some(number("For how long, in whole minutes.", 30))
    first_seen = _some(thing(Seen, "Since when it is there; left out in what-ifs."))
    waived_by = _some(text("Who waived it, if a waiver holds.", "ana@forum.example"))
    waiver_reason = _some(text("Why it was waived.", "The two panels share their last half hour on purpose."))
    waiver_would_end = _some(flag("True in a what-if where a waiver stands that these facts would end.", example=True))
    waiver_ended = _some(thing(WaiverEnded, "The waiver that it had, and has no more."))


class ConflictPage(Schema):
    """A page of conflicts."""

    items = things(Conflict, "Errors first, then by rule and time.")
    next = text("Cursor of the next page; null on the last.", None, null=True)
    revision = number("Revision of the draft that was checked.", 18)


class Move(Schema):
    """A part to another time and room."""

    session = text("Code of the session.", "396", validate=validate.Length(1, 32))
    part = fields.Integer(
        load_default=1, strict=True, metadata={"description": "Number of the part, from 1.", "example": 1}
    )
    room = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 100),
        metadata={"description": "Key of the room; null: on-line, or room to be announced.", "example": "popov-room-1"},
    )
    starts_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        format="iso",
        error_messages=_NO_TIME,
        metadata={
            "description": "Start, RFC 3339 with offset; null, with `ends_at`: off the programme.",
            "example": "2017-06-13T09:00:00+02:00",
        },
    )
    ends_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        format="iso",
        error_messages=_NO_TIME,
        metadata={"description": "End, RFC 3339 with offset.", "example": "2017-06-13T10:00:00+02:00"},
    )


class Moves(Schema):
    """Moves that are thought about, all at once."""

    moves = UpTo(
        fields.Nested(Move),
        most=MOST_MOVES,
        required=True,
        metadata={"description": "Each part once; swaps are two moves."},
    )


class Comparison(Schema):
    """What moves would change."""

    introduced = things(Conflict, "Conflicts that would come, whomever they concern.")
    resolved = things(Conflict, "Conflicts that would go.")
    remaining = things(Conflict, "Conflicts of the moved sessions that would stay, as they would be then.")
    revision = number("Revision of the draft that was looked at.", 18)


class Effect(Schema):
    """What a write did to the draft's conflicts."""

    introduced = things(Conflict, "Conflicts that came, whomever they concern.")
    resolved = things(Conflict, "Conflicts that went.")
    waivers_ended = texts(
        "Keys of conflicts whose waivers ended, since they have other facts now or are gone.",
        ["room-double-booked:5b1f9c0d2e3a4f67"],
    )


class Parameter(Schema):
    """A number, or a yes or no, that an event may set of a rule."""

    name = text("Its name.", "most_a_day")
    default = fields.Raw(required=True, metadata={"description": "What it is unless set.", "example": 5})
    unit = text("What is counted; `yes or no`.", "appearances")
    least = number("The least it can be.", 1)
    most = number("The most it can be.", 50)
    about = text("What it does.", "So many appearances a day are well.")


class Rule(Schema):
    """A way in which a programme can be wrong."""

    slug = text("Its key.", "room-double-booked")
    title = text("What it is called.", "Room double-booked")
    severity = text("How seriously it is taken unless an event sets it.", "error", validate=_LEVELS)
    about = text("What it means.", "Two or more placements overlap in rooms that exclude each other.")
    example = text("A case.", "Popov Room 1 holds a workshop while the whole Popov Room holds a session.")
    remedy = text("How to resolve it.", "Move one of them.")
    parameters = things(Parameter, "What an event may set.")


class RulePage(Schema):
    """A page of rules."""

    items = things(Rule, "In the order in which their conflicts are listed.")
    next = text("Cursor of the next page; null on the last.", None, null=True)


class Setting(Schema):
    """How an event takes one rule. What is left out is as the rule has it."""

    severity = fields.String(
        validate=validate.OneOf((*SEVERITIES, OFF)),
        metadata={"description": "`error`, `warning`, `info` or `off`.", "example": "warning"},
    )
    parameters = fields.Dict(
        keys=fields.String(),
        metadata={"description": "Values by name, as `/rules` lists them.", "example": {"most_a_day": 4}},
    )


class Policy(Schema):
    """How an event takes the rules."""

    rules = ByKey(
        most=_MOST_RULES,
        keys=fields.String(),
        values=fields.Nested(Setting),
        required=True,
        metadata={
            "description": "By rule. A PUT sets all: a rule that it leaves out is as `/rules` has it.",
            "example": {"room-turnover": {"severity": "error"}},
        },
    )


class WaiverGiven(Schema):
    """A conflict that is known and accepted."""

    reason = text("Why.", "They share a chair on purpose.", validate=validate.Length(1, LONGEST_REASON))
    facts = _open("The conflict's `facts` that are accepted.", {"placements": [], "spans": []})


class Waiver(WaiverGiven):
    """A waiver as it stands."""

    key = text("Key of the conflict.", "room-double-booked:5b1f9c0d2e3a4f67")
    who = text("Who gave it.", "ana@forum.example")
    at = moment("When.", "2017-06-01T09:00:00Z")
    ended = flag(
        "Whether it ended: the conflict's facts changed, the conflict went, or it was taken back.", example=False
    )
    ended_at = fields.AwareDateTime(
        required=True, allow_none=True, format="iso", metadata={"description": "When it ended.", "example": None}
    )


class Suggestion(Schema):
    """A place and time for a part."""

    room = text("Key of the room; null: on-line.", "popov-room-1", null=True)
    starts_at = moment("Start.")
    ends_at = moment("End.", "2017-06-13T10:00:00+02:00")
    score = number("Higher is better; comparable within one answer.", 93)
    reasons = texts("Why it is as good as it is, in words.", ["The room holds 120 for 80 expected."])
    conflicts = things(Conflict, "What it would bring all the same; errors only where blocked ones were asked for.")


class SuggestionPage(Schema):
    """Where a part fits."""

    items = things(Suggestion, "Best first.")
    next = text("Always null: `limit` says how many.", None, null=True)
    explanation = texts("Where nothing fits: the fewest facts that rule everything out.", [])


class Fit(Schema):
    """A part that fits into a place and time."""

    session = text("Code of the session.", "396")
    part = number("Number of the part, from 1.", 1)
    title = text("The session's title.", "Opening")
    score = number("Higher is better; comparable within one answer.", 93)
    reasons = texts("Why it is as good as it is, in words.", ["It has as many minutes as the gap."])
    conflicts = things(Conflict, "What it would bring all the same.")


class FitPage(Schema):
    """What fits into a place and time."""

    items = things(Fit, "Best first.")
    next = text("Always null: `limit` says how many.", None, null=True)
    explanation = texts("Where nothing fits: what keeps it out.", [])
