"""Backstage's Template as our types: what it asks, what it does, what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from catalog_store.descriptors.json_values import Json
from catalog_store.reading import Fetch
from catalog_store.refs import DEFAULT_NAMESPACE, EntityRef
from golden_paths.digests import digest_of
from golden_paths.faults import Fault, Severity, TemplateError
from golden_paths.outline import envelope_faults, page_faults, step_faults
from golden_paths.shared import copies, shared_by
from golden_paths.sources import Source, read_source
from golden_paths.template_files import template_file

__all__ = [
    "Fault",
    "JsonObject",
    "JsonValue",
    "ParameterPage",
    "Severity",
    "Step",
    "Template",
    "TemplateError",
    "read_parameters",
    "read_template",
    "template_of",
]

JsonValue: TypeAlias = Json
JsonObject: TypeAlias = Mapping[str, Any]  # Any: JSON, as deep and as free as people write it


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `id` is `step-N` (from 1) when the template gives none; `input` is as written, expressions and all."""

    id: str
    name: str
    action: str
    input: JsonObject
    condition: bool | str | None = None
    each: Any | None = None  # Any: text with an expression, a list, or an object


@dataclass(frozen=True, slots=True)
class ParameterPage:
    """One page of `spec.parameters`: its JSON Schema as written, `ui:` keys included."""

    title: str
    description: str
    schema: JsonObject


@dataclass(frozen=True, slots=True)
class Template:
    """A golden path, whole: what was read, and the folder in which its skeleton lies.

    `ref` is the complete reference (`template:default/python-service`). `entity` is the whole document, inclusions resolved.
    `digest` names this very version: of the template's file, everything in its folder and everything that it includes.
    `shared` is what its steps take from beside its folder, such as `../service`.
    """

    ref: str
    name: str
    title: str
    description: str
    type: str
    owner: str | None
    tags: tuple[str, ...]
    pages: tuple[ParameterPage, ...]
    steps: tuple[Step, ...]
    output: JsonObject
    entity: JsonObject
    folder: Path
    file: Path
    digest: str
    shared: tuple[str, ...] = ()

    @property
    def own(self) -> JsonObject:
        """What stands under `spec.callboard`: keys that Backstage does not know."""
        own = self.entity["spec"].get("callboard")
        return own if isinstance(own, Mapping) else {}

    @property
    def annotations(self) -> Mapping[str, str]:
        return self.entity["metadata"].get("annotations") or {}

    @property
    def is_extended(self) -> bool:
        """Whether its expressions may say more than Backstage's can."""
        return self.annotations.get("callboard.io/expressions") == "extended"


def read_template(path: Path, *, root: Path | None = None, fetch: Fetch | None = None) -> Template:
    """The template in a file, or in the one file of a folder that holds one.

    Nothing outside of `root` is read for it, if that is given; addresses that it includes are read by `fetch`, else refused.

    Raises:
        TemplateError: with all of its faults, each with its place.
    """
    file = template_file(path)
    source = read_source(file, root=root, fetch=fetch)
    faults = (*envelope_faults(source), *page_faults(source), *step_faults(source))
    if faults:
        raise TemplateError(faults)
    folder, shared = file.parent, shared_by(source.document, file.parent, root)
    digest = digest_of(file, source.contents, copies(folder, shared))
    return template_of(source.document, folder=folder, file=file, digest=digest, shared=shared)


def read_parameters(path: Path, *, root: Path | None = None, fetch: Fetch | None = None) -> Template:
    """The same for one who only wants to see the form: its steps are not looked at, and there are none.

    Raises:
        TemplateError: with all other faults.
    """
    source = read_source(template_file(path), root=root, fetch=fetch)
    return parameters_of(source)


def parameters_of(source: Source) -> Template:
    """What the document asks, without its steps.

    Raises:
        TemplateError: with the faults of its envelope and its pages.
    """
    faults = (*envelope_faults(source), *page_faults(source))
    if faults:
        raise TemplateError(faults)
    document = {**source.document, "spec": {**_mapping(source.document.get("spec")), "steps": []}}
    return template_of(document, folder=source.file.parent, file=source.file, digest="")


def template_of(
    document: JsonObject, *, folder: Path, file: Path, digest: str, shared: tuple[str, ...] = ()
) -> Template:
    """The template that a document describes, whose outline has been found good."""
    metadata, spec = document["metadata"], document["spec"]
    name = str(metadata["name"])
    return Template(
        ref=str(EntityRef.of("template", name, metadata.get("namespace") or DEFAULT_NAMESPACE)),
        name=name,
        title=_text(metadata.get("title")) or name,
        description=_text(metadata.get("description")),
        type=_text(spec.get("type")),
        owner=_text(spec.get("owner")) or None,
        tags=tuple(tag for tag in metadata.get("tags") or () if isinstance(tag, str)),
        pages=tuple(map(_page, pages_of(spec))),
        steps=tuple(_step(number, step) for number, step in enumerate(spec.get("steps") or (), start=1)),
        output=_mapping(spec.get("output")),
        entity=document,
        folder=folder,
        file=file,
        digest=digest,
        shared=shared,
    )


def pages_of(spec: JsonObject) -> tuple[JsonObject, ...]:
    """`spec.parameters` as a list of pages, also where it is one object."""
    parameters = spec.get("parameters")
    if isinstance(parameters, Mapping):
        return (parameters,)
    return tuple(parameters or ())


def _page(schema: JsonObject) -> ParameterPage:
    return ParameterPage(_text(schema.get("title")), _text(schema.get("description")), schema)


def _step(number: int, step: JsonObject) -> Step:
    step_id = _text(step.get("id")) or f"step-{number}"
    return Step(
        id=step_id,
        name=_text(step.get("name")) or step_id,
        action=step["action"],
        input=_mapping(step.get("input")),
        condition=step.get("if"),
        each=step.get("each"),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _mapping(value: object) -> JsonObject:
    return value if isinstance(value, Mapping) else {}
