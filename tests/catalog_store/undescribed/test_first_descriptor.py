"""The first descriptor of a repository is one that our own lint accepts, whatever GitHub tells."""

from dataclasses import replace

import pytest

from catalog_store.descriptors import lint, read_descriptor
from catalog_store.entities import Entity, Fault
from catalog_store.reading import SourceFile
from catalog_store.refs import EntityRef
from catalog_store.repositories_store import Repository
from catalog_store.undescribed.finding import OwnerGuess
from catalog_store.undescribed.first_descriptor import first_descriptor

SHOP = Repository(
    host="github.com",
    number=7,
    slug="acme/shop-frontend",
    url="https://github.com/acme/shop-frontend",
    default_branch="main",
    head="a" * 40,
    is_archived=False,
    is_fork=False,
    visibility="private",
    topics=("pci", "e-commerce"),
    language="TypeScript",
    description="Where customers buy: carts, payments & more",
    pushed_at=None,
    committed_at=None,
    committed_by=None,
)
PAYMENTS = OwnerGuess(EntityRef.of("group", "payments"), "CODEOWNERS line 1 names @acme/payments")


def test_is_filled_in_as_far_as_can_be_known() -> None:
    assert _draft(SHOP, PAYMENTS) == (
        "apiVersion: backstage.io/v1alpha1\n"
        "kind: Component\n"
        "metadata:\n"
        "  name: shop-frontend\n"
        '  description: "Where customers buy: carts, payments & more"\n'
        "  annotations:\n"
        "    github.com/project-slug: acme/shop-frontend\n"
        "  tags:\n"
        "    - pci\n"
        "    - e-commerce\n"
        "    - typescript\n"
        "  links:\n"
        "    - url: https://github.com/acme/shop-frontend\n"
        "      title: Repository\n"
        "spec:\n"
        "  # A guess: service, website, library, or what your company calls it.\n"
        "  type: website\n"
        "  # A guess: experimental, production or deprecated.\n"
        "  lifecycle: production\n"
        "  # A guess: CODEOWNERS line 1 names @acme/payments.\n"
        "  owner: payments\n"
    )


def test_says_clearly_that_nobody_is_known() -> None:
    draft = _draft(SHOP, None)

    assert "  # Nobody is known who looks after it: name the team here.\n  owner: unknown\n" in draft
    assert _faults(draft) == ()


def test_names_a_person_by_the_whole_reference() -> None:
    ana = OwnerGuess(EntityRef.of("user", "ana"), "all commits are from them")

    assert _entity(_draft(SHOP, ana)).spec["owner"] == "user:default/ana"


def test_takes_another_name_where_that_is_taken() -> None:
    draft = first_descriptor(SHOP, None, is_taken=lambda name: name == "shop-frontend")

    assert _entity(draft).name == "acme-shop-frontend"


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("acme/.github", "github"),
        ("acme/__", "acme"),
        ("__/--", "repository-7"),
        ("acme/" + "a-" * 50, ("a-" * 32)[:63]),
        ("acme/7", "7"),
        ("acme/true", "true"),
        ("acme/1e5", "1e5"),
        ("acme/2026-11-21", "2026-11-21"),
    ],
)
def test_any_name_becomes_a_valid_one(slug: str, name: str) -> None:
    draft = _draft(replace(SHOP, slug=slug), None)

    assert _faults(draft) == ()
    assert _entity(draft).name == name


@pytest.mark.parametrize(
    "description",
    [
        None,
        "  ",
        "quotes \" and \\ and '",
        "# no comment",
        "two\nlines\u0085and\u2028more",
        "\x07bell \x7f \ufeff",
        "$text: ./secret",
        "${{ parameters.name }}",
        "🍏 Äpfel",
        "- a list",
        "&anchor *alias !tag %percent @at `tick",
        "---",
        "x" * 5_000,
    ],
)
def test_any_description_is_read_back(description: str | None) -> None:
    draft = _draft(replace(SHOP, description=description), PAYMENTS)

    assert _faults(draft) == ()
    assert _entity(draft).description


@pytest.mark.parametrize(
    "topics", [(), ("Über", "c++", "-", "a--b", "no", "x" * 80), tuple(f"t{n}" for n in range(50))]
)
@pytest.mark.parametrize("language", [None, "C#", "Jupyter Notebook", "Q#", "1C Enterprise"])
def test_any_topics_become_valid_tags(topics: tuple[str, ...], language: str | None) -> None:
    assert _faults(_draft(replace(SHOP, topics=topics, language=language), PAYMENTS)) == ()


def test_a_reason_breaks_no_line() -> None:
    odd = OwnerGuess(EntityRef.of("group", "payments"), "CODEOWNERS line 1\n  owner: intruder")

    assert _entity(_draft(SHOP, odd)).spec["owner"] == "payments"


@pytest.mark.parametrize(
    ("topics", "lifecycle"), [(("prototype",), "experimental"), (("legacy",), "deprecated"), ((), "production")]
)
def test_topics_tell_the_lifecycle(topics: tuple[str, ...], lifecycle: str) -> None:
    assert _entity(_draft(replace(SHOP, topics=topics), None)).lifecycle == lifecycle


def _draft(repository: Repository, guess: OwnerGuess | None) -> str:
    return first_descriptor(repository, guess, is_taken=lambda _name: False)


def _file(draft: str) -> SourceFile:
    return SourceFile("url:https://github.com/acme/shop/blob/main/catalog-info.yaml", draft.encode())


def _faults(draft: str) -> tuple[Fault, ...]:
    return lint(_file(draft), fetch=_nothing)


def _entity(draft: str) -> Entity:
    (described,) = read_descriptor(_file(draft), fetch=_nothing).entities
    return described.entity


def _nothing(_location: str) -> bytes:
    raise AssertionError("a first descriptor names no other file")
