"""How an existing repository will differ: each file that a step proposes, held against what is there."""

import difflib
from collections.abc import Iterator
from pathlib import PurePosixPath

from golden_paths.action import Change
from golden_paths.engine.markers import Markers
from golden_paths.engine.plan import Diff
from golden_paths.ports import SourceHost
from golden_paths.sending import sent_files
from golden_paths.workspace import Workspace

_LONGEST_LINES = 2_000
_LARGEST = 1_000_000


def diffs_of(change: Change, workspace: Workspace, host: SourceHost, markers: Markers) -> Iterator[Diff]:
    """The files that will be added, changed or removed; those that stay the same are left out.

    Raises:
        SourceHostError: the repository cannot be read.
    """
    there = host.files(change.repo, change.base)
    for file in sent_files(workspace, change.folder):
        path = str(PurePosixPath(change.target_path) / file.path) if change.target_path else file.path
        new = workspace.read(str(PurePosixPath(change.folder) / file.path))
        old = host.read_file(change.repo, path, change.base) if path in there else None
        if old != new:
            yield _diff(change, path, old, new, markers)
    for path in change.deletes:
        if path in there:
            yield _diff(change, path, host.read_file(change.repo, path, change.base), None, markers)


def _diff(change: Change, path: str, old: bytes | None, new: bytes | None, markers: Markers) -> Diff:
    kind = "added" if old is None else "removed" if new is None else "changed"
    before, after = _text(old), _text(new)
    unknown = markers.found((new or b"").decode("utf-8", "replace")) if new else ()
    shown_path = markers.shown(path)
    if before is None or after is None:
        text = f"A binary file: {_size(old)} → {_size(new)}."
    else:
        text = _unified(markers.shown(before), markers.shown(after), shown_path, kind)
    return Diff(change.repo.slug, shown_path, kind, text, tuple(each.words for each in unknown))


def _size(content: bytes | None) -> str:
    return "nothing" if content is None else f"{len(content):,} bytes"


def _text(content: bytes | None) -> str | None:
    """None where it is nothing that a person could read."""
    if content is None:
        return ""
    if b"\0" in content or len(content) > _LARGEST:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _unified(before: str, after: str, path: str, kind: str) -> str:
    old_name = "/dev/null" if kind == "added" else f"a/{path}"
    new_name = "/dev/null" if kind == "removed" else f"b/{path}"
    old, new = _lines(before), _lines(after)
    if len(old) > _LONGEST_LINES or len(new) > _LONGEST_LINES:
        return f"{len(old):,} lines → {len(new):,} lines, too many to be shown."
    lines = difflib.unified_diff(old, new, old_name, new_name, lineterm="")
    return "\n".join(_with_end(line) for line in lines)


def _lines(text: str) -> list[str]:
    """Lines without their ends, the last one marked where its end is missing."""
    lines = text.split("\n")
    if lines[-1] == "":
        return lines[:-1]
    return [*lines[:-1], f"{lines[-1]}\0"]


def _with_end(line: str) -> str:
    return line.replace("\0", "\n\\ No newline at end of file")
