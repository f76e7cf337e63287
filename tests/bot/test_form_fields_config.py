"""What forms offer for fields of other portals, as `app-config.yaml` says it."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load
from golden_paths.form_fields import CatalogOptions, FixedOptions, Option


def configured(folder: Path, fields: str) -> Settings:
    (folder / "app-config.yaml").write_text(f"callboard: {{formFields: {fields}}}\n")
    return load({}, folder)


def test_options_are_texts_with_or_without_a_label(tmp_path: Path) -> None:
    found = configured(tmp_path, "{RegionPicker: {options: [eu, {value: us, label: United States}]}}")
    assert found.form_fields == {"RegionPicker": FixedOptions((Option("eu", "eu"), Option("us", "United States")))}


def test_options_may_come_from_the_catalog(tmp_path: Path) -> None:
    found = configured(tmp_path, "{DatabasePicker: {catalogFilter: {kind: Resource, spec.type: database}}}")
    assert found.form_fields == {"DatabasePicker": CatalogOptions({"kind": "Resource", "spec.type": "database"})}


@pytest.mark.parametrize("source", ["{}", "{options: []}", "{options: [a], catalogFilter: {kind: Resource}}"])
def test_there_is_one_source_for_each(tmp_path: Path, source: str) -> None:
    with pytest.raises(SettingsError, match=r"callboard\.formFields\.Picker wants either `options` or `catalogFilter`"):
        configured(tmp_path, f"{{Picker: {source}}}")


def test_an_option_is_a_text(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"callboard\.formFields\.Picker\.options"):
        configured(tmp_path, "{Picker: {options: [3]}}")
