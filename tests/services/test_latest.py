"""What was used last stays; what was used longest ago goes first."""

from scheduler.services.latest import Latest


def test_what_was_used_longest_ago_goes_first() -> None:
    latest: Latest[str, int] = Latest(2)
    latest.put("a", 1)
    latest.put("b", 2)
    assert latest.get("a") == 1
    latest.put("c", 3)
    assert [latest.get(key) for key in "abc"] == [1, None, 3]


def test_the_same_key_is_one_thing() -> None:
    latest: Latest[str, int] = Latest(2)
    for value in range(5):
        latest.put("a", value)
    latest.put("b", 9)
    assert [latest.get(key) for key in "ab"] == [4, 9]
