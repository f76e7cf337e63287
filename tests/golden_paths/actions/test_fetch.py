"""Files come from beside the template or from the web, rendered or as they are, and only from there."""

from pathlib import Path
from typing import Any

import pytest

from golden_paths.ports import OutsideError
from golden_paths.workshop import Outside
from tests.golden_paths.trying import Bench, write


def fetch(action: str, url: str, **given: Any) -> dict[str, Any]:
    return {"action": f"fetch:{action}", "input": {"url": url, **given}}


class Pages:
    """A web with one folder, as of a commit."""

    def commit(self, url: str) -> str | None:
        return "c0ffee" if url else None

    def file_version(self, url: str) -> str | None:
        return self.commit(url)

    def fetch_tree(self, url: str, target: Path, commit: str | None = None) -> None:
        (target / "from").write_text(f"{url} {commit} ${{{{ values.x }}}}")

    def fetch_file(self, url: str, version: str | None = None) -> bytes:
        if "missing" in url:
            raise OutsideError(f"{url} is not there.")
        return f"{url} {version}".encode()


WEB = Outside(fetcher=Pages())
ADDRESS = "https://github.com/acme/skeletons/tree/main/python"


@pytest.mark.parametrize("url", ["skeleton", "./skeleton", "./skeleton/"])
def test_a_folder_is_named_in_several_ways(bench: Bench, url: str) -> None:
    bench.write({"skeleton/a": "${{ values.x }}"})
    bench.dry(fetch("template", url, values={"x": 1}))
    assert bench.files == {"a": "1"}


@pytest.mark.parametrize("action", ["template", "plain", "template:file", "plain:file"])
@pytest.mark.parametrize("url", ["../other", "/etc/passwd", "a/../../b", "file:///etc/passwd", "x\0y"])
def test_nothing_is_taken_from_elsewhere(bench: Bench, action: str, url: str) -> None:
    assert "does not lead to a place beside the template" in bench.dry(fetch(action, url, targetPath="t")).error


def test_a_link_that_leads_out_is_not_followed(bench: Bench) -> None:
    bench.write({"a": ""})
    (bench.folder / "path" / "link").symlink_to("/etc")
    assert "is a link that leads out of its folder" in bench.dry(fetch("plain", "./link")).error


def test_what_is_not_there_is_said_with_what_is(bench: Bench) -> None:
    bench.write({"skeleton/a": "", "template.yaml": ""})
    assert bench.dry(fetch("template", "./skelton")).error.endswith(
        "There is no ./skelton beside the template. It has skeleton/, template.yaml."
    )


def test_a_file_is_not_rendered_as_a_folder(bench: Bench) -> None:
    bench.write({"a.txt": "x"})
    assert (
        "fetch:template renders folders, fetch:template:file one file" in bench.dry(fetch("template", "./a.txt")).error
    )


def test_a_file_is_copied_to_its_target(bench: Bench) -> None:
    bench.write({"a.txt": "x"})
    bench.dry(fetch("plain", "./a.txt", targetPath="d/b.txt"))
    assert bench.files == {"d/b.txt": "x"}


def test_plain_files_are_copied_to_the_byte_over_what_is_there(bench: Bench) -> None:
    bench.write({"s/a": b"\xff\x00${{ 1 }}\r\n"})
    bench.dry(write("a", "old"), fetch("plain", "./s"))
    assert (bench.folder / "workspace" / "a").read_bytes() == b"\xff\x00${{ 1 }}\r\n"


def test_rendered_files_leave_what_is_there(bench: Bench) -> None:
    bench.write({"s/a": "new", "s/b": "new"})
    outcome = bench.dry(write("a", "old"), fetch("template", "./s"))
    assert bench.files == {"a": "old", "b": "new"}
    assert "Left out a: a exists already." in outcome.log


def test_rendered_files_replace_what_is_there_when_told_to(bench: Bench) -> None:
    bench.write({"s/a": "new"})
    bench.dry(write("a", "old"), fetch("template", "./s", replace=True))
    assert bench.files == {"a": "new"}


@pytest.mark.parametrize("other", [{"copyWithoutTemplating": ["x"]}, {"cookiecutterCompat": True}])
def test_an_ending_for_rendered_files_stands_alone(bench: Bench, other: dict[str, Any]) -> None:
    bench.write({"s/a": ""})
    assert (
        "`templateFileExtension` goes neither with"
        in bench.dry(fetch("template", "./s", templateFileExtension=True, **other)).error
    )


