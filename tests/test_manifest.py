"""What `manifest.yml` declares is what the code registers: no command, event or scope more, and none less."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.sender.methods import METHODS, OPTIONAL_SCOPES
from bot.surfaces import EVENTS
from commands.services import Services
from commands.slash import SHORTCUTS, SLASH

Manifest = Mapping[str, Any]  # Any: YAML


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    read: Manifest = yaml.safe_load((Path(__file__).parents[1] / "manifest.yml").read_text())
    return read


def test_declares_the_slash_commands_as_the_code_describes_them(manifest: Manifest) -> None:
    assert manifest["features"]["slash_commands"] == [
        {
            "command": slash.name,
            "description": slash.description,
            "usage_hint": slash.usage_hint,
            "should_escape": True,
        }
        for slash in SLASH
    ]


def test_the_page_about_http_names_every_slash_command(manifest: Manifest) -> None:
    page = (Path(__file__).parents[1] / "docs" / "how-to" / "connect-slack.md").read_text(encoding="utf-8")
    assert re.findall(r"^    - command: (\S+)$", page, re.MULTILINE) == [
        each["command"] for each in manifest["features"]["slash_commands"]
    ]


def test_the_usual_names_are_the_declared_ones() -> None:
    names = Services.__dataclass_fields__["command_names"].default

    assert names == tuple(slash.name for slash in SLASH)


def test_declares_the_message_shortcuts(manifest: Manifest) -> None:
    assert manifest["features"]["shortcuts"] == [
        {
            "name": shortcut.name,
            "type": "message",
            "callback_id": shortcut.callback_id,
            "description": shortcut.description,
        }
        for shortcut in SHORTCUTS
    ]


def test_subscribes_to_the_events_that_somebody_listens_to(manifest: Manifest) -> None:
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


def test_asks_for_the_scopes_that_methods_events_and_commands_need(manifest: Manifest) -> None:
    needed = {scope for method in METHODS.values() for scope in method.scopes}
    needed |= {scope for scopes in EVENTS.values() for scope in scopes}

    assert manifest["oauth_config"]["scopes"] == {
        "bot": sorted({*needed, "commands"}),
        "bot_optional": sorted(OPTIONAL_SCOPES),
    }


def test_buttons_and_the_home_tab_are_switched_on(manifest: Manifest) -> None:
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
