"""The Web API's `views.*`: for now the Home tab."""

import secrets

from bot.workspace.block_check import checked_view
from bot.workspace.element_values import initial_values
from bot.workspace.errors import SlackError
from bot.workspace.messages import Json
from bot.workspace.state import Home
from bot.workspace.web_call import Arguments, Site


def publish(site: Site, arguments: Arguments) -> Json:
    """`views.publish`. A `hash` that is not the current one is a conflict."""
    arguments.need("user_id", "view")
    workspace = site.workspace
    view = checked_view(arguments.json("view"), ("home",))
    person = workspace.person(arguments.text("user_id"))
    before = workspace.homes.get(person.id)
    expected = arguments.text("hash")
    if expected and (before is None or before.hash != expected):
        raise SlackError("hash_conflict")
    home = Home(
        id=before.id if before else f"V0{secrets.token_hex(5).upper()}",
        view={**view, "state": {"values": initial_values(view["blocks"])}},
        hash=f"{int(workspace.clock.now())}.{secrets.token_hex(4)}",
    )
    workspace.homes[person.id] = home
    workspace.changed()
    return {"view": site.payloads.view(home)}
