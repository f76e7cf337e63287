"""The files that a template renders or copies: whether they are there, and whether their expressions can work."""

import difflib
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from catalog_store.descriptors.json_values import Path as Keys
from golden_paths.binary import looks_binary
from golden_paths.expressions.examining import examine_text, uses_in
from golden_paths.expressions.pieces import has_marks
from golden_paths.faults import Fault, Severity
from golden_paths.globs import GlobError, matching
from golden_paths.lint.subject import MOST_FAULTS, Subject
from golden_paths.template import Step

#: Actions that read beside the template, and whether they want a file.
_FETCHES = {"fetch:template": False, "fetch:plain": None, "fetch:template:file": True, "fetch:plain:file": True}
_RENDERING = ("fetch:template", "fetch:template:file")
_LARGEST = 2 * 1024 * 1024
_MOST_FILES = 5_000


def examine(subject: Subject) -> Iterator[Fault]:
    """All steps that fetch from beside the template."""
    left = MOST_FAULTS
    for keys, step in subject.steps:
        if step.action not in _FETCHES:
            continue
        for fault in _step(subject, keys, step):
            if left == 0:
                return
            left -= 1
            yield fault


def _step(subject: Subject, keys: Keys, step: Step) -> Iterator[Fault]:
    url = step.input.get("url")
    at = (*keys, "input", "url")
    if not isinstance(url, str) or has_marks(url) or urlsplit(url).scheme in ("http", "https"):
        return
    if PurePosixPath(url).is_absolute() or (".." in PurePosixPath(url).parts and not _is_shared(subject, url)):
        fix = (
            "Write a path below the template's folder, such as `./skeleton`, or an address that begins with `https://`."
        )
        yield subject.fault(at, f"`{url}` leads out of the template's folder.", fix, "outside")
        return
    place = subject.source.file.parent / url
    wants_file = _FETCHES[step.action]
    if not place.exists():
        yield subject.fault(at, f"There is no `{url}` beside the template.", _beside(subject, url), "no-skeleton")
    elif wants_file is not None and place.is_file() != wants_file:
        what, other = ("a folder", "fetch:plain") if wants_file else ("a file", f"{step.action}:file")
        yield subject.fault(at, f"`{url}` is {what}.", f"Write `action: {other}`, or correct the path.", "wrong-kind")
    elif step.action in _RENDERING:
        yield from _Rendered(subject, step, place).faults()


def _is_shared(subject: Subject, url: str) -> bool:
    return posixpath.normpath(url) in subject.template.shared


def _beside(subject: Subject, url: str) -> str:
    folder = subject.source.file.parent
    names = sorted(
        entry.name for entry in folder.iterdir() if entry != subject.source.file and not entry.name.startswith(".")
    )
    near = difflib.get_close_matches(PurePosixPath(url).name, names, n=1)
    if near:
        return f"Write `./{near[0]}`."
    here = f" Here are: {', '.join(names[:8])}." if names else ""
    return f"Correct the path, or add what it names.{here}"


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A folder or a file that a step renders."""

    subject: Subject
    step: Step
    place: Path

    def faults(self) -> Iterator[Fault]:
        for name, file in self._files():
            yield from self._name(name, file)
            if not self._is_raw(name) and file.is_file() and file.stat().st_size <= _LARGEST:
                content = file.read_bytes()
                if not looks_binary(content):
                    yield from self._text(file, content.decode("utf-8", "replace"))

    def _files(self) -> list[tuple[str, Path]]:
        if self.place.is_file():
            return [(self.place.name, self.place)]
        found = []
        for base, folders, names in os.walk(self.place):
            folders.sort()
            for name in sorted(names):
                file = Path(base, name)
                found.append((file.relative_to(self.place).as_posix(), file))
        return found[:_MOST_FILES]

    def _is_raw(self, name: str) -> bool:
        """Whether the file is copied as it is."""
        extension = self.step.input.get("templateFileExtension")
        if extension:
            ending = ".njk" if extension is True else f".{str(extension).lstrip('.')}"
            return not name.endswith(ending)
        patterns = self.step.input.get("copyWithoutTemplating")
        wanted = [each for each in patterns if isinstance(each, str)] if isinstance(patterns, list) else []
        folders = frozenset(str(parent) for parent in PurePosixPath(name).parents if str(parent) != ".")
        try:
            return bool(wanted and name in matching([name, *folders], wanted, folders=folders))
        except GlobError:  # told by the step itself
            return False

    def _name(self, name: str, file: Path) -> Iterator[Fault]:
        for problem in examine_text(name, **self._dialect()):
            said = f"The name `{name[:120]}`: {problem.problem}"
            yield self.subject.file_fault(file, 0, said, problem.fix, "bad-expression", severity=Severity.ERROR)

    def _text(self, file: Path, text: str) -> Iterator[Fault]:
        for problem in examine_text(text, **self._dialect()):
            yield self.subject.file_fault(
                file,
                problem.line,
                problem.problem,
                problem.fix,
                "unknown-name" if problem.gives_nothing else "bad-expression",
                severity=Severity.ERROR,
            )
        yield from self._missing_values(file, text)

    def _missing_values(self, file: Path, text: str) -> Iterator[Fault]:
        """What the file shows of `values` and the step does not give."""
        values = self.step.input.get("values")
        if not isinstance(values, Mapping):
            return
        root = "cookiecutter" if self.step.input.get("cookiecutterCompat") is True else "values"
        seen: set[str] = set()
        for use in uses_in(text, cookiecutter=root == "cookiecutter", extended=self.subject.template.is_extended):
            name = use.keys[1] if len(use.keys) > 1 and use.keys[0] == root else ""
            if name and name not in values and name not in seen:
                seen.add(name)
                fix = f"Add `{name}:` to the `values` of the step `{self.step.id}`."
                problem = f"`{root}.{name}` gives nothing."
                yield self.subject.file_fault(file, use.line, problem, fix, "missing-value", severity=Severity.WARNING)

    def _dialect(self) -> dict[str, Any]:  # Any: booleans
        given = self.step.input
        return {
            "trim_blocks": given.get("trimBlocks") is True,
            "lstrip_blocks": given.get("lstripBlocks") is True,
            "cookiecutter": given.get("cookiecutterCompat") is True,
            "extended": self.subject.template.is_extended,
        }
