"""A path's own tests: values in; files, outputs and commands that must succeed out."""

import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from catalog_store.patterns import InvalidPatternError, is_found
from golden_paths.action import Inputs, faults_of, shown
from golden_paths.choosing import chosen_files
from golden_paths.engine import Outcome
from golden_paths.errors import ActionError, GoldenPathError
from golden_paths.nowhere import FewEntities
from golden_paths.structured import read_yaml
from golden_paths.workspace import Workspace

FOLDER = "tests"
_LAST_LINES = 15


class TrialError(GoldenPathError):
    """The file is no test. The text says why."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file.name} is no test of a golden path: {problem}")


class Content(Inputs):
    """What a file must hold."""

    equals: str | None = Field(None, description="All of it.")
    contains: list[str] = Field([], description="Texts that must be in it.")
    lacks: list[str] = Field([], description="Texts that must not.")
    matches: list[str] = Field([], description="Regular expressions, as JavaScript's, that must be found in it.")


class Command(Inputs):
    """Something that must succeed on the files that were made."""

    run: str = Field(min_length=1, description="The program and its arguments. No shell reads it.")
    folder: str = Field(".", alias="in", description="The folder of the workspace in which it runs.")
    needs: list[str] = Field([], description="Programs without which it is left out.")
    seconds: float = Field(300, gt=0, description="How long it may take.")
    prints: list[str] = Field([], description="Texts that must be in what it prints.")


class Expectation(Inputs):
    """What must come of it."""

    fails: str | None = Field(None, description="A text of the failure. Without it, nothing may fail.")
    files: list[str] = Field([], description="Files that must be there, as paths or patterns.")
    only: list[str] | None = Field(None, description="Patterns; every file must fit one.")
    absent: list[str] = Field([], description="Files that must not be there, as paths or patterns.")
    content: dict[str, Content] = Field({}, description="What files must hold, by path.")
    skipped: list[str] | None = Field(None, description="The ids of all steps that are left out, in order.")
    output: dict[str, Any] = Field({}, description="What must be among the outputs.")  # Any: JSON
    inputs: dict[str, Any] = Field({}, description="What must be among the inputs of steps, by id.")  # Any: JSON


class Trial(Inputs):
    """One test."""

    title: str = Field(min_length=1, description="What it is about.")
    values: dict[str, Any] = Field({}, description="The answers.")  # Any: JSON
    secrets: dict[str, str] = Field({}, description="Secrets by name.")
    user: str | None = Field(None, description="Who asks, such as `user:default/ana`.")
    catalog: list[dict[str, Any]] = Field([], description="The entities that the catalog has.")  # Any: JSON
    now: str | None = Field(None, description="The time that steps see, such as `2026-01-31T12:00:00Z`.")
    stub_unknown_actions: bool = Field(False, description="Whether actions that are not known are stubbed.")
    expect: Expectation = Field(description="What must come of it.")
    commands: list[Command] = Field([], description="What must succeed on the files.")

    @property
    def moment(self) -> datetime | None:
        """The time, aware.

        Raises:
            ValueError: it is none.
        """
        return datetime.fromisoformat(self.now) if self.now else None

    @property
    def entities(self) -> FewEntities:
        """The catalog that steps see.

        Raises:
            ValueError: one of its entities has no kind or no name.
        """
        return FewEntities(self.catalog)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a test: sentences about what is not as it must be, and about what was left out."""

    failures: tuple[str, ...]
    notes: tuple[str, ...] = ()


def trial_files(folder: Path) -> tuple[Path, ...]:
    """The tests that lie beside a template, sorted."""
    return tuple(sorted(path for path in (folder / FOLDER).glob("*.y*ml") if path.suffix in (".yaml", ".yml")))


def read_trial(file: Path) -> Trial:
    """The test in a file.

    Raises:
        TrialError: it is none.
    """
    try:
        given = read_yaml(file.read_text(encoding="utf-8"), file.name)
        trial = Trial.model_validate(given)
        trial.moment  # noqa: B018  # it must be a time
        trial.entities  # noqa: B018  # each must have a name
    except OSError as error:
        raise TrialError(file, f"it cannot be read ({error.strerror}).") from error
    except ValidationError as error:
        names = [info.alias or name for name, info in Trial.model_fields.items()]
        raise TrialError(file, " ".join(fault.text for fault in faults_of(error, names))) from error
    except ActionError as error:
        raise TrialError(file, str(error)) from error
    except ValueError as error:
        raise TrialError(
            file, f"`now` is no time, an entity of `catalog` is none, or it is no text ({error})."
        ) from error
    return trial


