"""The configuration's reference names every variable and every key that the code reads, and no other."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeGuard, get_args, get_origin

import pytest
from pydantic import BaseModel

from bot.app_config import SLASH_COMMANDS, AppConfig
from bot.settings import load

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "configuration.md"


class Recording(Mapping[str, str]):
    """An empty environment that remembers which variables were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> str:
        self.asked.append(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _rows(heading: str) -> list[str]:
    """The first cells of the table below a heading."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def _keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for declared in model.model_fields.values():
        key = f"{path}.{declared.alias}".removeprefix(".")
        inner = [part for part in get_args(declared.annotation) if _is_model(part)]
        if _is_model(declared.annotation):
            yield from _keys(declared.annotation, key)
        elif inner:
            by_name = get_origin(declared.annotation) is dict
            yield from _keys(inner[0], f"{key}.<id>" if by_name else f"{key}[]")
        else:
            yield key


def _is_model(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def test_names_the_variables_that_are_read(tmp_path: Path) -> None:
    environ = Recording()
    load(environ, tmp_path)
    assert sorted(_rows("Environment variables")) == sorted(environ.asked)


def test_names_the_keys_that_are_read() -> None:
    assert sorted(_rows("Keys of app-config.yaml")) == sorted(_keys(AppConfig))


def test_names_the_slash_commands() -> None:
    *first, last = (f"`{name}`" for name in SLASH_COMMANDS)
    assert f"The commands are {', '.join(first)} and {last}." in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name, default", [("slack_api_url", "SLACK_API_URL"), ("listen", "CALLBOARD_LISTEN")])
def test_names_the_defaults(tmp_path: Path, name: str, default: str) -> None:
    row = re.search(rf"^\| `{default}` .*\| `([^`]+)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert row
    assert row[1] == str(getattr(load({}, tmp_path), name))


def test_its_example_works(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    (tmp_path / "app-config.yaml").write_text(example[1], encoding="utf-8")
    settings = load({}, tmp_path)
    assert settings.ignored_keys == ()
    assert settings.readable_hosts[0].host == "wiki.acme.example"
    assert settings.commands["owner"] == "/svc-owner"
