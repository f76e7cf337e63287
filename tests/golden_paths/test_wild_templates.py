"""Templates that other organisations published: how many have a form here, and why the others have none.

They are not ours to keep beside these tests: CALLBOARD_TEMPLATES names a folder with one folder for each of them.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands import kit
from commands.form_view import modal_page
from golden_paths.actions import known
from golden_paths.form import Form, FormRefusedError, form_of
from golden_paths.lint import lint_file
from golden_paths.template import TemplateError, read_parameters

_NAMED = os.environ.get("CALLBOARD_TEMPLATES", "")

pytestmark = pytest.mark.skipif(not _NAMED, reason="CALLBOARD_TEMPLATES names no folder of templates")


@dataclass(frozen=True)
class Found:
    """What became of one template: its form, or why there is none."""

    name: str
    form: Form | None
    reason: str = ""
    field: str = ""

    @property
    def verdict(self) -> str:
        if self.form is None:
            return "refused" if self.field else "unreadable"
        return "in parts as text" if self.form.losses else "whole"


def _found(folder: Path) -> Found:
    try:
        return Found(folder.name, form_of(read_parameters(folder)))
    except TemplateError as error:
        return Found(folder.name, None, str(error))
    except FormRefusedError as error:
        return Found(folder.name, None, error.reason, error.field)


@pytest.fixture(scope="module")
def folders() -> list[Path]:
    return sorted(entry for entry in Path(_NAMED).iterdir() if entry.is_dir())


@pytest.fixture(scope="module")
def found(folders: list[Path]) -> list[Found]:
    return [_found(folder) for folder in folders]


def test_most_have_a_form_and_the_others_say_why(found: list[Found]) -> None:
    counts = Counter(each.verdict for each in found)
    table = "\n".join(
        f"{verdict:<18} {number:>4} {number / len(found):>6.1%}" for verdict, number in counts.most_common()
    )
    refused = "\n".join(f"{each.name}: {each.field}: {each.reason}" for each in found if each.form is None)
    print(f"\n{table}\n\n{refused}")  # noqa: T201  # the table is what this is for
    assert counts["whole"] / len(found) > 0.68
    assert (counts["whole"] + counts["in parts as text"]) / len(found) > 0.84
    assert all(each.reason for each in found if each.form is None)


def test_every_page_is_one_that_slack_takes(found: list[Found]) -> None:
    for each in filter(lambda each: each.form, found):
        assert each.form
        for page in each.form.pages({}):
            modal = modal_page(each.form, page, {}, metadata="{}", callback_id="it")
            assert kit.modal_faults(modal) == [], each.name


def test_judges_every_form_without_answers(found: list[Found]) -> None:
    for each in filter(lambda each: each.form, found):
        assert each.form
        sentences = each.form.faults(None, {}).values()
        assert all(sentence.endswith((".", "?")) for sentence in sentences), each.name


def test_lints_every_template(folders: list[Path]) -> None:
    for folder in folders:
        for fault in lint_file(folder, known()):
            assert fault.problem
            assert fault.fix
            assert fault.line or fault.code in ("no-template", "bad-expression"), (folder.name, fault)
