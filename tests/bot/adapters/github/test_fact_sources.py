"""What is read of repositories for facts: what GitHub tells, what it refuses, and what stays when a reading fails."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.adapters.github import client
from bot.adapters.github.code_facts import CodeFacts
from bot.fact_sources import Collecting, FactsNotReadError, Topic
from bot.fact_sources.code import code_sources
from bot.fact_sources.files import file_sources
from bot.github_settings import GithubHost, GithubSettings
from catalog_store.database import Database
from catalog_store.facts import Sheet, Value
from catalog_store.scorecards import DEFAULT
from catalog_store.standings.facts import FactStore
from catalog_store.standings.judging import Judging
from commands.scorecard.phrases import evidence_words
from tests.bot.adapters.github.conftest import Portal
from tests.commands.conftest import ingest
from tests.support.github import GitHub

SHOP = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: service, lifecycle: production, owner: payments}
"""
SLUG = "acme/shop"


@pytest.fixture(autouse=True)
def _is_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0))


def hosts(github: GitHub, portal: Portal, token: str | None = None) -> CodeFacts:
    settings = GithubSettings(hosts=(GithubHost("github.com", github.api_url, SecretStr(token or portal.token)),))
    return CodeFacts(settings, clock=portal.now)


def told(github: GitHub, portal: Portal, topic: Topic, token: str | None = None) -> dict[str, Value]:
    return dict(hosts(github, portal, token).facts(topic, "github.com", SLUG, "main"))


def refused(github: GitHub, portal: Portal, topic: Topic, permissions: Iterable[str] = ()) -> str:
    """Why a token with these permissions alone, to read, is not told."""
    token = github.fine_grained_token("octocat", dict.fromkeys(("metadata", *permissions), "read"))
    with pytest.raises(FactsNotReadError) as caught:
        told(github, portal, topic, token)
    return str(caught.value)


def sheet(database: Database) -> Sheet:
    store = FactStore(database)
    (found,) = store.sheets(store.ids())
    return found


def files_of(portal: Portal, github: GitHub) -> Collecting:
    return Collecting(FactStore(portal.database), file_sources(hosts(github, portal))[:1])


def test_the_files_of_a_repository_are_known_and_read_once_a_day(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"catalog-info.yaml": SHOP, "README.md": "#", "Go.Mod": "module x"})
    portal.read()
    facts = files_of(portal, github)
    assert facts.collect(now=portal.now()) == 1
    found = sheet(portal.database)
    assert (found.values["files.hasReadme"], found.values["files.hasCi"]) == (True, False)
    assert found.values["files.paths"] == ("catalog-info.yaml", "go.mod", "readme.md")
    assert facts.collect(now=portal.now()) == 0
    github.archive(SLUG)
    github.delete(SLUG)
    later = portal.now() + timedelta(days=2)
    assert facts.collect(now=later) == 1
    kept = sheet(portal.database).fact("files.hasReadme")
    assert kept is not None
    assert kept.value is True
    assert kept.reading.fault is not None
    assert facts.collect(now=later + timedelta(minutes=1)) == 0


def test_a_host_that_does_not_know_us_says_so(github: GitHub, portal: Portal) -> None:
    with pytest.raises(FactsNotReadError, match="who I am"):
        hosts(github, portal).paths("elsewhere.example", "a/b", "main")


def test_the_folder_of_a_file_is_looked_at_where_there_is_no_host(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "catalog-info.yaml"
    file.write_text(SHOP)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "readme.md").touch()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "INDEX.md").touch()
    (tmp_path / ".python-version").write_text("3.13.1\n")
    ingest(database, file)
    with database.reading() as connection:
        now = connection.execute(text("SELECT now()")).scalar_one()
    facts = Collecting(FactStore(database), file_sources(None))
    facts.collect(now=now)
    found = sheet(database).values
    assert found["files.paths"] == (".python-version", "catalog-info.yaml", "docs/index.md")
    assert found["version.python"] == "3.13.1"


@pytest.mark.more
def test_the_versions_that_files_ask_for_are_read(github: GitHub, portal: Portal) -> None:
    files = {"pyproject.toml": '[project]\nrequires-python = ">=3.11"\n', "package.json": '{"engines": {"node": "22"}}'}
    github.repository(SLUG, files={"catalog-info.yaml": SHOP, **files})
    portal.read()
    Collecting(FactStore(portal.database), file_sources(hosts(github, portal))).collect(now=portal.now())
    found = sheet(portal.database).values
    assert (found["version.python"], found["version.node"]) == ("3.11", "22")
    assert "version.go" not in found


