"""Both engines find first in the sample company what a person would want first."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.search import Page, Search, parse_query
from tests.catalog_store.search.conftest import ENGINES
from tests.company.files import by_ref

JUDGED: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "judged.yaml").read_text(encoding="utf-8"))
_PAGE = 10


@pytest.fixture(scope="module", params=ENGINES)
def search(request: pytest.FixtureRequest, company: Database, tmp_path_factory: pytest.TempPathFactory) -> Search:
    found = Search(company, ENGINES[request.param](company, tmp_path_factory.mktemp("index")))
    assert found.follow()
    return found


def refs(page: Page) -> list[str]:
    return [str(hit.ref) for hit in page.hits]


def named(judgement: dict[str, Any], key: str) -> list[str]:
    value = judgement.get(key, [])
    return [str(EntityRef.parse(each)) for each in (value if isinstance(value, list) else [value])]


@pytest.mark.parametrize("judgement", JUDGED, ids=lambda judgement: judgement["ask"])
def test_finds_first_what_is_wanted_first(judgement: dict[str, Any], search: Search) -> None:
    found = refs(search.find(parse_query(judgement["ask"]), limit=_PAGE))

    assert found[: "first" in judgement] == named(judgement, "first")
    assert set(named(judgement, "also")) <= set(found)
    if "all" in judgement:
        assert set(found) == set(named(judgement, "all"))


def test_there_are_many_judgements_and_they_are_about_the_company() -> None:
    known = set(by_ref())
    assert len(JUDGED) >= 60
    assert len({judgement["ask"] for judgement in JUDGED}) == len(JUDGED)
    assert {ref for each in JUDGED for key in ("first", "also", "all") for ref in named(each, key)} <= known


def test_every_entity_is_found_by_its_name_and_by_its_title(search: Search) -> None:
    """A title that several things share is answered with all of them on the first page."""
    for ref, thing in by_ref().items():
        titles = (thing.document["metadata"]["name"], thing.document["metadata"].get("title"))
        for title in filter(None, titles):
            assert ref in refs(search.find(parse_query(title), limit=_PAGE)), title
