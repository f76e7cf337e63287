"""Which files a repository has: read from GitHub or a folder, once a day, and kept when a reading fails."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.adapters.github import client
from bot.adapters.github.repository_files import RepositoryFiles
from bot.fact_sources import FactsNotReadError, FileFacts
from bot.github_settings import GithubHost, GithubSettings
from catalog_store.database import Database
from catalog_store.fact_store import FactStore
from catalog_store.facts import Sheet
from tests.bot.adapters.github.conftest import Portal
from tests.commands.conftest import ingest
from tests.support.github import GitHub

SHOP = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: service, lifecycle: production, owner: payments}
"""


def hosts(github: GitHub, portal: Portal) -> RepositoryFiles:
    settings = GithubSettings(hosts=(GithubHost("github.com", github.api_url, SecretStr(portal.token)),))
    return RepositoryFiles(settings, clock=portal.now)


def sheet(database: Database) -> Sheet:
    store = FactStore(database)
    (found,) = store.sheets(store.ids())
    return found


def test_the_files_of_a_repository_are_known_and_read_once_a_day(
    github: GitHub, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0))
    github.repository("acme/shop", files={"catalog-info.yaml": SHOP, "README.md": "#", "Go.Mod": "module x"})
    portal.read()
    facts = FileFacts(FactStore(portal.database), hosts(github, portal))
    assert facts.collect(now=portal.now()) == 1
    found = sheet(portal.database)
    assert (found.values["files.hasReadme"], found.values["files.hasCi"]) == (True, False)
    assert found.values["files.paths"] == ("catalog-info.yaml", "go.mod", "readme.md")
    assert facts.collect(now=portal.now()) == 0
    github.archive("acme/shop")
    github.delete("acme/shop")
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
    ingest(database, file)
    with database.reading() as connection:
        now = connection.execute(text("SELECT now()")).scalar_one()
    FileFacts(FactStore(database), None).collect(now=now)
    assert sheet(database).values["files.paths"] == ("catalog-info.yaml", "docs/index.md")
