"""`callboard new action` writes an action that works, is tested, and is found once its package is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from golden_paths import actions
from tests.bot.cli.conftest import ROOT, Terminal

pytestmark = pytest.mark.more


def test_writes_an_action_whose_test_passes(terminal: Terminal) -> None:
    printed = terminal.types("new", "action", "acme:greet", "--into", "mine")
    assert printed.status == 0
    assert printed.out.startswith(
        "wrote mine/acme_greet.py\nwrote mine/test_acme_greet.py\nwrote mine/pyproject.toml\n"
    )
    assert "Run its test with `pytest mine/test_acme_greet.py`" in printed.out
    folder = terminal.folder / "mine"
    environment = {"PYTHONPATH": f"{ROOT}:{folder}", "PATH": "/usr/bin:/bin"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        "test_acme_greet.py",
    ]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_the_action_is_found_when_its_package_is_installed(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    terminal.types("new", "action", "acme:greet", "--into", "site")
    _install(terminal.folder / "site", "acme_greet = acme_greet:ACTION")
    monkeypatch.syspath_prepend(str(terminal.folder / "site"))
    request.addfinalizer(actions.known.cache_clear)
    actions.known.cache_clear()
    found = actions.known().find("acme:greet")
    assert found is not None
    assert found.names == ("name", "filePath")


def test_a_package_that_names_nothing_of_the_kind_is_named(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    terminal.write("site/empty_greet.py", "ACTION = 3\n")
    _install(terminal.folder / "site", "greet = empty_greet:ACTION")
    monkeypatch.syspath_prepend(str(terminal.folder / "site"))
    request.addfinalizer(actions.known.cache_clear)
    actions.known.cache_clear()
    with pytest.raises(actions.BrokenActionError, match="The action greet of the package greeting cannot be used"):
        actions.known()


def _install(site: Path, entry_point: str) -> None:
    information = site / "greeting-0.1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 0.1\n")
    (information / "entry_points.txt").write_text(f"[{actions.ENTRY_POINTS}]\n{entry_point}\n")


def test_leaves_a_package_that_is_there_and_says_what_to_add(terminal: Terminal) -> None:
    terminal.write("pyproject.toml", "[project]\n")
    printed = terminal.types("new", "action", "greet")
    assert 'greet = "greet:ACTION"' in printed.out
    assert (terminal.folder / "pyproject.toml").read_text() == "[project]\n"


def test_writes_over_nothing(terminal: Terminal) -> None:
    terminal.write("greet.py", "mine")
    printed = terminal.types("new", "action", "greet")
    assert printed.status == 2
    assert "greet.py is there already" in printed.err
    assert (terminal.folder / "greet.py").read_text() == "mine"


def test_names_all_that_is_there_already(terminal: Terminal) -> None:
    terminal.write("greet.py", "mine")
    terminal.write("test_greet.py", "mine")
    assert "greet.py, test_greet.py are there already" in terminal.types("new", "action", "greet").err


def test_says_when_it_takes_the_place_of_a_built_in_one(terminal: Terminal) -> None:
    assert "It takes the place of Callboard's own debug:log." in terminal.types("new", "action", "debug:log").out


@pytest.mark.parametrize("name", ["Acme:Greet", "a b", "acme:", "../x", "1st"])
def test_refuses_what_is_no_id(terminal: Terminal, name: str) -> None:
    printed = terminal.types("new", "action", name)
    assert printed.status == 2
    assert "is no id of an action" in printed.err
