"""Tells the author of a template what is wrong with it before anybody runs it: one file for each part that is looked at."""

from collections.abc import Callable, Iterator
from pathlib import Path

from catalog_store.reading import Fetch
from golden_paths.actions import Actions
from golden_paths.faults import Fault, TemplateError
from golden_paths.form import Form, FormRefusedError, form_of
from golden_paths.lint import approvals, bounds, document, parameters, references, skeletons, steps
from golden_paths.lint.subject import Subject
from golden_paths.outline import envelope_faults, page_faults, step_faults
from golden_paths.shared import shared_by
from golden_paths.sources import Source, read_source
from golden_paths.template import Template, template_of
from golden_paths.template_files import template_file

ALL: tuple[Callable[[Subject], Iterator[Fault]], ...] = (
    document.examine,
    approvals.examine,
    parameters.examine,
    steps.examine,
    bounds.examine,
    references.examine,
    skeletons.examine,
)


def lint_file(path: Path, actions: Actions, *, fetch: Fetch | None = None) -> tuple[Fault, ...]:
    """The faults of the template in a file, or in the one file of a folder that holds one, by place."""
    try:
        source = read_source(template_file(path), fetch=fetch)
    except TemplateError as error:
        return error.faults
    outline = (*envelope_faults(source), *page_faults(source), *step_faults(source))
    if outline:
        return outline
    folder = source.file.parent
    shared = shared_by(source.document, folder, None)
    template = template_of(source.document, folder=folder, file=source.file, digest="", shared=shared)
    return _examined(source, template, actions)


def lint(template: Template, actions: Actions) -> tuple[Fault, ...]:
    """The faults of a template that was read already."""
    try:
        source = read_source(template.file)
    except TemplateError:  # a kept copy may include what is not kept beside it: places are not known then
        source = Source(template.file, template.entity, {}, {})
    return _examined(source, template, actions)


def _examined(source: Source, template: Template, actions: Actions) -> tuple[Fault, ...]:
    subject = Subject(source, template, actions, _form(template))
    found = {fault: None for examine in ALL for fault in examine(subject)}
    return tuple(
        sorted(found, key=lambda fault: (fault.path != source.file, str(fault.path), fault.line, fault.column))
    )


def _form(template: Template) -> Form | None:
    try:
        return form_of(template)
    except FormRefusedError:
        return None
