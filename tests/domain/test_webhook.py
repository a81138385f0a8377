"""What webhooks are told, how they know that it is from us, and what their answers mean."""

import hmac
from dataclasses import replace

import pytest

from scheduler.domain.mail import Outcome
from scheduler.domain.release import release
from scheduler.domain.web import Answer, Failure
from scheduler.domain.webhook import Delivery, announcement, headers, outcome, signature
from tests.factories import at, placement, programme

BASE = "https://programme.example"
NINE, TEN, ELEVEN = "2017-06-12T09:00", "2017-06-12T10:00", "2017-06-12T11:00"


def test_a_receiver_can_tell_that_it_is_ours_and_when_it_was_signed() -> None:
    """As the docs say that receivers do it."""
    body = '{"a":"é"}'.encode()
    given = dict(part.split("=") for part in signature("whsec_s", 1_496_300_600, body).split(","))
    signed = hmac.new(b"whsec_s", f"{given['t']}.".encode() + body, "sha256").hexdigest()
    assert given == {"t": "1496300600", "v1": signed}
    assert signature("whsec_s", 1_496_300_601, body).endswith(signed) is False


def test_a_release_is_told_by_numbers_keys_and_links() -> None:
    first = release(
        programme(placement("1", NINE, TEN, "a"), placement("2", NINE, TEN, "b")),
        None,
        number=1,
        label="Plan",
        note="",
        at=at("2017-06-01T09:00"),
    )
    moved = programme(placement("1", TEN, ELEVEN, "b"), placement("2", NINE, TEN, "b"))
    second = release(moved, first, number=2, label="Move", note="Sorry", at=at("2017-06-02T09:00"))
    assert announcement(first, second, BASE) == {
        "type": "release.published",
        "event": {"slug": "forum", "name": "Forum"},
        "release": {
            "number": 2,
            "label": "Move",
            "note": "Sorry",
            "published_at": "2017-06-02T09:00:00+02:00",
            "previous": 1,
        },
        "changes": {"entries": 1, "kinds": {"moved": 1, "room": 1}, "keys": ["forum-1-1"]},
        "links": {
            "diff": "https://programme.example/api/v1/events/forum/releases/2/diff",
            "agenda": "https://programme.example/api/v1/events/forum/agenda",
            "page": "https://programme.example/forum/changes",
        },
    }
    told = announcement(None, first, BASE)
    assert (told["release"]["previous"], told["changes"]["kinds"]) == (None, {"placed": 2})


def test_a_delivery_is_known_by_its_id_each_time() -> None:
    delivery = Delivery(41, "release.published", 2, "{}", 0, 0, None, 1, None, None, None)
    first, second = headers(7, delivery, "s", 100), headers(7, replace(delivery, attempts=2), "s", 160)
    assert first["X-Scheduler-Delivery"] == second["X-Scheduler-Delivery"] == "7.41"
    assert first["X-Scheduler-Signature"].startswith("t=100,v1=")
    assert second["X-Scheduler-Signature"].startswith("t=160,v1=")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(Answer(200), Outcome("sent", "200"), id="taken"),
        pytest.param(Answer(204), Outcome("sent", "204"), id="taken without a word"),
        pytest.param(Answer(500, {}, b"oh\r\n no\x00"), Outcome("later", "500 oh no"), id="a fault of theirs"),
        pytest.param(Answer(429), Outcome("later", "429"), id="too many"),
        pytest.param(Answer(404, {}, b"\xff" * 9000), Outcome("later", "404 " + "\ufffd" * 300), id="not there"),
        pytest.param(Answer(410), Outcome("refused", "410"), id="wants no more"),
        pytest.param(
            Answer(302, {"location": "http://10.0.0.1/"}),
            Outcome("later", "302: redirects are not followed. Set the address that it leads to."),
            id="a redirect",
        ),
        pytest.param(Failure("forbidden", "No."), Outcome("refused", "No."), id="not asked"),
        pytest.param(Failure("failed", "Late."), Outcome("later", "Late."), id="no answer"),
    ],
)
def test_what_an_answer_means(found: Answer | Failure, expected: Outcome) -> None:
    assert outcome(found) == expected
