"""`callboard ingest` with an organisation on GitHub in the configuration."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bot.cli.conftest import Terminal
from tests.support.github import GitHub

CONFIG = """
catalog:
  providers:
    github: {acme: {organization: acme}}
    githubOrg: {id: acme, orgs: [acme]}
"""
PAY = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: pay\n  description:\n    $text: ./about.md\n"
    "spec: {type: service, lifecycle: production, owner: payments}\n"
)
ALL = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: ['./*/info.yaml']}\n"


@pytest.fixture
def github(with_database: Terminal) -> Iterator[GitHub]:
    """An organisation with a team and a private repository."""
    with GitHub() as running:
        running.team("acme/payments", members=["ana"])
        running.repository("acme/pay", files={"catalog-info.yaml": PAY, "about.md": "Takes money."}, private=True)
        with_database.set(GITHUB_API_URL=running.api_url, GITHUB_TOKEN=running.owner_token("acme"))
        with_database.write("app-config.yaml", CONFIG)
        yield running


def test_the_configured_organisation_is_read(github: GitHub, with_database: Terminal) -> None:
    printed = with_database.types("ingest")
    assert printed.out == ("github-org:acme: 3 files read. 3 added.\ngithub:acme: 1 file read. 1 added.\n")
    again = with_database.types("ingest", "github:acme")
    assert again.out == "github:acme: 1 file read (1 unchanged). Nothing changed.\n"


def test_the_team_owns_what_it_says_it_owns(github: GitHub, with_database: Terminal) -> None:
    with_database.types("ingest")
    printed = with_database.types("ask", "owner", "pay")
    assert printed.status == 0
    assert "payments" in printed.out


def test_a_private_repositorys_file_can_be_named(github: GitHub, with_database: Terminal) -> None:
    info = PAY.replace("name: pay", "name: a").replace("./about.md", "../about.md")
    github.repository("acme/mono", files={"all.yaml": ALL, "a/info.yaml": info, "about.md": "A"}, private=True)
    printed = with_database.types("ingest", f"{github.url}/acme/mono/blob/main/all.yaml")
    assert printed.out == f"{github.url}/acme/mono/blob/main/all.yaml: 2 files read. 2 added.\n"


def test_a_token_that_is_worth_nothing_is_told(github: GitHub, with_database: Terminal) -> None:
    with_database.set(GITHUB_TOKEN="nonsense")
    printed = with_database.types("ingest", "github:acme")
    assert printed.status == 2
    assert "github.com/acme: could not be read: GitHub does not know our token (401)." in printed.out


def test_the_rules_are_about_what_people_write_and_not_about_githubs_own_teams(
    github: GitHub, with_database: Terminal
) -> None:
    with_database.write("app-config.yaml", CONFIG + "  rules: [{allow: [Component, Location]}]\n")
    me = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: kings}\nspec: {type: team, children: []}\n"
    github.repository("acme/cheeky", files={"catalog-info.yaml": me})
    printed = with_database.types("ingest")
    assert "github-org:acme: 3 files read. 3 added." in printed.out
    assert "The rules of the catalog let no Group in from here" in printed.out


@pytest.mark.more
def test_two_that_read_at_once_agree(github: GitHub, with_database: Terminal) -> None:
    for number in range(30):
        info = PAY.replace("name: pay", f"name: service-{number}")
        github.repository(f"acme/service-{number}", files={"catalog-info.yaml": info, "about.md": "x"})
    with_database.types("migrate")
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: with_database.runs("ingest", "github:acme", "--json"), range(2)))
    assert [printed.status for printed in done] == [0, 0]
    assert sum(printed.json[0]["added"] for printed in done) == 31
