"""The API's description: whole, true, of version 3.1, and readable without a network."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.selection import FILTERS
from scheduler.http.problems import KINDS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PREFIX = "/api/v1"


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json  # type: ignore[assignment]
    return found


PUBLIC = {"agenda", "diff", "event", "events", "live", "releases"}
NEVER_CHANGE = {"remove_recipient", "revoke_feed_token", "revoke_ticket"}
"""What is deleted without having been read: nobody's edit can be lost by it."""
DONE_AT_ONCE = {"approve_notice", "approve_notices", "checks", "put_recipient", "retry_delivery"}
"""POSTs that make nothing."""
MEET_ERASED = {
    "conflicts",
    "create_change",
    "create_intervention",
    "create_release",
    "erase_person",
    "list_session",
} | {f"{verb}_person" for verb in ("create", "read", "change", "delete")}
"""Operations that may be about somebody who was erased, or, of releases, about what was cancelled since."""
KINDS_OF_THINGS = (
    "building",
    "feature",
    "meeting",
    "organisation",
    "person",
    "platform_account",
    "relation",
    "room",
    "scheme",
    "session",
    "session_type",
    "team",
    "term",
    "track",
)
OPERATIONS = (
    "assign_platform_accounts",
    "list_link_checks",
    *PUBLIC,
    "cancel_scheduled_release",
    "list_scheduled_releases",
    "read_scheduled_release",
    *(f"{verb}_{kind}" for kind in KINDS_OF_THINGS for verb in ("list", "create", "read", "change", "delete")),
    "approve_notice",
    "approve_notices",
    "change_event",
    "change_intervention",
    "change_webhook",
    "checks",
    "conflicts",
    "create_change",
    "create_event",
    "create_intervention",
    "create_registration",
    "create_release",
    "create_webhook",
    "delete_event",
    "delete_placement",
    "delete_remote",
    "delete_waiver",
    "delete_webhook",
    "discard_notice",
    "erase_person",
    "export_interventions",
    "export_registrations",
    "fitting_sessions",
    "issue_feed_token",
    "issue_ticket",
    "list_changes",
    "list_deliveries",
    "list_feed_tokens",
    "list_interventions",
    "list_notices",
    "list_recipients",
    "list_registrations",
    "list_tickets",
    "list_webhooks",
    "policy",
    "put_live_state",
    "put_notice_settings",
    "put_placement",
    "put_policy",
    "put_recipient",
    "put_remote",
    "put_room_meeting",
    "put_waiver",
    "put_walking_times",
    "read_intervention",
    "read_live_state",
    "read_notice",
    "read_notice_settings",
    "read_one_release",
    "read_placement",
    "read_remote",
    "read_walking_times",
    "read_room_meeting",
    "read_webhook",
    "remove_recipient",
    "retry_delivery",
    "revert_change",
    "revoke_feed_token",
    "revoke_ticket",
    "rules",
    "set_links",
    "suggestions",
    "waiver",
)


SENT_AGAIN = {"approve_notice", "assign_platform_accounts", "create_registration", "put_recipient", "retry_delivery"}
"""What they did under an Idempotency-Key may be no more when they are sent again."""


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield path, method, item[method]


def _all(node: Any, key: str) -> Iterator[Any]:
    if isinstance(node, dict):
        if key in node:
            yield node[key]
        for inner in node.values():
            yield from _all(inner, key)
    elif isinstance(node, list):
        for inner in node:
            yield from _all(inner, key)


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    assert set(description["info"]) == {"title", "version", "description"}
    assert set(description) == {"openapi", "info", "paths", "tags", "components"}


