"""Block Kit as tables: every element and block with its properties and limits (docs.slack.dev/reference/block-kit).

Left out on purpose, so refused: blocks that only Slack's newest clients draw (cards, plans, charts, carousels, alerts).
"""

from collections.abc import Mapping

from bot.workspace.rules import Anything, ByType, Flag, ListOf, Number, OneWord, Rule, Shape, Text

MESSAGE, HOME, MODAL = "message", "home", "modal"

ID = Text(255)
URL = Text(3000, pattern=r"(?:https?|slack|mailto):.+")
NUMERAL = Text(32, pattern=r"-?\d+(?:\.\d+)?")
PICTURE = Text(3000, pattern=r"https?://.+")


def plain(longest: int) -> Rule:
    """A plain_text object."""
    return ByType({"plain_text": Shape({"text": Text(longest)}, {"emoji": Flag()})})


def either(longest: int) -> Rule:
    """A plain_text or mrkdwn object."""
    return ByType(
        {
            "plain_text": Shape({"text": Text(longest)}, {"emoji": Flag()}),
            "mrkdwn": Shape({"text": Text(longest)}, {"verbatim": Flag()}),
        }
    )


CONFIRM = Shape(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    {"style": OneWord(("primary", "danger"))},
)
ACTED: Mapping[str, Rule] = {"action_id": ID, "confirm": CONFIRM}
FOCUS: Mapping[str, Rule] = {"focus_on_load": Flag()}
PLACEHOLDER: Mapping[str, Rule] = {"placeholder": plain(150)}

