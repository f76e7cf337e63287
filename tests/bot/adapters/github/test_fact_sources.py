"""What is read of repositories for facts: what GitHub tells, what it refuses, and what stays when a reading fails."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.adapters.github import client
from bot.adapters.github.code_facts import CodeFacts
from bot.fact_sources import Collected, Collecting, FactsNotReadError, Topic
from bot.fact_sources.code import code_sources
from bot.fact_sources.files import file_sources
from bot.github_settings import GithubApp, GithubHost, GithubSettings
from catalog_store.database import Database
from catalog_store.facts import Sheet, Value
from catalog_store.pages import RememberedPages
from catalog_store.scorecards import DEFAULT
from catalog_store.standings.facts import FactStore
from catalog_store.standings.judging import Judging
from commands.scorecard.phrases import evidence_words
from tests.bot.adapters.github.conftest import Portal
from tests.commands.conftest import ingest
from tests.support.catalog import entity, put
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
    return CodeFacts(settings, clock=portal.now, memory=RememberedPages(portal.database, clock=portal.now))


def told(github: GitHub, portal: Portal, topic: Topic, token: str | None = None) -> dict[str, Value]:
    with hosts(github, portal, token).reading() as asked:
        return dict(asked.facts(topic, "github.com", SLUG, "main"))


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


def test_the_files_of_a_repository_are_known_and_not_read_again_at_once(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"catalog-info.yaml": SHOP, "README.md": "#", "Go.Mod": "module x"})
    portal.read()
    facts = files_of(portal, github)
    assert facts.collect(now=portal.now()).count == 1
    found = sheet(portal.database)
    assert (found.values["files.hasReadme"], found.values["files.hasCi"]) == (True, False)
    assert found.values["files.paths"] == ("catalog-info.yaml", "go.mod", "readme.md")
    assert facts.collect(now=portal.now()).count == 0
    github.commit(SLUG, {"LICENSE": "Take it."})
    portal.read()
    github.delete(SLUG)
    later = portal.now() + timedelta(days=2)
    assert facts.collect(now=later).count == 1
    kept = sheet(portal.database).fact("files.hasReadme")
    assert kept is not None
    assert kept.value is True
    assert kept.reading.fault is not None
    assert facts.collect(now=later + timedelta(minutes=1)).count == 0


def test_what_hangs_on_a_commit_is_asked_for_once_a_commit(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"catalog-info.yaml": SHOP, ".python-version": "3.12"}, language="Python")
    portal.read()
    sources = (*file_sources(hosts(github, portal)), *code_sources(hosts(github, portal))[-1:])
    facts = Collecting(FactStore(portal.database), sources)
    facts.collect(now=portal.now())
    github.forget_requests()
    assert facts.collect(now=portal.now() + timedelta(days=8)).count == 3
    assert not github.requests
    head = github.commit(SLUG, {".python-version": "3.13"})
    portal.read()
    github.forget_requests()
    facts.collect(now=portal.now() + timedelta(days=16))
    assert [each.path.rpartition("/")[2] for each in github.requests] == [head, ".python-version", "languages"]
    assert sheet(portal.database).values["version.python"] == "3.13"


def test_a_host_that_does_not_know_us_says_so(github: GitHub, portal: Portal) -> None:
    with hosts(github, portal).reading() as asked, pytest.raises(FactsNotReadError, match="who I am"):
        asked.paths("elsewhere.example", "a/b", "main")


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
def test_alerts_are_counted_page_by_page(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    github.watch(SLUG, *["critical"] * 7, *["low"] * 220)
    github.scan(SLUG, *["medium"] * 150, "high")
    found = told(github, portal, Topic.DEPENDENCIES) | told(github, portal, Topic.SCANNING)
    assert (found["dependencies.alerts"], found["dependencies.severeAlerts"]) == (227, 7)
    assert (found["code.alerts"], found["code.severeAlerts"]) == (151, 1)
    assert found["dependencies.areAllCounted"] is found["code.areAllCounted"] is True


@pytest.mark.more
@pytest.mark.parametrize(("topic", "about"), [(Topic.DEPENDENCIES, "dependencies"), (Topic.SCANNING, "code")])
def test_of_very_many_alerts_the_grave_ones_are_counted_apart(
    github: GitHub, portal: Portal, topic: Topic, about: str
) -> None:
    github.repository(SLUG, files={"README.md": "#"})
    severities = *["critical"] * 150, *["high"] * 2, *["low"] * 2_000
    github.watch(SLUG, *severities)
    github.scan(SLUG, *severities)
    found = told(github, portal, topic)
    assert (found[f"{about}.alerts"], found[f"{about}.severeAlerts"]) == (2_000, 152)
    assert found[f"{about}.areAllCounted"] is False


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
    assert facts.collect(now=portal.now()).count == 6
    assert facts.collect(now=portal.now() + timedelta(hours=7)).count == 1
    assert facts.collect(now=portal.now() + timedelta(hours=30)).count == 6


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
    assert facts.collect(now=portal.now() + timedelta(hours=7)).count == 3
    assert len(github.requests) - before == 3  # one question, and two tries more
    for found in store.sheets(store.ids()):
        kept = found.fact("ci.runs")
        assert kept is not None
        assert kept.value == 0
        assert kept.reading.fault == "GitHub has trouble (502)"


def a_day_later(github: GitHub, portal: Portal, code: CodeFacts) -> int:
    """What GitHub counts of a day's readings of a repository in which nothing happens."""
    facts = Collecting(FactStore(portal.database), (*file_sources(code), *code_sources(code)))
    facts.collect(now=portal.now())
    github.forget_requests()
    for reading in range(1, 5):
        facts.collect(now=portal.now() + reading * timedelta(hours=6, minutes=1))
    asked = [each for each in github.requests if each.method == "GET"]
    assert len(asked) == 11
    return sum(each.counted for each in asked)


