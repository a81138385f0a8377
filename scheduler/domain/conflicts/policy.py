"""How seriously an event takes each rule, and with which numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.conflicts.conflict import SEVERITIES, Conflict
from scheduler.domain.conflicts.rule import Number, Rule
from scheduler.domain.conflicts.signals import NO_SIGNALS, Signals
from scheduler.domain.errors import InvalidInput

OFF = "off"


@dataclass(frozen=True, slots=True)
class Policy:
    """What an event sets otherwise than the rules' defaults, sorted by slug: severities, and parameters by name."""

    severities: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, tuple[tuple[str, Number], ...]], ...] = ()

    @classmethod
    def of(
        cls,
        severities: Mapping[str, str],
        parameters: Mapping[str, Mapping[str, Number]],
        rules: Iterable[Rule[Any]],
    ) -> "Policy":
        """The policy with these settings; `InvalidInput` names a rule, severity or parameter that does not exist."""
        known = {rule.slug: rule for rule in rules}
        for slug in (*severities, *parameters):
            if slug not in known:
                raise InvalidInput(
                    f"There is no rule {slug!r}. The rules are {', '.join(known)}.", pointer=f"/rules/{slug}"
                )
        for slug, severity in severities.items():
            if severity not in {*SEVERITIES, OFF}:
                raise InvalidInput(
                    f"{slug} can't be {severity!r}: use {', '.join(SEVERITIES)} or {OFF}.",
                    pointer=f"/rules/{slug}/severity",
                )
        for slug, numbers in parameters.items():
            for name, value in numbers.items():
                _require(known[slug], name, value)
        return cls(
            tuple(sorted(severities.items())),
            tuple(sorted((slug, tuple(sorted(numbers.items()))) for slug, numbers in parameters.items())),
        )

    def severity(self, rule: Rule[Any]) -> str:
        """`error`, `warning`, `info` or `off`."""
        return dict(self.severities).get(rule.slug, rule.severity)

    def configured(self, rule: Rule[Any], signals: Signals = NO_SIGNALS) -> Rule[Any]:
        """The rule with the event's numbers and, where it looks at them, signals."""
        numbers: dict[str, Any] = dict(dict(self.parameters).get(rule.slug, ()))
        if rule.looks_at_signals():
            numbers["signals"] = signals
        return replace(rule, **numbers) if numbers else rule

    def settle(self, rule: Rule[Any], conflict: Conflict) -> Conflict:
        """The conflict with the event's severity. What the rule itself took more mildly never becomes more severe."""
        severity = self.severity(rule)
        if conflict.severity != rule.severity:
            severity = max(severity, conflict.severity, key=SEVERITIES.index)
        return conflict if severity == conflict.severity else replace(conflict, severity=severity)


def _require(rule: Rule[Any], name: str, value: Number) -> None:
    """`InvalidInput` unless the rule has such a parameter, and it can have this value."""
    known = {parameter.name: parameter for parameter in rule.parameters()}
    pointer = f"/rules/{rule.slug}/parameters/{name}"
    if name not in known:
        there = f"It has {', '.join(known)}." if known else "It has none."
        raise InvalidInput(f"{rule.slug} has no parameter {name!r}. {there}", pointer=pointer)
    parameter = known[name]
    if isinstance(parameter.default, bool):
        if not isinstance(value, bool):
            raise InvalidInput(f"{name} of {rule.slug} can't be {value!r}: use true or false.", pointer=pointer)
    elif isinstance(value, bool) or not isinstance(value, int) or not parameter.least <= value <= parameter.most:
        raise InvalidInput(
            f"{name} of {rule.slug} can't be {value!r}: use a whole number of {parameter.unit} from "
            f"{parameter.least} to {parameter.most}.",
            pointer=pointer,
        )
