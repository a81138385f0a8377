"""What is wrong with a programme: `check` finds it, `sentence` says it."""

from scheduler.domain.conflicts.check import Comparison, check, check_touching, compare
from scheduler.domain.conflicts.conflict import SEVERITIES, Conflict, Party
from scheduler.domain.conflicts.groups import grouped, placing
from scheduler.domain.conflicts.policy import DEFAULTS, OFF, POLICY, Policy
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.conflicts.rules import ALL
from scheduler.domain.conflicts.signals import NO_SIGNALS, Signals
from scheduler.domain.programme import Programme

__all__ = [
    "ALL",
    "DEFAULTS",
    "NO_SIGNALS",
    "OFF",
    "POLICY",
    "RULES",
    "SEVERITIES",
    "Comparison",
    "Conflict",
    "Party",
    "Policy",
    "Rule",
    "Signals",
    "check",
    "check_touching",
    "compare",
    "grouped",
    "placing",
    "sentence",
]

RULES = {rule.slug: rule for rule in ALL}
"""All rules by slug."""


def sentence(programme: Programme, conflict: Conflict) -> str:
    """The conflict in words for people; `programme` is the one it was found in."""
    return RULES[conflict.rule].sentence(programme, conflict)
