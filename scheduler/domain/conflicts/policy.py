"""How seriously an event takes each rule, and with which numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from scheduler.domain.conflicts.conflict import SEVERITIES, Conflict
from scheduler.domain.conflicts.rule import Number, Rule
from scheduler.domain.conflicts.signals import NO_SIGNALS, Signals
from scheduler.domain.errors import InvalidInput

AnyRule = TypeVar("AnyRule", bound=Rule[Any])

OFF = "off"
_LONGEST_SHOWN = 60

POLICY = "policy"
"""What the log calls them."""


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
                    f"There is no rule {slug[:100]!r}. The rules are {', '.join(known)}.",
                    pointer=f"/rules/{slug[:100]}",
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

    @classmethod
    def from_settings(cls, settings: Mapping[str, Mapping[str, Any]], rules: Iterable[Rule[Any]]) -> "Policy":
        """The policy of `{rule: {severity, parameters}}`, both optional; what is as the rule has it is left out."""
        known = tuple(rules)
        severities = {slug: each["severity"] for slug, each in settings.items() if "severity" in each}
        parameters = {slug: each["parameters"] for slug, each in settings.items() if "parameters" in each}
        unknown = next((slug for slug in settings if slug not in {rule.slug for rule in known}), None)
        if unknown is not None:
            severities[unknown] = OFF  # to be refused like any other setting of it
        given = cls.of(severities, parameters, known)
        default = {rule.slug: rule for rule in known}
        return cls(
            tuple((slug, severity) for slug, severity in given.severities if severity != default[slug].severity),
            tuple(
                (slug, own)
                for slug, numbers in given.parameters
                if (own := tuple((n, value) for n, value in numbers if value != getattr(default[slug], n)))
            ),
        )

    def settings(self) -> dict[str, dict[str, Any]]:
        """What `from_settings` reads."""
        found: dict[str, dict[str, Any]] = {}
        for slug, severity in self.severities:
            found.setdefault(slug, {})["severity"] = severity
        for slug, numbers in self.parameters:
            found.setdefault(slug, {})["parameters"] = dict(numbers)
        return found

    def with_settings(self, other: "Policy") -> "Policy":
        """Both policies in one; they set different rules."""
        return Policy(
            tuple(sorted((*self.severities, *other.severities))), tuple(sorted((*self.parameters, *other.parameters)))
        )

    def severity(self, rule: Rule[Any]) -> str:
        """`error`, `warning`, `info` or `off`."""
        return dict(self.severities).get(rule.slug, rule.severity)

    def configured(self, rule: AnyRule, signals: Signals = NO_SIGNALS) -> AnyRule:
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
    pointer = f"/rules/{rule.slug}/parameters/{name[:100]}"
    if name not in known:
        there = f"It has {', '.join(known)}." if known else "It has none."
        raise InvalidInput(f"{rule.slug} has no parameter {name[:100]!r}. {there}", pointer=pointer)
    parameter = known[name]
    if isinstance(parameter.default, bool):
        if not isinstance(value, bool):
            raise InvalidInput(f"{name} of {rule.slug} can't be {_shown(value)}: use true or false.", pointer=pointer)
    elif isinstance(value, bool) or not isinstance(value, int) or not parameter.least <= value <= parameter.most:
        raise InvalidInput(
            f"{name} of {rule.slug} can't be {_shown(value)}: use a whole number of {parameter.unit} from "
            f"{parameter.least} to {parameter.most}.",
            pointer=pointer,
        )


def _shown(value: object) -> str:
    """What was given, as a message may repeat it."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


DEFAULTS = Policy()
"""Every rule as it is."""
