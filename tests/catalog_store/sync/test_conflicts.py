"""Two who want the same: one name in two files, a merge beside a clean-up; and those who only look."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.sync import Ingestion, Outcome, Removals
from catalog_store.sync.write import lock_merges
from tests.catalog_store.sync.conftest import Source

Component = Callable[..., str]


def read(source: Source, folder: Path) -> Outcome:
    """Read another folder as a source of its own."""
    source.now += timedelta(minutes=1)
    ingestion = Ingestion(source.database, Places(WebPages()), kinds=BUILT_IN, clock=lambda: source.now)
    return ingestion.run(f"file:{folder}")


def test_a_name_that_is_taken_passes_on_with_its_identity_when_its_holder_lets_go(
    source: Source, component: Component
) -> None:
    source.write("one/a.yaml", component("payments") + "---\n" + component("first"))
    source.write("two/b.yaml", component("payments", owner="team-b") + "---\n" + component("second"))
    read(source, source.folder / "one")
    assert not read(source, source.folder / "two").is_clean
    before = source.get("payments").id
    source.write("one/a.yaml", component("first"))
    read(source, source.folder / "one")
    assert read(source, source.folder / "two").is_clean
    assert (source.get("payments").id, source.get("payments").entity.spec["owner"]) == (before, "team-b")


def test_what_is_renamed_to_a_name_that_is_taken_stays_what_it_was_until_that_is_mended(
    source: Source, component: Component
) -> None:
    source.write("a.yaml", component("payments"))
    source.write("b.yaml", component("orders"))
    source.read()
    before = source.get("orders").id
    source.write("b.yaml", component("payments"))
    assert not source.read().is_clean
    assert source.get("orders").faults
    source.write("b.yaml", component("ordering"))
    assert source.read().is_clean
    assert source.get("ordering").id == before


def test_two_files_may_exchange_their_names(source: Source, component: Component) -> None:
    source.write("a.yaml", component("payments"))
    source.write("b.yaml", component("orders"))
    source.read()
    ids = source.get("payments").id, source.get("orders").id
    source.write("a.yaml", component("orders"))
    source.write("b.yaml", component("payments"))
    assert source.read().is_clean
    assert (source.get("payments").id, source.get("orders").id) == ids


def test_a_purge_waits_for_the_merge_that_may_bring_something_back(source: Source) -> None:
    purge = threading.Thread(target=Removals(source.database).purge, kwargs={"now": source.now})
    with source.database.changing() as connection:
        lock_merges(connection)
        purge.start()
        purge.join(0.3)
        assert purge.is_alive()
    purge.join(60)
    assert not purge.is_alive()


def test_what_a_person_brought_back_does_not_pass_for_fresh(source: Source, component: Component) -> None:
    source.write("a.yaml", component("payments") + "---\n" + component("orders"))
    source.read()
    source.write("a.yaml", component("payments"))
    source.read()
    removals = Removals(source.database)
    (removed,) = removals.recent()
    removals.undo(removed.at, by="U1", at=source.now)
    source.read()
    assert source.get("orders").provenance.read_at == removed.at
    source.write("a.yaml", component("payments") + "---\n" + component("orders"))
    source.read()
    assert source.get("orders").provenance.read_at == source.now


def test_a_dry_run_leaves_no_trace_at_all(source: Source, component: Component) -> None:
    source.write("a.yaml", component("payments"))
    source.read()
    before = everything(source.database)
    source.write("a.yaml", component("paying"))
    source.write("b.yaml", component("orders"))
    source.read(dry_run=True)
    assert everything(source.database) == before


def everything(database: Database) -> list[object]:
    tables = ("sources", "files", "entities", "relations", "aliases")
    with database.reading() as connection:
        return [connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all() for table in tables]  # noqa: S608
