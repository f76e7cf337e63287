"""Short ways to render, for tests that are tables of expressions."""

from collections.abc import Mapping
from typing import Any

from golden_paths.expressions import ExpressionError, prepare, render_text, render_value

#: What the tables' expressions can name.
SAMPLE: dict[str, Any] = {
    "text": "Hello World",
    "missing_text": "",
    "number": 5,
    "nothing": None,
    "yes": True,
    "no": False,
    "list": [3, 1, 2],
    "mixed": [1, "a", True, None],
    "empty": [],
    "thing": {"name": "payments", "owner": {"team": "billing"}},
    "people": [{"name": "Ada", "age": 36}, {"name": "Bo", "age": 7}],
}


def shown(expression: str, names: Mapping[str, Any] = SAMPLE) -> str:
    """The text of `${{ expression }}`."""
    return render_text(f"${{{{ {expression} }}}}", prepare(names))


def template(
    source: str, names: Mapping[str, Any] = SAMPLE, *, trim_blocks: bool = False, lstrip_blocks: bool = False
) -> str:
    """The text of a template that sees the names themselves."""
    return render_text(source, prepare(names), trim_blocks=trim_blocks, lstrip_blocks=lstrip_blocks)


def value(expression: str, names: Mapping[str, Any] = SAMPLE) -> Any:
    """What `${{ expression }}` is as a step's value."""
    return render_value(f"${{{{ {expression} }}}}", names).value


def fault(source: str, names: Mapping[str, Any] = SAMPLE) -> str:
    """Why the template cannot be rendered; empty where it can."""
    try:
        render_text(source, prepare(names))
    except ExpressionError as error:
        return str(error)
    return ""
