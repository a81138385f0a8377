"""Several names in one cell, and names that tell two of one name apart."""

import re
from collections import Counter
from collections.abc import Iterable

_SPLIT = re.compile(r"((?:[^\\;\n]|\\.?)*)(?:[;\n]|\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\;])")


def joined(names: Iterable[str]) -> str:
    r"""The names with `; ` between them; a semicolon within a name is `\;`."""
    return "; ".join(name.replace("\\", "\\\\").replace(";", "\\;") for name in names)


def parted(cell: str) -> tuple[str, ...]:
    """The names of a cell, between semicolons or on lines of their own; empty ones are none."""
    found = (_ESCAPED.sub(r"\1", part).strip() for part in _SPLIT.findall(cell))
    return tuple(name for name in found if name)


def told_apart(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What to call each slug of pairs (slug, name): its name, or `name [slug]` where several have that name."""
    pairs = tuple(named)
    count = Counter(name for _, name in pairs)
    return {slug: name if count[name] == 1 else f"{name} [{slug}]" for slug, name in pairs}
