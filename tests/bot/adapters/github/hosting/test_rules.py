"""What a repository demands and tells: branches, environments, webhooks, labels, workflows; and what it holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.github.hosting.hosts import GithubHosts
from golden_paths.ports import (
    Dispatch,
    Environment,
    Mark,
    MaybeDoneError,
    Protection,
    RepositorySettings,
    SourceHostError,
    Webhook,
)
from tests.bot.adapters.github.hosting.conftest import SHOP, Hosts
from tests.support.github import GitHub

WORKFLOW = {".github/workflows/deploy.yml": "on: workflow_dispatch\n", "big.bin": "x" * 1_200_000}


@pytest.fixture(autouse=True)
def shop(github: GitHub) -> None:
    github.repository("acme/shop", files={"README.md": "# Shop", **WORKFLOW})


def test_protects_the_default_branch(github: GitHub, host: GithubHosts) -> None:
    protection = Protection(
        required_approving_review_count=2,
        require_code_owner_reviews=True,
        required_status_check_contexts=("test",),
        required_commit_signing=True,
        restrictions={"users": [], "teams": ["payments"], "apps": []},
    )
    for _ in range(2):
        host.protect_branch(SHOP, protection)
    demands = github.find("acme/shop").demands["main"]
    assert demands["required_status_checks"] == {"strict": True, "contexts": ["test"]}
    reviews = demands["required_pull_request_reviews"]
    assert isinstance(reviews, dict)
    assert (reviews["required_approving_review_count"], reviews["require_code_owner_reviews"]) == (2, True)
    assert demands["required_signatures"] is True


def test_has_one_webhook_for_an_address(github: GitHub, host: GithubHosts) -> None:
    hook = Webhook("https://ci.example.org/hook", secret="hunter2", events=("push",), content_type="json")
    host.create_webhook(SHOP, hook)
    host.create_webhook(SHOP, replace(hook, events=("push", "pull_request"), is_active=False))
    (made,) = github.state.hooks
    assert (made.url, made.secret, made.events, made.active) == (
        "https://ci.example.org/hook",
        "hunter2",
        ("push", "pull_request"),
        False,
    )


def test_makes_an_environment_as_often_as_one_likes(github: GitHub, host: GithubHosts) -> None:
    ana, payments = github.user("ana"), github.team("acme/payments")
    environment = Environment(
        "production",
        custom_branch_policies=True,
        protected_branches=False,
        branch_patterns=("main", "release/*"),
        tag_patterns=("v*",),
        variables={"REGION": "eu"},
        secrets={"API_KEY": "hunter2"},
        wait_timer=5,
        reviewers=("user:default/ana", "group:payments"),
    )
    for _ in range(2):
        host.create_environment(SHOP, environment)
    made = github.find("acme/shop").environments["production"]
    assert made.patterns == [("branch", "main"), ("branch", "release/*"), ("tag", "v*")]
    assert made.reviewers == [("User", ana.id), ("Team", payments.id)]
    assert (made.variables, made.secrets, made.wait_timer) == ({"REGION": "eu"}, {"API_KEY": "hunter2"}, 5)


def test_says_who_cannot_review(host: GithubHosts) -> None:
    with pytest.raises(SourceHostError, match="has no user nobody, who shall review deployments"):
        host.create_environment(SHOP, Environment("production", reviewers=("user:default/nobody",)))


def test_labels_a_pull_request(github: GitHub, host: GithubHosts) -> None:
    github.pull_request("acme/shop", {"x": "y"})
    for _ in range(2):
        host.add_labels(SHOP, 1, ["golden path"])
    assert github.pull_requests("acme/shop")[0].labels == ["golden path"]
    with pytest.raises(SourceHostError, match="Could not label number 7 of acme/shop"):
        host.add_labels(SHOP, 7, ["golden path"])


def test_starts_a_workflow_and_says_which_run_it_is(github: GitHub, host: GithubHosts, mark: Mark) -> None:
    started = host.dispatch_workflow(SHOP, Dispatch("deploy.yml", "main", {"where": "eu"}), mark)
    (made,) = github.find("acme/shop").dispatches
    assert (made.name, made.ref, made.inputs) == ("deploy.yml", "main", {"where": "eu"})
    assert started.run_id == made.run_id
    assert started.html_url
    assert started.html_url.endswith(f"/acme/shop/actions/runs/{made.run_id}")


def test_does_not_start_a_workflow_twice_where_the_answer_got_lost(
    github: GitHub, host: GithubHosts, mark: Mark
) -> None:
    wanted = Dispatch("deploy.yml", "main")
    assert host.find_dispatched(SHOP, wanted, mark) is None
    github.cut("/repos/acme/shop/actions/workflows/deploy.yml/dispatches")
    with pytest.raises(
        MaybeDoneError, match=r"deploy\.yml in acme/shop: .*\. It may have been started all the same\.$"
    ):
        host.dispatch_workflow(SHOP, wanted, mark)
    (made,) = github.find("acme/shop").dispatches
    found = host.find_dispatched(SHOP, wanted, mark)
    assert found
    assert found.run_id == made.run_id


def test_takes_no_earlier_run_for_its_own(github: GitHub, host: GithubHosts, mark: Mark) -> None:
    host.dispatch_workflow(SHOP, Dispatch("deploy.yml", "main"), mark)
    later = replace(mark, began=mark.began + timedelta(minutes=5))
    assert host.find_dispatched(SHOP, Dispatch("deploy.yml", "main"), later) is None


def test_says_that_there_is_no_such_workflow(host: GithubHosts, mark: Mark) -> None:
    with pytest.raises(SourceHostError, match=r"acme/shop has no workflow nope.yml"):
        host.dispatch_workflow(SHOP, Dispatch("nope.yml", "main"), mark)
    with pytest.raises(SourceHostError, match="No ref found for: nowhere"):
        host.dispatch_workflow(SHOP, Dispatch("deploy.yml", "nowhere"), mark)


@pytest.mark.parametrize(
    "workflow", ["../../../till/actions/workflows/deploy.yml", "../../../../acme/till/actions/workflows/deploy.yml?"]
)
def test_no_workflow_s_name_leads_to_another_repository(
    github: GitHub, host: GithubHosts, mark: Mark, workflow: str
) -> None:
    github.repository("acme/till", files=WORKFLOW)
    with pytest.raises(SourceHostError, match="acme/shop"):
        host.dispatch_workflow(SHOP, Dispatch(workflow, "main"), mark)
    assert github.find("acme/till").dispatches == []


@pytest.mark.parametrize("who", ["../../repos/acme/till/collaborators/eve?", "team:../../repos/acme/till#", ".."])
def test_no_collaborator_s_name_leads_to_another_repository(github: GitHub, host: GithubHosts, who: str) -> None:
    github.user("eve")
    github.repository("acme/till")
    with pytest.raises(SourceHostError, match="acme/shop"):
        host.configure_repository(SHOP, RepositorySettings(collaborators=((who, "admin"),)))
    assert github.find("acme/till").collaborators == {}
    assert not [request for request in github.requests if request.path.startswith("/repos/acme/till")]


def test_knows_what_a_repository_holds(github: GitHub, host: GithubHosts) -> None:
    files = host.files(SHOP)
    assert (files["README.md"], files["big.bin"]) == (6, 1_200_000)
    assert host.read_file(SHOP, "README.md") == b"# Shop"
    assert host.read_file(SHOP, "big.bin") == b"x" * 1_200_000
    assert host.read_file(SHOP, "nope.md") is None
    github.repository("acme/empty")
    assert host.files(replace(SHOP, name="empty")) == {}
    assert host.read_file(replace(SHOP, name="empty"), "README.md") is None
    with pytest.raises(SourceHostError, match="acme/shop has no branch, tag or commit nope"):
        host.files(SHOP, "nope")


def test_says_that_only_an_administrator_may(github: GitHub, hosts: Hosts) -> None:
    github.user("ben")
    github.collaborator("acme/shop", "ben", "push")
    with pytest.raises(SourceHostError, match="It needs the scope `repo` as an administrator there"):
        hosts(github.token("ben")).protect_branch(SHOP, Protection())
