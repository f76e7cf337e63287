"""What Slack knows about the one app of a local workspace: its tokens, commands, shortcuts, events and scopes."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import yaml

EVERY_SCOPE = (
    "commands",
    "chat:write",
    "chat:write.public",
    "app_mentions:read",
    "im:history",
    "im:read",
    "im:write",
    "channels:read",
    "groups:read",
    "users:read",
    "users:read.email",
    "usergroups:read",
    "files:read",
    "files:write",
)


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command as it stands in the manifest. `should_escape`: people, channels and links arrive as `<@U1|ana>`."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = True


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry under a message's "More actions"."""

    callback_id: str
    name: str
    type: str = "message"


@dataclass(frozen=True, slots=True)
class AppSettings:
    """The app. With a `request_url` it is spoken to over signed HTTP, without one over Socket Mode."""

    bot_token: str = "xoxb-local-bot-token"  # noqa: S105 - opens a workspace on this machine's loopback and nothing else
    app_token: str = "xapp-local-app-token"  # noqa: S105 - as above
    signing_secret: str = "local-signing-secret"  # noqa: S105 - as above
    request_url: str | None = None
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: tuple[str, ...] = ("app_mention", "message.im", "app_home_opened")
    scopes: tuple[str, ...] = EVERY_SCOPE
    name: str = "Callboard"
    handle: str = "callboard"
    description: str = ""
    id: str = "A0LOCALAPP1"
    bot_id: str = "B0LOCALBOT1"
    bot_user_id: str = "U0LOCALBOT1"

    @classmethod
    def from_manifest(cls, path: Path, *, request_url: str | None = None) -> Self:
        """The app that a manifest (YAML or JSON) describes, with the local workspace's tokens."""
        manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))  # Any: the manifest's JSON
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        bot_user = features.get("bot_user", {})
        about = manifest.get("display_information", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        return cls(
            request_url=request_url,
            commands=tuple(
                SlashCommand(
                    entry["command"],
                    entry.get("description", ""),
                    entry.get("usage_hint", ""),
                    entry.get("should_escape", False),
                )
                for entry in features.get("slash_commands", ())
            ),
            shortcuts=tuple(
                Shortcut(entry["callback_id"], entry["name"], entry["type"]) for entry in features.get("shortcuts", ())
            ),
            events=tuple(settings.get("event_subscriptions", {}).get("bot_events", ())),
            scopes=tuple(dict.fromkeys((*scopes.get("bot", ()), *scopes.get("bot_optional", ())))),
            name=about.get("name", "Callboard"),
            handle=str(bot_user.get("display_name", "callboard")).lower().replace(" ", "-"),
            description=about.get("description", ""),
        )

    def reached_at(self, request_url: str | None) -> Self:
        """The same app over signed HTTP at that address; None goes back to Socket Mode."""
        return replace(self, request_url=request_url)
