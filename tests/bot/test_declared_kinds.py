"""Kinds that the configuration declares."""

from pathlib import Path

import pytest

from bot import settings, wiring
from bot.settings import Settings, SettingsError
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog

DATASET = """\
apiVersion: data.acme.example/v1
kind: Dataset
metadata: {name: bookings}
spec: {owner: payments, retention: %s}
"""
SCHEMA = "{properties: {spec: {required: [owner], properties: {retention: {enum: [30d, 1y]}}}}}"


def test_an_entity_of_a_declared_kind_comes_in(database: Database, tmp_path: Path) -> None:
    _read(database, tmp_path, f"Dataset: {{schema: {SCHEMA}}}", DATASET % "30d")

    assert Catalog(database).find(EntityRef.parse("dataset:default/bookings"))


def test_one_that_does_not_fit_stays_out(database: Database, tmp_path: Path) -> None:
    faults = _read(database, tmp_path, f"Dataset: {{schema: {SCHEMA}}}", DATASET % "ever")

    assert faults == ["spec.retention must be one of `30d`, `1y`, not `ever`."]


def test_another_schema_is_heeded_at_the_next_read(database: Database, tmp_path: Path) -> None:
    _read(database, tmp_path, f"Dataset: {{schema: {SCHEMA}}}", DATASET % "ever")

    assert _read(database, tmp_path, "Dataset: {}", DATASET % "ever") == []
    assert Catalog(database).find(EntityRef.parse("dataset:default/bookings"))


def test_a_schema_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "dataset.json").write_text('{"required": ["spec"]}')

    kinds = _settings(tmp_path, "Dataset: {file: dataset.json}").kinds

    assert kinds.names[-1] == "Dataset"
    assert kinds.schemas == (("Dataset", '{"required": ["spec"]}'),)


@pytest.mark.parametrize(
    "declared, fault",
    [
        ("Component: {}", "callboard.kinds.Component is built in and cannot be declared. Choose another name."),
        (
            "data/set: {}",
            "callboard.kinds.data/set must be letters and digits that begin with a letter, such as Dataset.",
        ),
        ("{Dataset: {}, dataSet: {}}", "callboard.kinds.Dataset is declared twice: kinds are compared without case."),
        ("Dataset: {file: away.json}", "callboard.kinds.Dataset.file names {folder}/away.json, which cannot be read"),
        ("Dataset: {schema: {type: strange}}", "callboard.kinds.Dataset is no JSON Schema that can be used: type: "),
        ("Dataset: {schema: []}", "app-config.yaml: callboard.kinds.Dataset.schema must be a mapping"),
    ],
)
def test_says_what_is_wrong_with_a_declaration(tmp_path: Path, declared: str, fault: str) -> None:
    with pytest.raises(SettingsError) as error:
        _settings(tmp_path, declared)

    assert error.value.faults[0].startswith(fault.replace("{folder}", str(tmp_path)))


def _settings(folder: Path, declared: str) -> Settings:
    kinds = declared if declared.startswith("{") else f"{{{declared}}}"
    (folder / "app-config.yaml").write_text(f"callboard: {{kinds: {kinds}}}\n")
    return settings.load({}, folder)


def _read(database: Database, folder: Path, declared: str, descriptor: str) -> list[str]:
    (folder / "catalog-info.yaml").write_text(descriptor)
    outcome = wiring.ingestion(_settings(folder, declared), database).run(f"file:{folder / 'catalog-info.yaml'}")
    return [fault.message for faults in outcome.faults.values() for fault in faults]
