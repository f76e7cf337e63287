"""What golden paths do at GitHub, over real HTTP, with real git; twice it leaves the same as once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from golden_paths import actions, engine
from golden_paths.engine import Fixed, RunState
from golden_paths.errors import ActionError, UnsureError
from golden_paths.workshop import Outside
from tests.golden_paths.github import Shop, running_shop
from tests.golden_paths.trying import Bench

URL = "github.com?owner=acme&repo=shop"


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running_shop() as shop:
        yield shop


def perform(bench: Bench, shop: Shop, action: str, *, begun_before: bool = False, **given: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    template = bench.template({"action": action, "input": {"repoUrl": URL, **given}})
    workshop = bench.workshop(outside=Outside(host=shop.host))
    workshop = replace(workshop, mark=replace(workshop.mark, began=now))
    state = RunState({}, Fixed(now, "run-1"))
    result = engine.perform(template.steps[0], template, state, workshop, actions.known(), begun_before=begun_before)
    return dict(result.output or {})


def test_a_repository_is_made_with_what_was_said(bench: Bench, shop: Shop) -> None:
    output = perform(
        bench, shop, "github:repo:create",
        description="Sells things", repoVisibility="public", topics=["shop"], defaultBranch="main", hasWiki=False, token=False,
    )  # fmt: skip
    found = shop.github.find("acme/shop")
    assert (found.description, found.private, found.topics) == ("Sells things", False, ("shop",))
    assert output["repoContentsUrl"].endswith("/acme/shop/blob/main")


def test_an_empty_repository_is_filled_in_a_step_of_its_own(bench: Bench, shop: Shop) -> None:
    perform(bench, shop, "github:repo:create")
    (bench.folder / "workspace" / "README.md").write_text("hi")
    output = perform(bench, shop, "github:repo:push", defaultBranch="main", requiredApprovingReviewCount=2)
    assert shop.files("acme/shop", "main") == {"README.md": b"hi"}
    assert set(output) == {"remoteUrl", "repoContentsUrl", "commitHash"}


def test_nothing_is_pushed_where_there_is_no_repository(bench: Bench, shop: Shop) -> None:
    with pytest.raises(ActionError, match="There is no repository acme/shop at"):
        perform(bench, shop, "github:repo:push")


def test_a_folder_that_is_not_there_cannot_be_pushed(bench: Bench, shop: Shop) -> None:
    with pytest.raises(ActionError, match="there is no such folder in the workspace"):
        perform(bench, shop, "publish:github", sourcePath="nowhere")


def test_a_branch_is_protected_as_often_as_one_likes(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"a": "1"})
    for _ in range(2):
        assert perform(bench, shop, "github:branch-protection:create", requireCodeOwnerReviews=True) == {}


def test_an_environment_is_made_as_often_as_one_likes(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"a": "1"})
    policy = {"protected_branches": True, "custom_branch_policies": False}
    for _ in range(2):
        assert perform(bench, shop, "github:environment:create", name="production", deploymentBranchPolicy=policy) == {}


def test_a_webhook_is_made_once(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"a": "1"})
    for _ in range(2):
        perform(
            bench, shop, "github:webhook", webhookUrl="https://ci.example.com/hook", events=["push", "pull_request"]
        )


def test_labels_are_put_on_a_pull_request(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {"a": "1"})
    (bench.folder / "workspace").mkdir()
    (bench.folder / "workspace" / "b").write_text("2")
    output = perform(bench, shop, "publish:github:pull-request", branchName="b", title="T", description="D")
    perform(bench, shop, "github:issues:label", number=output["pullRequestNumber"], labels=["golden-path"])


@pytest.mark.parametrize(
    "target, place", [(".", ""), ("./", ""), ("/", ""), ("./docs", "docs/"), ("docs/./api/", "docs/api/")]
)
def test_a_change_goes_where_its_path_says_however_it_is_written(
    bench: Bench, shop: Shop, target: str, place: str
) -> None:
    shop.has("acme/shop", {"README.md": "1"})
    (bench.folder / "workspace").mkdir()
    (bench.folder / "workspace" / "b").write_text("2")
    given: dict[str, Any] = {"branchName": "b", "title": "T", "description": "D", "filesToDelete": ["./README.md"]}
    perform(bench, shop, "publish:github:pull-request", targetPath=target, **given)
    assert shop.files("acme/shop", "b") == {f"{place}b": b"2"}


def test_a_workflow_is_started_once(bench: Bench, shop: Shop) -> None:
    shop.has("acme/shop", {".github/workflows/deploy.yml": "on: workflow_dispatch\njobs: {}\n"})
    given: dict[str, Any] = {
        "workflowId": "deploy.yml",
        "branchOrTagName": "main",
        "workflowInputs": {"dry": True, "n": 3},
    }
    first = perform(bench, shop, "github:actions:dispatch", **given)
    assert set(first) <= {"workflowRunId", "workflowRunUrl", "workflowRunHtmlUrl"}


DEPLOY: dict[str, Any] = {"workflowId": "deploy.yml", "branchOrTagName": "main"}
DISPATCHES = "/repos/acme/shop/actions/workflows/deploy.yml/dispatches"


@pytest.fixture
def deployed(shop: Shop) -> Shop:
    shop.has("acme/shop", {".github/workflows/deploy.yml": "on: workflow_dispatch\njobs: {}\n"})
    return shop


def test_a_workflow_whose_start_was_not_answered_is_found_and_not_started_again(bench: Bench, deployed: Shop) -> None:
    deployed.github.cut(DISPATCHES)
    output = perform(bench, deployed, "github:actions:dispatch", **DEPLOY)
    (made,) = deployed.github.find("acme/shop").dispatches
    assert output["workflowRunId"] == made.run_id


def test_no_round_takes_the_workflow_of_another_for_its_own(bench: Bench, deployed: Shop) -> None:
    first = perform(bench, deployed, "github:actions:dispatch", **DEPLOY)
    step = {
        "id": "start",
        "action": "github:actions:dispatch",
        "each": ["eu", "us"],
        "input": {"repoUrl": URL, **DEPLOY},
    }
    template = bench.template(step)
    workshop = bench.workshop(outside=Outside(host=deployed.host))
    state, rounds = RunState({}, Fixed(workshop.now, "run-1")), engine.Rounds({"start[0]": first})
    with pytest.raises(UnsureError):
        engine.perform(template.steps[0], template, state, workshop, actions.known(), begun_before=True, rounds=rounds)
    assert len(deployed.github.find("acme/shop").dispatches) == 1


def test_a_workflow_that_may_have_been_started_asks_before_it_is_started_again(bench: Bench, deployed: Shop) -> None:
    deployed.github.fail(DISPATCHES, 502)
    with pytest.raises(
        UnsureError, match=r"It is not known whether the request to start deploy\.yml of acme/shop got"
    ) as told:
        perform(bench, deployed, "github:actions:dispatch", **DEPLOY)
    assert "See whether it is done: if so, skip this step, else retry it." in str(told.value)
    assert not told.value.is_retryable
    with pytest.raises(UnsureError):  # and the same after a crash
        perform(bench, deployed, "github:actions:dispatch", begun_before=True, **DEPLOY)
    assert deployed.github.find("acme/shop").dispatches == []


@pytest.mark.parametrize(
    "action, given, problem",
    [
        ("publish:github", {"repoUrl": "github.com?owner=acme"}, "has no repository name"),
        ("publish:github", {"repoUrl": "github.com?owner=../x&repo=y"}, "has signs in its owner that cannot be there"),
        ("publish:github", {"repoVisibility": "secret"}, "`repoVisibility` must be"),
        ("publish:github", {"requiredApprovingReviewCount": 9}, "`requiredApprovingReviewCount`"),
        ("publish:github", {"oidcCustomization": {"useDefault": True}}, "`oidcCustomization` is not supported"),
        ("publish:github", {"secrets": {"A": 1}}, "`secrets.A` must be a text"),
        ("publish:github:pull-request", {"branchName": "b"}, "`title` is missing"),
        (
            "publish:github:pull-request",
            {"branchName": "b", "title": "t", "description": "", "forceFork": True},
            "`forceFork` is not supported",
        ),
        (
            "publish:github:pull-request",
            {"branchName": "b", "title": "t", "description": "", "targetPath": "../x"},
            "leads out of the repository",
        ),
        ("github:issues:label", {"number": 1.5, "labels": []}, "`number` must be that of an issue"),
        ("github:issues:label", {"number": "1", "labels": []}, "`number` must be a number"),
        ("github:actions:dispatch", {"workflowId": "a.yml"}, "`branchOrTagName` is missing"),
        ("github:environment:create", {"name": ""}, "`name`"),
        ("github:webhook", {"webhookUrl": "x", "contentType": "xml"}, "`contentType` must be"),
    ],
)
def test_what_makes_no_sense_is_refused_before_github_is_asked(
    bench: Bench, shop: Shop, action: str, given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ActionError) as raised:
        perform(bench, shop, action, **given)
    assert problem in str(raised.value)
    assert shop.github.requests == ()