def test_it_documents_every_route_and_no_other(app: Flask, description: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and rule.methods
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    told = {(path, method) for path, item in description["paths"].items() for method in item if method != "parameters"}
    assert told == routes
    assert len(routes) == len(OPERATIONS)


def test_a_key_to_send_again_is_told_where_one_is_taken(description: dict[str, Any]) -> None:
    """Elsewhere a client that trusts the description would be refused, or do it twice."""
    takers = {
        operation["operationId"]
        for _, _, operation in _operations(description)
        if any(each.get("name") == "Idempotency-Key" for each in operation.get("parameters", ()))
    }
    posts = {operation["operationId"] for _, method, operation in _operations(description) if method == "post"}
    assert takers == posts - {"create_webhook", "issue_feed_token", "issue_ticket"}


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    references = set(_all(description, "$ref"))
    assert references
    for reference in references:
        node: Any = description
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_every_operation_has_its_own_name_and_words(description: dict[str, Any]) -> None:
    operations = [operation for _, _, operation in _operations(description)]
    assert sorted(operation["operationId"] for operation in operations) == sorted(OPERATIONS)
    assert all(operation["summary"].endswith(".") for operation in operations)


def test_what_needs_a_token_says_so(description: dict[str, Any]) -> None:
    private = {operation["operationId"] for _, _, operation in _operations(description) if "security" in operation}
    assert private == set(OPERATIONS) - PUBLIC
    schemes = description["components"]["securitySchemes"]
    assert schemes["bearer"] == {"type": "http", "scheme": "bearer"}
    assert (schemes["desk"]["in"], schemes["desk"]["name"], schemes.keys()) == ("cookie", "desk", {"bearer", "desk"})


def test_every_operation_documents_its_errors_as_problems(description: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    for path, method, operation in _operations(description):
        answers = dict(operation["responses"])
        if operation["operationId"] in PUBLIC:
            expected = {"200", "304", "400", "default"} | ({"404"} if "{" in path else set())
            expected |= {"422"} if path.endswith("/live") else set()
        else:
            name = operation["operationId"]
            done = "201" if method == "post" and name not in DONE_AT_ONCE else "204" if method == "delete" else "200"
            expected = {"200" if name == "delete_placement" else done, "400", "401", "403", "429", "default"}
            expected |= {"404"} if "{" in path else set()
            expected |= {"413", "415", "422"} if "requestBody" in operation else set()
            changes = method in {"put", "patch", "delete"} and name not in NEVER_CHANGE
            expected |= {"412", "428"} if changes or name in {"approve_notice", "create_change"} else set()
            expected |= {"404"} if name == "create_change" else set()
            expected |= {"410"} if name in MEET_ERASED | SENT_AGAIN else set()
            placed = path.endswith(("/placements/{part}", "/remote"))
            ends = {*NEVER_CHANGE, "delete_waiver", "change_webhook", "delete_webhook"}
            in_the_way = method in {"patch", "delete"} and name not in ends
            expected |= {"202"} if name == "create_release" else set()
            expected |= {"409"} if method == "post" or in_the_way or (placed and method == "put") else set()
        assert set(answers) == expected, operation["operationId"]
        for status in answers.keys() - {"200", "201", "202", "204", "304"}:
            name = answers[status]["$ref"].removeprefix("#/components/responses/")
            assert description["components"]["responses"][name]["content"] == problem
    codes = description["components"]["schemas"]["ProblemDocument"]["properties"]["code"]["enum"]
    assert codes == sorted(KINDS)


def test_the_filters_documented_are_those_that_exist(description: dict[str, Any]) -> None:
    def names(path: str) -> list[str]:
        return [each["name"] for each in description["paths"][PREFIX + path]["get"].get("parameters", [])]

    assert names("/events/{event}/agenda") == [*FILTERS, "cursor", "lang", "limit", "tz"]
    assert names("/events/{event}/live") == [*FILTERS, "at", "lang", "tz"]
    assert names("/events/{event}/releases/{number}/diff") == [*FILTERS, "cursor", "from", "lang", "limit", "tz"]
    assert names("/events/{event}/releases") == [*FILTERS, "cursor", "limit"]
    assert names("/events/{event}") == []
    assert names("/events") == ["cursor", "limit"]


def test_each_parameter_and_field_says_what_it_is_and_shows_one(description: dict[str, Any]) -> None:
    for parameters in _all(description["paths"], "parameters"):
        for parameter in parameters:
            assert parameter["description"].endswith("."), parameter
            assert parameter["example"] not in ("", None), parameter
    for name, schema in description["components"]["schemas"].items():
        assert schema["type"] == "object"
        for field, value in schema["properties"].items():
            assert value["description"][-1] in ".`", (name, field)
            leads_on = "$ref" in value or "anyOf" in value or "$ref" in value.get("items", {})
            assert leads_on or "example" in value, (name, field)


def test_examples_are_of_the_type_that_is_documented(description: dict[str, Any]) -> None:
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "number": float}
    for name, schema in description["components"]["schemas"].items():
        for field, value in schema["properties"].items():
            if "example" in value and "type" in value:
                allowed = value["type"] if isinstance(value["type"], list) else [value["type"]]
                fits = (value["example"] is None and "null" in allowed) or isinstance(
                    value["example"], tuple(types[each] for each in allowed if each != "null")
                )
                assert fits, (name, field)


@pytest.mark.parametrize("path", ["/api/docs", "/api/errors", "/api/docs.css", "/api/openapi.json"])
def test_the_description_is_kept_by_clients(client: FlaskClient, path: str) -> None:
    whole = client.get(path)
    known = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert (whole.status_code, known.status_code) == (200, 304)


def test_the_page_shows_every_operation_and_field_and_needs_nothing_else(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    page = client.get("/api/docs").text
    for path, method, _ in _operations(description):
        assert f"{method.upper()} <code>{path}</code>" in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert description["components"]["schemas"].keys() <= anchors
    assert {target.removeprefix("#") for target in re.findall(r'href="(#[^"]+)"', page)} <= anchors
    assert re.findall(r'(?:src|href)="(?!#)([^"]+)"', page) == [
        "data:,",
        "/api/docs.css",
        "/api/openapi.json",
        "/api/errors",
    ]
    assert not re.search(r"<script|<style|style=|\son\w+=", page)


def test_the_page_says_what_each_operation_answers_and_refuses(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    page = client.get("/api/docs").text
    told = {
        name: (
            [
                status
                for answers in re.findall(r"<p>Answers .*", section)
                for status in re.findall(r"\((2\d\d)\)", answers)
            ],
            re.findall(r"<p>Refuses with (.*)\.</p>", section),
        )
        for name, section in re.findall(r'<h2 id="([a-z_]+)">(.*?)(?=<h2)', page, re.DOTALL)
    }
    assert told == {
        operation["operationId"]: (
            sorted(status for status in operation["responses"] if status.startswith("2")),
            [", ".join(sorted(status for status in operation["responses"] if status.startswith("4")))],
        )
        for _, _, operation in _operations(description)
    }


def test_the_page_begins_with_a_way_to_each_operation(client: FlaskClient, description: dict[str, Any]) -> None:
    _, _, page = client.get("/api/docs").text.partition("<nav")
    index, _, rest = page.partition("</nav>")
    ways = re.findall(r'href="#([^"]+)"', index)
    assert ways == re.findall(r'<h2 id="([a-z_]+)">', rest)
    assert sorted(ways) == sorted(operation["operationId"] for _, _, operation in _operations(description))


def test_the_page_of_errors_has_an_anchor_per_code(client: FlaskClient) -> None:
    assert re.findall(r'<h2 id="([^"]+)">', client.get("/api/errors").text) == list(KINDS)
