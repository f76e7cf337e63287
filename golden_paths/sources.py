"""The text of a template: its YAML document with everything that it includes, and where each part of it stands."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog_store.descriptors import exact, syntax
from catalog_store.descriptors.documents import Document, UnfitFileError, decoded, documents
from catalog_store.descriptors.json_values import Json, path_text
from catalog_store.descriptors.json_values import Path as Keys
from catalog_store.descriptors.locations import resolved
from catalog_store.entities import Fault as FileFault
from catalog_store.reading import Fetch, UnreadableError
from golden_paths.faults import Fault, Severity, TemplateError

#: Files that include one another deeper than this are no longer a template that a person wrote.
_DEEPEST = 10
#: All included files together.
_MOST_FILES = 200
_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Origin:
    """A file that holds a part of the document, and where the parts of that part stand in it."""

    path: Path
    places: exact.Places
    first_line: int = 1

    def place(self, keys: Keys, *, key: bool = False) -> tuple[int, int]:
        found = self.places.find(keys, key=key)
        return (found[0] + self.first_line - 1, found[1]) if found else (0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """One Template document, its inclusions resolved. `contents` are all files that it was read from.

    `others` are the names of further templates in the same file, which are left alone.
    """

    file: Path
    document: Mapping[str, Json]
    origins: Mapping[Keys, _Origin] = field(repr=False)
    contents: Mapping[Path, bytes] = field(repr=False)
    others: tuple[str, ...] = ()

    def fault(
        self,
        keys: Keys,
        problem: str,
        fix: str,
        *,
        code: str = "template",
        at_key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Fault:
        """A fault of what stands at `keys`, with the file and the line of it."""
        path, line, column = self.place(keys, at_key=at_key)
        return Fault(path, line, path_text(keys), problem, fix, code, column, severity)

    def place(self, keys: Keys, *, at_key: bool = False) -> tuple[Path, int, int]:
        """File, line and column of what stands at `keys`, else of the nearest thing around it."""
        for length in range(len(keys), -1, -1):
            if origin := self.origins.get(keys[:length]):
                return (origin.path, *origin.place(keys[length:], key=at_key))
        return self.file, 0, 0


def read_source(file: Path, *, root: Path | None = None, fetch: Fetch | None = None) -> Source:
    """The Template document of the file; the first, where it holds several (`lint` says so).

    Nothing outside of `root` is read for it, if that is given; addresses are read by `fetch`, else refused.

    Raises:
        TemplateError: with every fault that keeps it from being read.
    """
    content = _content(file, root)
    found = [_parsed(document, file) for document in documents(_text(content, file))]
    templates = [(value, origin) for value, origin in found if isinstance(value, dict) and _is_template(value)]
    if not templates:
        raise TemplateError((_no_template(file),))
    value, origin = templates[0]
    inclusion = _Inclusion(root, fetch, {(): origin}, {file: content})
    document = inclusion.of(value, (), (file,))
    if inclusion.faults:
        raise TemplateError(tuple(inclusion.faults))
    assert isinstance(document, dict)  # a mapping with `kind` is no inclusion
    others = tuple(_name(other) for other, _ in templates[1:])
    return Source(file, document, inclusion.origins, inclusion.contents, others)


def _is_template(value: Mapping[str, Json]) -> bool:
    return value.get("kind") == "Template"


def _name(value: Mapping[str, Json]) -> str:
    metadata = value.get("metadata")
    return str(metadata.get("name", "")) if isinstance(metadata, dict) else ""


def _no_template(file: Path) -> Fault:
    fix = "Begin with `apiVersion: scaffolder.backstage.io/v1beta3` and `kind: Template`."
    return Fault(file, 1, "kind", "The file holds no `kind: Template`.", fix, "no-template")


def _content(file: Path, root: Path | None) -> bytes:
    try:
        real = file.resolve(strict=True)
        if root is not None and not real.is_relative_to(root.resolve()):
            raise _unreadable(file, "it lies outside of the template's repository")
        if real.stat().st_size > _LARGEST:
            raise _unreadable(file, f"it is larger than {_LARGEST // 1024} kB")
        return real.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "that is not a path"
        raise _unreadable(file, reason[:1].lower() + reason[1:]) from error


def _unreadable(file: Path, reason: str) -> TemplateError:
    fix = "Correct the path, or make the file readable."
    return TemplateError((Fault(file, 0, "", f"It cannot be read: {reason}.", fix, "unreadable"),))


def _text(content: bytes, file: Path) -> str:
    try:
        return decoded(content)
    except UnfitFileError as error:
        raise TemplateError((_of_file(error.fault, file),)) from error


def _parsed(document: Document, file: Path) -> tuple[Json, _Origin]:
    try:
        value, places = exact.read_with_places(document.text, merges=False)  # the scaffolder knows no `<<`
    except exact.YamlError as error:
        raise TemplateError((_of_file(syntax.fault_of(error, document), file),)) from error
    return value, _Origin(file, places, document.first_line)


def _of_file(fault: FileFault, file: Path) -> Fault:
    return Fault(file, fault.line, fault.field, fault.message, fault.fix, fault.code, fault.column)


@dataclass(slots=True)
class _Inclusion:
    """Puts what other files hold in the place of `$yaml`, `$json` and `$text`, as Backstage's catalog does."""

    root: Path | None
    fetch: Fetch | None
    origins: dict[Keys, _Origin]
    contents: dict[Path, bytes]
    faults: list[Fault] = field(default_factory=list)

    def of(self, value: Json, keys: Keys, chain: tuple[Path, ...]) -> Json:
        """The value at `keys` with its inclusions; `chain` are the files that led here, the nearest last."""
        if isinstance(value, list):
            return [self.of(item, (*keys, index), chain) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(key, target)] = value.items()
            if key in _READERS and isinstance(target, str):
                return self._included(key, target.strip(), keys, chain)
        return {key: self.of(item, (*keys, key), chain) for key, item in value.items()}

    def _included(self, key: str, target: str, keys: Keys, chain: tuple[Path, ...]) -> Json:
        location = resolved(target, _location(chain[-1]))
        path = Path(location.removeprefix("file:")) if location.startswith("file:") else Path(location)
        if path in chain or len(chain) > _DEEPEST or len(self.contents) > _MOST_FILES:
            self._refuse(keys, *_endless(key, target, [*chain, path]))
            return None
        try:
            content = self.contents[path] = self._content(location, path)
            value, origin = _READERS[key](content, path)
        except TemplateError as error:
            self._refuse(keys, f"`{key}: {target}` cannot be included.", "Mend what is said of that file.")
            self.faults.extend(error.faults)
            return None
        self.origins[keys] = origin
        return self.of(value, keys, (*chain, path)) if key == "$yaml" else value

    def _content(self, location: str, path: Path) -> bytes:
        if location.startswith("file:"):
            return _content(path, self.root)
        if self.fetch is None:
            raise _unreadable(path, "addresses are not read here")
        try:
            return self.fetch(location)
        except UnreadableError as error:
            raise _unreadable(path, error.reason) from error

    def _refuse(self, keys: Keys, problem: str, fix: str) -> None:
        source = Source(Path(), {}, self.origins, {})
        self.faults.append(source.fault(keys, problem, fix, code="inclusion"))


