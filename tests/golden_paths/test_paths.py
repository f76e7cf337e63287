"""Every built-in golden path is without fault, asks well, passes its own tests, and stands in the documentation."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from catalog_store.descriptors import lint as lint_descriptor
from catalog_store.reading import SourceFile, UnreadableError
from commands import kit
from commands.form_view import modal_page
from golden_paths import actions
from golden_paths.form import form_of
from golden_paths.library import BUILT_IN
from golden_paths.lint import lint_file
from golden_paths.template import Template
from golden_paths.trials import read_trial, trial_files
from tests.golden_paths.built_in import PATHS, TRIALS, Made, made

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "built-in-paths.md").read_text(encoding="utf-8")
#: What GitHub itself puts in: there it must stay.
_LIVE_ELSEWHERE = ".github/workflows/"

every_path = pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)


@pytest.fixture(scope="module", params=TRIALS)
def result(request: pytest.FixtureRequest) -> Iterator[Made]:
    """What one of the paths' own tests made."""
    with made(request.param) as found:
        yield found


@every_path
def test_is_without_fault(path: Template) -> None:
    assert lint_file(path.folder, actions.known()) == ()
    assert path.name == path.folder.name
    assert path.description.endswith(".")


@every_path
def test_loses_nothing_in_its_form_and_asks_little_at_a_time(path: Template) -> None:
    form = form_of(path)
    assert (set(form.losses) - {"inputs"}, dict(form.secrets)) == (
        set(),
        {},
    )  # lines of `name=value` are what a workflow takes
    for page in form.pages({}):
        assert len(page.fields) <= 7
        assert kit.modal_faults(modal_page(form, page, {}, metadata="{}", callback_id="it")) == []


@every_path
def test_has_tests_of_its_own(path: Template) -> None:
    assert [name for name in TRIALS if name.startswith(f"{path.name}/")]


def test_its_own_tests_pass(result: Made) -> None:
    assert result.verdict.failures == ()


def test_its_tests_answer_what_the_form_asks(result: Made) -> None:
    form, values = form_of(result.path), result.trial.values
    assert form.faults(None, values) == {}
    assert form.values(values) | values == form.values(values)


def test_leaves_no_expression_behind(result: Made) -> None:
    for file in result.files("**/*", "**/.*"):
        name, text = file.relative_to(result.folder).as_posix(), file.read_text(encoding="utf-8")
        assert not re.search(r"\{%|\bvalues\.", text), name
        assert "${{" not in text or name.startswith(_LIVE_ELSEWHERE), name
        assert text.endswith("\n") or not text, name
    assert [each for step in result.outcome.steps for each in step.swallowed] == []


def test_writes_yaml_that_can_be_read(result: Made) -> None:
    for file in result.files("**/*.yaml", "**/*.yml", "**/.*.yaml", ".github/**/*.yml"):
        assert list(yaml.safe_load_all(file.read_text(encoding="utf-8"))), file.name


def test_describes_what_it_makes(result: Made) -> None:
    for file in result.files("**/catalog-info.yaml"):
        source = SourceFile(f"file:{file}", file.read_bytes())
        assert lint_descriptor(source, fetch=_nothing) == ()


def test_documents_what_it_says_is_there(result: Made) -> None:
    for file in result.files("**/mkdocs.yml"):
        pages = re.findall(r": ([\w/-]+\.md)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert pages
        assert [page for page in pages if not (file.parent / "docs" / page).is_file()] == []


def _nothing(location: str) -> bytes:
    raise UnreadableError(location, "there is nothing outside.")


def test_holds_no_python_file_that_installing_would_compile() -> None:
    """pip compiles all that ends with `.py`: the bytecode would go into new repositories, and no two copies would be alike."""
    assert [file for file in BUILT_IN.rglob("*") if file.suffix in (".py", ".pyc")] == []


def test_versions_of_languages_stand_in_one_place() -> None:
    """`shared/versions.yaml`: a pipeline that tries another one than the image holds tries nothing."""
    asked = re.compile(
        r"^FROM (?:python|node|golang|\S*eclipse-temurin).*|\b(?:python|node|go|java)-version: .*", re.MULTILINE
    )
    named = [
        (file.relative_to(BUILT_IN).as_posix(), line)
        for file in BUILT_IN.rglob("*")
        if file.is_file() and "tests" not in file.parts
        for line in asked.findall(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named
    assert [each for each in named if "values.versions." not in each[1]] == []


def test_the_reference_names_every_path_and_what_it_asks() -> None:
    assert re.findall(r"^## `([\w-]+)`$", PAGE, re.MULTILINE) == list(PATHS)
    for path in PATHS.values():
        section = PAGE.split(f"## `{path.name}`\n")[1].split("\n## ")[0]
        assert set(re.findall(r"^\| `([\w.]+)` \|", section, re.MULTILINE)) == _asked(path)


def _asked(path: Template) -> set[str]:
    """Everything that its form asks, now or once something else was answered."""
    answered = [read_trial(file).values for file in trial_files(path.folder)]
    pages = (page for values in ({}, *answered) for page in form_of(path).pages(values))
    return {field.name for page in pages for field in page.fields if field.is_asked}
