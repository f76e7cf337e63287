"""`callboard golden-path form`: the form that people fill in Slack, page by page; or why there can be none."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from bot.cli import session
from bot.cli.golden_path import telling
from bot.sender import payloads
from commands.form_view import modal_page
from golden_paths.action import shown
from golden_paths.form import Field, FieldKind, Form, FormRefusedError, Page, form_of
from golden_paths.form_fields import with_menus
from golden_paths.template import Template, TemplateError, read_parameters

_MOST_CHOICES = 6
_KINDS = {FieldKind.HEADING: "part", FieldKind.REPO_URL: "repository", FieldKind.MULTILINE: "text, several lines"}


def run(options: argparse.Namespace) -> int:
    """Print every page in its first state: 0; 1 when there can be no form, with the reason. Steps are not looked at."""
    try:
        template = with_menus(read_parameters(Path(options.path)), session.settings().form_fields)
        form = form_of(template)
    except TemplateError as error:
        return _refuse_template(error, as_json=options.json)
    except FormRefusedError as error:
        return _refuse_form(error, options)
    if options.json:
        session.say_json(list(_windows(form)))
    else:
        _tell(template, form)
    return 0


def _windows(form: Form) -> Iterator[dict[str, object]]:
    pages = form.pages({}) or (Page(0, form.title, "There is nothing to fill in.", ()),)
    for page in pages:
        position = f"Page {page.index + 1} of {len(pages)}" if len(pages) > 1 else ""
        window = modal_page(form, page, {}, metadata="{}", position=position, callback_id="golden-path")
        yield {"type": "modal", "payload": payloads.modal(window)}


def _refuse_template(error: TemplateError, *, as_json: bool) -> int:
    if as_json:
        session.say_json([{"type": "fault", **telling.as_json(fault)} for fault in error.faults])
    else:
        for line in telling.lines(error.faults):
            session.say(line)
    return session.NOT_TRIED if telling.is_unread(error.faults) else session.FAULTS_FOUND


def _refuse_form(error: FormRefusedError, options: argparse.Namespace) -> int:
    if options.json:
        session.say_json([{"type": "refusal", "field": error.field, "reason": error.reason}])
    else:
        session.say(f"{options.path}: There is no form for this template in Slack. {error}")
    return session.FAULTS_FOUND


def _tell(template: Template, form: Form) -> None:
    session.say(f"{template.title} ({template.ref})")
    pages = form.pages({})
    for page in pages:
        session.say()
        for line in _page_lines(page, len(pages), form):
            session.say(line)
    if not pages:
        session.say("It asks nothing.")
    for name, loss in form.losses.items():
        session.say(f"\n{name}: {loss}")


def _page_lines(page: Page, total: int, form: Form) -> Iterator[str]:
    yield f"Page {page.index + 1} of {total}: {page.title}"
    for field in page.fields:
        yield f"  {field.label}: {', '.join(_words(field, form))}"


def _words(field: Field, form: Form) -> Iterator[str]:
    yield _KINDS.get(field.kind, field.kind.value)
    if field.required and field.is_asked:
        yield "required"
    if field.choices:
        shown = [choice.label for choice in field.choices[:_MOST_CHOICES]]
        more = f" and {len(field.choices) - _MOST_CHOICES} more" if len(field.choices) > _MOST_CHOICES else ""
        yield f"one of {' | '.join(shown)}{more}"
    if field.default is not None and field.kind is not FieldKind.CHECKBOX:
        yield f"default {_shown(field)}"
    if field.steers:
        yield "other fields depend on it"
    if field.name in form.secrets:
        yield f"from the secret store as {form.secrets[field.name]}"


def _shown(field: Field) -> str:
    """The default, as it will be read."""
    return next((each.label for each in field.choices if each.value == field.default), shown(field.default))
