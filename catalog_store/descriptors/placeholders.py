"""`$text`, `$json`, `$yaml`, `$openapi` and `$asyncapi`: values that stand in files of their own."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from catalog_store.descriptors import fast
from catalog_store.descriptors.documents import LARGEST, UnfitFileError, decoded, documents
from catalog_store.descriptors.exact import DEEPEST, YamlError
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json, Path, is_deeper_than, path_text, storable
from catalog_store.descriptors.locations import resolved
from catalog_store.reading import Dependency, Fetch, UnreadableError


@dataclass(slots=True)
class Replacement:
    """The document with its placeholders replaced, what could not be, and what was read for it."""

    base: str
    fetch: Fetch
    flaws: list[Flaw] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)

    def of(self, value: Json, path: Path = ()) -> Json:
        """The value anew, as Backstage's placeholder processor would have it. The one given is left alone."""
        if isinstance(value, list):
            return [self.of(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if not any(key.startswith("$") for key in value):
            return {key: self.of(item, (*path, key)) for key, item in value.items()}
        key, target = next(iter(value.items()))
        # Anything else with a dollar, such as the `$ref` of a JSON Schema, is not ours to touch.
        if len(value) > 1 or key not in READERS or not isinstance(target, str):
            return value
        return self._read(key, target, path)

    def _read(self, key: str, target: str, path: Path) -> Json:
        if storable(target) != target:
            return self._refused(key, target, path, "that is not a path")
        location = resolved(target.strip(), self.base)
        try:
            content = self.fetch(location)
        except UnreadableError as error:
            self.dependencies.append(Dependency(location, UNREAD))
            return self._refused(key, target, path, str(error))
        self.dependencies.append(Dependency(location, content_hash(content)))
        try:
            return READERS[key](content)
        except UnfitFileError as error:
            return self._refused(key, target, path, f"{location} could not be used: {error}")
        except (ValueError, YamlError, RecursionError) as error:
            return self._refused(key, target, path, f"{location} is no {key[1:].upper()}: {error}")

    def _refused(self, key: str, target: str, path: Path, reason: str) -> Json:
        message = f"{path_text(path)}: {key} target `{target}`: {reason}"
        fix = "Correct the path, which starts at this file's folder, or make the target readable."
        self.flaws.append(Flaw("unreadable-placeholder", (*path, key), message, fix))
        return target  # some text, so that the field is not told to be empty as well


#: Stands for a target that could not be read, so that its coming back is noticed.
UNREAD = b""


def content_hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=32).digest()


def _text(content: bytes) -> Json:
    if len(content) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1024 // 1024} MB")
    # Backstage hands the text through as it is, line ends included; only the encoding is ours to judge.
    decoded(content)
    return content.decode("utf-8-sig")


def _json(content: bytes) -> Json:
    value: Json = json.loads(decoded(content), parse_constant=_no_constant)
    return _shallow(value)


def _yaml(content: bytes) -> Json:
    found = list(documents(decoded(content)))
    if len(found) != 1:
        raise ValueError(f"it holds {len(found)} documents; a placeholder needs one")
    return _shallow(fast.read(found[0].text))


def _shallow(value: Json) -> Json:
    if is_deeper_than(value, DEEPEST):
        raise ValueError(f"it is nested more than {DEEPEST} levels deep")
    return value


def _no_constant(word: str) -> Json:
    raise ValueError(f"{word} is not JSON")


READERS: dict[str, Callable[[bytes], Json]] = {
    "$text": _text,
    "$json": _json,
    "$yaml": _yaml,
    "$openapi": _text,
    "$asyncapi": _text,
}
