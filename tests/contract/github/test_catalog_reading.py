"""What filling a catalog reads: lists, trees, contents, teams and heads, with pages and conditions."""

import github as pygithub
import pytest
from github.ContentFile import ContentFile

from tests.contract.github.asking import client, refused
from tests.support.github import GitHub

HEADS = """
query($login: String!, $after: String) {
  rateLimit { cost remaining nodeCount }
  organization(login: $login) {
    repositories(first: 100, after: $after, orderBy: {field: NAME, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId nameWithOwner isArchived isFork isPrivate isEmpty url pushedAt
        repositoryTopics(first: 20) { nodes { topic { name } } }
        primaryLanguage { name }
        defaultBranchRef { name target { oid ... on Commit { committedDate } } }
        object(expression: "HEAD:catalog-info.yaml") { ... on Blob { text oid } }
      }
    }
  }
}
"""


@pytest.fixture
def owner(github: GitHub) -> pygithub.Github:
    """PyGithub as the owner of acme."""
    return client(github.api_url, github.owner_token("acme"))


def one_file(owner: pygithub.Github, path: str) -> ContentFile:
    found = owner.get_repo("acme/service").get_contents(path)
    assert not isinstance(found, list)
    return found


def test_a_list_comes_in_pages_of_a_hundred(github: GitHub, owner: pygithub.Github) -> None:
    for number in range(205):
        github.repository(f"acme/service-{number:03}")
    owner.per_page = 100
    names = [one.name for one in owner.get_organization("acme").get_repos(sort="full_name")]
    assert (names[0], names[-1], len(names)) == ("service-000", "service-204", 205)
    assert github.count("GET /orgs/{org}/repos") == 3


def test_heads_of_a_hundred_repositories_cost_a_point(github: GitHub, owner: pygithub.Github) -> None:
    heads = {}
    for number in range(120):
        slug = f"acme/service-{number:03}"
        github.repository(slug, files={"catalog-info.yaml": f"n: {number}"}, topics=["pci"], language="Go")
        heads[slug] = github.find(slug).head
    _, first = owner.requester.graphql_query(HEADS, {"login": "acme", "after": None})
    page = first["data"]["organization"]["repositories"]
    after = {"login": "acme", "after": page["pageInfo"]["endCursor"]}
    _, second = owner.requester.graphql_query(HEADS, after)
    nodes = page["nodes"] + second["data"]["organization"]["repositories"]["nodes"]
    assert {one["nameWithOwner"]: one["defaultBranchRef"]["target"]["oid"] for one in nodes} == heads
    assert (nodes[7]["object"]["text"], nodes[7]["repositoryTopics"]) == (
        "n: 7",
        {"nodes": [{"topic": {"name": "pci"}}]},
    )
    assert (first["data"]["rateLimit"]["cost"], page["totalCount"]) == (1, 120)


@pytest.mark.parametrize(
    "arguments, kind",
    [
        ("first: 101", "EXCESSIVE_PAGINATION"),
        ("orderBy: {field: NAME, direction: ASC}", "MISSING_PAGINATION_BOUNDARIES"),
    ],
)
def test_graphql_pages_have_bounds(github: GitHub, owner: pygithub.Github, arguments: str, kind: str) -> None:
    query = f'{{ organization(login: "acme") {{ repositories({arguments}) {{ nodes {{ name }} }} }} }}'
    with pytest.raises(pygithub.GithubException) as caught:
        owner.requester.graphql_query(query, {})
    assert caught.value.data["errors"][0]["type"] == kind


def test_an_unknown_organisation_is_not_found_in_graphql_too(owner: pygithub.Github) -> None:
    with pytest.raises(pygithub.UnknownObjectException, match="Could not resolve to an Organization"):
        owner.requester.graphql_query('{ organization(login: "nobody") { id } }', {})


def test_an_unknown_field_is_refused(owner: pygithub.Github) -> None:
    with pytest.raises(pygithub.GithubException) as caught:
        owner.requester.graphql_query('{ organization(login: "acme") { shoeSize } }', {})
    assert "shoeSize" in str(caught.value.data)


def test_nested_teams_show_the_members_below(github: GitHub, owner: pygithub.Github) -> None:
    github.team("acme/payments", members=["ana"], maintainers=["bo"])
    github.team("acme/cards", members=["cy"], parent="payments")
    teams = {one.slug: one for one in owner.get_organization("acme").get_teams()}
    assert {name: sorted(one.login for one in team.get_members()) for name, team in teams.items()} == {
        "payments": ["ana", "bo", "cy"],
        "cards": ["cy"],
    }
    parent = teams["cards"].parent
    assert parent is not None
    assert parent.slug == "payments"
    assert [one.slug for one in teams["payments"].get_teams()] == ["cards"]


