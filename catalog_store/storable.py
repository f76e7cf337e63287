"""Makes text and JSON from outside such that Postgres takes it."""

import json
import math
import re

# Postgres keeps no NUL, and UTF-8 has no lone halves of surrogate pairs.
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


def kept_text(text: str) -> str:
    """The text, with a replacement sign for what cannot be kept."""
    return _NOT_KEPT.sub("\ufffd", text)


def kept_json(value: object) -> str:
    """The value as JSON, the same way. What is not JSON, such as a date, becomes its text; so do numbers without value."""
    return kept_text(json.dumps(_finite(value), ensure_ascii=False, default=str))


def _finite(value: object) -> object:
    """JSON knows no infinity, and no key but text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return value
