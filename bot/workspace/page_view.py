"""What the page shows to one person, as JSON."""

from dataclasses import dataclass

from bot.workspace.messages import Conversation, Json, Message
from bot.workspace.modals import Modals
from bot.workspace.seed import SeedPerson
from bot.workspace.state import SLACKBOT, Workspace


@dataclass(frozen=True, slots=True)
class PageView:
    """Reads the workspace for the page."""

    workspace: Workspace
    modals: Modals

    def everything(self) -> Json:
        """What is the same for everybody: the team, its people and the app."""
        workspace, app = self.workspace, self.workspace.app
        return {
            "team": {"name": workspace.seed.team.name, "domain": workspace.seed.team.domain},
            "people": [_person(person) for person in workspace.people.values()],
            "groups": [
                {"id": group.id, "handle": group.handle, "name": group.name} for group in workspace.groups.values()
            ],
            "channels": [
                {"id": known.id, "name": known.name}
                for known in workspace.conversations.values()
                if known.name and not known.is_private
            ],
            "app": {
                "name": app.name,
                "user": app.bot_user_id,
                "description": app.description,
                "commands": [
                    {"command": known.command, "description": known.description, "usage_hint": known.usage_hint}
                    for known in app.commands
                ],
                "shortcuts": [
                    {"callback_id": known.callback_id, "name": known.name}
                    for known in app.shortcuts
                    if known.type == "message"
                ],
            },
        }

    def sidebar(self, person: SeedPerson) -> Json:
        """The conversations that a person has in the sidebar, and the channels they could join."""
        with_app = self.workspace.direct(person.id, self.workspace.app.bot_user_id)
        mine = sorted(self.workspace.visible_to(person.id), key=lambda known: (known.is_archived, known.name))
        return {
            "channels": [self._summary(known, person) for known in mine if not known.is_im],
            "directs": [self._summary(known, person) for known in mine if known.is_im and known is not with_app],
            "app_channel": with_app.id,
        }

    def conversation(self, person: SeedPerson, conversation: Conversation) -> Json:
        """A conversation with everything that the person sees in it."""
        seen = list(self.workspace.seen_by(person.id, conversation))
        names = [self.workspace.people[user].real_name for user in sorted(conversation.members)]
        return self._summary(conversation, person) | {
            "topic": conversation.topic,
            "purpose": conversation.purpose,
            "members": names,
            "app_is_in": self.workspace.app.bot_user_id in conversation.members,
            "messages": [self._message(message, conversation) for message in seen],
        }

    def home(self, person: SeedPerson) -> Json:
        """The app's Home as the person sees it; without blocks before the app drew it."""
        home = self.workspace.homes.get(person.id)
        if home is None:
            return {"blocks": None}
        return {"blocks": home.view["blocks"], "hash": home.hash, "values": home.view["state"]["values"]}

    def modal(self, person: SeedPerson) -> Json:
        """The modal that the person sees, with what stands in it; without an id while there is none."""
        modal = self.modals.top(person.id)
        if modal is None:
            return {"id": None}
        depth = len(self.modals.stack(person.id))
        return {
            "id": modal.id,
            "hash": modal.hash,
            "view": modal.view,
            "values": modal.values,
            "errors": modal.errors,
            "trouble": modal.trouble,
            "is_pushed": depth > 1,
        }

    def _summary(self, conversation: Conversation, person: SeedPerson) -> Json:
        return {
            "id": conversation.id,
            "name": conversation.name,
            "is_private": conversation.is_private,
            "is_archived": conversation.is_archived,
            "is_member": person.id in conversation.members,
            "with": conversation.other_than(person.id) if conversation.is_im else None,
        }

    def _message(self, message: Message, conversation: Conversation) -> Json:
        replies = [
            reply.user
            for reply in conversation.messages
            if reply.is_reply and reply.thread_ts == message.ts and reply.ephemeral_to is None
        ]
        return {
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "blocks": message.blocks,
            "attachments": message.attachments,
            "files": message.files,
            "thread_ts": message.thread_ts,
            "is_reply": message.is_reply,
            "broadcast": message.broadcast,
            "ephemeral": message.ephemeral_to is not None,
            "edited": message.edited_at is not None,
            "values": message.values,
            "replies": len(replies),
            "repliers": list(dict.fromkeys(replies))[:5],
        }


def _person(person: SeedPerson) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "color": person.color,
        "is_bot": person.is_bot,
        "deleted": person.deleted,
        "can_be": not (person.is_bot or person.deleted or person is SLACKBOT),
    }
