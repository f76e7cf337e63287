"""The kinds of entities that app-config.yaml declares, each with its JSON Schema."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.app_config import KindPart
from catalog_store.descriptors import Kinds
from catalog_store.descriptors.exact import YamlError, read
from catalog_store.descriptors.schemas import fault_of_schema
from catalog_store.entities import KINDS

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,62}")


def declared_kinds(declared: Mapping[str, KindPart], folder: Path, faults: list[str]) -> Kinds:
    """All kinds that the catalog takes. What is wrong with a declared one is added to the faults.

    `folder` is where the schemas' files are looked for.
    """
    schemas = dict(_schemas(declared, folder, faults))
    return Kinds((*KINDS, *schemas), tuple((name, json.dumps(schema)) for name, schema in schemas.items() if schema))


def _schemas(declared: Mapping[str, KindPart], folder: Path, faults: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in declared.items():
        path = f"callboard.kinds.{name}"
        if fault := _fault_of_name(name, declared):
            faults.append(f"{path} {fault}")
            continue
        try:
            schema = _schema(part, folder)
        except ValueError as error:
            faults.append(f"{path}.file {error}")
            continue
        if fault := fault_of_schema(schema):
            faults.append(f"{path} is no JSON Schema that can be used: {fault}.")
        yield name, schema


def _fault_of_name(name: str, declared: Mapping[str, KindPart]) -> str | None:
    if not _NAME.fullmatch(name):
        return "must be letters and digits that begin with a letter, such as Dataset."
    if name.lower() in (kind.lower() for kind in KINDS):
        return "is built in and cannot be declared. Choose another name."
    if sum(other.lower() == name.lower() for other in declared) > 1:
        return "is declared twice: kinds are compared without case."
    return None


def _schema(part: KindPart, folder: Path) -> dict[str, Any]:
    if part.file is None:
        return part.json_schema
    path = folder / part.file
    try:
        found = read(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ValueError(f"names {path}, which cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"names {path}, which is not UTF-8.") from error
    except YamlError as error:
        raise ValueError(
            f"names {path}, which is neither JSON nor YAML on line {error.line}: {error.problem}."
        ) from error
    if not isinstance(found, dict):
        raise ValueError(f"names {path}, which holds no mapping.")
    return found
