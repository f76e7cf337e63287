"""Targets become full locations, as Backstage resolves them."""

from collections.abc import Callable

import pytest

from catalog_store.descriptors.locations import resolved
from catalog_store.entities import Severity
from catalog_store.reading import Descriptor

Read = Callable[..., Descriptor]

HOSTED = "url:https://github.com/shop/books/blob/main/catalog/all.yaml"


@pytest.mark.parametrize(
    "target, base, location",
    [
        ("./a.yaml", "file:/shop/all.yaml", "file:/shop/a.yaml"),
        ("sub/*.yaml", "file:/shop/all.yaml", "file:/shop/sub/*.yaml"),
        ("../**/catalog-info.yaml", "file:/shop/all.yaml", "file:/**/catalog-info.yaml"),
        ("/srv/a.yaml", "file:/shop/all.yaml", "file:/srv/a.yaml"),
        ("https://example.com/a.yaml", "file:/shop/all.yaml", "url:https://example.com/a.yaml"),
        ("./a.yaml", HOSTED, "url:https://github.com/shop/books/blob/main/catalog/a.yaml"),
        ("../a.yaml", HOSTED, "url:https://github.com/shop/books/blob/main/a.yaml"),
        ("/a.yaml", HOSTED, "url:https://github.com/shop/books/blob/main/a.yaml"),
        ("a.yaml", "url:https://example.com/x/all.yaml?token=1", "url:https://example.com/x/a.yaml?token=1"),
        ("/a.yaml", "url:https://example.com/x/all.yaml", "url:https://example.com/a.yaml"),
        ("//[x", "url:https://example.com/x/all.yaml", "url://[x"),
    ],
)
def test_resolves_against_the_file(target: str, base: str, location: str) -> None:
    assert resolved(target, base) == location


def location_with(spec: str) -> str:
    return f"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: all}}\nspec:\n{spec}\n"


def test_tells_all_targets_once(read: Read) -> None:
    descriptor = read(location_with("  target: ./a.yaml\n  targets: [./b.yaml, a.yaml]"))

    assert descriptor.targets == ("file:/shop/a.yaml", "file:/shop/b.yaml")


def test_a_location_of_a_strange_type_comes_in_and_is_told(read: Read) -> None:
    descriptor = read(location_with("  type: bitbucket/api\n  target: ./a.yaml"))

    assert (len(descriptor.entities), descriptor.targets) == (1, ())
    assert [(fault.code, fault.line, fault.severity) for fault in descriptor.faults] == [
        ("unknown-location-type", 5, Severity.WARNING)
    ]
