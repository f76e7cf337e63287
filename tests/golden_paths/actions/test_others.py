"""Logs, waits, notifications, requests and Argo CD: each through its port, each refusing what makes no sense."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from golden_paths import actions, engine
from golden_paths.engine import Fixed, RunState
from golden_paths.errors import ActionError
from golden_paths.ports import DeployedApplication, HttpAnswer, HttpRequest, Mark, Notification, OutsideError
from golden_paths.workshop import Outside, Workshop
from tests.golden_paths.trying import NOW, Bench, write


@dataclass
class World:
    """Everybody whom golden paths tell something. `answer` is what services say."""

    answer: HttpAnswer = field(
        default_factory=lambda: HttpAnswer(200, {"Content-Type": "application/json"}, b'{"id": 1}')
    )
    refusal: OutsideError | None = None
    heard: list[object] = field(default_factory=list)

    def notify(self, notification: Notification, mark: Mark) -> None:
        assert mark == Mark("run-1", "step-1", NOW)
        self._hear(notification)

    def request(self, request: HttpRequest) -> HttpAnswer:
        self._hear(request)
        return self.answer

    def create_application(self, application: DeployedApplication, mark: Mark) -> None:
        assert mark == Mark("run-1", "step-1", NOW)
        self._hear(application)

    def _hear(self, what: object) -> None:
        if self.refusal:
            raise self.refusal
        self.heard.append(what)


def perform(bench: Bench, world: World, action: str, own: Workshop | None = None, **given: Any) -> dict[str, Any]:
    template = bench.template({"action": action, "input": given})
    outside = Outside(notifier=world, gateway=world, deployer=world)
    workshop = replace(own or bench.workshop(), outside=outside)
    result = engine.perform(template.steps[0], template, RunState({}, Fixed(NOW, "run-1")), workshop, actions.known())
    return dict(result.output or {})


def debug(**given: Any) -> dict[str, Any]:
    return {"action": "debug:log", "input": given}


def test_the_log_has_the_message_and_the_files(bench: Bench) -> None:
    lines = bench.dry(
        write("a", "hi\n"), debug(message="one\ntwo", listWorkspace=True), debug(listWorkspace="with-contents")
    ).log
    assert lines[4:8] == ("one", "two", "Workspace:", "  - a")
    assert lines[-3:-1] == ("  - a", "hi")


def test_the_log_shows_values(bench: Bench) -> None:
    assert '{"a":[1]}' in bench.dry(debug(extra={"a": [1]})).log


@pytest.mark.parametrize("given", [{"message": 3}, {"listWorkspace": "all"}, {"massage": "x"}])
def test_the_log_takes_no_nonsense(bench: Bench, given: dict[str, Any]) -> None:
    assert "debug:log does not take this input" in bench.dry(debug(**given)).error


def waiting(bench: Bench, action: str, given: Any, **own: Any) -> float:
    """The seconds that a step of this action waits before it is carried out."""
    template = bench.template({"action": action, "input": given, **own})
    state = RunState({}, Fixed(NOW, "run-1"))
    return engine.waiting_time(template.steps[0], template, state, bench.workshop(), actions.known()).total_seconds()


def test_waits_as_long_as_it_is_told(bench: Bench) -> None:
    assert waiting(bench, "debug:wait", {"seconds": 1, "milliseconds": 500}) == 1.5
    assert waiting(bench, "roadiehq:utils:sleep", {"amount": 2}) == 2
    assert waiting(bench, "debug:log", {"message": "at once"}) == 0


def test_rounds_wait_one_after_the_other(bench: Bench) -> None:
    each = {"each": [1, 2, 30]}
    assert waiting(bench, "debug:wait", {"seconds": "${{ each.value }}"}, **each) == 33
    assert waiting(bench, "debug:wait", {"minutes": 5}, **{"if": "${{ false }}"}) == 0


def test_nobody_waits_for_days(bench: Bench) -> None:
    with pytest.raises(ActionError, match="would wait 4 days, 4:00:00 together; 1 day, 0:00:00 is the most"):
        waiting(bench, "roadiehq:utils:sleep", {"amount": 3600}, each=list(range(100)))


def test_a_wait_ends_when_the_run_is_cancelled(bench: Bench) -> None:
    def cancelled() -> None:
        raise ActionError("Ana cancelled it.")

    with pytest.raises(ActionError, match="Ana cancelled it"):
        replace(bench.workshop(), check=cancelled).wait(300)


@pytest.mark.parametrize("given", [{"minutes": 11}, {"seconds": -1}, {"seconds": "5"}, {"hours": 1}])
def test_nobody_waits_for_ever(bench: Bench, given: dict[str, Any]) -> None:
    with pytest.raises(ActionError, match="debug:wait"):
        perform(bench, World(), "debug:wait", **given)


def test_people_are_told(bench: Bench) -> None:
    world = World()
    perform(
        bench,
        world,
        "notification:send",
        recipients="entity",
        entityRefs=["group:payments"],
        title="New",
        info="It is there",
    )
    assert world.heard == [Notification("New", "It is there", recipients=("group:payments",))]


def test_a_notification_wants_somebody_to_hear_it(bench: Bench) -> None:
    with pytest.raises(ActionError, match="`entityRefs` must name somebody when `recipients` is `entity`"):
        perform(bench, World(), "notification:send", recipients="entity", title="New")


@pytest.mark.parametrize(
    "given", [{"recipients": "all", "title": "x"}, {"recipients": "broadcast"}, {"severity": "grave"}]
)
def test_a_notification_takes_no_nonsense(bench: Bench, given: dict[str, Any]) -> None:
    with pytest.raises(ActionError, match="notification:send does not take this input"):
        perform(bench, World(), "notification:send", **given)


def test_a_notification_may_be_lost_where_that_is_fine(bench: Bench) -> None:
    world = World(refusal=OutsideError("Slack is away."))
    perform(bench, world, "notification:send", recipients="broadcast", title="x", optional=True)
    with pytest.raises(ActionError, match="Slack is away"):
        perform(bench, world, "notification:send", recipients="broadcast", title="x")


def test_a_service_is_called_and_its_answer_read(bench: Bench) -> None:
    world = World()
    output = perform(
        bench, world, "http:backstage:request",
        method="POST", path="/proxy/x", headers={"X": 1}, params={"q": True}, body={"a": "ü"},
    )  # fmt: skip
    assert output == {"code": "200", "headers": {"Content-Type": "application/json"}, "body": {"id": 1}}
    assert world.heard == [
        HttpRequest("POST", "/proxy/x", {"X": "1"}, {"q": "True"}, '{"a": "ü"}'.encode(), 60.0),
    ]


def test_an_answer_that_is_no_json_is_a_message(bench: Bench) -> None:
    world = World(HttpAnswer(200, {}, b"hello"))
    assert perform(bench, world, "http:backstage:request", method="GET", path="/x")["body"] == {"message": "hello"}


def test_a_service_that_refuses_is_a_failure_unless_it_may_be(bench: Bench) -> None:
    world = World(HttpAnswer(503, {}, b"busy"))
    with pytest.raises(ActionError, match="GET /x was answered with 503: busy") as raised:
        perform(bench, world, "http:backstage:request", method="GET", path="/x")
    assert raised.value.is_retryable
    output = perform(bench, world, "http:backstage:request", method="GET", path="/x", continueOnBadResponse=True)
    assert output["code"] == "503"


@pytest.mark.parametrize(
    "world",
    [
        World(HttpAnswer(503, {}, b"busy")),
        World(refusal=OutsideError("/proxy/x did not answer: it cannot be reached.", is_retryable=True)),
    ],
)
@pytest.mark.parametrize(
    "given, is_retryable",
    [({"method": "POST"}, False), ({"method": "POST", "idempotencyKey": "run-1"}, True), ({"method": "GET"}, True)],
)
def test_what_cannot_be_repeated_is_left_to_a_person_at_once(
    bench: Bench, world: World, given: dict[str, Any], is_retryable: bool
) -> None:
    with pytest.raises(ActionError, match=r"answer.*(busy|reached)") as raised:
        perform(bench, world, "http:backstage:request", path="/proxy/x", **given)
    assert raised.value.is_retryable is is_retryable


@pytest.mark.parametrize(
    "given",
    [{"method": "STEAL", "path": "/x"}, {"method": "GET", "path": ""}, {"method": "GET", "path": "/x", "timeout": 0}],
)
def test_a_request_takes_no_nonsense(bench: Bench, given: dict[str, Any]) -> None:
    with pytest.raises(ActionError, match="http:backstage:request does not take this input"):
        perform(bench, World(), "http:backstage:request", **given)


def test_a_dry_run_calls_nobody(bench: Bench) -> None:
    steps = [
        {"action": "http:backstage:request", "input": {"method": method, "path": "/x"}} for method in ("GET", "POST")
    ]
    outputs = [result.output for result in bench.dry(*steps).steps]
    assert outputs == [{"code": "<example>", "headers": {}, "body": "<unknown>"}, {}]


def test_argo_cd_is_told_what_to_deploy(bench: Bench) -> None:
    world = World()
    given: dict[str, Any] = {
        "appName": "shop",
        "argoInstance": "main",
        "namespace": "ns",
        "repoUrl": "https://x",
        "path": "m",
    }
    perform(bench, world, "argocd:create-resources", **given)
    assert world.heard == [DeployedApplication("shop", "main", "ns", "https://x", "m", "shop", "shop")]
    with pytest.raises(ActionError, match="`path` is missing"):
        perform(bench, world, "argocd:create-resources", **{name: given[name] for name in given if name != "path"})


@pytest.mark.parametrize(
    "action, given, problem",
    [
        ("notification:send", {"recipients": "broadcast", "title": "x"}, "Slack is not connected here"),
        ("http:backstage:request", {"method": "GET", "path": "/x"}, "no service is configured for golden paths"),
        (
            "argocd:create-resources",
            {"appName": "a", "argoInstance": "m", "namespace": "n", "repoUrl": "r", "path": "p"},
            "No Argo CD is connected",
        ),
        ("catalog:register", {"catalogInfoUrl": "u"}, "No catalog is connected here"),
        ("publish:github", {"repoUrl": "github.com?owner=o&repo=r"}, "Callboard is nobody at github.com"),
    ],
)
def test_what_is_not_connected_says_so(bench: Bench, action: str, given: dict[str, Any], problem: str) -> None:
    template = bench.template({"action": action, "input": given})
    with pytest.raises(ActionError, match=problem):
        engine.perform(template.steps[0], template, RunState({}, Fixed(NOW, "r")), bench.workshop(), actions.known())
