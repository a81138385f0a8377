"""The shape of errors (RFC 9457)."""

from marshmallow import Schema, fields, validate

from scheduler.api.schemas.fields import about, number, text, things
from scheduler.http.problems import KINDS


class Flaw(Schema):
    """One thing that is wrong."""

    pointer = text("Where: a JSON pointer into the body, or `/` and the parameter's name.", "/room")
    message = text("What is wrong, and what to do.", "There is no room 'popof' in wsis-2017, and there never was.")


class Relying(Schema):
    """Who relies on what should go."""

    what = text("Kind of thing.", "placement")
    key = text("Its key.", "wsis-2017-396-1")
    on = text("What it relies on: kind and key.", "room popov")


class ProblemDocument(Schema):
    """An error: `application/problem+json`."""

    type = text("Address of the code's explanation.", "https://agenda.example/api/errors#unknown-filter")
    title = text("What the code is called.", "Unknown filter")
    status = number("HTTP status.", 400)
    detail = text("What happened here, and what to do.", "There is no room 'popof' in wsis-2017.")
    code = text("Stable code.", "unknown-filter", validate=validate.OneOf(sorted(KINDS)))
    errors = things(Flaw, "What is wrong, one by one; may be empty.")
    conflicts = fields.List(
        fields.Dict(keys=fields.String()),
        metadata=about(
            "With the code `blocked`: the programme's conflicts that stand in the way, as `conflicts` lists them.",
            [{"key": "room-double-booked:3f9d2c71a0b4", "rule": "room-double-booked", "severity": "error"}],
        ),
    )
    current = fields.Dict(
        keys=fields.String(),
        metadata=about(
            "With the code `precondition-failed`: the resource as it is now.", {"slug": "popov", "capacity": 9}
        ),
    )
    relying = fields.List(
        fields.Nested(Relying), metadata={"description": "With the code `relied-upon`: who relies on what should go."}
    )
