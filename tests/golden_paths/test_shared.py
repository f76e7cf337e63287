"""What several paths share: a folder beside the template's own, which every kept version has a copy of."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from golden_paths import actions, engine
from golden_paths.library import Library, Reading
from golden_paths.lint import lint_file
from golden_paths.places import place_of
from golden_paths.template import Template, read_template
from golden_paths.versions import Versions
from tests.golden_paths.trying import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.write({"../shared/licence.txt": "Ours", "../shared/deep/x.yaml.njk": "name: ${{ values.name }}\n"})
    return bench


def _written(bench: Bench, url: str = "../shared") -> Template:
    bench.write(
        {
            "template.yaml": "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\n"
            "metadata: {name: example, title: Example, description: An example.}\nspec:\n  type: service\n  steps:\n"
            "    - id: it\n      action: fetch:template\n"
            f"      input: {{url: '{url}', templateFileExtension: true, values: {{name: fares}}}}\n"
        }
    )
    return read_template(bench.folder / "path")


def _made(bench: Bench, template: Template) -> dict[str, str]:
    workshop = replace(bench.workshop(), template_folder=template.folder, shared=template.shared)
    outcome = engine.dry_run(template, {}, workshop, actions.known(), stubs_unknown=False)
    assert outcome.error == ""
    return bench.files


def test_a_step_takes_from_a_folder_beside_the_templates(bench: Bench) -> None:
    template = _written(bench)
    assert lint_file(template.file, actions.known()) == ()
    assert _made(bench, template) == {"licence.txt": "Ours", "deep/x.yaml": "name: fares\n"}


def test_a_kept_version_needs_nothing_beside_it_any_more(bench: Bench, tmp_path: Path) -> None:
    kept = Versions(tmp_path / "versions").keep(_written(bench))
    bench.write({"../shared/licence.txt": "Theirs"})

    again = Versions(tmp_path / "versions").find(kept.digest)

    assert kept.shared == ()
    assert again is not None
    assert again.steps == kept.steps
    assert _made(bench, kept)["licence.txt"] == "Ours"


def test_another_content_of_what_is_shared_is_another_version(bench: Bench) -> None:
    before = _written(bench).digest
    assert _written(bench).digest == before
    bench.write({"../shared/licence.txt": "Theirs"})
    assert _written(bench).digest != before


def test_one_file_is_shared_as_well(bench: Bench, tmp_path: Path) -> None:
    kept = Versions(tmp_path / "versions").keep(_written(bench, "../shared/deep/"))
    assert _made(bench, kept) == {"x.yaml": "name: fares\n"}


@pytest.mark.parametrize(
    "url", ["../../shared", "../gone", "..", "../shared/../../x", "../${{ parameters.x }}", "../link"]
)
def test_leads_nowhere_else(bench: Bench, url: str) -> None:
    (bench.folder / "link").symlink_to("/etc")
    assert _written(bench, url).shared == ()


def test_stays_within_the_repository_that_the_template_comes_from(bench: Bench) -> None:
    file = _written(bench).file
    assert read_template(file, root=file.parent).shared == ()
    assert read_template(file, root=file.parents[1]).shared == ("../shared",)


def test_what_the_paths_of_a_repository_share_comes_along(bench: Bench, tmp_path: Path) -> None:
    _written(bench)
    for words in ("init -q -b main", "add path shared", "-c user.name=Test -c user.email=t@example.com commit -qm One"):
        subprocess.run(["git", *words.split()], cwd=bench.folder, check=True)
    subprocess.run(["git", "clone", "-q", "--bare", ".", "paths.git"], cwd=bench.folder, check=True)

    place = place_of(f"file://{bench.folder}/paths.git#main", tmp_path)
    (listed,) = Library.load([place], Reading.below(tmp_path / "home"), built_in=tmp_path / "none").all()

    assert listed.reason == ""
    assert listed.template is not None
    assert _made(bench, listed.template) == {"licence.txt": "Ours", "deep/x.yaml": "name: fares\n"}
