"""The rules that programmes are checked by, and how an event takes them."""

from typing import Any

from flask import Response

from scheduler.api.paging import Place, cut
from scheduler.api.presenting import Json
from scheduler.api.private import Ask, answer, expected, serves
from scheduler.api.schemas.conflicts import Policy, RulePage
from scheduler.domain.conflicts import ALL, Rule
from scheduler.http.context import edge
from scheduler.services.policies import described, read_policy, set_policy

_POSITION = {rule.slug: place for place, rule in enumerate(ALL)}


@serves("GET", "/rules", role="viewer", shape=RulePage, takes=("limit", "cursor"))
def rules(ask: Ask) -> Response:
    """Every rule, with what an event may set of it."""
    shown, following = cut(ALL, ask.page, of=ask.list_name, place=_place)
    return answer({"items": [_rule(rule) for rule in shown], "next": following})


@serves("GET", "/events/<event>/policy", role="viewer", shape=Policy)
def policy(event: str, ask: Ask) -> Response:  # noqa: ARG001 - who may ask is all that is asked
    """How the event takes each rule, those that it leaves as they are included."""
    found, changed = read_policy(edge().database, event)
    return answer({"rules": described(found)}, changed=changed)


@serves("PUT", "/events/<event>/policy", role="editor", shape=Policy, body=Policy, conditional=True)
def put_policy(event: str, ask: Ask) -> Response:
    """Set how the event takes the rules; one that is left out is as `/rules` has it."""
    found, changed = set_policy(edge().desks, event, ask.body["rules"], expected=expected(), author=ask.author)
    return answer({"rules": described(found)}, changed=changed)


def _rule(rule: Rule[Any]) -> Json:
    return {
        "slug": rule.slug,
        "title": rule.title,
        "severity": rule.severity,
        "about": rule.about,
        "example": rule.example,
        "remedy": rule.remedy,
        "parameters": [
            {
                "name": parameter.name,
                "default": parameter.default,
                "unit": parameter.unit,
                "least": parameter.least,
                "most": parameter.most,
                "about": parameter.about,
            }
            for parameter in rule.parameters()
        ],
    }


def _place(rule: Rule[Any]) -> Place:
    return (_POSITION[rule.slug],)