def test_an_unchanged_answer_costs_nothing(github: GitHub, owner: pygithub.Github) -> None:
    github.repository("acme/service", files={"a": "a"})
    repository = owner.get_repo("acme/service")
    before = owner.get_rate_limit().rate.remaining
    assert repository.update() is False
    assert github.requests[-1].status == 304
    assert owner.get_rate_limit().rate.remaining == before
    github.set_topics("acme/service", "pci")
    assert repository.update() is True
    assert owner.get_rate_limit().rate.remaining == before - 1


def test_a_renamed_repository_redirects_its_contents_too(github: GitHub, owner: pygithub.Github) -> None:
    github.repository("acme/service", files={"a.md": "hello"})
    repository = owner.get_repo("acme/service")
    github.rename("acme/service", "platform")
    found = repository.get_contents("a.md")
    assert not isinstance(found, list)
    assert found.decoded_content == b"hello"


def test_a_new_repository_takes_over_a_former_name(github: GitHub, owner: pygithub.Github) -> None:
    first = github.repository("acme/service", files={"a.md": "hello"})
    github.rename("acme/service", "platform")
    second = github.repository("acme/service", files={"a.md": "hello"})
    assert owner.get_repo("acme/service").id == second.id != first.id


def test_a_large_file_comes_without_its_content(github: GitHub, owner: pygithub.Github) -> None:
    github.repository("acme/service", files={"big.yaml": b"x" * 1_500_000})
    found = one_file(owner, "big.yaml")
    assert (found.size, found.encoding, found.raw_data["content"]) == (1_500_000, "none", "")
    assert len(owner.get_repo("acme/service").get_git_blob(found.sha).content) > 1_500_000


def test_a_file_over_a_hundred_megabytes_is_refused(github: GitHub, owner: pygithub.Github) -> None:
    github.repository("acme/service", files={"big.yaml": bytes(100_000_001)})
    with refused(403, "This endpoint can only return blobs smaller than 100 MB in size."):
        one_file(owner, "big.yaml")


def test_links_and_submodules_say_what_they_are(github: GitHub, owner: pygithub.Github) -> None:
    github.repository("acme/service", files={"docs/real.yaml": "kind: API"})
    github.symlink("acme/service", "catalog-info.yaml", "docs/real.yaml")
    github.symlink("acme/service", "outside.yaml", "../elsewhere.yaml")
    github.submodule("acme/service", "vendor/lib", "https://example.org/lib.git")
    assert one_file(owner, "catalog-info.yaml").decoded_content == b"kind: API"
    assert (one_file(owner, "outside.yaml").type, one_file(owner, "outside.yaml").target) == (
        "symlink",
        "../elsewhere.yaml",
    )
    vendored = one_file(owner, "vendor/lib")
    assert (vendored.type, vendored.submodule_git_url) == ("submodule", "https://example.org/lib.git")
    modes = {one.path: (one.mode, one.type) for one in owner.get_repo("acme/service").get_git_tree("main", True).tree}
    assert (modes["catalog-info.yaml"], modes["vendor/lib"]) == (("120000", "blob"), ("160000", "commit"))


def test_a_huge_tree_is_cut_off_and_says_so(github: GitHub, owner: pygithub.Github) -> None:
    github.limits.tree_entries = 10
    github.repository("acme/service", files={f"{number:02}.yaml": "" for number in range(11)})
    tree = owner.get_repo("acme/service").get_git_tree("main", recursive=True)
    assert (len(tree.tree), tree.raw_data["truncated"]) == (10, True)


def test_recent_committers_and_commits_of_a_path_are_told(github: GitHub, owner: pygithub.Github) -> None:
    github.user("ana", "Ana", "ana@example.org")
    github.repository("acme/service", files={"a.md": "a"}, author="Ana <ana@example.org>")
    github.commit("acme/service", {"b.md": "b"}, author="Bo <bo@example.org>", message="Add b")
    repository = owner.get_repo("acme/service")
    assert [one.commit.message for one in repository.get_commits(path="a.md")] == ["Initial commit"]
    assert [one.login for one in repository.get_contributors()] == ["ana"]
    assert [one.contributions for one in repository.get_contributors(anon="true")] == [1, 1]
    newest = repository.get_commits()[0]
    assert (newest.raw_data["author"], newest.commit.author.email) == (None, "bo@example.org")


def test_how_a_commit_fared_is_told(github: GitHub, owner: pygithub.Github) -> None:
    github.repository("acme/service", files={"a.md": "a"})
    github.check("acme/service", "failure", name="Tests")
    github.check("acme/service", None, name="Scan")
    commit = owner.get_repo("acme/service").get_commit("main")
    assert {one.name: one.conclusion for one in commit.get_check_runs()} == {"Tests": "failure", "Scan": None}
    runs = owner.get_repo("acme/service").get_workflow_runs(status="failure")
    assert [(one.name, one.head_branch) for one in runs] == [("Tests", "main")]
