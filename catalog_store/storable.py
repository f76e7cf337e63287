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
    return json.dumps(_kept(value), ensure_ascii=False, default=str)


def _kept(value: object) -> object:
    """JSON knows no infinity, and no key but text."""
    if isinstance(value, str):
        return kept_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {kept_text(str(key)): _kept(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_kept(each) for each in value]
    return value
