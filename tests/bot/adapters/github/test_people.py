"""Teams and members on GitHub are groups and users in the catalog."""

from dataclasses import replace

import pytest

from bot.adapters.github.sources import PeopleSource
from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from bot.github_settings import PeopleProvider, ReadingTimes
from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from catalog_store.sync import Outcome
from tests.bot.adapters.github.conftest import Portal
from tests.support.github import GitHub


class Staff:
    """A catalog that reads an organisation's people."""

    def __init__(self, portal: Portal, database: Database) -> None:
        self.portal = portal
        self.catalog = Catalog(database)
        self.provider = PeopleProvider("people", "github.com", ("acme",), ReadingTimes())

    def read(self, *, accept_removals: bool = False) -> Outcome:
        self.portal.github.forget_requests()
        portal, places = self.portal, Places(WebPages())
        source = PeopleSource(self.provider, portal.hub(), portal.repositories, portal.ingest, places, portal.now)
        return source.read(accept_removals=accept_removals)

    def find(self, kind: str, name: str, namespace: str = "default") -> Known | None:
        return self.catalog.find(EntityRef.of(kind, name, namespace))

    def get(self, kind: str, name: str, namespace: str = "default") -> Known:
        found = self.find(kind, name, namespace)
        assert found, f"{name} is not in the catalog"
        return found

    def members(self, name: str) -> list[str]:
        return sorted(each.entity.name for each in self.catalog.members_of(EntityRef.of("group", name)))


@pytest.fixture
def staff(portal: Portal, database: Database, github: GitHub) -> Staff:
    github.user("ana", "Ana Lopez", "ana@acme.example")
    github.team("acme/platform", members=["tim"], name="Platform", description="Keeps the lights on")
    github.team("acme/payments", members=["ana", "ben"], parent="platform")
    return Staff(portal, database)


def test_teams_are_groups_with_their_own_people(staff: Staff) -> None:
    outcome = staff.read()
    assert outcome.is_clean
    assert staff.members("platform") == ["tim"]
    assert staff.members("payments") == ["ana", "ben"]
    platform = staff.get("group", "platform")
    assert (platform.entity.label, platform.entity.metadata["description"]) == ("Platform", "Keeps the lights on")
    assert staff.get("group", "payments").entity.spec["parent"] == "group:default/platform"
    assert platform.provenance.location.endswith("/orgs/acme/teams/platform")


def test_members_are_users_also_those_of_no_team(staff: Staff) -> None:
    staff.read()
    ana = staff.get("user", "ana")
    assert ana.entity.spec["profile"] == {"displayName": "Ana Lopez", "email": "ana@acme.example"}
    found = staff.catalog.find_by_email("ana@acme.example")
    assert found
    assert found.id == ana.id
    assert staff.find("user", "octocat")


def test_nothing_changes_when_nothing_has_and_it_takes_two_requests(staff: Staff) -> None:
    staff.read()
    outcome = staff.read()
    assert (outcome.unchanged, outcome.files) == (6, 6)
    assert len(staff.portal.github.requests) == 2


def test_who_leaves_is_a_member_no_more(github: GitHub, staff: Staff) -> None:
    staff.read()
    github.leave("acme", "ben")
    assert staff.read().written.removed == 1
    assert staff.members("payments") == ["ana"]


def test_a_renamed_team_is_the_same_one(github: GitHub, staff: Staff) -> None:
    staff.read()
    before = staff.get("group", "payments")
    team = github.state.team("acme", "payments")
    assert team
    team.slug = team.name = "money"
    outcome = staff.read()
    assert staff.get("group", "money").id == before.id
    assert (outcome.written.renamed, outcome.written.removed) == (1, 0)


def test_a_person_in_two_organisations_is_one_user(github: GitHub, staff: Staff) -> None:
    github.organisation("labs", members=["ana"], owners=["octocat"])
    github.team("labs/payments", members=["ana"])
    staff.provider = replace(staff.provider, organizations=("acme", "labs"))
    outcome = staff.read()
    assert outcome.is_clean
    assert staff.members("payments") == ["ana", "ben"]
    labs = staff.get("group", "payments", "labs")
    assert labs.entity.spec["members"] == ["user:default/ana"]


def test_without_names_all_of_our_organisations_are_read(github: GitHub, staff: Staff) -> None:
    github.organisation("labs", members=["zoe"], owners=["octocat"])
    staff.provider = replace(staff.provider, organizations=())
    staff.read()
    assert staff.find("user", "zoe")
    assert staff.find("user", "ana")


def test_large_teams_are_read_to_the_last(github: GitHub, staff: Staff) -> None:
    github.team("acme/everybody", members=[f"person-{number}" for number in range(230)])
    staff.read()
    assert len(staff.members("everybody")) == 230


def test_when_one_organisation_fails_nobody_is_removed(github: GitHub, staff: Staff) -> None:
    staff.read()
    github.leave("acme", "ben")
    staff.provider = replace(staff.provider, organizations=("acme", "gone"))
    outcome = staff.read()
    assert "GitHub has no organisation gone" in "".join(outcome.unreadable.values())
    assert staff.find("user", "ben")


def test_a_list_that_breaks_off_removes_nobody(github: GitHub, staff: Staff) -> None:
    staff.read()
    info = {"hasNextPage": True, "endCursor": "x"}
    github.fail(
        "/graphql",
        200,
        {"data": {"organization": {"membersWithRole": {"totalCount": 4, "pageInfo": info, "nodes": []}}}},
    )
    assert "has an empty page in the middle" in "".join(staff.read().unreadable.values())
    assert staff.find("user", "ana")


def test_many_teams_that_go_at_once_wait_for_a_person(github: GitHub, staff: Staff) -> None:
    for number in range(6):
        github.team(f"acme/team-{number}", members=["ana"])
    staff.read()
    for number in range(6):
        github.delete_team(f"acme/team-{number}")
    assert len(staff.read().written.waiting) == 6
    assert staff.find("group", "team-3")


def test_a_token_that_may_not_see_teams_says_so(github: GitHub, staff: Staff) -> None:
    staff.read()
    staff.portal.token = github.token("octocat", scopes=("repo",))
    outcome = staff.read()
    assert outcome.unreadable
    assert outcome.written.removed == 0
    assert staff.find("group", "payments")


def test_an_app_reads_what_it_is_installed_for(github: GitHub, staff: Staff) -> None:
    app = github.app("callboard", "acme")
    staff.portal.app = app
    staff.portal.token = ""
    assert staff.read().is_clean
    assert staff.find("group", "payments")
    staff.provider = replace(staff.provider, organizations=("umbrella",))
    github.organisation("umbrella")
    assert "the GitHub App is not installed there" in "".join(staff.read().unreadable.values())
