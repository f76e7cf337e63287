"""Fields of other portals become menus where the installation says what they offer."""

from dataclasses import replace
from typing import Any

import pytest

from golden_paths.form import FieldKind, form_of
from golden_paths.form_fields import CatalogOptions, FixedOptions, FormFields, Option, with_menus
from golden_paths.template import Template
from tests.golden_paths.trying import Bench

FIELDS: FormFields = {
    "RegionPicker": FixedOptions((Option("eu", "Europe"), Option("us", "United States"))),
    "DatabasePicker": CatalogOptions({"kind": "Resource", "spec.type": "database"}),
}


def asking(bench: Bench, **properties: Any) -> Template:
    return with_menus(bench.template(parameters={"title": "Where", "properties": properties}), FIELDS)


def test_a_text_becomes_a_menu(bench: Bench) -> None:
    template = asking(bench, region={"type": "string", "title": "Region", "ui:field": "RegionPicker"})
    form = form_of(template)
    (field,) = form.pages({})[0].fields
    assert (field.kind, field.label, field.loss) == (FieldKind.SELECT, "Region", "")
    assert [(choice.label, choice.value) for choice in field.choices] == [("Europe", "eu"), ("United States", "us")]
    assert form.faults(None, {"region": "asia"}) != {}
    assert form.faults(None, {"region": "eu"}) == {}


def test_a_list_becomes_a_menu_of_several(bench: Bench) -> None:
    template = asking(bench, regions={"type": "array", "ui:field": "RegionPicker"})
    assert form_of(template).pages({})[0].fields[0].kind is FieldKind.MULTI_SELECT


@pytest.mark.parametrize("kind, asked", [("string", FieldKind.ENTITY), ("array", FieldKind.ENTITIES)])
def test_the_catalog_may_be_searched(bench: Bench, kind: str, asked: FieldKind) -> None:
    template = asking(bench, database={"type": kind, "ui:field": "DatabasePicker"})
    (field,) = form_of(template).pages({})[0].fields
    assert field.kind is asked
    assert field.catalog
    assert (field.catalog.kinds, field.catalog.is_free) == (("resource",), False)


def test_works_below_conditions_and_in_nested_objects(bench: Bench) -> None:
    region = {"type": "string", "ui:field": "RegionPicker"}
    when_on = {"properties": {"is_on": {"const": True}, "region": region}}
    dependencies = {"is_on": {"oneOf": [when_on]}}
    spec = {"properties": {"is_on": {"type": "boolean"}}, "dependencies": dependencies}
    template = with_menus(bench.template(parameters=[spec]), FIELDS)
    fields = form_of(template).pages({"is_on": True})[0].fields
    assert [field.kind for field in fields] == [FieldKind.CHECKBOX, FieldKind.SELECT]


def test_another_menu_is_another_version(bench: Bench) -> None:
    plain = bench.template(parameters={"properties": {"name": {"type": "string"}}})
    assert with_menus(plain, FIELDS) is plain
    region = asking(bench, region={"type": "string", "ui:field": "RegionPicker"})
    assert region.digest != plain.digest


def test_keeps_what_the_template_shares_with_others(bench: Bench) -> None:
    region = {"properties": {"region": {"type": "string", "ui:field": "RegionPicker"}}}
    template = replace(bench.template(parameters=region), shared=("../shared",))
    assert with_menus(template, FIELDS).shared == ("../shared",)
