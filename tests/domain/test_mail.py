"""Mails: what may be in one, what becomes of one that was tried, and how long it waits."""

import pytest

from scheduler.domain.clock import MINUTE
from scheduler.domain.errors import InvalidInput
from scheduler.domain.mail import Fate, Mail, Outcome, require_mail, wait

NOW = 1_496_300_000
HOUR = 60 * MINUTE


def fate(due_in: int | None = None, *, sent: bool = False, attempts: int = 1, error: str | None = None) -> Fate:
    return Fate(sent=sent, due_at=None if due_in is None else NOW + due_in, attempts=attempts, error=error)


@pytest.mark.parametrize(
    ("what", "attempts", "expected"),
    [
        pytest.param("sent", 1, fate(sent=True), id="sent at once"),
        pytest.param("sent", 3, fate(sent=True, attempts=3), id="sent the third time"),
        pytest.param("later", 1, fate(45, error="said"), id="not now: tried again"),
        pytest.param("later", 2, fate(90, attempts=2, error="said"), id="not now again: waits twice as long"),
        pytest.param("later", 3, fate(attempts=3, error="said"), id="not now for the last time: given up"),
        pytest.param("refused", 1, fate(error="said"), id="refused: given up"),
        pytest.param("away", 1, fate(60, attempts=0, error="said"), id="nothing is taken: does not count"),
        pytest.param("away", 3, fate(60, attempts=2, error="said"), id="nothing is taken at last: does not count"),
    ],
)
def test_what_becomes_of_a_mail(what: str, attempts: int, expected: Fate) -> None:
    outcome = Outcome(what, "said")  # type: ignore[arg-type]
    assert Fate.of(outcome, attempts=attempts, most=3, now=NOW, chance=0.5) == expected


@pytest.mark.parametrize(
    ("attempts", "shortest", "longest"),
    [
        pytest.param(1, 30, 59, id="a minute"),
        pytest.param(2, 60, 119, id="two"),
        pytest.param(5, 480, 959, id="sixteen"),
        pytest.param(8, 3840, 7679, id="two hours"),
        pytest.param(9, 2 * HOUR, 4 * HOUR - 1, id="four hours"),
        pytest.param(10**9, 2 * HOUR, 4 * HOUR - 1, id="never longer"),
    ],
)
def test_a_wait_is_doubled_and_spread_by_chance(attempts: int, shortest: int, longest: int) -> None:
    assert (wait(attempts, 0.0), wait(attempts, 0.999999)) == (shortest, longest)


def test_twelve_attempts_take_eight_to_sixteen_hours() -> None:
    """As the setting's page says."""
    spans = [sum(wait(attempt, chance) for attempt in range(1, 12)) for chance in (0.0, 0.999999)]
    assert [round(span / HOUR) for span in spans] == [8, 16]


def test_the_id_of_a_mail_is_that_of_its_row_and_time() -> None:
    assert Mail(7, "ana@forum.example", "S", "B", NOW).local_id == "1496300000.7"


BREAKS = [
    pytest.param(f"a{mark}Bcc: b@forum.example", id=f"U+{ord(mark):04X}")
    for mark in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
]


@pytest.mark.parametrize("text", [*BREAKS, pytest.param("a\r\nBcc: b@forum.example", id="CRLF")])
def test_no_header_can_be_two(text: str) -> None:
    for arguments in (
        (text, "S", (), None),
        ("a@forum.example", text, (), None),
        ("a@forum.example", "S", (("Reply-To", text),), None),
    ):
        with pytest.raises(InvalidInput, match="of a mail holds a line break"):
            require_mail(*arguments)


@pytest.mark.parametrize(
    ("recipient", "subject", "headers", "calendar", "told"),
    [
        pytest.param(
            "ana",
            "S",
            (),
            None,
            "'ana' is no e-mail address. Write one, without a name around it.",
            id="no address",
        ),
        pytest.param(
            "a@b.example, c@d.example",
            "S",
            (),
            None,
            "'a@b.example, c@d.example' is no e-mail address. Write one, without a name around it.",
            id="two addresses",
        ),
        pytest.param(
            "Desk <a@b.example>",
            "S",
            (),
            None,
            "'Desk <a@b.example>' is no e-mail address. Write one, without a name around it.",
            id="an address with a name",
        ),
        pytest.param("a@b.example", "", (), None, "A mail needs a subject of 1 to 900 characters.", id="no subject"),
        pytest.param(
            "a@b.example", "s" * 901, (), None, "A mail needs a subject of 1 to 900 characters.", id="a long subject"
        ),
        pytest.param(
            "a@b.example",
            "a\x00b",
            (),
            None,
            "The subject of a mail holds a control character. Take it out: 'a\\x00b'.",
            id="NUL in the subject",
        ),
        pytest.param(
            "a@b.example",
            "S",
            (("Bcc", "x@y.example"),),
            None,
            "A mail can't have a header 'Bcc'. Use: Auto-Submitted, List-Unsubscribe, List-Unsubscribe-Post, Reply-To.",
            id="another recipient",
        ),
        pytest.param(
            "a@b.example",
            "S",
            (("Reply-To", ""),),
            None,
            "Reply-To of a mail needs 1 to 900 characters, all of them ASCII.",
            id="an empty header",
        ),
        pytest.param(
            "a@b.example",
            "S",
            (("Reply-To", "Büro <a@b.example>"),),
            None,
            "Reply-To of a mail needs 1 to 900 characters, all of them ASCII.",
            id="a header beyond ASCII",
        ),
        pytest.param(
            "a@b.example",
            "S",
            (),
            "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
            "The calendar part of a mail has no METHOD. Give it one, such as METHOD:REQUEST.",
            id="a calendar without method",
        ),
    ],
)
def test_what_can_not_be_sent_is_refused_in_words(
    recipient: str, subject: str, headers: tuple[tuple[str, str], ...], calendar: str | None, told: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_mail(recipient, subject, headers, calendar)
    assert refused.value.detail == told
