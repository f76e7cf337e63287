"""How the blocks of a form are named, so that Slack keeps what was typed when the page is drawn anew."""

import hashlib
import json

from golden_paths.form import PART, Field, FieldKind

#: The action of menus that search while one types.
PICK = "form.pick"
#: The action of inputs whose change shows or hides others.
STEER = "form.steer"
_INPUT = "form.input"
_LONGEST = 200
_SEARCHING = frozenset({FieldKind.ENTITY, FieldKind.ENTITIES, FieldKind.TAGS})
#: Slack shows no more options in a menu than this; longer lists are searched.
MOST_OPTIONS = 100


def block_id(field: Field, part: str = "") -> str:
    """The block of a field, or of a part of it. Other choices make it another block, as options are known by their number."""
    name = f"{field.name}{PART}{part}" if part else field.name
    short = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}~{_digest(name)}"
    if field.choices:
        return f"f:{short}~{_digest(json.dumps([choice.value for choice in field.choices]))}"
    return f"f:{short}"


def action_id(field: Field, part: str = "") -> str:
    """What Slack calls a change of it."""
    action = PICK if searches(field) else STEER if is_steering(field, part) else _INPUT
    name = f"{field.name}{PART}{part}" if part else field.name
    return f"{action}#{name if len(name) <= _LONGEST else _digest(name)}"


def searches(field: Field) -> bool:
    """Whether its options are asked for while one types."""
    return field.kind in _SEARCHING or len(field.choices) > MOST_OPTIONS


def is_steering(field: Field, part: str = "") -> bool:
    """Whether its change draws the page anew: others depend on it, or the host of a repository says what else is asked."""
    return field.steers or part == "host"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
