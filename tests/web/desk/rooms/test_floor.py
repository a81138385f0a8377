"""The queue of the floor on the moderator's page: who stands in it, what each button does, and what is refused."""

from scheduler.domain.floor import Said
from scheduler.domain.log import Author
from scheduler.domain.registering import Details
from scheduler.http.context import Edge
from scheduler.services import moderating, speaking
from scheduler.store.interventions import interventions_in
from tests import participants
from tests.fakes import SteppingClock
from tests.statements import counted
from tests.web.desk.browsing import Visitor, alert, press
from tests.web.desk.rooms.conftest import Moderator
from tests.web.html import read

PAGE = "/desk/forum/rooms/popov/1-1"
FLOOR = f"{PAGE}/floor"
OPENING = ("1", 1)
QUERIES = 15
"""Who asks, the release, the draft, what was said, what is behind the door, and the queue."""
QUERIES_OF_ROOMS = 6
"""Who asks and with what roles, the release, the draft, what was said, and ways in."""


def noted(edges: Edge, name: str, country: str = "", group: str = "", kind: str = "oral", text: str = "") -> int:
    """Somebody in the room who waits, a second after the one before."""
    edges.clock.step(1)  # type: ignore[attr-defined] # a test's clock
    said, author = Said(name, country, group, kind, "room", text), Author("ana@forum.example", edges.clock())
    return moderating.note(edges.desks, "forum", OPENING, said, author=author, repeat=None).id


def states(edges: Edge) -> dict[str, str]:
    with edges.database.reading() as unit:
        return {each.name: each.state for each in interventions_in(unit, 1, "1")}


def push(visitor: Visitor, id_: int, state: str, version: int) -> tuple[int, str]:
    """Press a button of the queue: the status, and where it leads or what is wrong."""
    proof = visitor.hidden(PAGE, PAGE)["csrf_token"]
    answer = visitor.post(FLOOR, csrf_token=proof, one=str(id_), version=str(version), floor=state)
    return answer.status_code, answer.headers["Location"] if answer.status_code == 303 else alert(answer)


def test_who_waits_stands_in_fair_order(popov: Visitor, users: Edge) -> None:
    """Ana of Fiji follows from afar, the others are in the room; Eve is of a region that was heard."""
    release = users.reader.current("forum")
    details = Details("Ana <b>R</b>", "ana@x.example", "", "FJ", "Pacific/Fiji", "academia")
    secrets = iter(f"psk_{number:032}" for number in range(9))
    ana = participants.enter(
        users.database, release, details, OPENING, now=users.clock(), new_secret=lambda: next(secrets)
    )
    noted(users, "Bob", "CH")
    assert push(popov, 1, "accepted", 1) == (303, f"{PAGE}?done=floor#floor")
    noted(users, "Eve", "FR", "government", "written", "All of\nit.")
    speaking.ask(
        users.database, release, ana.secret, OPENING, kind="oral", text="Cables", address="tests", now=users.clock() + 5
    )
    html = popov.get(PAGE).text
    lines = read(html).lines
    start = lines.index(
        "2 wait, 1 accepted. Oral ones: room for 1 more of 2, 3 minutes each (51 of 60 minutes are free)."
    )
    assert lines[start + 1 : lines.index("Who comes when")] == [
        *("Accepted: call them", "Bob", "CH \u00b7 Europe", "In the room, speaks \u00b7 asked 09:05"),
        *("Who wait, the next one first", "1 Ana <b>R</b>", "FJ \u00b7 Asia-Pacific \u00b7 Academia"),
        *("Online, speaks \u00b7 asked 09:05", "Cables"),
        *("2 Eve", "FR \u00b7 Europe \u00b7 Government", "In the room, in writing \u00b7 asked 09:05", "All of it."),
        "Add somebody from the room",
    ]
    assert "<b>R" not in html
    assert "Europe 1" in lines


def test_each_button_does_one_thing_and_is_taken_back(popov: Visitor, users: Edge) -> None:
    bob = noted(users, "Bob")
    way = ("accepted", "asked", "accepted", "delivered", "accepted", "no-show", "asked", "declined", "asked")
    for version, state in enumerate(way, start=1):
        buttons = f'name="floor" value="{state}" aria-label="'
        assert buttons in popov.get(PAGE).text
        assert push(popov, bob, state, version)[0] == 303
        assert states(users) == {"Bob": state}


def test_somebody_from_the_room_is_added(popov: Visitor, users: Edge) -> None:
    fields = {"name": "Losalini", "country": "fj", "stakeholder_type": "government", "kind": "oral", "text": "Cables"}
    assert popov.fill(PAGE, FLOOR, note="yes", **fields).headers["Location"] == f"{PAGE}?done=added#floor"
    (made,) = moderating.queue(users.database, users.desks.open("forum"), OPENING).waiting
    assert (made.name, made.country, made.stakeholder_type, made.place, made.text) == (
        *("Losalini", "FJ", "government", "room"),
        "Cables",
    )
    again = popov.fill(PAGE, FLOOR, note="yes", **fields)
    assert (again.status_code, alert(again)) == (
        409,
        "Losalini has asked for the floor here already, and that is asked.",
    )


