"""The laws between the packages bite: each breach that a newcomer might commit is named by the linter."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "commands", "golden_paths", "catalog_store")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages, to break the laws in."""
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=lambda folder, names: _not_python(Path(folder), names))
    return copy


def _not_python(folder: Path, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not (folder / name).is_dir()} | {"__pycache__"}


def broken_laws(checkout: Path) -> list[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    report = subprocess.run(
        [sys.executable, "-c", command, "--no-logo", "--no-cache"],
        cwd=checkout, env={"PYTHONPATH": str(checkout), "COLUMNS": "200"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Contracts:" in report.stdout, report.stdout + report.stderr
    return [line.split(" BROKEN")[0] for line in report.stdout.splitlines() if " BROKEN" in line]


@pytest.mark.parametrize(
    "module, breach, law",
    [
        ("catalog_store/refs.py", "import commands.ask", "bot > commands > golden_paths > catalog_store"),
        ("catalog_store/store.py", "import slack_sdk", "Slack is spoken only by bot and commands"),
        ("commands/owner/__init__.py", "import sqlalchemy", "SQL is written only in catalog_store"),
        ("commands/owner/__init__.py", "import commands.home", "Commands do not lean on one another"),
        ("catalog_store/store.py", "import catalog_store.tables", "Only the database knows the tables"),
        ("catalog_store/ownership.py", "import catalog_store.rows", "Rules and entities never see a row"),
        ("bot/app.py", "import apscheduler", "Each library has one door"),
        (
            "bot/newcomer.py",
            "",
            "Only wiring meets the adapters, and Slack's surfaces know nothing of how the process runs",
        ),
    ],
)
def test_a_breach_is_named(checkout: Path, module: str, breach: str, law: str) -> None:
    file = checkout / module
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{breach}\n")
    try:
        assert law in broken_laws(checkout)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
