"""What our GitHub refuses in GitHub's own words, where the other one is easier to please."""

import github as pygithub
import pytest
from github.Repository import Repository

from tests.contract.github.asking import branch_with, client, head, refused
from tests.support.github import GitHub


@pytest.fixture
def owner(github: GitHub) -> pygithub.Github:
    """PyGithub as the owner of acme."""
    return client(github.api_url, github.owner_token("acme"))


@pytest.fixture
def repository(owner: pygithub.Github) -> Repository:
    """A new repository of acme with a README."""
    return owner.get_organization("acme").create_repo("service", auto_init=True)


def test_a_wrong_token_is_bad_credentials(owner: pygithub.Github) -> None:
    with refused(401, "Bad credentials"):
        client(owner.requester.base_url, "ghp_nobodys").get_user().login  # noqa: B018 - asks


def test_a_branch_needs_a_commit_that_exists(repository: Repository) -> None:
    with refused(422, "Object does not exist"):
        repository.create_git_ref("refs/heads/new", "1" * 40)


def test_a_branch_does_not_go_back_without_force(repository: Repository) -> None:
    before = head(repository)
    repository.create_file("a.md", "Add a", "one")
    with refused(422, "Update is not a fast forward"):
        repository.get_git_ref("heads/main").edit(before)
    repository.get_git_ref("heads/main").edit(before, force=True)
    assert head(repository) == before


def test_a_branch_that_is_not_there_is_not_found(repository: Repository) -> None:
    with refused(404, "Branch not found"):
        repository.get_branch("nothing")


