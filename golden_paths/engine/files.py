"""The files of a workspace as a preview shows them."""

import hashlib
from pathlib import PurePosixPath

from golden_paths.engine.markers import Markers
from golden_paths.engine.plan import PlannedFile
from golden_paths.sending import sent_files
from golden_paths.workspace import Workspace, WorkspaceFile


def planned_files(
    workspace: Workspace, below: str, markers: Markers, *, sent_only: bool = False
) -> tuple[PlannedFile, ...]:
    """All files below a folder, or those that would be sent to a repository."""
    found = sent_files(workspace, below) if sent_only else workspace.files(below)
    return tuple(_planned(workspace, below, file, markers) for file in found)


def _planned(workspace: Workspace, below: str, file: WorkspaceFile, markers: Markers) -> PlannedFile:
    content = workspace.read(str(PurePosixPath(below) / file.path))
    # Every byte is one sign, so that files that are no text are searched as well.
    text = content.decode("latin-1")
    unknown = tuple(dict.fromkeys((*markers.found(file.path), *markers.found(text))))
    size = len(markers.shown(text)) if unknown else file.size
    digest = hashlib.sha256(markers.named(text).encode("latin-1", "replace")).hexdigest()
    return PlannedFile(
        markers.shown(file.path), size, file.is_executable, digest, tuple(each.words for each in unknown)
    )
