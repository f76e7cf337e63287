"""The laws between the packages bite: each breach that a newcomer might commit is named by the linter."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "commands", "golden_paths", "catalog_store")

#: A module, the line that it must not have, and the law against it.
BREACHES = (
    ("catalog_store/refs.py", "import commands.ask", "bot > commands > golden_paths > catalog_store"),
    ("catalog_store/store.py", "import slack_sdk", "Slack is spoken only by bot and commands"),
    ("commands/owner/__init__.py", "import sqlalchemy", "SQL is written only in catalog_store"),
    ("commands/owner/__init__.py", "import commands.home", "Commands do not lean on one another"),
    ("catalog_store/store.py", "import catalog_store.tables", "Only upgrading knows the tables"),
    ("catalog_store/ownership.py", "import catalog_store.rows", "Rules and entities never see a row"),
    ("bot/app.py", "import apscheduler", "Each library has one door"),
    (
        "bot/newcomer.py",
        "",
        "Only wiring meets the adapters, and Slack's surfaces know nothing of how the process runs",
    ),
    ("commands/kit/text.py", "import commands.dispatch", "A command knows the kit and the services, not who calls it"),
)


@pytest.fixture(scope="module")
def broken_laws(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the linter says of a copy of the packages with all breaches in it."""
    copy = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=_all_but_python)
    for module, line, _ in BREACHES:
        with (copy / module).open("a") as file:
            file.write(f"\n{line}\n")
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    report = subprocess.run(
        [sys.executable, "-c", command, "--no-logo", "--no-cache"],
        cwd=copy, env={"PYTHONPATH": str(copy), "COLUMNS": "200"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {line.split(" BROKEN")[0] for line in report.stdout.splitlines() if " BROKEN" in line}


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not Path(folder, name).is_dir()} | {"__pycache__"}


@pytest.mark.more
@pytest.mark.parametrize("law", [law for _, _, law in BREACHES])
def test_a_breach_is_named(broken_laws: set[str], law: str) -> None:
    assert law in broken_laws
