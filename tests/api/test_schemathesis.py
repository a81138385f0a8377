"""Every operation of the OpenAPI document, asked what a client made from it could ask: nothing but documented answers.

The data is made by hypothesis from a fixed seed, so that a run says the same each time.
"""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from scheduler.http.context import Edge
from scheduler.services.recording import record_new
from tests.api.forum import FIRST, FORUM, released
from tests.everything import EVERYTHING
from tests.services.organiser import BY
from tests.tokens import token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CHECKS: list[Callable[..., Any]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OFTEN: st.SearchStrategy[Any] = st.sampled_from((True, True, True, False))
EXAMPLES = 4
"""Of each operation and way of asking: a minute in all."""
KNOWN = {
    "event": ("everything", "forum"),
    "code": ("396", "X1"),
    "part": (1, 3),
    "number": (1, 7),
    "revision": (0, 1, 9),
    "notice": (1,),
    "intervention": (1,),
    "recipient": (1,),
    "webhook": (1, 2),
    "delivery": (1,),
}
KEYS = {
    "buildings": "tower",
    "features": "captions",
    "rooms": "left",
    "organisations": "itu",
    "people": "ada",
    "tracks": "high",
    "session-types": "plenary",
    "schemes": "sdg",
    "terms": "sdg:2",
    "teams": "en-fr",
    "platform-accounts": "connect",
    "meetings": "own",
    "sessions": "X1",
    "relations": "1",
}
"""Of what is there: paths made up by chance alone would lead to nothing but 404."""


@pytest.fixture
def asked(app: Flask, edges: Edge) -> tuple[Flask, dict[str, str]]:
    """An app with a released event and one of everything; and an owner's token."""
    released(edges.database, FORUM, FIRST)
    with edges.database.storing() as session:
        record_new(session, EVERYTHING, BY)
        session.commit()
    owner = token(edges, "owner", None, email="ana@forum.example")
    return app, owner | {"Accept-Encoding": "identity"}  # the client unpacks nothing


def _operations(app: Flask) -> list[tuple[str, str]]:
    """Path and method of every operation; deletions come last, when there is most to delete."""
    paths = app.extensions["openapi"]()["paths"]
    found = [(path, method) for path, item in paths.items() for method in item.keys() - {"parameters"}]
    return sorted(found, key=lambda each: (each[1] == "delete", each))


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_documented(asked: tuple[Flask, dict[str, str]], mode: GenerationMode) -> None:
    app, headers = asked
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    flaws = {}
    for path, method in _operations(app):
        try:
            _ask(schema[path][method].as_strategy(generation_mode=mode), headers, path)
        except (FailureGroup, ExceptionGroup) as found:
            flaws[f"{method} {path}"] = [str(each) for each in found.exceptions]
        except Unsatisfiable:  # nothing about it can be asked wrongly
            assert mode is GenerationMode.NEGATIVE, (path, method)
    assert flaws == {}


def _ask(made: st.SearchStrategy[Case[Any]], headers: dict[str, str], path: str) -> None:
    @seed(20170612)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=made, data=st.data())
    def one(case: Case[Any], data: st.DataObject) -> None:
        for name in case.path_parameters or {}:
            known = KNOWN.get(name) or tuple(KEYS[each] for each in path.split("/") if each in KEYS)
            if known and data.draw(OFTEN):
                case.path_parameters[name] = data.draw(st.sampled_from(known))
        case.call_and_validate(headers=headers, checks=CHECKS)

    one()