def test_what_is_wrong_with_somebody_is_told_and_stays_typed(popov: Visitor, users: Edge) -> None:
    for fields, told in (
        ({"name": "", "kind": "oral", "text": "Cables"}, "Write the name of whoever asks, in 1 to"),
        ({"name": "Eve", "kind": "oral", "country": "Fiji"}, "Write the country as its two letters"),
        ({"name": "Eve", "kind": "sung", "text": "La"}, "Choose how you take the floor"),
        ({"name": "Eve", "kind": "written", "text": "x" * 2001}, "Write your intervention, in 1 to 2,000"),
        ({"name": "Eve", "kind": "oral", "stakeholder_type": "press"}, "Choose one of government"),
    ):
        answer = popov.fill(PAGE, FLOOR, note="yes", **fields)
        assert (answer.status_code, alert(answer).startswith(told)) == (422, True), alert(answer)
        page = read(answer.text)
        assert page.values()["name"][0] == fields["name"]
        assert [each.text for each in page.all("textarea")] == [fields.get("text", "")]
        assert [each.attributes.get("open") for each in page.all("details") if each.attributes["id"] == "add"] == [""]
    assert states(users) == {}


def test_of_two_at_once_the_second_is_told(popov: Visitor, ana: Visitor, users: Edge) -> None:
    bob = noted(users, "Bob")
    push(ana, bob, "accepted", 1)
    assert push(popov, bob, "accepted", 1) == (303, f"{PAGE}?done=floor#floor")
    assert push(popov, bob, "declined", 1) == (
        412,
        "Somebody changed this since you read it: it is accepted now. Look at it again, then decide.",
    )
    assert states(users) == {"Bob": "accepted"}


def test_there_is_room_for_so_many(popov: Visitor, users: Edge) -> None:
    people = [noted(users, name) for name in ("Ana", "Bob", "Eve")]
    found = [push(popov, each, "accepted", 1) for each in people]
    told = "2 oral interventions are accepted, and the session's remote access has 2."
    assert found[2] == (409, f"{told} Give it more in the draft, or ask to write instead.")
    assert states(users) == {"Ana": "accepted", "Bob": "accepted", "Eve": "asked"}
    assert "room for 0 more of 2, 3 minutes each (48 of 60 minutes are free). Ask to write" in popov.get(PAGE).text


def test_the_pages_ask_as_often_however_many_wait(popov: Visitor, users: Edge) -> None:
    asked = []
    noted(users, "Ana")
    popov.get(PAGE)  # of what is kept per process, nothing is new
    for more in ((), ("Bob", "Eve", "Una")):
        for name in more:
            noted(users, name)
        for path in (PAGE, "/desk/forum/rooms"):
            with counted(users.database.engine) as sent:
                assert popov.get(path).status_code == 200
            asked.append(len(sent))
    assert asked == [QUERIES, QUERIES_OF_ROOMS] * 2, sent


def test_what_is_not_of_this_page_stays(popov: Visitor, moderator: Moderator, users: Edge) -> None:
    """One of another part or of nobody, what no button says, another room's moderator, and no proof."""
    bob = noted(users, "Bob")
    proof = popov.hidden(PAGE, PAGE)["csrf_token"]
    second = "/desk/forum/rooms/popov/1-2/floor"
    for path, fields, status in (
        (second, {"one": str(bob), "version": "1", "floor": "accepted"}, 404),
        (FLOOR, {"one": "99", "version": "1", "floor": "accepted"}, 404),
        (FLOOR, {"one": str(bob), "version": "1", "floor": "withdrawn"}, 400),
        (FLOOR, {"one": str(bob), "version": "1", "floor": "elected"}, 400),
        (FLOOR, {"one": str(bob), "version": "-1", "floor": "accepted"}, 400),
        (FLOOR, {"one": "9" * 20, "version": "1", "floor": "accepted"}, 400),
        (FLOOR, {}, 400),
    ):
        assert popov.post(path, csrf_token=proof, **fields).status_code == status, fields
    assert popov.post(FLOOR, one=str(bob), version="1", floor="accepted").status_code == 400
    library = moderator("library")
    theirs = library.hidden("/desk/forum/rooms/library/2-1", "/desk/forum/rooms/library/2-1")["csrf_token"]
    refused = library.post(FLOOR, csrf_token=theirs, one=str(bob), version="1", floor="accepted")
    assert (refused.status_code, "Bob" in refused.text, states(users)) == (403, False, {"Bob": "asked"})
    assert popov.get(FLOOR).headers["Location"] == PAGE


def test_the_minutes_are_those_until_it_really_ends(popov: Visitor, users: Edge, clock: SteppingClock) -> None:
    """And when it is over nobody is called any more, though the plan has room."""
    noted(users, "Bob", "CH")
    steps = {
        "2017-06-12T09:52": "room for 2 more of 2, 3 minutes each (8 of 60 minutes are free).",
        "2017-06-12T09:56": "room for 1 more of 2, 3 minutes each (4 of 60 minutes are free).",
        "2017-06-12T09:58": "room for 0 more of 2, 3 minutes each (2 of 60 minutes are free). Ask to write instead.",
    }
    for now, told in steps.items():
        clock.set(now)
        page = popov.get(PAGE).text
        assert f"1 waits, 0 accepted. Oral ones: {told}" in read(page).lines
        assert 'value="accepted" aria-label="Accept' in page
    clock.set("2017-06-12T10:01")
    page = popov.get(PAGE).text
    over = "It is over by the plan. If it goes on, say how late it is, and people can be called."
    assert (f"1 waits, 0 accepted. {over}" in read(page).lines, 'value="accepted"' in page) == (True, False)
    clock.set("2017-06-12T09:58")
    press(popov, PAGE, late="10")
    assert "room for 2 more of 2, 3 minutes each (12 of 60 minutes are free)." in popov.get(PAGE).text
    press(popov, PAGE, ended="now")
    page = popov.get(PAGE).text
    assert "1 waits, 0 accepted. It ended: nobody is called any more." in read(page).lines
    assert ('value="accepted"' in page, 'value="declined" aria-label="Decline' in page) == (False, True)
