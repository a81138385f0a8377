"""The published schema of schedule.json, and the programme that our golden file shows."""

import json
import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft6Validator, FormatChecker

from tests.formats.schedule_xml.examples import SHARED
from tests.machine import ROOT, lacking

GOLDEN = ROOT / "tests" / "golden" / "schedule.json"
FORMATS = FormatChecker(["uuid", "date"])
"""The formats that the schema names; the library knows date-time, uri and color only with further packages."""


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


@FORMATS.checks("color")
def is_colour(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch("#[0-9a-fA-F]{6}", value))


@lru_cache
def _validator() -> Draft6Validator:
    path = SHARED / "schedule.schema.json"
    if not path.exists():
        lacking("the c3voc schema is not beside this clone (shared/data/schedules/schedule.schema.json)")
    schema: dict[str, Any] = json.loads(path.read_bytes())
    Draft6Validator.check_schema(schema)
    return Draft6Validator(schema, format_checker=FORMATS)


def complaints(content: bytes) -> list[str]:
    """What the c3voc schema finds wrong with the document, with its place."""
    found = _validator().iter_errors(json.loads(content))
    return [f"{error.json_path}: {error.message}" for error in found]