@pytest.mark.more
def test_the_last_runs_of_the_default_branch_are_counted(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    for outcome, minutes in (("failure", 9), ("success", 4), ("success", 6), ("cancelled", 60), (None, 0)):
        github.check(SLUG, outcome, took=timedelta(minutes=minutes))
    github.check(SLUG, "failure", branch="main", name="Nightly", took=timedelta(minutes=6))
    found = told(github, portal, Topic.CI)
    assert (found["ci.runs"], found["ci.successShare"], found["ci.minutes"]) == (4, 50, 6.0)
    assert (found["ci.isPassing"], found["ci.failing"]) == (False, ("Nightly",))


def test_where_nothing_ever_ran_no_more_is_said_of_ci(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    assert told(github, portal, Topic.CI) == {"ci.runs": 0}


@pytest.mark.more
def test_a_branch_is_protected_by_its_own_rules_or_by_a_ruleset(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    assert told(github, portal, Topic.BRANCH) == {"branch.isProtected": False}
    assert told(github, portal, Topic.PROTECTION) == {"branch.reviews": 0, "branch.requiredChecks": 0}
    github.demand(SLUG, "pull_request", required_approving_review_count=2)
    github.demand(SLUG, "required_status_checks", required_status_checks=[{"context": "test"}])
    assert told(github, portal, Topic.BRANCH) == {"branch.isProtected": True}
    assert told(github, portal, Topic.PROTECTION) == {"branch.reviews": 2, "branch.requiredChecks": 1}


@pytest.mark.more
def test_open_alerts_are_counted_and_the_grave_ones_apart(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    github.watch(SLUG, "critical", "low", "high")
    github.scan(SLUG, "medium")
    found = told(github, portal, Topic.DEPENDENCIES) | told(github, portal, Topic.SCANNING)
    assert (found["dependencies.alerts"], found["dependencies.severeAlerts"]) == (3, 2)
    assert (found["code.alerts"], found["code.severeAlerts"]) == (1, 0)


@pytest.mark.more
def test_of_very_many_alerts_the_grave_ones_are_counted_whole(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    github.watch(SLUG, *["critical"] * 7, *["low"] * 120)
    found = told(github, portal, Topic.DEPENDENCIES)
    assert (found["dependencies.alerts"], found["dependencies.severeAlerts"]) == (100, 7)


def test_alerts_that_are_switched_off_are_known_to_be(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"README.md": "#"}, private=True)
    assert told(github, portal, Topic.DEPENDENCIES) == {"dependencies.areWatched": False}
    assert told(github, portal, Topic.SCANNING) == {"code.isScanned": False}


@pytest.mark.more
@pytest.mark.parametrize(
    ("topic", "right"),
    [
        (Topic.CI, "Actions: read"),
        (Topic.PROTECTION, "Administration: read"),
        (Topic.DEPENDENCIES, "Dependabot alerts: read"),
        (Topic.SCANNING, "Code scanning alerts: read"),
    ],
)
def test_a_right_that_our_token_lacks_is_named(github: GitHub, portal: Portal, topic: Topic, right: str) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    assert f"our token lacks the permission “{right}”" in refused(github, portal, topic, ["contents"])


@pytest.mark.more
def test_what_is_not_told_is_unknown_and_the_person_reads_why(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"catalog-info.yaml": SHOP})
    portal.read()
    token = github.fine_grained_token("octocat", {"metadata": "read", "contents": "read"})
    sources = code_sources(hosts(github, portal, token))
    Collecting(FactStore(portal.database), sources).collect(now=portal.now())
    judging = Judging(portal.database, DEFAULT, clock=portal.now)
    explained = judging.explain(sheet(portal.database).entity_id)
    assert explained is not None
    judged = explained.find("dependencies-watched")
    assert judged is not None
    assert judged.result == "unknown"
    assert evidence_words(judged, portal.now()) == (
        "not known whether weaknesses in what it needs are looked for (GitHub does not let us (Resource not accessible by "
        "personal access token): our token lacks the permission “Dependabot alerts: read” (a classic one the scope "
        "security_events))"
    )


@pytest.mark.more
def test_only_what_is_stale_is_read_again_topic_by_topic(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"catalog-info.yaml": SHOP}, language="Python")
    portal.read()
    facts = Collecting(FactStore(portal.database), code_sources(hosts(github, portal)))
    assert facts.collect(now=portal.now()) == 6
    assert facts.collect(now=portal.now() + timedelta(hours=7)) == 1
    assert facts.collect(now=portal.now() + timedelta(hours=30)) == 5


@pytest.mark.more
def test_a_host_that_is_away_is_asked_once_and_not_for_each_thing(github: GitHub, portal: Portal) -> None:
    for name in ("one", "two", "three"):
        github.repository(f"acme/{name}", files={"catalog-info.yaml": SHOP.replace("shop", name)})
    portal.read()
    store = FactStore(portal.database)
    facts = Collecting(store, code_sources(hosts(github, portal))[:1])
    facts.collect(now=portal.now())
    github.fail("*/actions/runs", 502, times=99)
    before = len(github.requests)
    assert facts.collect(now=portal.now() + timedelta(hours=7)) == 3
    assert len(github.requests) - before == 3  # one question, and two tries more
    for found in store.sheets(store.ids()):
        kept = found.fact("ci.runs")
        assert kept is not None
        assert kept.value == 0
        assert kept.reading.fault == "GitHub has trouble (502)"
