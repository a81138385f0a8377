"""What a JSON body may cost: a body within the limit of bytes takes no long time, and no long answer."""

import json
import time
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, fields
from werkzeug.exceptions import RequestEntityTooLarge

from scheduler.domain.errors import Flaw, InvalidInput
from scheduler.http.bodies import MOST_FLAWS, MOST_VALUES, parse, read_body
from scheduler.http.problems import Malformed, pointed


class Shape(Schema):
    """Anything, under one name."""

    things = fields.Raw(required=True)


def read(body: bytes) -> dict[str, Any]:
    """What is read of a request with this body."""
    with Flask(__name__).test_request_context("/", method="POST", data=body, content_type="application/json"):
        return read_body(Shape())


@pytest.mark.parametrize(
    "most",
    [
        pytest.param(b"[" + b",".join([b"1"] * (MOST_VALUES - 2)) + b"]", id="list"),
        pytest.param(json.dumps({str(n): n for n in range(MOST_VALUES - 2)}).encode(), id="object"),
        pytest.param(b"[" + b",".join([b"[]"] * (MOST_VALUES - 2)) + b"]", id="lists"),
    ],
)
def test_a_body_holds_so_many_values_and_no_more(most: bytes) -> None:
    assert read(b'{"things":' + most + b"}") == {"things": json.loads(most)}
    with pytest.raises(RequestEntityTooLarge) as refused:
        read(b'{"things":' + most + b',"one":1}')
    assert refused.value.description == "The body holds more than 20,000 values. Send fewer at once."


@pytest.mark.parametrize(
    "many",
    [
        pytest.param({str(n): 1 for n in range(5_000)}, id="unknown fields"),
        pytest.param({"things": ["\x00"] * 5_000}, id="NUL"),
    ],
)
def test_so_many_flaws_are_told_and_no_more(many: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(json.dumps(many).encode())
    assert len(refused.value.flaws) == MOST_FLAWS


def test_a_name_that_stands_twice_is_found_in_one_go() -> None:
    """Looking each name up in all the others would take a minute."""
    names = ",".join(f'"{n:06}":0' for n in range(90_000))
    began = time.process_time()
    with pytest.raises(Malformed, match="names '089999' twice"):
        parse(f'{{{names},"089999":1}}'.encode())
    assert time.process_time() - began < 5  # seconds


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        pytest.param("a/b~c", "/a~1b~0c", id="escaped"),
        pytest.param("x" * 900_000, "/" + "x" * 100, id="long"),
        pytest.param("\ud800", "/\\ud800", id="half a character"),
    ],
)
def test_a_pointer_is_short_and_can_be_written(name: str, pointer: str) -> None:
    assert list(pointed("", {name: ["Unknown field."]})) == [Flaw(pointer, "Unknown field.")]


def test_a_body_in_chunks_is_not_cut_at_the_limit() -> None:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 20
    for padding, fits in ((5, True), (7, False), (500, False)):
        environ = {"wsgi.input": BytesIO(b'{"things": 1}' + b" " * padding), "wsgi.input_terminated": True}
        with app.test_request_context(
            "/", method="POST", content_type="application/json", environ_overrides=environ
        ) as context:
            context.request.environ.pop("CONTENT_LENGTH", None)
            if fits:
                assert read_body(Shape()) == {"things": 1}
            else:
                with pytest.raises(RequestEntityTooLarge):
                    read_body(Shape())
