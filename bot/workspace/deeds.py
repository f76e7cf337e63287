"""What people do in the workspace, and what the app hears of it."""

from dataclasses import dataclass
from typing import Any

from bot.workspace.block_check import Json
from bot.workspace.capabilities import ResponseAddresses, Triggers
from bot.workspace.deliveries import Courier, Delivery, Kind
from bot.workspace.element_values import Values
from bot.workspace.errors import SlackError
from bot.workspace.messages import Conversation, Message
from bot.workspace.payloads import Payloads
from bot.workspace.presses import action_of, chosen, find_element, held_action, keeps_value
from bot.workspace.responses import Responses
from bot.workspace.seed import SeedPerson
from bot.workspace.settings import SlashCommand
from bot.workspace.state import SLACKBOT, Workspace
from bot.workspace.suggestions import Suggestions
from bot.workspace.text import command_text, escape, typed

INVITE = "workspace:invite"
"""The action of Slackbot's own "Invite them" button, which the workspace answers itself."""


class RefusedError(Exception):
    """The client would not let this person do that; the message says why."""


@dataclass(slots=True)
class Deeds:
    """Everything a person can do. Runs on the server's event loop."""

    workspace: Workspace
    payloads: Payloads
    courier: Courier
    triggers: Triggers
    addresses: ResponseAddresses
    responses: Responses
    searching: Suggestions
    base_url: str

    def say(self, person: SeedPerson, conversation: Conversation, text: str, thread_ts: str | None = None) -> Message:
        """Say something; the app hears it when it subscribed to that and is there.

        Raises:
            RefusedError: not a member, or the channel is archived.
        """
        self._check_may_speak(person, conversation)
        message = self.workspace.post(
            Message(
                ts=self.workspace.next_ts(),
                channel=conversation.id,
                user=person.id,
                text=typed(text, self.workspace.names()),
                thread_ts=thread_ts,
            )
        )
        self._let_the_app_hear(message, conversation)
        return message

    async def slash(self, person: SeedPerson, conversation: Conversation, command: str, text: str) -> Delivery | None:
        """Run a slash command; None when there is no such command, which Slackbot says.

        Raises:
            RefusedError: not a member, of another workspace, or the channel is archived.
        """
        self._check_may_speak(person, conversation)
        if person.team_id:
            raise RefusedError(f"{person.name} is of another workspace, which does not have this app's commands")
        known = next((known for known in self.workspace.app.commands if known.command == command), None)
        if known is None or "commands" not in self.workspace.app.scopes:
            self.workspace.slackbot_says(_no_such_command(command), to=person.id, channel=conversation.id)
            return None
        payload = self._command_payload(person, conversation, known, text)
        delivery = await self.courier.bring(Kind.COMMAND, payload)
        error = delivery.error or self._answered_on_ack(delivery.body, conversation, person)
        if error:
            self.workspace.slackbot_says(
                f"`{command}` failed with the error “{error}”", to=person.id, channel=conversation.id
            )
        return delivery

    async def press(self, person: SeedPerson, message: Message, wanted: str, value: Any = None) -> Delivery | None:
        """Press a button or choose in a menu of a message; None for Slackbot's own button.

        Raises:
            RefusedError: the person does not see that message.
        """
        self._check_sees(person, message)
        block, element = find_element(message.blocks, wanted)
        if message.user == SLACKBOT.id:
            self._invited(person, message)
            return None
        if keeps_value(element):
            choices = self.searching.choices(message, (block, element), message.values)
            kept = message.values.setdefault(block["block_id"], {})
            kept[element["action_id"]] = chosen(element, value, options=choices)
        payload = self.payloads.block_actions(
            person,
            self._action(block, element, value, message.values),
            trigger_id=self._trigger(person, message.channel),
            message=message,
        )
        payload["response_url"] = self._response_url("actions", message.channel, person, message.ts)
        return await self.courier.bring(Kind.INTERACTION, payload)

    async def press_home(self, person: SeedPerson, wanted: str, value: Any = None) -> Delivery:
        """Press a button or choose in a menu of the person's Home."""
        home = self.workspace.homes[person.id]
        block, element = find_element(home.view["blocks"], wanted)
        if keeps_value(element):
            values = home.view["state"]["values"]
            choices = self.searching.choices(home, (block, element), values)
            values.setdefault(block["block_id"], {})[element["action_id"]] = chosen(element, value, options=choices)
        action = self._action(block, element, value, home.view["state"]["values"])
        payload = self.payloads.block_actions(person, action, trigger_id=self._trigger(person), home=home)
        return await self.courier.bring(Kind.INTERACTION, payload)

    async def suggestions(self, person: SeedPerson, message: Message, wanted: str, typed: str) -> list[Json]:
        """What a menu of a message that searches shows for what was typed."""
        self._check_sees(person, message)
        return await self.searching.ask(person, message, find_element(message.blocks, wanted), typed)

    async def suggestions_home(self, person: SeedPerson, wanted: str, typed: str) -> list[Json]:
        """The same in the person's Home."""
        home = self.workspace.homes[person.id]
        return await self.searching.ask(person, home, find_element(home.view["blocks"], wanted), typed)

    async def shortcut(self, person: SeedPerson, callback_id: str, message: Message) -> Delivery:
        """Choose a message shortcut.

        Raises:
            RefusedError: the app has no such shortcut, or the person does not see that message.
        """
        self._check_sees(person, message)
        if all(shortcut.callback_id != callback_id for shortcut in self.workspace.app.shortcuts):
            raise RefusedError(f"the app has no shortcut {callback_id!r}")
        payload = self.payloads.message_action(
            person,
            callback_id,
            message,
            trigger_id=self._trigger(person, message.channel),
            response_url=self._response_url("actions", message.channel, person, message.ts),
        )
        return await self.courier.bring(Kind.INTERACTION, payload)

    def open_home(self, person: SeedPerson, tab: str = "home") -> Delivery | None:
        """Open the app's page; None when the app did not subscribe to that."""
        channel = self.workspace.direct(person.id, self.workspace.app.bot_user_id)
        if "app_home_opened" not in self.workspace.app.events:
            return None
        home = self.workspace.homes.get(person.id)
        return self.courier.tell(self.payloads.event(self.payloads.home_opened(person, channel.id, tab, home)))

    def invite_app(self, person: SeedPerson, conversation: Conversation) -> None:
        """Bring the app into a channel."""
        if self.workspace.app.bot_user_id not in conversation.members:
            conversation.members.add(self.workspace.app.bot_user_id)
            self._tell_if_subscribed(
                "member_joined_channel",
                {
                    "type": "member_joined_channel",
                    "user": self.workspace.app.bot_user_id,
                    "channel": conversation.id,
                    "channel_type": "G" if conversation.is_private else "C",
                    "team": self.workspace.seed.team.id,
                    "inviter": person.id,
                    "event_ts": self.workspace.next_ts(),
                },
            )
            self.workspace.changed()

    def share(self, conversation: Conversation, *, with_others: bool, other_team: str = "T0ELSEWHERE") -> None:
        """Share a channel with another company, or no longer (Slack Connect)."""
        conversation.is_ext_shared = with_others
        told = self.payloads.sharing(conversation, other_team)
        self._tell_if_subscribed(told["type"], told)
        self.workspace.changed()

    def join(self, person: SeedPerson, conversation: Conversation) -> None:
        """Join a public channel."""
        if conversation.is_private or conversation.is_archived:
            raise RefusedError("nobody can join that channel by themselves")
        conversation.members.add(person.id)
        self.workspace.changed()

    def _action(self, block: Json, element: Json, value: Any, values: Values) -> Json:
        """The action object: what was chosen stands in it as the element now keeps it."""
        if not keeps_value(element):
            return action_of(block, element, at=self.workspace.next_ts(), value=value)
        return held_action(block, element, values[block["block_id"]][element["action_id"]], at=self.workspace.next_ts())

    def _check_may_speak(self, person: SeedPerson, conversation: Conversation) -> None:
        if conversation.is_archived:
            raise RefusedError(f"#{conversation.name} is archived")
        if person.id not in conversation.members:
            raise RefusedError(f"{person.name} is not in #{conversation.name}")
        if person.deleted:
            raise RefusedError(f"{person.name}'s account is deactivated")

    def _check_sees(self, person: SeedPerson, message: Message) -> None:
        visible = {conversation.id for conversation in self.workspace.visible_to(person.id)}
        if message.channel not in visible or message.ephemeral_to not in (None, person.id):
            raise RefusedError(f"{person.name} does not see that message")

    def _let_the_app_hear(self, message: Message, conversation: Conversation) -> None:
        bot = self.workspace.app.bot_user_id
        mentioned = bot in message.mentions
        if bot not in conversation.members:
            if mentioned and not conversation.is_im:
                self._offer_to_invite(message)
            return
        subscribed = f"message.{conversation.kind}s" if conversation.kind != "im" else "message.im"
        self._tell_if_subscribed(subscribed, self.payloads.message_event(message, conversation, "message"))
        if mentioned and not conversation.is_im:
            self._tell_if_subscribed("app_mention", self.payloads.message_event(message, conversation, "app_mention"))

    def _tell_if_subscribed(self, name: str, event: Json) -> None:
        if name in self.workspace.app.events:
            self.courier.tell(self.payloads.event(event))

    def _offer_to_invite(self, message: Message) -> None:
        bot = f"<@{self.workspace.app.bot_user_id}>"
        prompt = self.workspace.slackbot_says(
            f"You mentioned {bot}, but they’re not in this channel.",
            to=message.user,
            channel=message.channel,
            thread_ts=message.thread_ts,
        )
        button = {"type": "button", "action_id": INVITE, "text": {"type": "plain_text", "text": "Add to channel"}}
        prompt.blocks = [
            {"type": "section", "block_id": "said", "text": {"type": "mrkdwn", "text": prompt.text}},
            {"type": "actions", "block_id": "invite", "elements": [button | {"style": "primary"}]},
        ]
        self.workspace.changed()

    def _invited(self, person: SeedPerson, prompt: Message) -> None:
        self.invite_app(person, self.workspace.conversations[prompt.channel])
        added = f"Done. <@{self.workspace.app.bot_user_id}> is in the channel now: mention it again."
        self.workspace.edit(prompt, text=added, blocks=[])

    def _command_payload(
        self, person: SeedPerson, conversation: Conversation, command: SlashCommand, text: str
    ) -> Json:
        return self.payloads.slash_command(
            person,
            conversation,
            command.command,
            command_text(text, self.workspace.names()) if command.should_escape else escape(text),
            trigger_id=self._trigger(person, conversation.id),
            response_url=self._response_url("commands", conversation.id, person),
        )

    def _answered_on_ack(self, body: object, conversation: Conversation, person: SeedPerson) -> str:
        try:
            self.responses.on_ack(body, channel=conversation.id, user=person.id)
        except SlackError as refusal:
            return refusal.error
        return ""

    def _trigger(self, person: SeedPerson, channel: str | None = None) -> str:
        return self.triggers.issue(self.workspace.seed.team.id, person.id, channel=channel)

    def _response_url(self, kind: str, channel: str, person: SeedPerson, ts: str | None = None) -> str:
        team = self.workspace.seed.team.id
        return self.base_url + self.addresses.issue(kind, team, channel=channel, user=person.id, ts=ts).path


def _no_such_command(command: str) -> str:
    return (
        f"`{escape(command)}` is not a valid command. In Slack, all messages that start with the “/” character are "
        "interpreted as commands.\nIf you are trying to send a message and not run a command, try preceding the “/” "
        "with an empty space."
    )
