"""What is wrong with a programme: `check` finds it, `sentence` says it."""

from scheduler.domain.conflicts.check import Comparison, check, check_touching, compare
from scheduler.domain.conflicts.conflict import SEVERITIES, Conflict, Party
from scheduler.domain.conflicts.policy import OFF, Policy
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.rules import ALL
from scheduler.domain.programme import Programme

__all__ = [
    "ALL",
    "OFF",
    "RULES",
    "SEVERITIES",
    "Comparison",
    "Conflict",
    "Party",
    "Policy",
    "Rule",
    "check",
    "check_touching",
    "compare",
    "sentence",
]

RULES = {rule.slug: rule for rule in ALL}
"""All rules by slug."""


def sentence(programme: Programme, conflict: Conflict) -> str:
    """The conflict in words for people; `programme` is the one it was found in."""
    return RULES[conflict.rule].sentence(programme, conflict)
