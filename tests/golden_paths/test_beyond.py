"""Skeletons elsewhere in the template's repository: fetched by their address at the same commit."""

from pathlib import Path

import pytest

from golden_paths.beyond import Repository, with_addresses
from golden_paths.template import Template, template_of

URL = "https://github.com/acme/paths.git"


def _template(root: Path, *urls: str) -> Template:
    steps = [
        {"id": f"s{number}", "action": "fetch:template", "input": {"url": url, "values": {}}}
        for number, url in enumerate(urls)
    ]
    document = {"kind": "Template", "metadata": {"name": "it"}, "spec": {"steps": steps}}
    folder = root / "templates" / "it"
    return template_of(document, folder=folder, file=folder / "template.yaml", digest="d1")


def _urls(template: Template) -> list[object]:
    return [step.input["url"] for step in template.steps]


def test_a_folder_beside_the_templates_has_an_address(tmp_path: Path) -> None:
    found = with_addresses(_template(tmp_path, "../../skeletons/service/", "./own"), Repository(tmp_path, URL, "c1"))
    assert _urls(found) == ["https://github.com/acme/paths/tree/c1/skeletons/service", "./own"]


def test_another_commit_is_another_version(tmp_path: Path) -> None:
    template = _template(tmp_path, "../../skeletons/service")
    one, two = (with_addresses(template, Repository(tmp_path, URL, commit)).digest for commit in ("c1", "c2"))
    assert len({one, two, template.digest}) == 3


@pytest.mark.parametrize("url", ["../../../outside", "./own", "../${{ parameters.kind }}", "https://example.com/x"])
def test_leaves_all_others_alone(tmp_path: Path, url: str) -> None:
    template = _template(tmp_path, url)
    assert with_addresses(template, Repository(tmp_path, URL, "c1")) == template


def test_leaves_alone_what_no_address_leads_to(tmp_path: Path) -> None:
    template = _template(tmp_path, "../../skeletons/service")
    assert with_addresses(template, Repository(tmp_path, "git@github.com:acme/paths.git", "c1")) == template
