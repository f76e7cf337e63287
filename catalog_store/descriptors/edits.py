"""Changing one thing in a YAML file, so that all else stays as people wrote it: comments, order, quotes, other documents.

Loaded late: few changes are asked for, and what reads YAML with its comments takes four megabytes.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.util import load_yaml_guess_indent

from catalog_store.errors import NotEditableError
from catalog_store.refs import DEFAULT_NAMESPACE, EntityRef

#: Long lines stay as long as they are.
_WIDTH = 100_000
_LONGEST = 1_000_000
_LIST = re.compile(r"^ *- ", re.MULTILINE)
#: Labels that say whose Deployment it is, as the name may be another one.
_NAMING = ("app.kubernetes.io/name", "backstage.io/kubernetes-id", "app")
#: What a probe says beside its port. One that ends what it finds dead waits until a slow start is over.
_PROBES: Mapping[str, Mapping[str, int]] = {
    "readinessProbe": {"periodSeconds": 5},
    "livenessProbe": {"initialDelaySeconds": 60, "periodSeconds": 10, "failureThreshold": 6},
}


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
    return _changed(text, documents, lambda document: _set(document, path, wanted) if _is(document, ref) else None)


def with_probes(text: str, name: str) -> str | None:
    """The manifest with probes in the Deployments of this name that have none; None where it describes no such Deployment.

    What is probed is the port that a container names, as nothing else is known to answer.

    Raises:
        NotEditableError: no container names a port, or something else would change as well.
    """
    documents = _documents(text)
    if not any(_deploys(each, name) for each in documents):
        return None
    return _changed(text, documents, lambda document: _probe(document) if _deploys(document, name) else None)


def _changed(text: str, documents: list[Any], change: Callable[[Any], None]) -> str:  # Any: YAML
    """The text with each document changed. Raises `NotEditableError` when anything else would say anything else than before."""
    expected = [_plain(each) for each in documents]
    for document in (*documents, *expected):
        change(document)
    if expected == [_plain(each) for each in _documents(text)]:
        return text
    written = _written(text, documents)
    if [_plain(each) for each in _documents(written)] != expected:
        raise NotEditableError("its file is written in a way that a program would change further")
    return written


def _deploys(document: Any, name: str) -> bool:  # Any: YAML
    if not isinstance(document, dict) or document.get("kind") != "Deployment":
        return False
    metadata = document.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    named = [metadata.get("name")] if isinstance(metadata, dict) else []
    named += [labels.get(label) for label in _NAMING] if isinstance(labels, dict) else []
    return name in named


def _probe(deployment: Any) -> None:  # Any: YAML
    containers = [each for each in _containers(deployment) if isinstance(each, dict)]
    missing = [probe for probe in _PROBES if not any(each.get(probe) for each in containers)]
    if not missing:
        return
    serving, port = next(((each, port) for each in containers if (port := _port(each)) is not None), (None, None))
    if serving is None:
        raise NotEditableError("no container of its Deployment names a `containerPort`, so I can't know what to probe")
    for probe in missing:
        serving[probe] = {"tcpSocket": {"port": port}, **_PROBES[probe]}


def _containers(deployment: Any) -> Any:  # Any: YAML
    place = deployment
    for key in ("spec", "template", "spec", "containers"):
        place = place.get(key) if isinstance(place, dict) else None
    return place if isinstance(place, list) else []


def _port(container: Any) -> str | int | None:  # Any: YAML
    ports = container.get("ports")
    listed = [each for each in ports if isinstance(each, dict)] if isinstance(ports, list) else []
    first = next((each for each in listed if each.get("protocol", "TCP") == "TCP"), {})
    found = first.get("name") or first.get("containerPort")
    return found if isinstance(found, str | int) else None


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
    # A document without lists does not tell how far they are indented.
    parts = text.split("\n---")
    telling = next((part for part in parts if _LIST.search(part)), parts[0])
    _, indent, offset = load_yaml_guess_indent(telling)
    out = io.StringIO()
    yaml = _yaml(indent or 2, offset or 0)
    yaml.explicit_start = text.lstrip().startswith("---")
    if len(documents) > 1:
        yaml.dump_all(documents, out)
    else:
        yaml.dump(documents[0], out)
    return out.getvalue()


def _plain(node: Any) -> Any:  # Any: YAML
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node
