"""Golden paths on a real Postgres and a GitHub over real HTTP, with real git behind it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.github import client
from catalog_store.database import Database
from tests.bot.golden_path_runs.scenes import SERVICE, Company, write_path
from tests.support.github import GitHub

MakeCompany = Callable[..., Company]


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as running:
        running.repository("acme/platform", files={"README.md": "# Platform"})
        yield running


@pytest.fixture
def company_with(github: GitHub, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeCompany:
    """A company whose one path is this template."""
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0))

    def make(template: str = SERVICE) -> Company:
        write_path(tmp_path / "paths" / "small-service", template)
        return Company(github, database, tmp_path)

    return make


@pytest.fixture
def company(company_with: MakeCompany) -> Company:
    return company_with()
