"""Changing one field of a descriptor, so that all else stays as people wrote it: comments, order, quotes, other documents.

Loaded late: few changes are asked for, and what reads YAML with its comments takes four megabytes.
"""

import io
from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.util import load_yaml_guess_indent

from catalog_store.errors import NotEditableError
from catalog_store.refs import DEFAULT_NAMESPACE, EntityRef

#: Long lines stay as long as they are.
_WIDTH = 100_000
_LONGEST = 1_000_000


def with_field(text: str, ref: EntityRef, path: Sequence[str], value: str | Sequence[str]) -> str:
    """The file with this field of this entity set.

    Raises:
        NotEditableError: the entity is not there, or something else would change as well.
    """
    documents = _documents(text)
    found = next((each for each in documents if _is(each, ref)), None)
    if found is None:
        raise NotEditableError(f"{ref} is not described in its file any more")
    wanted = value if isinstance(value, str) else list(value)
    _set(found, path, wanted)
    written = _written(text, documents)
    _make_sure(text, written, ref, path, wanted)
    return written


def _documents(text: str) -> list[Any]:  # Any: YAML with its comments
    if len(text) > _LONGEST:
        raise NotEditableError("its file is too large to be changed by a program")
    try:
        return list(_yaml().load_all(text))
    except (YAMLError, ValueError, RecursionError) as error:
        raise NotEditableError("its file is not YAML that can be read without doubt") from error


def _yaml(indent: int | None = None, offset: int | None = None) -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.explicit_start = False
    if indent is not None:
        yaml.indent(mapping=2, sequence=indent, offset=offset or 0)
    return yaml


def _is(document: Any, ref: EntityRef) -> bool:  # Any: YAML
    if not isinstance(document, dict) or not isinstance(document.get("metadata"), dict):
        return False
    metadata = document["metadata"]
    written = (document.get("kind"), metadata.get("namespace") or DEFAULT_NAMESPACE, metadata.get("name"))
    return tuple(str(part).lower() for part in written) == (ref.kind, ref.namespace, ref.name)


def _set(document: Any, path: Sequence[str], value: object) -> None:  # Any: YAML
    *parents, last = path
    place = document
    for key in parents:
        if place.get(key) is None:
            place[key] = {}
        place = place[key]
        if not isinstance(place, dict):
            raise NotEditableError(f"`{key}` in its file is no mapping")
    place[last] = value


def _written(text: str, documents: list[Any]) -> str:  # Any: YAML
    _, indent, offset = load_yaml_guess_indent(text.partition("\n---")[0])
    out = io.StringIO()
    yaml = _yaml(indent or 2, offset or 0)
    yaml.explicit_start = text.lstrip().startswith("---")
    if len(documents) > 1:
        yaml.dump_all(documents, out)
    else:
        yaml.dump(documents[0], out)
    return out.getvalue()


def _make_sure(before: str, after: str, ref: EntityRef, path: Sequence[str], value: object) -> None:
    """That nothing else says anything else than it did."""
    expected = [_plain(each) for each in _documents(before)]
    for document in expected:
        if _is(document, ref):
            _set(document, path, value)
    if [_plain(each) for each in _documents(after)] != expected:
        raise NotEditableError("its file is written in a way that a program would change further")


def _plain(node: Any) -> Any:  # Any: YAML
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node
