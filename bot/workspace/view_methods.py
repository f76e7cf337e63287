"""The Web API's `views.*`: the Home tab, and modals."""

import secrets

from bot.workspace.block_check import checked_view
from bot.workspace.capabilities import Trigger
from bot.workspace.element_values import initial_values
from bot.workspace.errors import SlackError
from bot.workspace.messages import Json
from bot.workspace.modals import OpenModal
from bot.workspace.rules import complaint
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


def open_modal(site: Site, arguments: Arguments) -> Json:
    """`views.open`. A view that is refused does not use its trigger up."""
    view = _view(arguments)
    checked_view(view, ("modal",))
    modal = site.modals.open(_trigger(site, arguments), view)
    return _answer(site, modal)


def push(site: Site, arguments: Arguments) -> Json:
    """`views.push`: only from an interaction with a modal that is open."""
    view = _view(arguments)
    checked_view(view, ("modal",))
    trigger = _trigger(site, arguments)
    if trigger.view is None or site.modals.find(trigger.view) is None:
        raise SlackError("not_found")
    return _answer(site, site.modals.push(trigger.user, view))


def update(site: Site, arguments: Arguments) -> Json:
    """`views.update`, by `view_id` or `external_id`."""
    if not (arguments.text("view_id") or arguments.text("external_id")):
        raise SlackError(
            "invalid_arguments", messages=[complaint("must define either `view_id` or `external_id`", "/view_id")]
        )
    view = _view(arguments)
    modal = site.modals.find(arguments.text("view_id"), arguments.text("external_id"))
    if modal is None:
        raise SlackError("not_found")
    site.modals.update(modal, view, expected=arguments.text("hash"))
    return _answer(site, modal)


def _view(arguments: Arguments) -> object:
    arguments.need("view")
    view: object = arguments.json("view")
    return view


def _trigger(site: Site, arguments: Arguments) -> Trigger:
    given = arguments.text("trigger_id") or arguments.text("interactivity_pointer")
    if not given:
        raise SlackError("invalid_arguments", messages=[complaint("missing required field: trigger_id", "/trigger_id")])
    return site.triggers.use(given)


def _answer(site: Site, modal: OpenModal) -> Json:
    site.workspace.changed()
    shown = site.payloads.modal(modal)
    return {"view": {**shown, "state": {"values": {}}}}
