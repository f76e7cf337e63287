"""Which repository is acted on for a thing, whatever its file says."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from catalog_store.database import Database
from catalog_store.entities import Known, Provenance
from catalog_store.repositories_store import Repositories, Repository
from catalog_store.vouching import CodePlace, Vouching
from tests.support.catalog import entity

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FILE = "url:https://github.com/acme/shop/blob/main/catalog-info.yaml"
CENTRAL = "https://github.com/acme/catalog/tree/main"


def described(location: str, *, slug: str = "acme/shop", source: str = "") -> Known:
    annotations = {"github.com/project-slug": slug} | ({"backstage.io/source-location": source} if source else {})
    thing = entity("Component", "shop", annotations=annotations)
    return Known(1, thing, Provenance("s", location, 1, None, NOW))


def repository(number: int, slug: str, host: str = "github.com") -> Repository:
    return Repository(
        host, number, slug, f"https://{host}/{slug}", "main", "c0ffee", is_archived=False, is_fork=False,
        visibility="private", topics=(), language=None, description=None, pushed_at=None, committed_at=None, committed_by=None,
    )  # fmt: skip


@pytest.fixture
def repositories(database: Database) -> Repositories:
    return Repositories(database)


@pytest.fixture
def vouching(repositories: Repositories) -> Callable[..., Vouching]:
    def make(*trusted: str) -> Vouching:
        hosts = {"ghe.acme.example": "ghe.acme.example", "api.ghe.acme.example": "ghe.acme.example"}
        return Vouching(repositories, trusted=trusted, hosts=hosts)

    return make


@pytest.mark.parametrize(
    "location",
    [
        FILE,
        "url:https://github.com/Acme/Shop/tree/main/services/shop/catalog-info.yaml",
        "url:https://raw.githubusercontent.com/acme/shop/main/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/refs/heads/main/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/release/2.0/catalog-info.yaml",
    ],
)
def test_a_file_speaks_for_the_repository_that_it_is_in(vouching: Callable[..., Vouching], location: str) -> None:
    assert vouching().objection(described(location), "GitHub.com", "ACME/shop") is None


def test_a_file_does_not_speak_for_another_repository(vouching: Callable[..., Vouching]) -> None:
    said = vouching().objection(described(FILE, slug="acme/billing"), "github.com", "acme/billing")
    assert said == (
        "shop is described in github.com/acme/shop, but this acts on the repository github.com/acme/billing,"
        " and a file speaks for its own repository only. Describe it in github.com/acme/billing, or correct its annotations"
        " github.com/project-slug and backstage.io/source-location. If github.com/acme/shop describes what belongs to others"
        " on purpose, whoever runs Callboard names it under callboard.trustedCatalogs."
    )


def test_a_repository_of_the_same_name_at_another_host_is_another_one(vouching: Callable[..., Vouching]) -> None:
    inside = described("url:https://ghe.acme.example/acme/shop/blob/main/catalog-info.yaml")
    assert vouching().objection(inside, "api.ghe.acme.example", "acme/shop") is None
    assert vouching().objection(inside, "github.com", "acme/shop")
    assert vouching().objection(described(FILE), "ghe.acme.example", "acme/shop")


@pytest.mark.parametrize(
    "location",
    [
        "url:https://github.com/acme/shop/blob/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/0A1B2C3/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/0a1b/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/0a1b2c3/two%0alines/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/refs/pull/7/head/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/pull/7/head/catalog-info.yaml",
        "url:https://raw.githubusercontent.com/acme/shop/refs/pull/7/head/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/main/../../../../mallory/own/blob/main/catalog-info.yaml",
        "url:https://github.com/acme/shop/blob/main/%2e%2e/%2E./x/catalog-info.yaml",
        "url:https://github.com@evil.example/acme/shop/blob/main/catalog-info.yaml",
        "url:https://evil.example/acme/shop/blob/main/catalog-info.yaml",
        "url:https://wiki.acme.example/shop.yaml",
        "",
    ],
)
def test_what_anybody_may_have_put_there_speaks_for_nothing(vouching: Callable[..., Vouching], location: str) -> None:
    assert vouching().objection(described(location), "github.com", "acme/shop")
    assert vouching(CENTRAL).objection(described(location), "github.com", "acme/shop")


@pytest.mark.parametrize(
    "location",
    [
        "url:https://github.com/acme/catalog/blob/main/shop.yaml",
        "url:https://github.com/Acme/Catalog/tree/main/teams/shop.yaml",
        "file:/srv/catalog/shop.yaml",
    ],
)
def test_a_trusted_catalog_speaks_for_what_its_files_name(vouching: Callable[..., Vouching], location: str) -> None:
    known = described(location, source="url:https://ghe.acme.example/acme/shop/tree/main/")
    assert vouching(CENTRAL).objection(known, "ghe.acme.example", "acme/shop") is None
    assert vouching(CENTRAL).objection(known, "ghe.acme.example", "acme/billing")


@pytest.mark.parametrize(
    "location",
    [
        "url:https://github.com/acme/catalog/blob/mallorys-branch/shop.yaml",
        "url:https://github.com/acme/catalog/blob/main-2/shop.yaml",
        "url:https://github.com/acme/catalog-2/blob/main/shop.yaml",
        "url:https://github.com/acme/catalog/blob/main/../x/shop.yaml",
    ],
)
def test_what_only_looks_like_a_trusted_catalog_is_none(vouching: Callable[..., Vouching], location: str) -> None:
    assert vouching(CENTRAL).objection(described(location), "github.com", "acme/shop")


def test_a_renamed_repository_answers_to_its_old_name(
    vouching: Callable[..., Vouching], repositories: Repositories
) -> None:
    repositories.save([repository(1, "acme/shop")], now=NOW)
    repositories.save([repository(1, "acme/store")], now=NOW)
    moved = described("url:https://github.com/acme/store/blob/main/catalog-info.yaml")
    assert vouching().objection(moved, "github.com", "acme/shop") is None


def test_an_old_name_that_another_repository_has_now_is_the_others(
    vouching: Callable[..., Vouching], repositories: Repositories
) -> None:
    repositories.save([repository(1, "acme/shop")], now=NOW)
    repositories.save([repository(1, "acme/store"), repository(2, "acme/shop")], now=NOW)
    moved = described("url:https://github.com/acme/store/blob/main/catalog-info.yaml")
    assert vouching().objection(moved, "github.com", "acme/shop")


def test_says_where_a_thing_is_at_home(vouching: Callable[..., Vouching]) -> None:
    assert vouching().home(described(FILE)) == CodePlace("github.com", "acme/shop")
    assert vouching().named(described(FILE, slug="Acme/Billing")) == CodePlace("github.com", "acme/billing")
