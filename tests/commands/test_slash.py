"""What is registered with Slack agrees with what people can say."""

from dataclasses import replace

from commands import ALL, SHORTCUTS, SLASH
from commands.services import Services
from commands.slash import typed
from tests.commands.asking import Somebody

#: Slack keeps these for itself and refuses the whole manifest.
RESERVED = [
    "status",
    "search",
    "open",
    "topic",
    "me",
    "away",
    "dnd",
    "shrug",
    "remind",
    "msg",
    "feed",
    "who",
    "collapse",
    "expand",
    "leave",
    "join",
    "mute",
    "pro",
    "shortcuts",
]


def test_every_slash_command_stands_for_a_command_or_for_all() -> None:
    assert {slash.command for slash in SLASH} <= {"", *(command.name for command in ALL)}


def test_no_name_is_slack_s_own() -> None:
    assert not {slash.name for slash in SLASH} & {f"/{word}" for word in RESERVED}


def test_descriptions_fit_the_manifest() -> None:
    assert all(0 < len(text) <= 100 for slash in SLASH for text in (slash.usage_hint, slash.description))


def test_shortcuts_fit_the_menu() -> None:
    assert all(len(shortcut.name) <= 24 and shortcut.callback_id for shortcut in SHORTCUTS)


def test_both_slash_commands_ask_the_same() -> None:
    assert SLASH[0].words("owner payments-api") == SLASH[1].words("payments-api") == "owner payments-api"


def test_examples_are_typed_as_this_workspace_calls_them(services: Services) -> None:
    renamed = replace(services, command_names=("/board", "/whose"))

    assert typed("owner x", services) == "/owner x"
    assert typed("owner x", renamed) == "/whose x"
    assert typed("help", renamed) == "/board help"
    assert typed("owner x", replace(services, command_names=("/board",))) == "/board owner x"


def test_usage_follows_the_renaming(services: Services) -> None:
    renamed = Somebody(replace(services, command_names=("/board", "/whose")))

    assert "`/whose payments-api`" in renamed.asks("owner").text
