"""An event's slug as the acronym of a schedule.json, whose schema wants four signs and no hyphens; and back."""

_SHORTEST = 4


def acronym_of(slug: str) -> str:
    """`wsis_2017` of `wsis-2017`, filled up to four signs."""
    return slug.replace("-", "_").ljust(_SHORTEST, "_")


def slug_of(acronym: str) -> str:
    """The slug of an acronym of ours. A slug has no underscore, and no hyphen at its end."""
    return acronym.rstrip("_").replace("_", "-")
