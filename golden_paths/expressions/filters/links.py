"""The filter `urlize`: addresses in a text become HTML's links."""

import math
import re

from golden_paths.expressions.coercion import number_of
from golden_paths.expressions.filters.filter import Filter, Given, argument, strict_text
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.numbers import WHITE
from golden_paths.expressions.values import UNDEFINED, Value

_WORDS = re.compile(f"([{WHITE}]+)")
_BARE = re.compile(r"(?:\(|<|&lt;)?([^\n\r]*?)(?:\.|,|\)|\n|&gt;)?\Z")
_EMAIL = re.compile(r"[\w.!#$%&'*+\-/=?^`{|}~]+@[a-z\d-]+(?:\.[a-z\d-]+)+\Z", re.IGNORECASE | re.ASCII)
_DOMAIN = re.compile(r"\.(?:org|net|com)(?::|/|\Z)")


def _urlize(value: Value, given: Given, meter: Meter) -> Value:
    text = strict_text(value, "urlize")
    shown = number_of(argument(given, 0), meter)
    length = None if argument(given, 0) is UNDEFINED or math.isnan(shown) or math.isinf(shown) else max(int(shown), 0)
    attribute = ' rel="nofollow"' if argument(given, 1) is True else ""
    words = _WORDS.split(text)
    meter.step(len(words))
    meter.build(2 * len(text) + 60 * len(words))
    return "".join(_linked(word, length, attribute) for word in words)


def _linked(word: str, length: int | None, attribute: str) -> str:
    found = _BARE.match(word)
    address = found[1] if found else word
    label = address[:length]
    if re.match("https?://", address):
        return f'<a href="{address}"{attribute}>{label}</a>'
    if address.startswith("www."):
        return f'<a href="http://{address}"{attribute}>{label}</a>'
    if _EMAIL.match(address):
        return f'<a href="mailto:{address}">{address}</a>'
    return f'<a href="http://{address}"{attribute}>{label}</a>' if _DOMAIN.search(address) else word


LINK_FILTERS = (Filter("urlize", "Addresses as HTML's links; a number shortens what is shown", _urlize),)
