"""`callboard new action`: the beginning of an action of one's own, with its test."""

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.cli import session
from bot.errors import NotTriedError
from golden_paths import actions

_ID = re.compile(r"[a-z][a-z0-9-]*(?::[a-z][a-z0-9-]*)*")

_ACTION = '''"""`{id}`: say here in one sentence what it does."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs, outputs
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop


class {model}(Inputs):
    """What a step hands to it. Keys are camelCase in templates; what is not named here is refused."""

    name: str = Field(min_length=1, description="Whom to greet.")
    file_path: str = Field("greeting.txt", description="The file in the workspace.")


def _perform(inputs: {model}, workshop: Workshop) -> JsonObject:
    """Raise `golden_paths.errors.ActionError` with a sentence where it cannot be done."""
    greeting = f"Hello, {{inputs.name}}!"
    workshop.workspace.write(inputs.file_path, f"{{greeting}}\\n".encode())
    workshop.log.say(f"Greeted {{inputs.name}}.")
    return {{"greeting": greeting}}


ACTION = Action(
    id="{id}",
    description="Greets somebody.",
    inputs={model},
    perform=_perform,
    outputs=outputs(greeting="string"),
    examples=(Example("Greet the owner", {{"name": "${{{{ parameters.owner }}}}"}}),),
    # It touches the workspace only, so previews and dry runs carry it out as well. One that reaches outside says here
    # instead what it will do (`effects`), whether it may be done twice (`is_repeatable`), how it finds what an
    # interrupted try made (`find_earlier`), and how that is taken back (`clean_up`).
    stays_inside=True,
)
'''

_TEST = '''"""`{id}` does what it says, and refuses what makes no sense."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from {module} import ACTION

from golden_paths.errors import InvalidInputError
from golden_paths.ports import Mark
from golden_paths.workshop import Workshop
from golden_paths.workspace import Workspace

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(Workspace(tmp_path), template_folder=tmp_path, mark=Mark("run-1", "greet", NOW), now=NOW)


def test_greets(workshop: Workshop) -> None:
    output = ACTION.perform(ACTION.parsed({{"name": "Ana"}}), workshop)
    assert output == {{"greeting": "Hello, Ana!"}}
    assert workshop.workspace.read_text("greeting.txt") == "Hello, Ana!\\n"


def test_wants_a_name() -> None:
    with pytest.raises(InvalidInputError, match="`name` is missing"):
        ACTION.parsed({{}})
'''

_ENTRY_POINT = '[project.entry-points."{group}"]\n{module} = "{module}:ACTION"\n'

_PACKAGE = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "callboard-{dashed}"
version = "0.1.0"
description = "The action {id} for Callboard."
requires-python = ">=3.11"
dependencies = ["callboard"]

{entry_point}
[tool.hatch.build.targets.wheel]
only-include = ["{module}.py"]
"""


def run(options: argparse.Namespace) -> int:
    """Write the files, none over another: 0."""
    new = _New.named(options.name)
    folder = Path(options.into)
    files = new.files(has_package=(folder / "pyproject.toml").exists())
    _write(folder, files)
    for name in files:
        session.say(f"wrote {session.shown(str(folder / name))}")
    if "pyproject.toml" not in files:
        session.say(f"\nAdd this to pyproject.toml:\n\n{new.entry_point}")
    test = session.shown(str(folder / new.test))
    session.say(f"Run its test with `pytest {test}`, then install the package where Callboard runs.")
    if actions.Actions().find(new.id):
        session.say(f"It takes the place of Callboard's own {new.id}.")
    return 0


@dataclass(frozen=True, slots=True)
class _New:
    """An action to be written."""

    id: str

    @classmethod
    def named(cls, text: str) -> "_New":
        """Raises NotTriedError when it is no id."""
        if not _ID.fullmatch(text):
            raise NotTriedError(
                f"{text!r} is no id of an action. Write lower-case letters, digits and dashes, with colons between,"
                " such as acme:greet."
            )
        return cls(text)

    @property
    def module(self) -> str:
        return re.sub("[^a-z0-9]", "_", self.id)

    @property
    def test(self) -> str:
        return f"test_{self.module}.py"

    @property
    def entry_point(self) -> str:
        return _ENTRY_POINT.format(group=actions.ENTRY_POINTS, module=self.module)

    def files(self, *, has_package: bool) -> Mapping[str, str]:
        """The texts by name."""
        model = "".join(part.capitalize() for part in self.module.split("_"))
        names = {"id": self.id, "module": self.module, "model": model, "dashed": self.module.replace("_", "-")}
        made = {f"{self.module}.py": _ACTION.format(**names), self.test: _TEST.format(**names)}
        if not has_package:
            made["pyproject.toml"] = _PACKAGE.format(**names, entry_point=self.entry_point)
        return made


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Raises NotTriedError when one is there already, or cannot be written."""
    there = [name for name in files if (folder / name).exists()]
    if there:
        are = "is" if len(there) == 1 else "are"
        raise NotTriedError(
            f"{', '.join(there)} {are} there already. Choose another id, or another folder with --into."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise NotTriedError(f"{folder} cannot be written: {error.strerror}.") from error