PLAIN_OPTION = Shape({"text": plain(75), "value": Text(150)}, {"description": plain(75)})
OVERFLOW_OPTION = Shape({"text": plain(75), "value": Text(150)}, {"description": plain(75), "url": URL})
MRKDWN_OPTION = Shape({"text": either(75), "value": Text(150)}, {"description": either(75)})
OPTION_GROUP = Shape({"label": plain(75), "options": ListOf(PLAIN_OPTION, 100)})
FILTER = Shape(
    optional={
        "include": ListOf(OneWord(("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    }
)

_CHOICES: Mapping[str, Rule] = {"options": ListOf(PLAIN_OPTION, 100), "option_groups": ListOf(OPTION_GROUP, 100)}
_DISPATCH = Shape(
    {"trigger_actions_on": ListOf(OneWord(("on_enter_pressed", "on_character_entered")), 2)},
)


def _select(extra: Mapping[str, Rule]) -> Shape:
    return Shape(optional={**ACTED, **FOCUS, **PLACEHOLDER, **extra})


def _multi(extra: Mapping[str, Rule]) -> Shape:
    return _select({**extra, "max_selected_items": Number(1)})


def _typed(extra: Mapping[str, Rule], required: Mapping[str, Rule] | None = None) -> Shape:
    return Shape(
        required or {}, {"action_id": ID, **FOCUS, **PLACEHOLDER, **extra, "dispatch_action_config": _DISPATCH}
    )


ELEMENTS: Mapping[str, Shape] = {
    "button": Shape(
        {"text": plain(75)},
        {
            **ACTED,
            "url": URL,
            "value": Text(2000, shortest=0),
            "style": OneWord(("primary", "danger")),
            "accessibility_label": Text(75),
        },
    ),
    "overflow": Shape({"options": ListOf(OVERFLOW_OPTION, 5)}, ACTED),
    "image": Shape(
        {"alt_text": Text(2000)}, {"image_url": PICTURE, "slack_file": Anything()}, ("image_url", "slack_file")
    ),
    "static_select": _select({**_CHOICES, "initial_option": PLAIN_OPTION}),
    "external_select": _select({"min_query_length": Number(), "initial_option": PLAIN_OPTION}),
    "users_select": _select({"initial_user": ID}),
    "channels_select": _select({"initial_channel": ID, "response_url_enabled": Flag()}),
    "conversations_select": _select(
        {
            "initial_conversation": ID,
            "default_to_current_conversation": Flag(),
            "response_url_enabled": Flag(),
            "filter": FILTER,
        }
    ),
    "multi_static_select": _multi({**_CHOICES, "initial_options": ListOf(PLAIN_OPTION, 100)}),
    "multi_external_select": _multi({"min_query_length": Number(), "initial_options": ListOf(PLAIN_OPTION, 100)}),
    "multi_users_select": _multi({"initial_users": ListOf(ID, 100)}),
    "multi_channels_select": _multi({"initial_channels": ListOf(ID, 100)}),
    "multi_conversations_select": _multi(
        {"initial_conversations": ListOf(ID, 100), "default_to_current_conversation": Flag(), "filter": FILTER}
    ),
    "checkboxes": Shape(
        {"options": ListOf(MRKDWN_OPTION, 10)}, {**ACTED, **FOCUS, "initial_options": ListOf(MRKDWN_OPTION, 10)}
    ),
    "radio_buttons": Shape({"options": ListOf(MRKDWN_OPTION, 10)}, {**ACTED, **FOCUS, "initial_option": MRKDWN_OPTION}),
    "datepicker": _select({"initial_date": Text(10, pattern=r"\d{4}-\d\d-\d\d")}),
    "timepicker": _select({"initial_time": Text(5, pattern=r"\d\d:\d\d"), "timezone": ID}),
    "datetimepicker": Shape(optional={**ACTED, **FOCUS, "initial_date_time": Number(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": _typed(
        {
            "initial_value": Text(3000, shortest=0),
            "multiline": Flag(),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        }
    ),
    "email_text_input": _typed({"initial_value": Text(3000, shortest=0)}),
    "url_text_input": _typed({"initial_value": Text(3000, shortest=0)}),
    "number_input": _typed(
        {"initial_value": NUMERAL, "min_value": NUMERAL, "max_value": NUMERAL}, {"is_decimal_allowed": Flag()}
    ),
    "file_input": Shape(
        optional={"action_id": ID, "filetypes": ListOf(Text(255), 100), "max_files": Number(1, 10)},
    ),
}

_TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input")
IN_ACTIONS = tuple(kind for kind in ELEMENTS if kind not in (*_TYPED, "image"))
IN_SECTION = tuple(kind for kind in ELEMENTS if kind not in (*_TYPED, "datetimepicker"))
IN_INPUT = tuple(kind for kind in ELEMENTS if kind not in ("button", "overflow", "image"))

_STYLE = Shape(optional={"bold": Flag(), "italic": Flag(), "strike": Flag(), "code": Flag(), "underline": Flag()})
_STYLED: Mapping[str, Rule] = {"style": _STYLE}
SUGGESTED = Shape(
    optional={"options": ListOf(PLAIN_OPTION, 100, 0), "option_groups": ListOf(OPTION_GROUP, 100, 0)},
)
"""What a menu that searches is answered with."""

RICH_PIECE = ByType(
    {
        "text": Shape({"text": Text(12000)}, _STYLED),
        "link": Shape({"url": URL}, {"text": Text(12000), "unsafe": Flag(), **_STYLED}),
        "emoji": Shape({"name": Text(255)}, {"unicode": Text(255), **_STYLED}),
        "user": Shape({"user_id": ID}, _STYLED),
        "channel": Shape({"channel_id": ID}, _STYLED),
        "usergroup": Shape({"usergroup_id": ID}, _STYLED),
        "broadcast": Shape({"range": OneWord(("here", "channel", "everyone"))}),
        "color": Shape({"value": Text(255)}),
        "date": Shape({"timestamp": Number(), "format": Text(255)}, {"url": URL, "fallback": Text(255), **_STYLED}),
    }
)
_PIECES = ListOf(RICH_PIECE, 1000, 0)
_RICH_SECTION = Shape({"elements": _PIECES})
RICH_ELEMENT = ByType(
    {
        "rich_text_section": _RICH_SECTION,
        "rich_text_quote": Shape({"elements": _PIECES}, {"border": Number(0, 1)}),
        "rich_text_preformatted": Shape({"elements": _PIECES}, {"border": Number(0, 1), "language": Text(100)}),
        "rich_text_list": Shape(
            {
                "style": OneWord(("bullet", "ordered")),
                "elements": ListOf(ByType({"rich_text_section": _RICH_SECTION}), 1000),
            },
            {"indent": Number(0, 8), "offset": Number(), "border": Number(0, 1)},
        ),
    }
)
_CELL = ByType(
    {"raw_text": Shape({"text": Text(3000, shortest=0)}), "rich_text": Shape({"elements": ListOf(RICH_ELEMENT, 1000)})}
)
_COLUMN = Shape(optional={"align": OneWord(("left", "center", "right")), "is_wrapped": Flag()})
_NAMED: Mapping[str, Rule] = {"block_id": ID}

BLOCKS: Mapping[str, Shape] = {
    "section": Shape(
        optional={
            **_NAMED,
            "text": either(3000),
            "fields": ListOf(either(2000), 10),
            "accessory": ByType(ELEMENTS, IN_SECTION),
            "expand": Flag(),
        },
        any_of=("text", "fields"),
    ),
    "header": Shape({"text": plain(150)}, _NAMED),
    "divider": Shape(optional=_NAMED),
    "context": Shape(
        {
            "elements": ListOf(
                ByType(
                    {
                        "image": ELEMENTS["image"],
                        "plain_text": Shape({"text": Text(3000)}, {"emoji": Flag()}),
                        "mrkdwn": Shape({"text": Text(3000)}, {"verbatim": Flag()}),
                    }
                ),
                10,
            )
        },
        _NAMED,
    ),
    "actions": Shape({"elements": ListOf(ByType(ELEMENTS, IN_ACTIONS), 25)}, _NAMED),
    "image": Shape(
        {"alt_text": Text(2000)},
        {**_NAMED, "image_url": PICTURE, "slack_file": Anything(), "title": plain(2000)},
        ("image_url", "slack_file"),
    ),
    "input": Shape(
        {"label": plain(2000), "element": ByType(ELEMENTS, IN_INPUT)},
        {**_NAMED, "hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": Shape({"elements": ListOf(RICH_ELEMENT, 1000)}, _NAMED),
    "markdown": Shape({"text": Text(12000)}, _NAMED),
    "table": Shape({"rows": ListOf(ListOf(_CELL, 20), 100)}, {**_NAMED, "column_settings": ListOf(_COLUMN, 20, 0)}),
}

ON_SURFACE: Mapping[str, tuple[str, ...]] = {
    MESSAGE: tuple(BLOCKS),
    HOME: tuple(kind for kind in BLOCKS if kind not in ("markdown", "table")),
    MODAL: tuple(kind for kind in BLOCKS if kind not in ("markdown", "table")),
}
MOST_BLOCKS: Mapping[str, int] = {MESSAGE: 50, HOME: 100, MODAL: 100}

VIEWS: Mapping[str, Shape] = {
    HOME: Shape(
        {"blocks": Anything()},
        {
            "private_metadata": Text(3000, shortest=0),
            "callback_id": Text(255, shortest=0),
            "external_id": Text(255, shortest=0),
        },
    ),
    MODAL: Shape(
        {"blocks": Anything(), "title": plain(24)},
        {
            "submit": plain(24),
            "close": plain(24),
            "private_metadata": Text(3000, shortest=0),
            "callback_id": Text(255, shortest=0),
            "external_id": Text(255, shortest=0),
            "clear_on_close": Flag(),
            "notify_on_close": Flag(),
            "submit_disabled": Flag(),
        },
    ),
}
