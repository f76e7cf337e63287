"""`github:webhook`: has a repository report what happens in it."""

from typing import Literal

from pydantic import Field

from golden_paths.action import Action, Example
from golden_paths.github_inputs import RepoInputs
from golden_paths.ports import JsonObject, Webhook
from golden_paths.workshop import Workshop


class WebhookInputs(RepoInputs):
    """Where to, and of what."""

    webhook_url: str = Field(min_length=1, description="The address that hears of it.")
    webhook_secret: str | None = Field(None, description="The secret that signs reports, as `${{ secrets.NAME }}`.")
    events: list[str] = Field(["push"], description="Of which events; `*` for all.")
    active: bool = Field(True, description="Whether it reports from the start.")
    content_type: Literal["form", "json"] = Field("form", description="How a report is written.")
    insecure_ssl: bool = Field(False, description="Whether the address' certificate is not checked.")

    @property
    def webhook(self) -> Webhook:
        """The same for the code host."""
        return Webhook(
            self.webhook_url,
            self.webhook_secret,
            tuple(self.events),
            is_active=self.active,
            content_type=self.content_type,
            insecure_ssl=self.insecure_ssl,
        )


def _perform(inputs: WebhookInputs, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    workshop.outside.host.create_webhook(inputs.repo, inputs.webhook)
    workshop.log.say(f"{inputs.repo.slug} reports to {inputs.webhook_url}.")
    return {}


def _rehearse(inputs: WebhookInputs, _workshop: Workshop) -> JsonObject:
    _ = inputs.repo  # as in Backstage, a repository that cannot be is found out
    return {}


def _effects(inputs: WebhookInputs, _workshop: Workshop) -> tuple[str, ...]:
    return (f"Has {inputs.repo.slug} report {', '.join(inputs.events)} to {inputs.webhook_url}.",)


ACTION = Action(
    id="github:webhook",
    description="Makes a webhook of a repository at GitHub.",
    inputs=WebhookInputs,
    perform=_perform,
    examples=(
        Example(
            "Report pushes to the build server",
            {
                "repoUrl": "${{ parameters.repoUrl }}",
                "webhookUrl": "https://ci.example.com/hook",
                "webhookSecret": "${{ secrets.HOOK_SECRET }}",
                "contentType": "json",
            },
        ),
    ),
    rehearse=_rehearse,
    effects=_effects,
)