def well_kept(github: GitHub, portal: Portal) -> None:
    github.repository(SLUG, files={"catalog-info.yaml": SHOP, ".python-version": "3.12"}, language="Python")
    github.protect(SLUG)
    github.watch(SLUG, "low")
    github.scan(SLUG)
    github.check(SLUG, "success")
    portal.read()


@pytest.mark.more
def test_what_has_not_changed_counts_nothing_with_a_token(github: GitHub, portal: Portal) -> None:
    well_kept(github, portal)
    assert a_day_later(github, portal, hosts(github, portal)) == 0


@pytest.mark.more
def test_an_app_whose_token_is_new_every_hour_pays_for_each_question(github: GitHub, portal: Portal) -> None:
    """10,000 repositories cost it 5,000 an hour, of the 12,500 that GitHub gives an App there."""
    well_kept(github, portal)
    rights = dict.fromkeys(
        ("metadata", "contents", "actions", "administration", "vulnerability_alerts", "security_events"), "read"
    )
    app = github.app("callboard", "acme", permissions=rights)
    known_as = GithubHost("github.com", github.api_url, apps=(GithubApp(app.id, SecretStr(app.private_key)),))
    memory = RememberedPages(portal.database, clock=portal.now)
    assert (
        a_day_later(github, portal, CodeFacts(GithubSettings(hosts=(known_as,)), clock=portal.now, memory=memory)) == 11
    )


@pytest.mark.more
def test_more_than_can_be_read_in_one_go_is_read_in_the_next(database: Database, now: datetime) -> None:
    for number in range(120):
        put(database, entity("Component", f"service-{number}", type="service", lifecycle="production"))
    facts = Collecting(FactStore(database), file_sources(None)[:1])
    assert facts.collect(now=now) == Collected(100, is_more=True)
    assert facts.collect(now=now) == Collected(20, is_more=False)
