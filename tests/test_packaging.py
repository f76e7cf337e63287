"""What is shipped beside the code says what the code knows."""

import re
from pathlib import Path
from typing import Any

from catalog_store.descriptors.exact import read

ROOT = Path(__file__).parents[1]
COMPOSED: Any = read((ROOT / "compose.yaml").read_text(encoding="utf-8"))  # Any: YAML
VARIABLES = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")


def test_the_compose_file_sets_only_variables_that_are_read() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    environment = {
        *COMPOSED["services"]["callboard"]["environment"],
        *re.findall(r"^#   ((?:SLACK|GITHUB)\w+)=", text, re.MULTILINE),
    }
    assert [name for name in environment if f"| `{name}` |" not in VARIABLES] == []


def test_the_containers_run_without_rights() -> None:
    service = COMPOSED["services"]["callboard"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    last_user = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[-1]
    assert last_user.isdecimal()
    assert int(last_user) > 0


def test_what_builds_the_image_is_of_the_versions_that_tests_ran_with() -> None:
    locked = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements-build.lock", "requirements.lock")]
    build, everything = ({*re.findall(r"^[\w.-]+==\S+", lock, re.MULTILINE)} for lock in locked)
    assert any(pin.startswith("hatchling==") for pin in build)
    assert build <= everything


def test_all_that_the_image_is_built_from_reaches_the_builder() -> None:
    """Docker sees nothing that `.dockerignore` does not let through."""
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if "!" in line
    }
    locks = set(re.findall(r"requirements-\w+\.lock", (ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert {*locks, "pyproject.toml", "README.md", "LICENSE", "manifest.yml"} <= let_through


def test_the_image_holds_only_what_it_is_made_of() -> None:
    copied = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    packages = {line[1:] for line in copied if line.startswith("!") and (ROOT / line[1:]).is_dir()}
    assert packages == {"bot", "commands", "golden_paths", "catalog_store"}
