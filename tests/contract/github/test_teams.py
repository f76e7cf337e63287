"""Teams made through the API, nested, filled and given repositories."""

import github as pygithub
import pytest

from tests.contract.github.asking import client, refused
from tests.support.github import GitHub


@pytest.fixture
def owner(github: GitHub) -> pygithub.Github:
    """PyGithub as the owner of acme, who may change its teams."""
    return client(github.api_url, github.owner_token("acme", scopes=["repo", "admin:org"]))


def test_a_team_is_made_with_its_members_and_the_team_above(owner: pygithub.Github) -> None:
    organisation = owner.get_organization("acme")
    above = organisation.create_team("Team 1", privacy="closed")
    below = organisation.create_team("Team 2", parent_team_id=above.id, privacy="closed")
    below.add_membership(owner.get_user("octocat"), "maintainer")
    assert below.slug == below.name.lower().replace(" ", "-")
    assert [one.login for one in below.get_members()] == ["octocat"]
    assert below.parent is not None
    assert below.parent.slug == above.slug


def test_a_team_is_not_made_twice(owner: pygithub.Github) -> None:
    organisation = owner.get_organization("acme")
    made = organisation.create_team("Team 3")
    with refused(422, "already_exists"):
        organisation.create_team(made.name)


def test_a_deleted_team_is_not_found(owner: pygithub.Github) -> None:
    organisation = owner.get_organization("acme")
    made = organisation.create_team("Team 4")
    made.delete()
    with refused(404, "Not Found"):
        organisation.get_team_by_slug(made.slug)


def test_a_team_is_given_a_repository(github: GitHub, owner: pygithub.Github) -> None:
    team = owner.get_organization("acme").create_team("Team 5")
    github.repository("acme/service")
    team.update_team_repository(owner.get_repo("acme/service"), "push")
    assert [one.full_name for one in team.get_repos()] == ["acme/service"]


def test_a_stranger_to_the_organisation_is_invited_first(github: GitHub, owner: pygithub.Github) -> None:
    github.user("cy")
    team = owner.get_organization("acme").create_team("Payments")
    team.add_membership(owner.get_user("cy"))
    assert list(team.get_members()) == []


def test_a_member_changes_no_teams(github: GitHub, owner: pygithub.Github) -> None:
    github.organisation("acme", members=["ana"])
    member = client(github.api_url, github.token("ana", ["repo", "admin:org"]))
    with refused(403, "Must have admin rights to Repository."):
        member.get_organization("acme").create_team("Ours")
