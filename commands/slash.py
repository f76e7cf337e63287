"""What is registered with Slack: slash commands and message shortcuts, and how to say them in an answer."""

from dataclasses import dataclass

from commands.services import Services


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command. `command` is the command that it stands for; empty for the one that can do everything."""

    name: str
    command: str
    usage_hint: str
    description: str

    def words(self, text: str) -> str:
        """The question that this slash command with this text asks."""
        return f"{self.command} {text}".strip()


@dataclass(frozen=True, slots=True)
class MessageShortcut:
    """An entry in the menu of every message; what it means is found by its `callback_id`."""

    callback_id: str
    name: str
    description: str


#: In the order in which the configuration renames them.
SLASH = (
    SlashCommand("/callboard", "", "owner payments-api | help", "Who owns it, where to reach them, who is on call"),
    SlashCommand(
        "/owner", "owner", "a name, URL, pod, image or person", "Find who owns something and how to reach them"
    ),
    SlashCommand("/runbook", "runbook", "payments-api timeouts", "Read what to do when something is broken"),
    SlashCommand(
        "/deploys", "status", "payments-api | team:payments", "See what runs where, since when, and is it well"
    ),
    SlashCommand("/golden-path", "create", "python-service", "Start something from a golden path"),
    SlashCommand("/scorecard", "scorecard", "payments-api | team payments", "See what should be mended, and mend it"),
)

SHORTCUTS = (MessageShortcut("find_owner", "Find the owner", "Who owns the things that this message mentions"),)


def typed(words: str, services: Services) -> str:
    """How to type these words as a slash command here: `/owner x`, or `/callboard owner x` without that alias."""
    first, _, rest = words.partition(" ")
    for slash, name in zip(SLASH, services.command_names, strict=False):
        if slash.command and slash.command == first:
            return f"{name} {rest}".strip()
    brand = services.command_names[0] if services.command_names else SLASH[0].name
    return f"{brand} {words}".strip()
