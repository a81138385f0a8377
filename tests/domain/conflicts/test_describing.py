from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.conflicts import ALL, NO_SIGNALS, Conflict, Signals
from scheduler.domain.conflicts.describing import rules_markdown
from scheduler.domain.conflicts.rule import SessionRule, choice, number
from scheduler.domain.programme import Programme


class Quiet(SessionRule):
    """A rule that finds nothing, to be described."""

    slug = "too-quiet"
    title = "Too quiet"
    severity = "info"
    about = "Nobody speaks."
    example = "A panel of mimes."
    remedy = "Invite a speaker."

    def groups(self, programme: Programme) -> Iterable[str]:  # noqa: ARG002 # as its base
        return ()

    def check(self, programme: Programme, group: str) -> Iterator[Conflict]:  # noqa: ARG002 # as its base
        return iter(())

    def sentence(self, programme: Programme, conflict: Conflict) -> str:  # noqa: ARG002 # as its base
        return ""


@dataclass(frozen=True)
class Loud(Quiet):
    """One with parameters of both kinds, and signals."""

    slug = "too-loud"
    title = "Too loud"
    severity = "error"
    about = "More people speak than the `a|b` room bears."
    example = "Ninety speak at once."
    remedy = "Ask for silence."

    most: int = number(80, "people", "So many | no more.", least=1, most=500)
    singing: bool = choice(default=True, about="Count those who sing.")
    signals: Signals = NO_SIGNALS


def test_the_page() -> None:
    """Sections in the order given, the table by severity; the bar in a table's cell is escaped."""
    _, _, page = rules_markdown((Quiet(), Loud())).partition("`cancelled-placed`.\n")
    assert (
        page
        == """
| default | rule | in short |
|---|---|---|
| error | [too-loud](#too-loud) | Too loud |
| info | [too-quiet](#too-quiet) | Too quiet |

## too-quiet

**Too quiet**: info by default.

Nobody speaks.

- For example: A panel of mimes.
- What to do: Invite a speaker.

## too-loud

**Too loud**: error by default.

More people speak than the `a|b` room bears.

It also looks at counts of people, which change without the programme.

- For example: Ninety speak at once.
- What to do: Ask for silence.

| parameter | default | least | most | unit | meaning |
|---|---|---|---|---|---|
| `most` | 80 | 1 | 500 | people | So many \\| no more. |
| `singing` | true |  |  | yes or no | Count those who sing. |
"""
    )


def test_every_rule_tells_people_all_they_need() -> None:
    """Whole sentences, none left empty, and bounds that hold the default."""
    for rule in ALL:
        texts = [rule.about, rule.example, rule.remedy, *(each.about for each in rule.parameters())]
        assert [text for text in texts if text[:1].islower() or text[-1:] != "."] == [], rule.slug
        assert rule.title, rule.slug
        assert all(each.least <= each.default <= each.most and each.unit for each in rule.parameters()), rule.slug
