"""What Slack sends to an app, in Slack's shapes: commands, events, button presses and shortcuts."""

import secrets
from dataclasses import dataclass
from typing import Any

from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.modals import OpenModal
from bot.workspace.seed import SeedPerson
from bot.workspace.state import Home, Workspace
from bot.workspace.text import rich_text_of


@dataclass(frozen=True, slots=True)
class Payloads:
    """Builds payloads about one workspace."""

    workspace: Workspace

    def slash_command(
        self,
        person: SeedPerson,
        conversation: Conversation,
        command: str,
        text: str,
        *,
        trigger_id: str,
        response_url: str,
    ) -> Json:
        """The form of a slash command."""
        team, app = self.workspace.seed.team, self.workspace.app
        form = {
            "token": "local-verification-token",
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": conversation.id,
            "channel_name": self._channel_name(conversation),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": app.id,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": trigger_id,
        }
        if team.enterprise_id:
            form |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name or team.name}
        return form

    def event(self, event: Json) -> Json:
        """The envelope of the Events API around an event."""
        team, app = self.workspace.seed.team, self.workspace.app
        return {
            "token": "local-verification-token",
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": team.enterprise_id,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev0{secrets.token_hex(5).upper()}",
            "event_time": int(self.workspace.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": team.enterprise_id,
                    "team_id": team.id,
                    "user_id": app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": self._is_ext_shared(event),
            "event_context": f"4-{secrets.token_urlsafe(48)}",
        }

    def message_event(self, message: Message, conversation: Conversation, kind: str) -> Json:
        """A `message` or `app_mention` event."""
        event: Json = {
            "user": message.user,
            "type": kind,
            "ts": message.ts,
            "client_msg_id": secrets.token_hex(16),
            "text": message.text,
            "team": self._team_of(message.user),
            "blocks": [_typed_block(message)],
            "channel": conversation.id,
            "event_ts": message.ts,
        }
        if message.thread_ts:
            event["thread_ts"] = message.thread_ts
            head = conversation.find(message.thread_ts)
            if head is not None:
                event["parent_user_id"] = head.user
        if event["team"] != self.workspace.seed.team.id:
            event |= {"user_team": event["team"], "source_team": event["team"]}
        return event | ({"channel_type": conversation.kind} if kind == "message" else {})

    def sharing(self, conversation: Conversation, other_team: str) -> Json:
        """A `channel_shared` or `channel_unshared` event: a channel begins or ceases to be another company's, too."""
        told: Json = {
            "type": "channel_shared" if conversation.is_ext_shared else "channel_unshared",
            "channel": conversation.id,
            "event_ts": self.workspace.next_ts(),
        }
        if conversation.is_ext_shared:
            return told | {"connected_team_id": other_team}
        return told | {"previously_connected_team_id": other_team, "is_ext_shared": False}

    def _is_ext_shared(self, event: Json) -> bool:
        conversation = self.workspace.conversations.get(str(event.get("channel")))
        return bool(conversation and conversation.is_ext_shared)

    def _team_of(self, user: str) -> str:
        """The workspace that somebody is of."""
        person = self.workspace.people.get(user)
        return (person.team_id if person else None) or self.workspace.seed.team.id

    def home_opened(self, person: SeedPerson, channel: str, tab: str, home: Home | None) -> Json:
        """An `app_home_opened` event; `channel` is the person's direct message with the app."""
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": channel,
            "tab": tab,
            "event_ts": self.workspace.next_ts(),
        }
        return event | ({"view": self.view(home)} if home is not None and tab == "home" else {})

    def block_actions(
        self,
        person: SeedPerson,
        action: Json,
        *,
        trigger_id: str,
        message: Message | None = None,
        home: Home | None = None,
    ) -> Json:
        """A press in a message or in the Home."""
        payload = self._interaction("block_actions", person, trigger_id) | {"actions": [action]}
        if home is not None:
            return payload | {
                "container": {"type": "view", "view_id": home.id},
                "view": self.view(home),
                "state": {"values": home.view["state"]["values"]},
            }
        assert message is not None
        return payload | self._place(message) | {"state": {"values": message.values}}

    def message_action(
        self, person: SeedPerson, callback_id: str, message: Message, *, trigger_id: str, response_url: str
    ) -> Json:
        """A message shortcut."""
        conversation = self.workspace.conversations[message.channel]
        return self._interaction("message_action", person, trigger_id) | {
            "action_ts": self.workspace.next_ts(),
            "callback_id": callback_id,
            "response_url": response_url,
            "message_ts": message.ts,
            "channel": {"id": conversation.id, "name": self._channel_name(conversation)},
            "message": self.message(message),
        }

    def message(self, message: Message) -> Json:
        """A message object."""
        shown = message.as_json(team=self.workspace.seed.team.id, app_id=self.workspace.app.id)
        if message.is_reply:
            head = self.workspace.conversations[message.channel].find(message.thread_ts or "")
            shown |= {"parent_user_id": head.user} if head is not None else {}
        return shown

    def view_submission(
        self, person: SeedPerson, modal: OpenModal, *, trigger_id: str, response_urls: list[Json]
    ) -> Json:
        """Somebody submitted a modal."""
        return self._interaction("view_submission", person, trigger_id) | {
            "view": self.modal(modal),
            "response_urls": response_urls,
        }

    def view_closed(self, person: SeedPerson, modal: OpenModal, *, is_cleared: bool) -> Json:
        """Somebody left a modal."""
        return self._interaction("view_closed", person) | {"view": self.modal(modal), "is_cleared": is_cleared}

    def modal_actions(self, person: SeedPerson, action: Json, modal: OpenModal, *, trigger_id: str) -> Json:
        """A press, or a choice, in a modal."""
        return self._interaction("block_actions", person, trigger_id) | {
            "container": {"type": "view", "view_id": modal.id},
            "view": self.modal(modal),
            "actions": [action],
        }

    def block_suggestion(self, person: SeedPerson, asked: Json, place: OpenModal | Message | Home) -> Json:
        """Somebody types in a menu that searches. `asked` says in which one, and what."""
        payload = self._interaction("block_suggestion", person) | asked
        if isinstance(place, OpenModal):
            return payload | {"container": {"type": "view", "view_id": place.id}, "view": self.modal(place)}
        if isinstance(place, Home):
            return payload | {"container": {"type": "view", "view_id": place.id}, "view": self.view(place)}
        return payload | self._place(place)

    def modal(self, modal: OpenModal) -> Json:
        """A modal's view object."""
        own = {"previous_view_id": modal.previous, "root_view_id": modal.root, "state": {"values": modal.values}}
        return self._view(modal.id, modal.hash) | modal.view | own

    def view(self, home: Home) -> Json:
        """A Home's view object."""
        title = {"type": "plain_text", "text": "View Title", "emoji": True}
        return self._view(home.id, home.hash) | {"title": title} | home.view

    def _view(self, view_id: str, view_hash: str) -> Json:
        team, app = self.workspace.seed.team, self.workspace.app
        return {
            "id": view_id,
            "team_id": team.id,
            "close": None,
            "submit": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "previous_view_id": None,
            "root_view_id": view_id,
            "app_id": app.id,
            "app_installed_team_id": team.id,
            "bot_id": app.bot_id,
            "hash": view_hash,
        }

    def _place(self, message: Message) -> Json:
        """Where in a conversation something was pressed."""
        conversation = self.workspace.conversations[message.channel]
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        place: Json = {
            "container": container,
            "channel": {"id": conversation.id, "name": self._channel_name(conversation)},
        }
        # Slack sends no message object for an ephemeral message: the server does not keep them.
        return place if message.ephemeral_to else place | {"message": self.message(message)}

    def _interaction(self, kind: str, person: SeedPerson, trigger_id: str | None = None) -> Json:
        team = self.workspace.seed.team
        enterprise: Any = None
        if team.enterprise_id:
            enterprise = {"id": team.enterprise_id, "name": team.enterprise_name or team.name}
        return {
            "type": kind,
            "user": {
                "id": person.id,
                "username": person.name,
                "name": person.name,
                "team_id": person.team_id or team.id,
            },
            "api_app_id": self.workspace.app.id,
            "token": "local-verification-token",
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": enterprise,
            "is_enterprise_install": False,
            **({"trigger_id": trigger_id} if trigger_id else {}),
        }

    def _channel_name(self, conversation: Conversation) -> str:
        if conversation.is_im:
            return "directmessage"
        return "privategroup" if conversation.is_private else conversation.name


def _typed_block(message: Message) -> Json:
    """What Slack's own composer adds to every message that a person types."""
    return {
        "type": "rich_text",
        "block_id": secrets.token_hex(3),
        "elements": [{"type": "rich_text_section", "elements": rich_text_of(message.text)}],
    }
