"""Who may do what with a repository, and what its branches demand."""

import github as pygithub
import pytest
from github.Repository import Repository

from tests.contract.github.asking import client, refused
from tests.support.github import GitHub


@pytest.fixture
def repository(github: GitHub) -> Repository:
    """A private repository of acme, for its owner."""
    github.repository("acme/service", files={"a.md": "a"}, private=True)
    github.organisation("acme", members=["ana"])
    return client(github.api_url, github.owner_token("acme")).get_repo("acme/service")


def as_ana(github: GitHub) -> pygithub.Github:
    return client(github.api_url, github.token("ana"))


def test_a_member_reads_and_a_collaborator_writes(github: GitHub, repository: Repository) -> None:
    assert as_ana(github).get_repo("acme/service").permissions.push is False
    repository.add_to_collaborators("ana", "push")
    as_ana(github).get_repo("acme/service").create_file("b.md", "Add b", "b")
    assert repository.get_collaborator_permission("ana") == "write"
    repository.remove_from_collaborators("ana")
    assert repository.get_collaborator_permission("ana") == "read"


def test_a_team_gives_what_the_team_above_was_given(github: GitHub, repository: Repository) -> None:
    github.team("acme/payments", repositories={"service": "push"})
    github.team("acme/cards", parent="payments", members=["ana"])
    assert as_ana(github).get_repo("acme/service").permissions.push is True


def test_a_branch_is_protected_and_released(repository: Repository) -> None:
    main = repository.get_branch("main")
    with refused(404, "Branch not protected"):
        main.get_protection()
    main.edit_protection(required_approving_review_count=1)
    with refused(409, "Changes must be made through a pull request."):
        repository.create_file("b.md", "Add b", "b")
    main.remove_protection()
    repository.create_file("b.md", "Add b", "b")


def test_only_administrators_see_what_a_branch_demands(github: GitHub, repository: Repository) -> None:
    repository.add_to_collaborators("ana", "push")
    with refused(403, "Must have admin rights to Repository."):
        as_ana(github).get_repo("acme/service").get_branch("main").get_protection()


def test_a_workflow_is_started_only_where_it_may_be(github: GitHub, repository: Repository) -> None:
    files = {".github/workflows/scale.yml": "on: workflow_dispatch", ".github/workflows/ci.yml": "on: push"}
    github.commit("acme/service", files)
    owner = repository.requester
    path = "/repos/acme/service/actions/workflows/{}/dispatches"
    owner.requestJsonAndCheck("POST", path.format("scale.yml"), input={"ref": "main", "inputs": {"to": "3"}})
    assert [(one.name, one.inputs) for one in github.find("acme/service").dispatches] == [("scale.yml", {"to": "3"})]
    with refused(422, "Workflow does not have 'workflow_dispatch' trigger"):
        owner.requestJsonAndCheck("POST", path.format("ci.yml"), input={"ref": "main"})
    with refused(404, "Not Found"):
        owner.requestJsonAndCheck("POST", path.format("nothing.yml"), input={"ref": "main"})