def _location(path: Path) -> str:
    text = str(path)
    return text if text.startswith("url:") else f"file:{text}"


def _endless(key: str, target: str, chain: list[Path]) -> tuple[str, str]:
    if chain[-1] in chain[:-1]:
        way = " → ".join(path.name for path in chain[chain.index(chain[-1]) :])
        return f"`{key}: {target}` includes itself ({way}).", "Take one of these inclusions out."
    return f"`{key}: {target}` is one inclusion too many.", "Include less, and not so deep."


def _yaml(content: bytes, path: Path) -> tuple[Json, _Origin]:
    found = list(documents(_text(content, path)))
    if len(found) != 1:
        problem = f"It holds {len(found)} documents where one is needed."
        raise TemplateError((Fault(path, 1, "", problem, "Keep one document in it.", "inclusion"),))
    return _parsed(found[0], path)


def _json(content: bytes, path: Path) -> tuple[Json, _Origin]:
    try:
        return json.loads(_text(content, path)), _Origin(path, exact.Places())
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        raise TemplateError((Fault(path, line, "", "It is not JSON.", "Correct it.", "inclusion"),)) from error


def _plain(content: bytes, path: Path) -> tuple[Json, _Origin]:
    return _text(content, path), _Origin(path, exact.Places())


_READERS: dict[str, Callable[[bytes, Path], tuple[Json, _Origin]]] = {
    "$yaml": _yaml,
    "$json": _json,
    "$text": _plain,
    "$openapi": _plain,
    "$asyncapi": _plain,
}
