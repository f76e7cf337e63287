"""Only those kinds come in that the rules let in, and a change of the rules is heeded without a change of the files."""

from collections.abc import Callable, Iterator

import pytest

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.descriptors import BUILT_IN
from catalog_store.reading import SourceFile, UnreadableError
from catalog_store.sync import Ingestion, LetsIn, Outcome, everything
from tests.catalog_store.sync.conftest import Source

GROUP = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team-a}\nspec: {type: team, children: []}\n"
LOCATION = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: more}\nspec: {target: "


def read(source: Source, lets_in: LetsIn = everything, *, root: str | None = None) -> Outcome:
    ingestion = Ingestion(
        source.database, Places(WebPages()), kinds=BUILT_IN, clock=lambda: source.now, lets_in=lets_in
    )
    return ingestion.run(root or f"file:{source.folder}")


def no_groups(kind: str, _location: str) -> bool:
    return kind != "Group"


def test_a_kind_that_is_not_allowed_stays_out_and_is_told(source: Source, component: Callable[..., str]) -> None:
    path = source.write("all.yaml", f"{component('a')}---\n{GROUP}")
    outcome = read(source, no_groups)
    assert source.find("a")
    assert source.find("team-a", "group") is None
    [fault] = outcome.faults[f"file:{path}"]
    assert (fault.code, fault.line) == ("kind-not-allowed", 10)
    assert fault.message.startswith("The rules of the catalog let no Group in from here, so group:default/team-a stays")
    assert not outcome.is_clean


def test_a_rule_that_is_lifted_lets_the_unchanged_file_in(source: Source) -> None:
    source.write("all.yaml", GROUP)
    read(source, no_groups)
    assert read(source).is_clean
    assert source.find("team-a", "group")


def test_a_file_under_the_same_rules_is_not_read_again(source: Source) -> None:
    source.write("all.yaml", GROUP)
    read(source, no_groups)
    again = read(source, no_groups)
    assert again.unchanged == 1
    assert not again.is_clean


def test_a_location_that_is_kept_out_leads_nowhere(source: Source, component: Callable[..., str]) -> None:
    source.write("more/a.yaml", component("a"))
    root = source.write("all.yaml", f"{LOCATION}./more/a.yaml}}\n")
    read(source, lambda kind, _: kind != "Location", root=f"file:{root}")
    assert source.find("a") is None


def test_the_rule_for_a_folder_is_good_for_the_files_in_it(source: Source) -> None:
    source.write("all.yaml", GROUP)
    read(source, lambda kind, place: kind != "Group" or place == f"file:{source.folder}")
    assert source.find("team-a", "group")


def test_the_rule_for_a_folder_is_not_good_for_what_its_files_point_at(source: Source) -> None:
    source.write("outside/org.yaml", GROUP)
    source.write("inside/all.yaml", f"{LOCATION}../outside/org.yaml}}\n")
    inside = f"file:{source.folder}/inside"
    read(source, lambda kind, place: kind != "Group" or place == inside, root=inside)
    assert source.find("team-a", "group") is None


@pytest.mark.parametrize("target", ["file:{}", "{}", "file://{}", "FILE:{}", "../../../../../../..{}"])
def test_a_file_from_the_web_cannot_make_us_read_our_own(source: Source, target: str) -> None:
    secret = source.write("secret.yaml", GROUP)
    there = target.format(secret)
    outcome = _read_from_web(source, f"{LOCATION}'{there}', type: file}}\n")
    assert source.find("team-a", "group") is None
    assert outcome.unreadable


@pytest.mark.parametrize("target", ["file:{}", "{}", "file://{}"])
def test_nor_can_its_placeholders(source: Source, target: str) -> None:
    secret = source.write("secret.txt", "hush")
    there = target.format(secret)
    text = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n"
        f"  description:\n    $text: '{there}'\nspec: {{type: service, lifecycle: production, owner: me}}\n"
    )
    outcome = _read_from_web(source, text)
    [fault] = outcome.faults["url:https://example.invalid/catalog-info.yaml"]
    assert fault.code == "unreadable-placeholder"
    assert "hush" not in fault.message


class OnePage(Places):
    """The places that we read for real, and one page of a web that is not there."""

    def __init__(self, place: str, page: str) -> None:
        super().__init__(WebPages())
        self._page = SourceFile(place, page.encode())

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        return iter([self._page]) if location == self._page.location else super().open(location)


def _read_from_web(source: Source, page: str) -> Outcome:
    place = "url:https://example.invalid/catalog-info.yaml"
    return Ingestion(source.database, OnePage(place, page), kinds=BUILT_IN, clock=lambda: source.now).run(place)
