"""Files that nobody should have written that way: each is told, and none keeps the others out."""

import hashlib
import os
from collections.abc import Callable, Mapping

import pytest

from catalog_store.entities import Fault
from tests.catalog_store.sync.conftest import Source

Component = Callable[..., str]

#: No database compresses it, and no index of Postgres takes it.
ENDLESS = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(140))

LOCATION = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: more\nspec:\n  targets:\n    - {}\n"


@pytest.mark.parametrize("field", ["dependsOn: ['{}']", "system: '{}'", "providesApis: ['{}']"])
def test_an_endless_reference_leads_nowhere(source: Source, component: Component, field: str) -> None:
    source.write("good.yaml", component("good"))
    source.write("odd.yaml", component("odd", extra=f"  {field.format(ENDLESS)}\n"))
    source.read()
    assert source.find("good")
    assert source.find("odd")


def test_an_endless_owner_owns_nothing(source: Source, component: Component) -> None:
    source.write("good.yaml", component("good"))
    source.write("odd.yaml", component("odd", owner=ENDLESS))
    source.read()
    assert source.find("good")
    assert source.get("odd").entity.spec["owner"] == ENDLESS


@pytest.mark.parametrize("path", ["./x\\0y", "./" + "x" * 300, "./" + "deep/" * 1000])
def test_a_placeholder_with_an_impossible_path_is_told(source: Source, component: Component, path: str) -> None:
    source.write("good.yaml", component("good"))
    source.write("odd.yaml", component("odd", extra=f'  definition: {{$text: "{path}"}}\n'))
    outcome = source.read()
    assert source.find("good")
    assert [fault.code for fault in faults_of(outcome.faults)][:1] == ["unreadable-placeholder"]
    assert not source.read().is_clean


@pytest.mark.parametrize("target", ["./" + "x" * 300, "./" + "deep/" * 1000, "./absent/*.yaml", "https://[/"])
def test_a_location_with_an_impossible_target_is_told(source: Source, component: Component, target: str) -> None:
    source.write("good.yaml", component("good"))
    source.write("more.yaml", LOCATION.format(target))
    outcome = source.read()
    assert source.find("good")
    assert not outcome.is_clean


@pytest.mark.parametrize(
    "broken",
    [
        'kind: Component\nmetadata:\n  name: "o\\0d"\n',
        'kind: "Odd\\0"\nmetadata:\n  name: odd\n',
        'kind: Component\n"o\\0d": 1\nmetadata:\n  name: odd\n  labels: {"o\\0d": "o\\0d"}\n',
    ],
)
def test_a_fault_may_quote_what_cannot_be_stored(source: Source, component: Component, broken: str) -> None:
    source.write("good.yaml", component("good"))
    source.write("odd.yaml", f"apiVersion: backstage.io/v1alpha1\n{broken}")
    outcome = source.read()
    assert source.find("good")
    assert not outcome.is_clean
    assert outcome.faults == source.read().faults


def test_a_file_whose_name_is_no_utf_8_is_told(source: Source, component: Component) -> None:
    source.write("good.yaml", component("good"))
    for name in (b"caf\xe9.yaml", b"d\xe9p\xf4t/catalog-info.yaml"):
        source.write(os.fsdecode(name), component("odd"))
    outcome = source.read()
    assert source.find("good")
    assert sorted(place.rpartition("catalog/")[2] for place in outcome.unreadable) == [
        "caf\\xe9.yaml",
        "d\\xe9p\\xf4t/catalog-info.yaml",
    ]


def test_names_with_line_ends_and_tabs_are_names(source: Source, component: Component) -> None:
    source.write("go\nod.yaml", component("good"))
    source.write("go\tod\\.yaml", component("better"))
    source.read()
    assert source.get("good").provenance.location.endswith("go\nod.yaml")
    assert source.read().unchanged == 2


def faults_of(faults: Mapping[str, tuple[Fault, ...]]) -> list[Fault]:
    return [fault for each in faults.values() for fault in each]
