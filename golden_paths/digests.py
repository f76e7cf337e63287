"""What names one version of a template: the digest of everything that it is made of."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from golden_paths.faults import Fault, TemplateError

_MOST_FILES = 5_000
_MOST_BYTES = 100 * 1024 * 1024
_EXECUTABLE = 0o100


def digest_of(file: Path, included: Mapping[Path, bytes], shared: Iterable[tuple[Path, str]] = ()) -> str:
    """The digest of a template: of its folder's files with their names and modes, of what it includes from elsewhere, and of
    what it shares with others, each with its name.

    Raises:
        TemplateError: the folder is too large to be a template's, or cannot be read.
    """
    total = hashlib.sha256()
    for path in files_below(file.parent):
        _add(total, path.relative_to(file.parent).as_posix(), _mode(path), _content(path))
    for outside, content in sorted(included.items()):
        if not outside.is_relative_to(file.parent):
            _add(total, f"/{outside.name}", "-", content)
    for path, name in shared:
        _add(total, name, _mode(path), _content(path))
    _add(total, file.name, "template", b"")
    return total.hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """All files and links of a template's folder in the order of their names, without Git's own.

    Raises:
        TemplateError: it is too large to be a template's.
    """
    count = size = 0
    for place, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if name != ".git")
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(place, name)
            count, size = count + 1, size + path.lstat().st_size
            if count > _MOST_FILES or size > _MOST_BYTES:
                raise TemplateError((_too_large(folder),))
            yield path


def _refuse(error: OSError) -> None:
    folder = Path(error.filename or ".")
    fix = "Make it readable for the one who runs Callboard."
    raise TemplateError((Fault(folder, 0, "", f"It cannot be read: {error.strerror}.", fix, "unreadable"),)) from error


def _too_large(folder: Path) -> Fault:
    problem = f"The template's folder holds more than {_MOST_FILES} files or {_MOST_BYTES // 1024**2} MB."
    return Fault(folder, 0, "", problem, "Give the template a folder of its own, with its skeleton only.", "too-large")


def _mode(path: Path) -> str:
    if path.is_symlink():
        return "link"
    return "run" if path.stat().st_mode & _EXECUTABLE else "file"


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return os.fsencode(path.readlink())
    return path.read_bytes() if path.is_file() else b""  # sockets and the like hold nothing


def _add(total: "hashlib._Hash", name: str, mode: str, content: bytes) -> None:
    head = f"{mode} {len(content)} {name}\0".encode(errors="surrogateescape")
    total.update(head + content)
