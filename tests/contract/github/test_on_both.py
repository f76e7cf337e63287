"""What our GitHub and somebody else's answer alike; the other one runs in `make test-more`."""

import itertools

import github as pygithub
import pytest
from github.Repository import Repository

from tests.contract.github.asking import branch_with, head, refused

NUMBERS = itertools.count(1)


@pytest.fixture
def repository(either: pygithub.Github) -> Repository:
    """A new repository of acme with a README."""
    return either.get_organization("acme").create_repo(f"service-{next(NUMBERS)}", auto_init=True)


def test_a_new_repository_has_the_name_and_branch_that_were_asked_for(repository: Repository) -> None:
    assert (repository.owner.login, repository.default_branch, repository.archived) == ("acme", "main", False)


def test_a_taken_name_is_refused(either: pygithub.Github, repository: Repository) -> None:
    with refused(422, "already exists"):
        either.get_organization("acme").create_repo(repository.name)


def test_nobody_by_that_name_is_not_found(either: pygithub.Github) -> None:
    with refused(404, "Not Found"):
        either.get_repo("acme/nothing-there")


def test_a_file_is_written_and_read(repository: Repository) -> None:
    repository.create_file("docs/index.md", "Add docs", "# Docs\n")
    found = repository.get_contents("docs/index.md")
    assert not isinstance(found, list)
    assert (found.decoded_content, found.type, found.encoding, found.size) == (b"# Docs\n", "file", "base64", 7)


def test_a_folder_lists_what_is_in_it(repository: Repository) -> None:
    repository.create_file("docs/a.md", "Add a", "a")
    repository.create_file("docs/deep/b.md", "Add b", "b")
    found = repository.get_contents("docs")
    assert isinstance(found, list)
    assert [(one.name, one.type) for one in found] == [("a.md", "file"), ("deep", "dir")]


def test_a_path_with_nothing_there_is_not_found(repository: Repository) -> None:
    with refused(404, "Not Found"):
        repository.get_contents("nothing.md")


def test_a_stale_sha_does_not_overwrite(repository: Repository) -> None:
    first = repository.create_file("a.md", "Add a", "one")["content"].sha
    repository.update_file("a.md", "Change a", "two", first)
    with refused(409, "does not match"):
        repository.update_file("a.md", "Change a again", "three", first)


def test_an_existing_file_is_not_created_again(repository: Repository) -> None:
    repository.create_file("a.md", "Add a", "one")
    with refused(422, "sha"):
        repository.create_file("a.md", "Add a", "two")


def test_a_deleted_file_is_gone(repository: Repository) -> None:
    sha = repository.create_file("a.md", "Add a", "one")["content"].sha
    repository.delete_file("a.md", "Remove a", sha)
    with refused(404, "Not Found"):
        repository.get_contents("a.md")


def test_a_whole_tree_is_read_at_once(repository: Repository) -> None:
    repository.create_file("docs/a.md", "Add a", "a")
    tree = repository.get_git_tree("main", recursive=True)
    assert sorted((one.path, one.type, one.mode) for one in tree.tree) == [
        ("README.md", "blob", "100644"),
        ("docs", "tree", "040000"),
        ("docs/a.md", "blob", "100644"),
    ]


def test_a_commit_is_built_without_a_clone(repository: Repository) -> None:
    parent = repository.get_git_commit(head(repository))
    element = pygithub.InputGitTreeElement("ci.yml", "100644", "blob", content="on: push\n")
    tree = repository.create_git_tree([element], parent.tree)
    commit = repository.create_git_commit("Add ci", tree, [parent])
    repository.create_git_ref("refs/heads/ci", commit.sha)
    assert repository.get_branch("ci").commit.sha == commit.sha
    assert sorted(one.path for one in repository.get_git_tree("ci").tree) == ["README.md", "ci.yml"]


def test_a_branch_is_not_made_twice(repository: Repository) -> None:
    repository.create_git_ref("refs/heads/new", head(repository))
    with refused(422, "Reference already exists"):
        repository.create_git_ref("refs/heads/new", head(repository))


def test_a_pull_request_is_opened_found_and_merged(repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    made = repository.create_pull(base="main", head="change", title="Add new", body="Because")
    assert [one.number for one in repository.get_pulls(head="acme:change")] == [made.number]
    assert made.merge().merged
    assert repository.get_pull(made.number).merged
    assert not isinstance(repository.get_contents("new.md"), list)


def test_a_comment_is_read_back(repository: Repository) -> None:
    branch_with(repository, "change", "new.md", "new")
    made = repository.create_pull(base="main", head="change", title="Add new")
    made.create_issue_comment("Looks good")
    assert [one.body for one in made.get_issue_comments()] == ["Looks good"]


def test_commits_are_listed_newest_first(repository: Repository) -> None:
    repository.create_file("a.md", "Add a", "a")
    repository.create_file("b.md", "Add b", "b")
    assert [one.commit.message for one in repository.get_commits()] == ["Add b", "Add a", "Initial commit"]


def test_topics_are_replaced(repository: Repository) -> None:
    repository.replace_topics(["pci", "payments"])
    assert sorted(repository.get_topics()) == ["payments", "pci"]


def test_an_archived_repository_is_read_only(repository: Repository) -> None:
    repository.edit(archived=True)
    with refused(403, "Repository was archived so is read-only."):
        repository.create_file("a.md", "Add a", "a")


def test_a_deleted_repository_is_not_found(either: pygithub.Github, repository: Repository) -> None:
    repository.delete()
    with refused(404, "Not Found"):
        either.get_repo(repository.full_name)


def test_a_repository_is_found_by_search(either: pygithub.Github, repository: Repository) -> None:
    found = either.search_repositories(f"{repository.name} in:name org:acme")
    assert repository.full_name in [one.full_name for one in found]


def test_a_team_is_found_by_the_slug_of_its_name(either: pygithub.Github) -> None:
    organisation = either.get_organization("acme")
    made = organisation.create_team(f"Team of {next(NUMBERS)}", description="Pays", privacy="closed")
    found = organisation.get_team_by_slug(made.name.lower().replace(" ", "-"))
    assert (found.id, found.description, found.privacy) == (made.id, "Pays", "closed")
