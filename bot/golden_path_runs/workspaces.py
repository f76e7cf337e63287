"""The folder in which a run makes its files, packed after each step, so that any replica can go on with it."""

import errno
import hashlib
import io
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog_store.runs.progress import Packed
from golden_paths.errors import ActionError

#: Quick rather than small: a row of some hundred kilobytes is written in a few milliseconds.
_LEVEL = 1
#: Postgres takes a gigabyte in one value; long before that nobody waits for it any more.
_LARGEST = 256 * 2**20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class TooLargeWorkspaceError(ActionError):
    """What the run has made is too large to be kept."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The files of this run are too large to be kept between its steps: {size / 2**20:,.0f} MB packed,"
            f" where {_LARGEST / 2**20:,.0f} MB are the most. Let the template fetch less."
        )


class NoRoomError(ActionError):
    """The disk is full."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"There is no room for the files of this run ({reason}). Make room under CALLBOARD_HOME, then retry this step.",
            is_retryable=True,
        )


@contextmanager
def workspace_folder(parent: Path, packed: Packed | None) -> Iterator[Path]:
    """A folder with what was packed, gone afterwards.

    Raises:
        NoRoomError: the disk is full.
    """
    with in_words():
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
    try:
        if packed:
            with in_words():
                unpack(packed.archive, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pack(folder: Path) -> Packed:
    """Everything in the folder, links left out. The same files give the same digest, whatever their times.

    Raises:
        TooLargeWorkspaceError: it is more than can be kept.
    """
    packing = _Packing()
    with tarfile.open(fileobj=packing, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for place in sorted(folder.rglob("*")):
            if not place.is_symlink() and (place.is_dir() or place.is_file()):
                archive.add(place, str(place.relative_to(folder)), recursive=False, filter=_plain)
    return packing.packed()


class _Packing(io.BufferedIOBase):
    """Takes an archive as it is written, so that it is never there as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._digest = hashlib.sha256()
        self._compressor = zlib.compressobj(_LEVEL)
        self._archive = bytearray()

    def write(self, part: Any, /) -> int:  # Any: whatever holds bytes
        """Take the next part."""
        self._digest.update(part)
        self._archive += self._compressor.compress(part)
        if len(self._archive) > _LARGEST:
            raise TooLargeWorkspaceError(len(self._archive))
        return memoryview(part).nbytes

    def packed(self) -> Packed:
        """All of it."""
        self._archive += self._compressor.flush()
        return Packed(bytes(self._archive), self._digest.digest())


def unpack(archive: bytes, folder: Path) -> None:
    """The same files again."""
    with tarfile.open(fileobj=io.BytesIO(zlib.decompress(archive)), mode="r") as packed:
        packed.extractall(folder, filter="data")


@contextmanager
def in_words() -> Iterator[None]:
    """What the system says about a full disk, in words.

    Raises:
        NoRoomError: the disk is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoomError(error.strerror or "full") from error
        raise


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without what differs from machine to machine."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    return entry