def judged(trial: Trial, outcome: Outcome, workspace: Workspace) -> Verdict:
    """Whether everything is as it must be; commands run only where the rest is."""
    expected = trial.expect
    if expected.fails is not None:
        return Verdict(tuple(_failure_faults(expected.fails, outcome)))
    if outcome.error:
        return Verdict((f"It failed: {outcome.error}",))
    failures = (*_file_faults(expected, workspace), *_step_faults(expected, outcome))
    if failures:
        return Verdict(failures)
    return _after_commands(trial.commands, workspace)


def _failure_faults(wanted: str, outcome: Outcome) -> Iterator[str]:
    if not outcome.error:
        yield f"It was to fail with {wanted!r}, but nothing failed."
    elif wanted not in outcome.error:
        yield f"It was to fail with {wanted!r}, but failed with: {outcome.error}"


def _file_faults(expected: Expectation, workspace: Workspace) -> Iterator[str]:
    for pattern in expected.files:
        if not chosen_files(workspace, [pattern]):
            yield f"No file fits {pattern}."
    for pattern in expected.absent:
        for path in chosen_files(workspace, [pattern]):
            yield f"{path} is there, which fits {pattern}."
    if expected.only is not None:
        fitting = chosen_files(workspace, expected.only)
        yield from (f"{file.path} is there, too." for file in workspace.files() if file.path not in fitting)
    for path, content in expected.content.items():
        yield from _content_faults(path, content, workspace)


def _content_faults(path: str, content: Content, workspace: Workspace) -> Iterator[str]:
    try:
        text = workspace.read_text(path)
    except ActionError as error:
        yield str(error)
        return
    if content.equals is not None and text != content.equals:
        yield f"{path} is {shown(text)}, not {shown(content.equals)}."
    yield from (f"{path} does not contain {shown(each)}." for each in content.contains if each not in text)
    yield from (f"{path} contains {shown(each)}." for each in content.lacks if each in text)
    for pattern in content.matches:
        try:
            if not is_found(pattern, text):
                yield f"Nothing in {path} matches {pattern}."
        except InvalidPatternError as error:
            yield str(error)


def _step_faults(expected: Expectation, outcome: Outcome) -> Iterator[str]:
    left_out = [step.id for step in outcome.steps if step.is_skipped]
    if expected.skipped is not None and left_out != expected.skipped:
        yield f"The steps left out are {shown(left_out)}, not {shown(expected.skipped)}."
    inputs = {step.id: step.input for step in outcome.steps}
    yield from _differences("output", expected.output, outcome.output)
    yield from _differences("input", expected.inputs, inputs)


def _differences(place: str, wanted: Any, found: Any) -> Iterator[str]:  # Any: JSON
    """Where something that is wanted is not found; what is there besides is not looked at."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        for key, value in wanted.items():
            if key in found:
                yield from _differences(f"{place}.{key}", value, found[key])
            else:
                yield f"There is no {place}.{key}."
    elif wanted != found:
        yield f"{place} is {shown(found)}, not {shown(wanted)}."


def _after_commands(commands: list[Command], workspace: Workspace) -> Verdict:
    notes = list[str]()
    for command in commands:
        missing = [program for program in command.needs if shutil.which(program) is None]
        if missing:
            notes.append(f"`{command.run}` was left out: there is no {', '.join(missing)} here.")
            continue
        faults = tuple(_command_faults(command, workspace))
        if faults:
            return Verdict(faults, tuple(notes))
    return Verdict((), tuple(notes))


def _command_faults(command: Command, workspace: Workspace) -> Iterator[str]:
    try:
        done = subprocess.run(  # noqa: S603  # whoever runs a path's tests runs its code
            shlex.split(command.run),
            cwd=workspace.path(command.folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=command.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        yield f"`{command.run}` took longer than {command.seconds:g} seconds."
        return
    except (OSError, ValueError, ActionError) as error:
        yield f"`{command.run}` could not be run: {error}."
        return
    printed = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        last = "\n".join(printed.rstrip().splitlines()[-_LAST_LINES:])
        yield f"`{command.run}` ended with status {done.returncode}:\n{last}"
    yield from (f"`{command.run}` did not print {shown(each)}." for each in command.prints if each not in printed)
