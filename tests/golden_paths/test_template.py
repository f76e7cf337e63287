"""Reading templates: what they say, what they include, and every fault with its place."""

import os
from pathlib import Path

import pytest

from catalog_store.reading import UnreadableError
from golden_paths.template import TemplateError, read_parameters, read_template

WHOLE = """apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: Python-Service
  title: Python service
  description: A service.
  tags: [python]
spec:
  owner: group:default/platform
  type: service
  parameters:
    - title: About it
      properties:
        name: {type: string}
  steps:
    - action: fetch:template
      input: {url: ./skeleton}
    - id: say
      name: Say it
      action: debug:log
      if: ${{ parameters.name }}
      each: [1, 2]
  output:
    links: [{title: Repo, url: x}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "template.yaml").write_text(WHOLE)
    return tmp_path


def _faults(folder: Path, text: str) -> list[tuple[str, int, str]]:
    (folder / "template.yaml").write_text(text)
    with pytest.raises(TemplateError) as error:
        read_template(folder)
    return [(fault.path.name, fault.line, fault.code) for fault in error.value.faults]


def test_reads_all_that_a_template_says(folder: Path) -> None:
    template = read_template(folder)
    assert (template.ref, template.title, template.owner) == (
        "template:default/python-service", "Python service", "group:default/platform",
    )  # fmt: skip
    assert [page.title for page in template.pages] == ["About it"]
    first, second = template.steps
    assert (first.id, first.name, first.input) == ("step-1", "step-1", {"url": "./skeleton"})
    assert (second.id, second.condition, second.each) == ("say", "${{ parameters.name }}", [1, 2])
    assert template.output["links"][0]["title"] == "Repo"


def test_takes_the_file_itself_whatever_it_is_called(folder: Path) -> None:
    (folder / "template.yaml").rename(folder / "anything.yml")
    assert read_template(folder).ref == read_template(folder / "anything.yml").ref


def test_one_object_is_one_page(folder: Path) -> None:
    text = WHOLE.replace(
        "    - title: About it\n      properties:\n        name", "    title: About it\n    properties:\n      name"
    )
    (folder / "template.yaml").write_text(text)
    assert [page.title for page in read_template(folder).pages] == ["About it"]


def test_words_are_yaml_1_2(folder: Path) -> None:
    (folder / "template.yaml").write_text(WHOLE + "    on: yes\n    date: 2020-01-01\n    octal: 012\n")
    output = read_template(folder).output
    assert (output["on"], output["date"], output["octal"]) == ("yes", "2020-01-01", 12)


def test_a_double_angle_is_a_key_like_any_other(folder: Path) -> None:
    (folder / "template.yaml").write_text(WHOLE + "    a: &a {x: 1}\n    b: {<<: *a}\n")
    assert read_template(folder).output["b"] == {"<<": {"x": 1}}


def test_puts_in_what_is_included_from_beside(folder: Path) -> None:
    (folder / "steps").mkdir()
    (folder / "steps" / "say.yaml").write_text("id: say\naction: debug:log\ninput: {message: {$text: ./words.txt}}\n")
    (folder / "steps" / "words.txt").write_text("Hello")
    (folder / "template.yaml").write_text(WHOLE.partition("  steps:")[0] + "  steps:\n    - $yaml: ./steps/say.yaml\n")
    assert read_template(folder).steps[0].input == {"message": "Hello"}


def test_leaves_the_references_of_json_schema_alone(folder: Path) -> None:
    (folder / "template.yaml").write_text(WHOLE.replace("name: {type: string}", "name: {$ref: '#/definitions/x'}"))
    assert read_template(folder).pages[0].schema["properties"]["name"] == {"$ref": "#/definitions/x"}


def test_tells_a_fault_of_an_included_file_where_it_stands(folder: Path) -> None:
    (folder / "say.yaml").write_text("id: say\ninput: {}\nif: 5\n")
    text = WHOLE.partition("  steps:")[0] + "  steps:\n    - $yaml: ./say.yaml\n"
    assert _faults(folder, text) == [("say.yaml", 1, "no-action"), ("say.yaml", 3, "wrong-type")]


def test_refuses_inclusions_that_lead_back(folder: Path) -> None:
    (folder / "a.yaml").write_text("$yaml: ./b.yaml\n")
    (folder / "b.yaml").write_text("$yaml: ./a.yaml\n")
    (folder / "template.yaml").write_text(WHOLE.partition("  steps:")[0] + "  steps:\n    $yaml: ./a.yaml\n")
    with pytest.raises(TemplateError, match=r"a.yaml → b.yaml → a.yaml"):
        read_template(folder)


def test_refuses_an_inclusion_that_is_not_there(folder: Path) -> None:
    text = WHOLE.partition("  steps:")[0] + "  steps:\n    - $yaml: ./gone.yaml\n"
    assert _faults(folder, text) == [("template.yaml", 16, "inclusion"), ("gone.yaml", 0, "unreadable")]


def test_reads_nothing_outside_of_its_repository(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (folder / "secret.yaml").write_text("a: 1\n")
    (inner / "link.yaml").symlink_to(folder / "secret.yaml")
    for target in ("../secret.yaml", "./link.yaml"):
        text = WHOLE + f"    stolen: {{$yaml: {target}}}\n"
        (inner / "template.yaml").write_text(text)
        with pytest.raises(TemplateError, match="outside of the template's repository"):
            read_template(inner, root=inner)


def test_reads_addresses_only_where_somebody_fetches_them(folder: Path) -> None:
    (folder / "template.yaml").write_text(WHOLE + "    far: {$yaml: 'https://example.com/a.yaml'}\n")
    with pytest.raises(TemplateError, match="addresses are not read here"):
        read_template(folder)
    assert read_template(folder, fetch=lambda _: b"x: 1").output["far"] == {"x": 1}


def test_tells_why_an_address_could_not_be_read(folder: Path) -> None:
    def refuse(location: str) -> bytes:
        raise UnreadableError(location, "it is a private address")

    (folder / "template.yaml").write_text(WHOLE + "    far: {$yaml: 'https://example.com/a.yaml'}\n")
    with pytest.raises(TemplateError, match="it is a private address"):
        read_template(folder, fetch=refuse)


@pytest.mark.parametrize(
    ("wrong", "right", "place"),
    [
        ("apiVersion: scaffolder.backstage.io/v1beta3", "apiVersion: backstage.io/v1beta2", (1, "old-version")),
        ("apiVersion: scaffolder.backstage.io/v1beta3", "apiVersion: v1", (1, "unknown-version")),
        ("  name: Python-Service\n", "", (3, "missing-field")),
        ("      input: {url: ./skeleton}", "      input: text", (17, "wrong-type")),
        ("      if: ${{ parameters.name }}", "      if: 5", (21, "wrong-type")),
        ("        name: {type: string}", "        name: text", (14, "wrong-type")),
        ("  tags: [python]", "  tags: python", (7, "wrong-type")),
        ("  output:\n    links: [{title: Repo, url: x}]", "  output: text", (23, "wrong-type")),
        ("  title: Python service", "  title: Python service\n  title: again", (6, "duplicate-key")),
        ("  title: Python service", "  title: 'Python", (5, "syntax")),
    ],
)
def test_tells_the_place_of_each_fault(folder: Path, wrong: str, right: str, place: tuple[int, str]) -> None:
    assert WHOLE.count(wrong) == 1
    assert _faults(folder, WHOLE.replace(wrong, right)) == [("template.yaml", *place)]


def test_says_what_to_do_about_an_older_template(folder: Path) -> None:
    (folder / "template.yaml").write_text(WHOLE.replace("scaffolder.backstage.io/v1beta3", "backstage.io/v1beta2"))
    with pytest.raises(TemplateError, match="cookiecutterCompat"):
        read_template(folder)


def test_a_folder_without_a_template_says_so(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="No file in this folder"):
        read_template(tmp_path)


def test_a_folder_with_several_names_them(folder: Path) -> None:
    (folder / "other.yaml").write_text(WHOLE)
    with pytest.raises(TemplateError, match=r"`other.yaml`, `template.yaml`"):
        read_template(folder)


def test_what_is_nearer_to_the_top_counts(folder: Path) -> None:
    (folder / "skeleton").mkdir()
    (folder / "skeleton" / "template.yaml").write_text(WHOLE)
    assert read_template(folder).folder == folder


def test_shows_the_parameters_whatever_the_steps_are(folder: Path) -> None:
    (folder / "template.yaml").write_text(WHOLE.partition("  steps:")[0] + "  steps: nonsense\n")
    assert [page.title for page in read_parameters(folder).pages] == ["About it"]


def test_any_change_makes_another_version(folder: Path) -> None:
    (folder / "skeleton").mkdir()
    file = folder / "skeleton" / "run.sh"
    digests = [read_template(folder).digest]
    file.write_text("echo")
    digests.append(read_template(folder).digest)
    file.chmod(0o755)
    digests.append(read_template(folder).digest)
    file.unlink()
    file.symlink_to("elsewhere")
    digests.append(read_template(folder).digest)
    assert len(set(digests)) == 4


def test_the_version_does_not_depend_on_where_it_lies(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "template.yaml").write_text(WHOLE)
    (other / ".git").mkdir()
    (other / ".git" / "HEAD").write_text("x")
    assert read_template(other).digest == read_template(folder).digest


def test_what_is_included_from_elsewhere_belongs_to_the_version(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "template.yaml").write_text(WHOLE + "    more: {$yaml: ../more.yaml}\n")
    (folder / "template.yaml").unlink()
    digests = set()
    for content in ("a: 1", "a: 2"):
        (folder / "more.yaml").write_text(content)
        digests.add(read_template(inner).digest)
    assert len(digests) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_says_that_a_file_may_not_be_read(folder: Path) -> None:
    (folder / "template.yaml").chmod(0)
    with pytest.raises(TemplateError, match="permission denied"):
        read_template(folder / "template.yaml")
