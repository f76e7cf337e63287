"""A digest's rows link to where one can see why a check failed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog_store.facts import Reading, Sheet, Value
from catalog_store.scorecards import DEFAULT, Evaluation
from commands.kit import fits, plain, text_length
from commands.scorecard.digest import Digest, digest
from commands.scorecard.evidence_pages import evidence_page
from tests.catalog_store.scorecards.sheets import NOW, sheet

FILE = "https://github.com/acme/shop/blob/main/catalog-info.yaml"


def known(location: str = "", **facts: Value) -> Sheet:
    """A sheet whose repository GitHub has told of."""
    told = Reading("github.com", NOW, timedelta(days=1), {"repository.name": "acme/shop"})
    found = sheet(**facts)
    return replace(found, readings=(*found.readings, told), location=location)


@pytest.mark.parametrize(
    ("check_id", "page"),
    [
        ("has-readme", "https://github.com/acme/shop"),
        ("ci-passing", "https://github.com/acme/shop/actions"),
        ("branch-protected", "https://github.com/acme/shop/rules"),
        ("dependencies-watched", "https://github.com/acme/shop/security/dependabot"),
        ("code-scanned", "https://github.com/acme/shop/security/code-scanning"),
        ("has-description", FILE),
        ("has-probes", FILE),
    ],
)
def test_each_check_leads_to_where_it_can_be_seen(check_id: str, page: str) -> None:
    check = DEFAULT.find(check_id)
    assert check is not None
    assert evidence_page(check, known(f"url:{FILE}")) == page


def test_what_nobody_could_open_is_no_link() -> None:
    readme, description = DEFAULT.find("has-readme"), DEFAULT.find("has-description")
    assert readme is not None
    assert description is not None
    assert evidence_page(readme, sheet()) is None
    assert evidence_page(description, known("file:/srv/catalog-info.yaml")) is None


def test_ten_rows_with_links_fit_and_keep_why_in_the_menu() -> None:
    standing = Evaluation(DEFAULT).judge(sheet(entity_description=None), {}, now=NOW)
    standings = [replace(standing, entity_id=number, label=f"service-{number:03}") for number in range(10)]
    pages = dict.fromkeys(range(10), f"{FILE}?{'x' * 120}")
    answer = digest(Digest("group:default/a", "A", standings, None, {}, "2026-W10", NOW, pages), DEFAULT)
    told = str(answer.blocks)
    assert told.count("|Why>") == 10
    assert told.count("'Why'") == 10
    assert fits(answer.blocks)
    assert len(answer.blocks) < 50
    assert text_length(answer.blocks) < 10_000
    assert "Why" in plain(answer)
