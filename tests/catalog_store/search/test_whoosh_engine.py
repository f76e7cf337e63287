"""An index on disk may be missing, broken, of another version or somebody else's: it is built anew, and nobody notices."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from catalog_store.database import Database
from catalog_store.search import IndexUnusableError, Search, parse_query, whoosh_engine
from catalog_store.search.whoosh_engine import WhooshEngine
from tests.support.catalog import entity, put


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> Path:
    """A folder with an index of a catalog with one component."""
    put(database, entity("Component", "orders-api"))
    assert WhooshEngine(database, tmp_path / "search").follow()
    return tmp_path / "search"


def finds(database: Database, folder: Path) -> list[str]:
    search = Search(database, WhooshEngine(database, folder))
    search.follow()
    return [hit.ref.name for hit in search.find(parse_query("order")).hits]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_is_kept_for_the_next_start(database: Database, folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in files(folder)}

    assert finds(database, folder) == ["orders-api"]
    assert {path: path.stat().st_mtime_ns for path in files(folder)} == before


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells what a process has mapped")
def test_is_read_where_it_lies(database: Database, folder: Path) -> None:
    search = Search(database, WhooshEngine(database, folder))
    search.follow()

    assert search.find(parse_query("order")).total == 1
    assert str(folder) not in Path("/proc/self/maps").read_text()


# Whoosh leaves a file open in which it found nonsense.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", [b"", b"\x80garbage", b"\0" * 4096])
def test_is_built_anew_when_damaged(database: Database, folder: Path, damage: bytes) -> None:
    for path in files(folder):
        if path.suffix != ".json":
            path.write_bytes(damage)

    assert finds(database, folder) == ["orders-api"]


def test_is_built_anew_when_half_of_it_is_gone(database: Database, folder: Path) -> None:
    for path in files(folder):
        if path.suffix == ".seg":
            path.unlink()

    assert finds(database, folder) == ["orders-api"]


def test_answers_while_it_breaks_and_mends_itself(database: Database, folder: Path) -> None:
    engine = WhooshEngine(database, folder)
    search = Search(database, engine)
    search.follow()
    engine._postings.searcher.close()  # type: ignore[union-attr]  # as a disk that went away would

    assert [hit.ref.name for hit in search.find(parse_query("api order")).hits] == ["orders-api"]
    assert search.follow()
    assert [hit.ref.name for hit in search.find(parse_query("api order")).hits] == ["orders-api"]


def test_one_of_another_version_or_catalog_is_replaced(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [old] = folder.iterdir()
    monkeypatch.setattr(whoosh_engine, "ENTRY_VERSION", 9_999)

    assert finds(database, folder) == ["orders-api"]
    assert old not in folder.iterdir()


def test_nobody_else_may_look_into_it(folder: Path) -> None:
    """It holds pickles, so whoever can write there could run what they like."""
    [inner] = folder.iterdir()
    assert stat.S_IMODE(inner.stat().st_mode) == 0o700


def test_two_programs_may_share_it(database: Database, folder: Path) -> None:
    first, second = (Search(database, WhooshEngine(database, folder)) for _ in range(2))
    put(database, entity("Component", "orders-web"))
    for search in (first, second, first):
        search.follow()

    assert [len(each.find(parse_query("orders")).hits) for each in (first, second)] == [2, 2]


def test_much_at_once_is_taken_in_by_a_process_of_its_own(database: Database, tmp_path: Path) -> None:
    put(database, entity("Component", "orders-api"), entity("Component", "orders-web"))
    engine = WhooshEngine(database, tmp_path, most_here=1)
    search = Search(database, engine)
    assert search.follow()
    assert {hit.ref.name for hit in search.find(parse_query("orders")).hits} == {"orders-api", "orders-web"}


def test_that_process_ends_with_the_one_that_started_it(database: Database, folder: Path) -> None:
    [inner] = folder.iterdir()
    put(database, entity("Component", "orders-web"))
    command = [sys.executable, "-m", "catalog_store.search.building", str(folder)]
    with (
        whoosh_engine._writer(inner, is_new=False),
        subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as waiting,
    ):
        assert waiting.stdin
        waiting.stdin.write(f"{database.libpq_url}\n")
        waiting.stdin.close()
        assert waiting.wait(20) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_says_when_it_may_not_write(database: Database, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(IndexUnusableError, match="Make the folder writable"):
        WhooshEngine(database, tmp_path / "locked" / "search").follow()


def test_a_file_in_its_place_is_told_and_answers_come_all_the_same(database: Database, tmp_path: Path) -> None:
    put(database, entity("Component", "orders-api"))
    (tmp_path / "search").write_text("in the way")
    search = Search(database, WhooshEngine(database, tmp_path / "search"))

    with pytest.raises(IndexUnusableError, match="only names are searched"):
        search.follow()
    assert [hit.ref.name for hit in search.find(parse_query("order")).hits] == ["orders-api"]
