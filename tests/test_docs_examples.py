"""The descriptors and the configuration in the how-to pages work as they stand."""

import re
from pathlib import Path

import pytest

from bot.settings import load
from catalog_store.aliases import aliases_of
from catalog_store.descriptors import lint, read_descriptor
from catalog_store.reading import SourceFile

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"


def _blocks(page: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", (HOW_TO / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


DESCRIPTORS = [block for block in _blocks("describe-your-service.md") if "kind:" in block]


def _file(text: str) -> SourceFile:
    return SourceFile("file:/catalog/catalog-info.yaml", text.encode())


def _nothing(location: str) -> bytes:
    raise AssertionError(f"nothing should be read, and {location} was")


@pytest.mark.parametrize("text", DESCRIPTORS)
def test_a_descriptor_has_no_fault(text: str) -> None:
    faults = lint(_file(text), fetch=_nothing)
    assert faults == ()


def test_the_service_is_found_by_what_the_page_says() -> None:
    (described,) = read_descriptor(_file(DESCRIPTORS[0]), fetch=_nothing).entities
    keys = {alias.key for alias in aliases_of(described.entity)}
    assert keys >= {
        "name:paymentsapi",
        "name:billinggateway",
        "repo:acme/payments-api",
        "id:acme/payments-api",
        "pd:px4t7qa",
        "slack:c08b5t0wkrq",
        "host:payments.acme.example",
    }


def test_the_configuration_is_understood(tmp_path: Path) -> None:
    (text,) = (block for block in _blocks("fill-the-catalog.md") if block.startswith("catalog:"))
    (tmp_path / "app-config.yaml").write_text(text, encoding="utf-8")
    settings = load({}, tmp_path)
    assert settings.ignored_keys == ()
    assert settings.lets_in("Group", f"file:{tmp_path}/catalog/org.yaml")
    assert not settings.lets_in("Group", "url:https://github.com/acme/catalog/blob/main/all.yaml")
