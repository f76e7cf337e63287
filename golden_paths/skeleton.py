"""Skeletons: a tree of files with expressions in names and contents becomes the files of a new repository."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from golden_paths.binary import looks_binary
from golden_paths.expressions import ExpressionError, Limits, Meter, Prepared, prepare, render_text
from golden_paths.globs import GlobError, matching
from golden_paths.workspace import in_words, is_full

_DEFAULT_EXTENSION = ".njk"


class SkeletonError(ExpressionError):
    """A skeleton that cannot be rendered or copied. It names the file and says what to do."""


@dataclass(frozen=True, slots=True)
class SkeletonOptions:
    """What `fetch:template` may be told. `template_file_extension` is True for `.njk`, or an ending.

    The same `seed` makes the filter `random` pick the same again.
    """

    copy_without_templating: tuple[str, ...] = ()
    template_file_extension: str | bool = False
    replace: bool = False
    trim_blocks: bool = False
    lstrip_blocks: bool = False
    cookiecutter: bool = False
    extended: bool = False
    seed: str | None = None

    def __post_init__(self) -> None:
        if self.template_file_extension and (self.copy_without_templating or self.cookiecutter):
            raise SkeletonError(
                "`templateFileExtension` cannot stand beside `copyWithoutTemplating` or `cookiecutterCompat`.",
                "Take one out.",
            )

    @property
    def ending(self) -> str:
        """The ending of the files that are rendered; empty where all are."""
        if not self.template_file_extension:
            return ""
        wanted = _DEFAULT_EXTENSION if self.template_file_extension is True else self.template_file_extension
        return wanted if wanted.startswith(".") else f".{wanted}"


@dataclass(frozen=True, slots=True)
class TreeLimits:
    """What one tree may cost: files, bytes, and the rendering of all its files together."""

    files: int = 20_000
    size: int = 500_000_000
    rendering: Limits = field(default_factory=lambda: Limits(seconds=20, steps=5_000_000, characters=200_000_000))


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry of the skeleton that made no file, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, relative to the target, and what was skipped."""

    files: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something in a skeleton. The path of a folder ends with `/`."""

    path: str
    file: Path
    is_folder: bool
    is_link: bool
    mode: int
    size: int


def _go_on() -> None:
    """Nobody wants it to stop."""


def render_tree(
    source: Path,
    target: Path,
    values: Mapping[str, Any],
    options: SkeletonOptions | None = None,
    limits: TreeLimits | None = None,
    *,
    check: Callable[[], None] = _go_on,
) -> Written:
    """Render the skeleton into the target, as `fetch:template` does. What exists there is left alone, unless `replace`.

    `check` is called before each entry; it may raise where nobody wants the rest any more.

    Raises:
        ExpressionError: a name or file cannot be rendered; it has the file and line.
        SkeletonError: a name leads out of the target, or a file cannot be read or written.
        WorkspaceError: the disk is full.
    """
    tree = _Tree(source, target, values, options or SkeletonOptions(), limits or TreeLimits())
    return tree.written(check)


def copy_tree(source: Path, target: Path, limits: TreeLimits | None = None) -> Written:
    """Copy all files byte by byte, as `fetch:plain` does; what exists is overwritten.

    Raises:
        SkeletonError: a link leads out of the source, or a file cannot be read or written.
    """
    files = []
    for entry in _entries(source, limits or TreeLimits()):
        place = _inside(target, entry.path, entry.path)
        if entry.is_folder:
            _make_folder(place, entry.path)
        else:
            _copy(entry, place)
            files.append(entry.path)
    return Written(tuple(files))


class _Tree:
    """One rendering of a skeleton, entry by entry, in the order of their names."""

    def __init__(
        self, source: Path, target: Path, values: Mapping[str, Any], options: SkeletonOptions, limits: TreeLimits
    ) -> None:
        self._target = target
        self._options = options
        self._entries = list(_entries(source, limits))
        self._values: Prepared = prepare({"cookiecutter" if options.cookiecutter else "values": values})
        self._meter = Meter(limits.rendering, seed=options.seed)
        self._raw = self._kept_raw()
        self._files: list[str] = []
        self._skipped: list[Skipped] = []

    def written(self, check: Callable[[], None]) -> Written:
        for entry in self._entries:
            check()
            self._write(entry)
        return Written(tuple(self._files), tuple(self._skipped))

    def _kept_raw(self) -> frozenset[str]:
        patterns = self._options.copy_without_templating
        if not patterns:
            return frozenset()
        paths = [entry.path.rstrip("/") for entry in self._entries]
        folders = frozenset(entry.path.rstrip("/") for entry in self._entries if entry.is_folder)
        try:
            return matching(paths, patterns, folders=folders)
        except GlobError as error:
            raise SkeletonError(str(error), name="copyWithoutTemplating") from error

    def _write(self, entry: _Entry) -> None:
        is_rendered, name = self._rendered_name(entry)
        if name == "" or name.startswith("/") or "//" in name:
            self._skipped.append(Skipped(entry.path, "its name renders to nothing"))
            return
        place = _inside(self._target, name, entry.path)
        if os.path.lexists(place) and not self._options.replace:
            if not entry.is_folder:
                self._skipped.append(Skipped(entry.path, f"{name} exists already"))
            return
        if entry.is_folder:
            _make_folder(place, entry.path)
            return
        self._write_file(entry, place, is_rendered=is_rendered)
        self._files.append(place.relative_to(self._target).as_posix())

    def _rendered_name(self, entry: _Entry) -> tuple[bool, str]:
        """Whether the contents are rendered, and the path that the entry gets."""
        path, ending = entry.path, self._options.ending
        if not ending:
            return path not in self._raw, self._text(path, entry.path)
        is_rendered = not entry.is_folder and PurePosixPath(path).suffix == ending
        return is_rendered, self._text(path.removesuffix(ending) if is_rendered else path, entry.path)

    def _text(self, text: str, name: str) -> str:
        options = self._options
        return render_text(
            text, self._values, trim_blocks=options.trim_blocks, lstrip_blocks=options.lstrip_blocks,
            cookiecutter=options.cookiecutter, extended=options.extended, name=name, meter=self._meter,
        )  # fmt: skip

    def _write_file(self, entry: _Entry, place: Path, *, is_rendered: bool) -> None:
        if entry.is_link or not is_rendered:
            _copy(entry, place)
            return
        content = _read(entry)
        if looks_binary(content):
            _copy(entry, place)
            return
        text = self._text(content.decode("utf-8", "replace"), entry.path)
        _save(place, text.encode("utf-8"), entry)


def _entries(source: Path, limits: TreeLimits) -> Iterator[_Entry]:
    """Everything below the folder, sorted by name; links are not followed.

    Raises:
        SkeletonError: there is no such folder, it holds too much, or something that is no file.
    """
    if not source.is_dir():
        raise SkeletonError("There is no such folder.", "Correct the `url`.", name=source.name)
    count, size = 0, 0
    for entry in _below(source, ""):
        count, size = count + 1, size + entry.size
        if count > limits.files:
            raise SkeletonError(
                f"It holds more than {limits.files:,} files.", "Take a smaller folder.", name=source.name
            )
        if size > limits.size:
            raise SkeletonError(
                f"It holds more than {limits.size:,} bytes.", "Take a smaller folder.", name=source.name
            )
        yield entry


def _below(folder: Path, prefix: str) -> Iterator[_Entry]:
    with os.scandir(folder) as found:
        items = sorted(found, key=lambda item: item.name)
    for item in items:
        facts = item.stat(follow_symlinks=False)
        path = prefix + item.name
        if item.is_dir(follow_symlinks=False):
            yield _Entry(f"{path}/", Path(item.path), True, False, facts.st_mode, 0)
            yield from _below(Path(item.path), f"{path}/")
        elif item.is_symlink() or stat.S_ISREG(facts.st_mode):
            yield _Entry(path, Path(item.path), False, item.is_symlink(), facts.st_mode, facts.st_size)
        else:
            raise SkeletonError("This is neither a file nor a folder.", "Take it out.", name=path)


def _inside(target: Path, name: str, source: str) -> Path:
    """The place of that name within the target, whatever links and dots stand in the way.

    Raises:
        SkeletonError: it lies elsewhere, or no file can have such a name.
    """
    if "\0" in name:
        raise SkeletonError("The name of a file cannot hold a NUL character.", "Correct the value in it.", name=source)
    root = target.resolve()
    place = Path(os.path.normpath(root / name))
    if not place.is_relative_to(root) or not place.parent.resolve().is_relative_to(
        root.parent if place == root else root
    ):
        raise SkeletonError(
            f"The name {name!r:.120} leads out of the target.", "Take `..` and links out of it.", name=source
        )
    return target / place.relative_to(root)


def _read(entry: _Entry) -> bytes:
    with _in_words("read", entry.path):
        return entry.file.read_bytes()


def _save(place: Path, content: bytes, entry: _Entry) -> None:
    with _in_words("written", entry.path):
        _clear(place)
        place.write_bytes(content)
        place.chmod(_mode(entry))


def _copy(entry: _Entry, place: Path) -> None:
    with _in_words("copied", entry.path):
        _clear(place)
        if entry.is_link:
            place.symlink_to(_link_target(entry))
            return
        shutil.copyfile(entry.file, place)
        place.chmod(_mode(entry))


def _mode(entry: _Entry) -> int:
    """Who may read, write and run it; the owner may always read and write."""
    return stat.S_IMODE(entry.mode) & 0o777 | 0o600


def _clear(place: Path) -> None:
    """Make room: a link there is not written through."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink():
        place.unlink()


def _link_target(entry: _Entry) -> Path:
    """Where a link leads, if that is below the skeleton's root.

    Raises:
        SkeletonError: it leads out.
    """
    target = entry.file.readlink()
    place = os.path.normpath(PurePosixPath(entry.path).parent / target)
    if target.is_absolute() or place == ".." or place.startswith("../"):
        raise SkeletonError(
            "This symbolic link leads out of its folder.", "Put the file itself there.", name=entry.path
        )
    return target


def _make_folder(place: Path, name: str) -> None:
    with _in_words("made", name):
        place.mkdir(parents=True, exist_ok=True)


@contextmanager
def _in_words(deed: str, name: str) -> Iterator[None]:
    """What the system says about an entry, in words.

    Raises:
        SkeletonError: the system refused.
        WorkspaceError: the disk is full.
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            with in_words(name):
                raise
        problem = f"This cannot be {deed}: {error.strerror or error}."
        raise SkeletonError(problem, "Correct the name.", name=name) from error
