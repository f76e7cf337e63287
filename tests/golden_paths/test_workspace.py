"""No path leads out of a workspace, it does not grow without end, and what the system says is told in words."""

import errno
from pathlib import Path

import pytest

from golden_paths.errors import WorkspaceError
from golden_paths.workspace import Limits, Workspace, in_words


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "in").mkdir()
    return Workspace(tmp_path / "in", Limits(files=3, total=100, single=50))


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", "a\0b", "link/x"])
def test_a_path_that_leads_out_is_refused(workspace: Workspace, path: str) -> None:
    (workspace.folder / "link").symlink_to("/etc")
    with pytest.raises(WorkspaceError):
        workspace.path(path)


@pytest.mark.parametrize("path", ["a", "./a", "b/../a", "a/"])
def test_a_path_may_be_written_in_several_ways(workspace: Workspace, path: str) -> None:
    assert workspace.path(path) == workspace.folder / "a"


def test_a_file_that_is_too_large_is_neither_written_nor_read(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="`a` would have 51 bytes; a file may have 50 at most"):
        workspace.write("a", b"x" * 51)
    (workspace.folder / "b").write_bytes(b"x" * 51)
    with pytest.raises(WorkspaceError, match="`b` is larger than 50 bytes"):
        workspace.read("b")


def test_a_workspace_that_grew_too_large_is_refused(workspace: Workspace) -> None:
    for name in ("a", "b", "c"):
        workspace.write(name, b"x" * 40)
    with pytest.raises(WorkspaceError, match="has 120 bytes; a run may make 100"):
        workspace.check()


def test_a_workspace_with_too_many_files_is_refused(workspace: Workspace) -> None:
    for name in ("a", "b", "c", "d"):
        workspace.write(name, b"")
    with pytest.raises(WorkspaceError, match="has 4 files; a run may make 3"):
        list(workspace.files())


def test_links_are_no_files(workspace: Workspace) -> None:
    (workspace.folder / "link").symlink_to("/etc/passwd")
    assert list(workspace.files()) == []


@pytest.mark.parametrize(
    "number, words",
    [
        (
            errno.ENOSPC,
            "The disk of the workspace is full, so `a` could not be written. Make room under CALLBOARD_HOME",
        ),
        (errno.ENOENT, "`a` is not there in the workspace."),
        (errno.ENAMETOOLONG, "`a` is too long a name for this disk in the workspace."),
        (errno.EIO, "`a` could not be used: Input/output error in the workspace."),
    ],
)
def test_what_the_system_says_is_told_in_words(number: int, words: str) -> None:
    with pytest.raises(WorkspaceError) as raised, in_words("a"):
        raise OSError(number, "Input/output error")
    assert str(raised.value).startswith(words)
    assert raised.value.is_retryable == (number == errno.ENOSPC)


def test_a_full_disk_is_said_when_it_really_is_full(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="The disk of the workspace is full"), in_words("a"):
        Path("/dev/full").write_bytes(b"x")


def test_a_name_that_is_too_long_is_said(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="too long a name"):
        workspace.write("a" * 300, b"")
