"""Expressions: `${{ }}` in steps and skeletons, with the meanings that Backstage gives them."""

from golden_paths.expressions.errors import ExpressionError, LimitError
from golden_paths.expressions.examining import Problem, Use, examine_text, examine_value, uses_in
from golden_paths.expressions.limits import Limits, Meter
from golden_paths.expressions.rendering import (
    Judgement,
    Prepared,
    Rendered,
    Swallowed,
    holds,
    judge,
    prepare,
    render_text,
    render_value,
)
from golden_paths.expressions.values import UNDEFINED

__all__ = [
    "UNDEFINED",
    "ExpressionError",
    "Judgement",
    "LimitError",
    "Limits",
    "Meter",
    "Prepared",
    "Problem",
    "Rendered",
    "Swallowed",
    "Use",
    "examine_text",
    "examine_value",
    "holds",
    "judge",
    "prepare",
    "render_text",
    "render_value",
    "uses_in",
]
