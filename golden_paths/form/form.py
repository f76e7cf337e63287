"""A template's form: pages for the answers so far, what is wrong with them, and what the run gets."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from golden_paths.form.fields import Answers, Choice, Field, FieldKind, FormRefusedError, Page, Schema, value_at
from golden_paths.form.judging import constraint_faults, field_faults, is_empty, unusable_rules
from golden_paths.form.layout import Layout, check_every_branch, layout_of, without_alternatives
from golden_paths.form.paging import parts_of_page
from golden_paths.form.references import resolved
from golden_paths.form.repositories import in_words
from golden_paths.form.texts import text_of
from golden_paths.template import ParameterPage, Template

#: The parameter that names the thing which a path changes, where the template declares none itself.
TARGET = "entity"
_FLAG = "backstage:featureFlag"
#: Numbers that the parts of one page may take, so that a page's number stays the same whatever is shown before it.
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Form:
    """What a template asks. `losses` says, by field, what is awkward about asking it in Slack.

    `secrets` are parameters whose values come from the secret store: parameter name to the name there.
    """

    title: str
    sources: tuple[ParameterPage, ...]
    losses: Mapping[str, str]
    secrets: Mapping[str, str]

    def pages(self, answers: Answers) -> tuple[Page, ...]:
        """The pages to be shown for these answers, the fields with their conditions applied; empty ones are left out."""
        shown: list[Page] = []
        for number, (source, layout) in enumerate(self._laid_out(answers)):
            parts = parts_of_page(layout.fields)
            for part, fields in enumerate(parts):
                title = source.title or self.title
                numbered = f"{title} ({part + 1} of {len(parts)})" if len(parts) > 1 else title
                described = "" if part else source.description
                shown.append(Page(len(shown), numbered, described, fields, number * _MOST_PARTS + part, number))
        return tuple(shown)

    def filled(self, answers: Answers) -> dict[str, Any]:  # Any: JSON
        """The answers with the defaults of every field that is shown, and without those of fields that are not."""
        filled: dict[str, Any] = {}
        for _, layout in self._laid_out(answers):
            filled.update(layout.values)
        return filled

    def values(self, answers: Answers) -> dict[str, Any]:  # Any: JSON
        """What the run gets: defaults filled in, answers of branches not taken dropped."""
        return _without_nothing(without_alternatives(self.filled(answers)))

    def faults(self, page: Page | None, answers: Answers) -> dict[str, str]:
        """What is wrong on the page (on all, for None): a sentence by field name, `repoUrl#owner` for a part of a repository.

        What concerns the answers together stands under the field that is most to blame, else under the name "".
        """
        filled = self.filled(answers)
        pages = self.pages(answers)
        found: dict[str, str] = {}
        for each in pages if page is None else [page]:
            for field in each.fields:
                found.update(field_faults(field, filled))
        if found:
            return found
        ends = [each for each in pages if page is None or _is_end(page, each, pages)]
        for each in ends:
            for name, said in self._constraints(each.source, answers):
                found.setdefault(name, said)
        return found

    def told(self, answers: Answers, name: Callable[[str], str] = str) -> tuple[tuple[str, str], ...]:
        """Each field's label and its answer in words, for a person to look over. Fields without an answer are left out.

        `name` gives what people call the entity of a reference.
        """
        filled = self.filled(answers)
        fields = [field for page in self.pages(answers) for field in page.fields if field.is_asked]
        pairs = ((field.label, _in_words(field, value_at(filled, field.path), name)) for field in fields)
        return tuple((label, words) for label, words in pairs if words)

    def _laid_out(self, answers: Answers) -> Iterator[tuple[ParameterPage, Layout]]:
        """The pages in order; each sees the values of those before it."""
        known: dict[str, Any] = {}
        for source in self.sources:
            layout = layout_of(source.schema, answers, known)
            known.update(layout.values)
            yield source, layout

    def _constraints(self, number: int, answers: Answers) -> Iterator[tuple[str, str]]:
        layouts = [layout for _, layout in self._laid_out(answers)][: number + 1]
        values: dict[str, Any] = {}
        for layout in layouts:
            values.update(layout.values)
        fields = {field.name: field for field in layouts[-1].fields}
        yield from constraint_faults(
            self.sources[number].schema, _without_nothing(without_alternatives(values)), fields
        )


def form_of(template: Template) -> Form:
    """The template's form.

    Raises:
        FormRefusedError: something in it cannot be asked in Slack, with the field and what to do.
    """
    sources = tuple(
        ParameterPage(page.title, page.description, resolved(page.schema))
        for page in _pages(template)
        if _FLAG not in page.schema
    )
    fields = [field for source in sources for field in check_every_branch(source.schema)]
    return Form(
        title=template.title,
        sources=sources,
        losses={field.name: loss for field in fields if (loss := field.loss or unusable_rules(field))},
        secrets={field.path[-1]: field.secret for field in fields if field.secret},
    )


def _pages(template: Template) -> tuple[ParameterPage, ...]:
    """The template's pages, with the thing that is to be changed asked first where the template wants one."""
    declared = {name for page in template.pages for name in page.schema.get("properties") or ()}
    if template.own.get("target") != "entity" or TARGET in declared:
        return template.pages
    first = {"title": "Which one", "properties": {TARGET: _TARGET_SCHEMA}, "required": [TARGET]}
    return (ParameterPage("Which one", "", first), *template.pages)


_TARGET_SCHEMA: Schema = {
    "title": "What it is for",
    "type": "string",
    "description": "The component, API or resource that this changes.",
    "ui:field": "EntityPicker",
    "ui:options": {"allowedKinds": ["Component", "API", "Resource", "System"], "allowArbitraryValues": False},
}


def _is_end(page: Page, other: Page, pages: tuple[Page, ...]) -> bool:
    """Whether `other` is this page, and the last part of the template's page."""
    same = [each for each in pages if each.source == page.source]
    return bool(same) and same[-1].number == page.number == other.number


def _without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty."""
    return {
        name: _without_nothing(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if value is not None
    }


def _in_words(field: Field, value: Any, name: Callable[[str], str]) -> str:
    if is_empty(value):
        return ""
    if field.kind is FieldKind.CHECKBOX:
        return "yes" if value else "no"
    if field.choices:
        chosen = value if isinstance(value, list) and field.kind in _SEVERAL else [value]
        return ", ".join(_label(field.choices, each) for each in chosen)
    if field.kind is FieldKind.FILE:
        return "a file"
    if field.kind is FieldKind.REPO_URL:
        return in_words(value)
    if field.kind in _NAMED:
        return ", ".join(name(str(each)) for each in (value if isinstance(value, list) else [value]))
    return ", ".join(map(str, value)) if isinstance(value, list) and field.kind in _LISTED else text_of(field, value)


_SEVERAL = (FieldKind.MULTI_SELECT, FieldKind.CHECKBOXES)
_NAMED = (FieldKind.ENTITY, FieldKind.ENTITIES)
_LISTED = (FieldKind.TAGS, FieldKind.LINES)


def _label(choices: tuple[Choice, ...], value: Any) -> str:
    written = json.dumps(value, sort_keys=True)
    return next((each.label for each in choices if json.dumps(each.value, sort_keys=True) == written), written)


__all__ = ["Form", "FormRefusedError", "form_of"]
