"""A folder of descriptors, read for real into a real database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from catalog_store.sync import Ingestion, Outcome


class Source:
    """A folder that is a source of the catalog, with a clock that moves a minute at each read."""

    def __init__(self, database: Database, folder: Path, now: datetime) -> None:
        self.database = database
        self.folder = folder
        self.catalog = Catalog(database)
        self.now = now

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def read(self, *, accept_removals: bool = False, dry_run: bool = False) -> Outcome:
        self.now += timedelta(minutes=1)
        ingestion = Ingestion(self.database, Places(WebPages()), kinds=BUILT_IN, clock=lambda: self.now)
        return ingestion.run(f"file:{self.folder}", accept_removals=accept_removals, dry_run=dry_run)

    def find(self, name: str, kind: str = "component") -> Known | None:
        return self.catalog.find(EntityRef.of(kind, name))

    def get(self, name: str, kind: str = "component") -> Known:
        found = self.find(name, kind)
        assert found, f"{name} is not in the catalog"
        return found


@pytest.fixture
def source(database: Database, tmp_path: Path, now: datetime) -> Source:
    folder = tmp_path / "catalog"
    folder.mkdir()
    return Source(database, folder, now)


@pytest.fixture
def component() -> Callable[..., str]:
    """The text of a good component's descriptor."""

    def text(name: str, *, owner: str = "team-a", extra: str = "") -> str:
        return (
            f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n"
            f"spec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n{extra}"
        )

    return text
