"""A dump of the database, brought back into another one as the page says: everything is there, and work goes on."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog_store.audit import Audit, AuditFilter, AuditOutcome, Doing
from catalog_store.database import Database
from catalog_store.embedded.binaries import binaries_for
from catalog_store.job_queue import JobQueue
from tests.support.catalog import entity, put
from tests.support.databases import everything, with_name

pytestmark = pytest.mark.more

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "run-in-production.md"
AGAIN = "callboard_again"


def commands(url: str, folder: Path) -> Iterator[list[str]]:
    """Those of the page, with this database's address and place in them."""
    backup = PAGE.read_text(encoding="utf-8").partition("## Backup")[2].partition("```\n")[2].partition("```")[0]
    programs = binaries_for(folder / "data")
    there = {"$DATABASE_URL": url, f"--dbname={AGAIN}": f"--dbname={with_name(url, AGAIN)}"}
    server = f"--maintenance-db={with_name(url, 'postgres')}"
    for line in backup.splitlines():
        name, *words = line.replace('"', "").split()
        placed = [there.get(word, word).replace("callboard.dump", str(folder / "callboard.dump")) for word in words]
        yield [programs.program(name), *([server] if name == "createdb" else []), *placed]


def test_everything_is_there_and_work_goes_on(database: Database, database_url: str, tmp_path: Path) -> None:
    put(database, entity("Group", "payments"), entity("Component", "till", owner="payments"))
    Audit(database).save(Doing("T1", "U1", None, "press/removals.apply", AuditOutcome.DONE))
    before = everything(database)
    try:
        for command in commands(database_url, tmp_path):
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        restored = Database(with_name(database_url, AGAIN))
        restored.migrate()
        assert everything(restored) == before
        assert JobQueue(restored).defer("read-source", {"source": "file:/here"})
        put(restored, entity("Component", "till-display"))
        assert Audit(restored).page(AuditFilter(), limit=10)[1] == 1
        restored.close()
    finally:
        server = with_name(database_url, "postgres")
        dropping = [binaries_for(tmp_path / "data").program("dropdb"), "--if-exists", "--force"]
        subprocess.run([*dropping, f"--maintenance-db={server}", AGAIN], check=True, timeout=60)
