"""The Markdown files that entities name come in with their source, section by section, and never vanish by accident."""

from pathlib import Path

import pytest
from sqlalchemy import text

from catalog_store.documents import Documents, Section
from catalog_store.refs import EntityRef
from tests.catalog_store.sync.conftest import Source

ORDERS = EntityRef.of("component", "orders")
DESCRIPTOR = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
  annotations:
    backstage.io/techdocs-ref: {ref}
    backstage.io/source-location: url:https://github.com/orchard/orders/tree/main/
spec: {{type: service, lifecycle: production, owner: shop}}
"""
RUNBOOK = (
    "# Runbook\n\nCall us.\n\n## Queue is full\n\nEmpty it.\n\n```sh\n# no heading\n```\n\n## Queue is full\n\nAgain.\n"
)


@pytest.fixture
def described(source: Source) -> Source:
    source.write("catalog-info.yaml", DESCRIPTOR.format(ref="dir:."))
    return source


def sections(source: Source) -> tuple[Section, ...]:
    return Documents(source.database).of(ORDERS)


def newest_change(source: Source) -> int:
    with source.database.reading() as connection:
        return int(connection.execute(text("SELECT max(change) FROM entities")).scalar_one())


def test_the_navigation_says_which_files_and_in_which_order(described: Source) -> None:
    described.write(
        "mkdocs.yml", "nav:\n- Runbook: ops/runbook.md\n- Home: index.md\n- Out: https://elsewhere.example\n"
    )
    described.write("docs/index.md", "Orders, in short.\n")
    described.write("docs/ops/runbook.md", RUNBOOK)
    described.read()

    found = sections(described)
    assert [(each.path, each.page, each.title, each.anchor) for each in found] == [
        ("docs/ops/runbook.md", "Runbook", "Runbook", "runbook"),
        ("docs/ops/runbook.md", "Runbook", "Queue is full", "queue-is-full"),
        ("docs/ops/runbook.md", "Runbook", "Queue is full", "queue-is-full-1"),
        ("docs/index.md", "Home", "Home", ""),
    ]
    assert found[1].text == "Empty it.\n\n```sh\n# no heading\n```"
    assert found[1].url == "https://github.com/orchard/orders/blob/main/docs/ops/runbook.md"


@pytest.mark.parametrize(
    "files, read",
    [
        (["docs/index.md", "docs/runbook.md", "README.md"], ["docs/index.md", "docs/runbook.md"]),
        (["README.md"], ["README.md"]),
        ([], []),
    ],
)
def test_without_a_navigation_the_usual_files_are_read(described: Source, files: list[str], read: list[str]) -> None:
    for name in files:
        described.write(name, f"# {name}\n")
    described.read()

    assert [each.path for each in sections(described)] == read


def test_a_changed_file_is_read_anew_and_told_as_a_change_of_its_entity(described: Source) -> None:
    described.write("README.md", "# Old\n")
    described.read()
    before = newest_change(described)
    described.write("README.md", "# New\n")
    described.read()

    assert [each.title for each in sections(described)] == ["New"]
    assert newest_change(described) > before


def test_what_did_not_change_is_not_written(described: Source) -> None:
    described.write("README.md", RUNBOOK)
    described.write("docs/empty.md", "")
    described.read()
    before = newest_change(described)
    described.read()

    assert newest_change(described) == before


def test_a_file_that_left_the_navigation_goes(described: Source) -> None:
    described.write("docs/a.md", "# A\n")
    described.write("docs/b.md", "# B\n")
    described.write("mkdocs.yml", "nav: [a.md, b.md]\n")
    described.read()
    described.write("mkdocs.yml", "nav: [b.md]\n")
    described.read()

    assert [each.title for each in sections(described)] == ["B"]


def test_nothing_is_forgotten_when_a_file_cannot_be_read(described: Source) -> None:
    described.write("docs/a.md", "# A\n")
    path = described.write("docs/b.md", "# B\n")
    described.write("mkdocs.yml", "nav: [a.md, b.md]\n")
    described.read()
    path.unlink()
    described.read()

    assert [each.title for each in sections(described)] == ["A", "B"]


def test_documents_that_are_named_no_more_go(described: Source) -> None:
    described.write("README.md", "# Orders\n")
    described.read()
    described.write("catalog-info.yaml", DESCRIPTOR.format(ref="''"))
    described.read()

    assert sections(described) == ()


@pytest.mark.parametrize(
    "navigation",
    ["nav: [../../secret.md]", "docs_dir: /\nnav: [secret.md]", "docs_dir: ../..\nnav: [secret.md]", "nav: &a [*a]"],
)
def test_a_navigation_cannot_lead_out_of_its_folder(source: Source, tmp_path: Path, navigation: str) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n")
    source.write("orders/catalog-info.yaml", DESCRIPTOR.format(ref="dir:."))
    source.write("orders/mkdocs.yml", navigation)
    source.read()

    assert sections(source) == ()


@pytest.mark.parametrize("ref", ["dir:..", "dir:/etc", "dir:./../..", "ftp://x", "dir:", "42"])
def test_a_reference_cannot_either(source: Source, tmp_path: Path, ref: str) -> None:
    (tmp_path / "README.md").write_text("# Secret\n")
    source.write("orders/catalog-info.yaml", DESCRIPTOR.format(ref=ref))
    source.read()

    assert sections(source) == ()


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00#", b"nav: !ENV [A, b]\n", b"nav: {a: {b: 7}}", b"- x", b"nav: [" * 500]
)
def test_a_broken_navigation_is_as_good_as_none(described: Source, body: bytes) -> None:
    described.write("mkdocs.yml", "").write_bytes(body)
    described.write("README.md", "---\ntitle: x\n---\n# Orders\n")
    described.read()

    assert [each.title for each in sections(described)] == ["Orders"]
