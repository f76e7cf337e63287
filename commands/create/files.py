"""Files that people bring to a form: read once, and kept among the answers as Backstage's forms send them."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from commands.sent_files import FileNotReadError, SentFile, SentFiles
from golden_paths.form import Answers, FieldKind, Page, value_at, with_value

_READ = "data:"


def with_contents(page: Page, answers: Answers, files: SentFiles) -> tuple[Answers, Mapping[str, str]]:
    """The answers with the content of this page's files in the place of their ids; and what could not be read, by field."""
    faults: dict[str, str] = {}
    for field in page.fields:
        value = value_at(answers, field.path) if field.kind is FieldKind.FILE else None
        if value is None:
            continue
        try:
            answers = with_value(answers, field.path, _contents(value, files))
        except FileNotReadError as error:
            faults[field.name] = str(error)
    return answers, faults


def _contents(value: Any, files: SentFiles) -> Any:  # Any: JSON
    if isinstance(value, list):
        return [_contents(each, files) for each in value]
    return value if str(value).startswith(_READ) else as_data_url(files.read(str(value)))


def as_data_url(file: SentFile) -> str:
    """The file as one address: its type, its name, its content."""
    content = base64.b64encode(file.content).decode()
    return f"{_READ}{file.media_type};name={quote(file.name, safe='')};base64,{content}"
