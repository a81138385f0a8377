"""How seriously an event takes each rule, and with which numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.conflicts.conflict import SEVERITIES, Conflict
from scheduler.domain.conflicts.rule import Rule
from scheduler.domain.errors import InvalidInput

OFF = "off"


@dataclass(frozen=True, slots=True)
class Policy:
    """What an event sets otherwise than the rules' defaults, sorted by slug: severities, and parameters by name."""

    severities: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()

    @classmethod
    def of(
        cls,
        severities: Mapping[str, str],
        parameters: Mapping[str, Mapping[str, int]],
        rules: Iterable[Rule[Any]],
    ) -> "Policy":
        """The policy with these settings; `InvalidInput` names a rule, severity or parameter that does not exist."""
        known = {rule.slug: rule for rule in rules}
        for slug in (*severities, *parameters):
            if slug not in known:
                raise InvalidInput(f"There is no rule {slug!r}. The rules are {', '.join(known)}.")
        for slug, severity in severities.items():
            if severity not in {*SEVERITIES, OFF}:
                raise InvalidInput(f"{slug} can't be {severity!r}: use {', '.join(SEVERITIES)} or {OFF}.")
        for slug, numbers in parameters.items():
            for name in numbers:
                if name not in known[slug].parameters:
                    raise InvalidInput(f"{slug} has no parameter {name!r}.")
        return cls(
            tuple(sorted(severities.items())),
            tuple(sorted((slug, tuple(sorted(numbers.items()))) for slug, numbers in parameters.items())),
        )

    def severity(self, rule: Rule[Any]) -> str:
        """`error`, `warning`, `info` or `off`."""
        return dict(self.severities).get(rule.slug, rule.severity)

    def configured(self, rule: Rule[Any]) -> Rule[Any]:
        """The rule with the event's numbers."""
        numbers = dict(self.parameters).get(rule.slug, ())
        return replace(rule, **dict(numbers)) if numbers else rule

    def settle(self, rule: Rule[Any], conflict: Conflict) -> Conflict:
        """The conflict with the event's severity. What the rule itself took more mildly never becomes more severe."""
        severity = self.severity(rule)
        if conflict.severity != rule.severity:
            severity = max(severity, conflict.severity, key=SEVERITIES.index)
        return conflict if severity == conflict.severity else replace(conflict, severity=severity)
