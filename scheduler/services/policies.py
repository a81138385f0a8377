"""How an event takes the rules: reading and setting its policy."""

from collections.abc import Mapping
from typing import Any

from scheduler.domain.conflicts import ALL, POLICY, RULES, Policy
from scheduler.domain.errors import PreconditionRequired, Stale
from scheduler.domain.log import Author, Operation
from scheduler.services.desk import Desks
from scheduler.services.recording import record
from scheduler.store.db import Database
from scheduler.store.drafts import revision_of
from scheduler.store.policies import load_policy


def read_policy(database: Database, event: str) -> tuple[Policy, int]:
    """The event's policy, and the revision of the change that set it; 0 if none ever did."""
    with database.reading() as session:
        event_id, _ = revision_of(session, event)
        return load_policy(session, event_id)


def set_policy(
    desks: Desks, event: str, settings: Mapping[str, Mapping[str, Any]], *, expected: int | None, author: Author
) -> tuple[Policy, int]:
    """Set the event's whole policy, and find its conflicts anew by it.

    `InvalidInput` names an unknown rule, severity or parameter, or a value out of range. `Stale` if the policy was set
    by another change than the `expected` one.
    """
    policy = Policy.from_settings(settings, RULES.values())
    with desks.database.writing(event) as edit:
        desk = desks.before(edit, event)
        if expected is None:
            raise PreconditionRequired("Send If-Match with the ETag of the policy that was read.")
        if expected != desk.policy_changed:
            raise Stale(
                "The policy has changed since it was read. Read it again.",
                {"rules": described(desk.policy)},
                desk.policy_changed,
            )
        operation = Operation(POLICY, event, desk.policy.settings(), policy.settings())
        if operation.before == operation.after:
            return desk.policy, desk.policy_changed
        recorded = record(edit, desk, desk.programme, [operation], author)
        edit.commit()
    desks.keep(recorded.desk)
    return policy, edit.revision


def described(policy: Policy) -> dict[str, Any]:
    """Every rule as the policy takes it, for JSON; setting that again changes nothing."""
    return {
        rule.slug: {
            "severity": policy.severity(rule),
            "parameters": {each.name: getattr(policy.configured(rule), each.name) for each in rule.parameters()},
        }
        for rule in ALL
    }