def test_only_files_with_the_ending_are_rendered(bench: Bench) -> None:
    bench.write({"s/a.njk": "${{ values.x }}", "s/b": "${{ values.x }}"})
    bench.dry(fetch("template", "./s", templateFileExtension=True, values={"x": 1}))
    assert bench.files == {"a": "1", "b": "${{ values.x }}"}


def test_options_of_blocks_are_passed_on(bench: Bench) -> None:
    bench.write({"s/a": "  {% if true %}\nx\n{% endif %}\n", "f": "{% if true %}\nx\n{% endif %}\n"})
    bench.dry(
        fetch("template", "./s", trimBlocks=True, lstripBlocks=True),
        fetch("template:file", "./f", targetPath="b", trimBlocks=True),
        fetch("template:file", "./f", targetPath="c"),
    )
    assert bench.files == {"a": "x\n", "b": "x\n", "c": "\nx\n\n"}


def test_cookiecutter_s_own_form_is_understood_when_told_to(bench: Bench) -> None:
    bench.write({"f": "{{ cookiecutter.name }}"})
    bench.dry(fetch("template:file", "./f", targetPath="a", cookiecutterCompat=True, values={"name": "n"}))
    assert bench.files == {"a": "n"}


def test_one_file_is_rendered_and_left_alone_when_it_is_there(bench: Bench) -> None:
    bench.write({"f": "${{ values.x }}"})
    outcome = bench.dry(
        fetch("template:file", "./f", targetPath="d/a", values={"x": 1}),
        fetch("template:file", "./f", targetPath="d/a"),
    )
    assert bench.files == {"d/a": "1"}
    assert any("d/a is there already and stays" in line for line in outcome.log)


def test_a_file_that_cannot_be_rendered_says_where_and_what_to_write(bench: Bench) -> None:
    bench.write({"s/a.txt": "one\n${{ values.a && values.b }}\n"})
    assert "a.txt:2:" in bench.dry(fetch("template", "./s")).error


def test_a_plain_file_wants_its_folder(bench: Bench) -> None:
    bench.write({"f": "x"})
    assert "fetch:plain:file does not make it" in bench.dry(fetch("plain:file", "./f", targetPath="d/a")).error


def test_a_plain_file_is_one_file(bench: Bench) -> None:
    bench.write({"d/f": "x"})
    assert "is a folder, where one file is wanted" in bench.dry(fetch("plain:file", "./d", targetPath="a")).error


@pytest.mark.parametrize("target", ["../out", "/tmp/out", "a/../../out"])  # noqa: S108  # refused
@pytest.mark.parametrize("action", ["template", "plain", "template:file", "plain:file"])
def test_no_target_leads_out_of_the_workspace(bench: Bench, action: str, target: str) -> None:
    bench.write({"s/a": "", "f": ""})
    url = "./f" if action.endswith("file") else "./s"
    assert "leads out of the workspace" in bench.dry(fetch(action, url, targetPath=target)).error


def test_folders_of_the_web_are_taken_as_of_one_commit(bench: Bench) -> None:
    bench.dry(fetch("template", ADDRESS, values={"x": 1}), fetch("plain", ADDRESS, targetPath="p"), outside=WEB)
    assert bench.files == {"from": f"{ADDRESS} c0ffee 1", "p/from": f"{ADDRESS} c0ffee ${{{{ values.x }}}}"}


def test_files_of_the_web_are_taken_as_of_one_commit(bench: Bench) -> None:
    bench.dry(fetch("plain:file", ADDRESS, targetPath="a"), outside=WEB)
    assert bench.files == {"a": f"{ADDRESS} c0ffee"}


def test_what_the_web_does_not_have_is_said(bench: Bench) -> None:
    outcome = bench.dry(fetch("plain:file", "https://example.com/missing", targetPath="a"), outside=WEB)
    assert outcome.error == "Step `step-1`: https://example.com/missing is not there."


def test_without_a_web_only_the_template_s_own_folder_is_read(bench: Bench) -> None:
    assert "only folders beside the template can" in bench.dry(fetch("plain", ADDRESS)).error
