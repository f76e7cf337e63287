"""Which files of a workspace a step means by its patterns."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from golden_paths.errors import ActionError
from golden_paths.globs import GlobError, matching
from golden_paths.workspace import Workspace


def chosen_files(
    workspace: Workspace, patterns: Sequence[str], *, takes_folders: bool = True, takes_dots: bool = True
) -> tuple[str, ...]:
    """The paths that fit, sorted.

    `takes_folders`: a folder's name means all below it. `takes_dots`: names that begin with a dot are found as well; else
    only by a pattern that writes the dot.

    Raises:
        ActionError: a pattern leads out of the workspace, or cannot be read.
    """
    for pattern in patterns:
        workspace.path(pattern.removeprefix("!"))  # refuses what leads out
    paths = [file.path for file in workspace.files()]
    folders = {str(parent) for path in paths for parent in PurePosixPath(path).parents} if takes_folders else set[str]()
    plain = [pattern.replace("!./", "!").removeprefix("./") for pattern in patterns]
    try:
        found = matching(paths, plain, folders=frozenset(folders))
    except GlobError as error:
        raise ActionError(str(error)) from error
    writes_dots = any(part.startswith(".") for pattern in plain for part in pattern.split("/"))
    return tuple(path for path in paths if path in found and (takes_dots or writes_dots or not _is_hidden(path)))


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
