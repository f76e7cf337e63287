"""What selects and their like keep: the values that a payload's `state` shows."""

from bot.workspace.block_check import Json, elements_of

SELECTED = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
"""Where an element that keeps a value keeps it."""


def initial_values(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """What `state.values` holds before anybody chose: block_id, action_id, value."""
    values: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for _, element in elements_of(block):
            key = SELECTED.get(element["type"])
            if key is not None:
                chosen = {"type": element["type"], key: element.get(key.replace("selected", "initial"))}
                values.setdefault(block["block_id"], {})[element["action_id"]] = chosen
    return values
