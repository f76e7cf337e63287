"""Which files of a folder are sent to a repository: all but those that its `.gitignore` names. The one door to `pathspec`."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from pathspec import GitIgnoreSpec

from golden_paths.workspace import Workspace, WorkspaceFile

_IGNORE = ".gitignore"


def sent_files(workspace: Workspace, below: str = "") -> Iterator[WorkspaceFile]:
    """The files below a folder of the workspace that git would take, sorted; `.git` never comes along."""
    files = list(workspace.files(below))
    rules = dict(_rules(workspace, below, files))
    for file in files:
        parts = PurePosixPath(file.path).parts
        if ".git" not in parts and not _is_ignored(file.path, rules):
            yield file


def _rules(workspace: Workspace, below: str, files: list[WorkspaceFile]) -> Iterator[tuple[str, GitIgnoreSpec]]:
    """The rules by the folder for which they hold, the outermost first."""
    for file in files:
        path = PurePosixPath(file.path)
        if path.name == _IGNORE:
            text = workspace.read_text(f"{below}/{file.path}" if below else file.path)
            folder = "" if str(path.parent) == "." else f"{path.parent}/"
            yield folder, GitIgnoreSpec.from_lines(text.splitlines())


def _is_ignored(path: str, rules: Mapping[str, GitIgnoreSpec]) -> bool:
    """The innermost rule that says anything about the path decides."""
    ignored = False
    for folder, spec in sorted(rules.items(), key=lambda rule: len(rule[0])):
        if path.startswith(folder):
            said = spec.check_file(path[len(folder) :]).include
            ignored = ignored if said is None else said
    return ignored
