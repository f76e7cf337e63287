"""The app of a workspace can be read from its manifest, so that the workspace judges the manifest too."""

from pathlib import Path

from slack_sdk import WebClient

from bot.workspace.local import LocalSlack
from bot.workspace.settings import AppSettings, Shortcut, SlashCommand
from tests.bot.workspace.conftest import COMPANY

MANIFEST = """
display_information: {name: Callboard, description: Who owns it}
features:
  bot_user: {display_name: callboard}
  slash_commands:
    - {command: /owner, description: Find who owns something, usage_hint: anything, should_escape: true}
    - {command: /plain, description: As typed}
  shortcuts:
    - {name: Find the owner, type: message, callback_id: find_owner, description: Who owns it}
oauth_config: {scopes: {bot: [commands, chat:write]}}
settings: {event_subscriptions: {bot_events: [app_mention]}}
"""


def _manifest(tmp_path: Path, text: str = MANIFEST) -> Path:
    path = tmp_path / "manifest.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_what_the_manifest_declares(tmp_path: Path) -> None:
    app = AppSettings.from_manifest(_manifest(tmp_path))
    assert app.commands == (
        SlashCommand("/owner", "Find who owns something", "anything", should_escape=True),
        SlashCommand("/plain", "As typed", should_escape=False),
    )
    assert app.shortcuts == (Shortcut("find_owner", "Find the owner", "message"),)
    assert (app.name, app.handle, app.events) == ("Callboard", "callboard", ("app_mention",))


def test_an_app_may_do_only_what_its_manifest_asks_for(tmp_path: Path) -> None:
    app = AppSettings.from_manifest(_manifest(tmp_path, MANIFEST.replace("[commands, chat:write]", "[chat:write]")))
    with LocalSlack(COMPANY, app=app) as slack:
        assert slack.as_person("ana").slash("/owner", "x", channel="payments") is None
        slack.as_person("ana").open_home()
        assert slack.deliveries == ()
        posted = WebClient(app.bot_token, base_url=slack.api_url).chat_postMessage(channel="payments", text="hello")
        assert posted["ok"]
