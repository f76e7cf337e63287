"""What selects, inputs and their like keep: the values that a payload's `state` shows."""

from typing import Any

from bot.workspace.block_check import Json, elements_of

_INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}

SELECTED = {kind: key for kind, (key, _) in _INITIAL.items()}
"""Where an element that keeps a value keeps it."""

SEVERAL = frozenset(kind for kind, key in SELECTED.items() if key.endswith("s"))
"""Elements that keep a list."""

Values = dict[str, dict[str, Json]]


def initial_values(blocks: list[Json], *, current_conversation: str | None = None) -> Values:
    """What `state.values` holds before anybody chose: block_id, action_id, value.

    `current_conversation` is where a modal was opened from.
    """
    values: Values = {}
    for block in blocks:
        for _, element in elements_of(block):
            if element["type"] in SELECTED:
                kept = kept_value(element, _initial(element, current_conversation))
                values.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return values


def kept_value(element: Json, value: Any) -> Json:  # Any: whatever the element keeps, as Slack's JSON
    """What `state.values` says of an element that has this value; None where it has none."""
    empty: list[Any] | None = [] if element["type"] in SEVERAL else None
    kept: Json = {"type": element["type"], SELECTED[element["type"]]: empty if value is None else value}
    return kept | ({"timezone": element["timezone"]} if "timezone" in element else {})


def is_empty(element: Json, kept: Json) -> bool:
    """Nothing was chosen or typed."""
    return kept.get(SELECTED[element["type"]]) in (None, "", [])


def _initial(element: Json, current_conversation: str | None) -> Any:  # Any: as above
    _, key = _INITIAL[element["type"]]
    if element.get("default_to_current_conversation") and key not in element:
        return [current_conversation] if element["type"] in SEVERAL and current_conversation else current_conversation
    return element.get(key) if key else None
