"""The templates' own environment: everything escaped, nothing undefined, no web framework behind it."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scheduler.domain.addresses import mailbox_uri

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.filters["mailto"] = mailbox_uri


def render(template: str, **values: Any) -> str:
    """The template filled in; every value is escaped, one that is missing raises."""
    return _ENVIRONMENT.get_template(template).render(values)