def test_a_pull_request_is_not_opened_twice(repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    repository.create_pull(base="main", head="change", title="Add new")
    with refused(422, "A pull request already exists for acme:change."):
        repository.create_pull(base="main", head="change", title="Add new")


def test_a_pull_request_needs_commits(repository: Repository) -> None:
    repository.create_git_ref("refs/heads/same", head(repository))
    with refused(422, "No commits between main and same"):
        repository.create_pull(base="main", head="same", title="Nothing")


def test_a_pull_request_needs_a_branch(repository: Repository) -> None:
    with refused(422, "Validation Failed"):
        repository.create_pull(base="main", head="nothing", title="Nothing")


def test_a_closed_pull_request_is_not_merged(repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    made = repository.create_pull(base="main", head="change", title="Add new")
    made.edit(state="closed")
    with refused(405, "Pull Request is not mergeable"):
        made.merge()


def test_a_pull_request_that_moved_on_is_not_merged(repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    made = repository.create_pull(base="main", head="change", title="Add new")
    with refused(409, "Head branch was modified. Review and try the merge again."):
        made.merge(sha=head(repository))


def test_a_renamed_repository_is_found_by_its_old_name(owner: pygithub.Github, repository: Repository) -> None:
    old = repository.full_name
    repository.edit(name=f"{repository.name}-renamed")
    assert owner.get_repo(old).full_name == f"{old}-renamed"


def test_a_webhook_is_made_once(repository: Repository) -> None:
    config = {"url": "http://127.0.0.1:9/hook", "content_type": "json", "secret": "s"}
    made = repository.create_hook("web", config, ["push"], active=False)
    assert (made.events, made.active, made.config["url"]) == (["push"], False, config["url"])
    with refused(422, "Hook already exists on this repository"):
        repository.create_hook("web", config, ["push"], active=False)


def test_a_taken_name_is_said_so(owner: pygithub.Github, repository: Repository) -> None:
    with refused(422, "name already exists on this account"):
        owner.get_organization("acme").create_repo(repository.name)


def test_a_pull_request_shows_its_files(repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    made = repository.create_pull(base="main", head="change", title="Add new")
    assert [(one.filename, one.status, one.additions) for one in made.get_files()] == [("new.md", "added", 1)]


def test_conflicting_changes_are_not_merged(repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "theirs")
    made = repository.create_pull(base="main", head="change", title="Add new")
    repository.create_file("new.md", "Add new", "ours")
    assert [repository.get_pull(made.number).mergeable for _ in range(2)] == [None, False]
    with refused(405, "Pull Request is not mergeable"):
        made.merge()


def test_an_empty_repository_has_no_tree_no_commits_and_no_files(github: GitHub, owner: pygithub.Github) -> None:
    github.repository("acme/empty")
    empty = owner.get_repo("acme/empty")
    with refused(409, "Git Repository is empty."):
        empty.get_git_tree("main")
    with refused(409, "Git Repository is empty."):
        list(empty.get_commits())
    with refused(404, "This repository is empty."):
        empty.get_contents("catalog-info.yaml")


def test_a_protected_branch_takes_pull_requests_only(github: GitHub, repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    github.protect("acme/service")
    with refused(409, "Changes must be made through a pull request."):
        repository.create_file("other.md", "Add other", "other")
    made = repository.create_pull(base="main", head="change", title="Add new")
    assert made.merge().merged


def test_a_private_repository_is_not_there_for_strangers(github: GitHub) -> None:
    github.repository("acme/secret", files={"a": "a"}, private=True)
    for token in (github.token("stranger"), github.owner_token("acme", scopes=["public_repo"]), None):
        with refused(404, "Not Found"):
            client(github.api_url, token).get_repo("acme/secret")


def test_a_public_repository_is_not_written_by_strangers(github: GitHub, repository: Repository) -> None:
    stranger = client(github.api_url, github.token("stranger")).get_repo("acme/service")
    with refused(404, "Not Found"):
        stranger.create_file("a.md", "Add a", "a")
    with refused(403, "Must have admin rights to Repository."):
        stranger.edit(description="ours now")
    with refused(401, "Requires authentication"):
        client(github.api_url, None).get_repo("acme/service").create_file("a.md", "Add a", "a")


def test_teams_need_a_scope_or_a_permission(github: GitHub) -> None:
    github.team("acme/payments", members=["ana"])
    with refused(403, "Must have admin rights to Repository."):
        list(client(github.api_url, github.token("ana", ["repo"])).get_organization("acme").get_teams())
    with refused(403, "Resource not accessible by personal access token"):
        token = github.fine_grained_token("ana", {"contents": "read"})
        list(client(github.api_url, token).get_organization("acme").get_teams())
    with refused(404, "Not Found"):
        list(client(github.api_url, github.token("stranger")).get_organization("acme").get_teams())


def test_workflows_are_written_with_their_own_scope_only(github: GitHub, repository: Repository) -> None:
    without = client(github.api_url, github.owner_token("acme", scopes=["repo"])).get_repo("acme/service")
    with refused(404, "Not Found"):
        without.create_file(".github/workflows/ci.yml", "Add ci", "on: push")


def test_a_revoked_token_is_worth_nothing(github: GitHub, repository: Repository) -> None:
    token = github.token("ana")
    assert client(github.api_url, token).get_repo("acme/service").name == "service"
    github.revoke(token)
    with refused(401, "Bad credentials"):
        client(github.api_url, token).get_repo("acme/service")


@pytest.mark.parametrize("path", ["/orgs/acme/shoes", "/repos/acme/service/shoes"])
def test_a_path_that_nobody_answers_is_not_found(owner: pygithub.Github, repository: Repository, path: str) -> None:
    with refused(404, "Not Found"):
        owner.requester.requestJsonAndCheck("GET", path)


def test_a_page_after_the_last_is_empty(owner: pygithub.Github, repository: Repository) -> None:
    headers, found = owner.requester.requestJsonAndCheck("GET", "/orgs/acme/repos?per_page=100&page=9")
    assert (found, "last" in headers.get("link", "")) == ([], False)


def test_pages_never_have_more_than_a_hundred(github: GitHub, owner: pygithub.Github) -> None:
    for number in range(101):
        github.repository(f"acme/service-{number}")
    assert len(owner.requester.requestJsonAndCheck("GET", "/orgs/acme/repos?per_page=500")[1]) == 100


def test_texts_have_their_limits(owner: pygithub.Github, repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    with refused(422, "title is too long (maximum is 256 characters)"):
        repository.create_pull(base="main", head="change", title="t" * 257)
    with refused(422, "body is too long (maximum is 65536 characters)"):
        repository.create_pull(base="main", head="change", title="Add new", body="b" * 65_537)
    with refused(422, "description control characters are not allowed"):
        owner.get_organization("acme").create_repo("other", description="one\ntwo")
    with refused(422, "lowercase letter"):
        repository.replace_topics(["PCI"])
