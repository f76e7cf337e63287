"""Replacing text as JavaScript's `replaceAll` does, also with its regular expressions."""

import re
from collections.abc import Callable

from catalog_store.patterns import Find, InvalidPatternError, compiled
from golden_paths.errors import ActionError

#: In seconds, for one file.
_PATIENCE = 2.0
_REFERENCE = re.compile(r"\$(?:\$|&|`|'|[0-9]{1,2}|<[^>]*>)")


def replaced(text: str, find: str, replacement: str, *, is_pattern: bool = False) -> str:
    """The text with every occurrence replaced; `$1`, `$&` and the like mean what they mean in JavaScript.

    Raises:
        ActionError: the pattern is none, or takes too long.
    """
    try:
        pattern = compiled(find) if is_pattern else compiled(re.escape(find))
        return pattern.sub(lambda found: _filled(replacement, found), text, timeout=_PATIENCE)
    except InvalidPatternError as error:
        raise ActionError(str(error)) from error
    except TimeoutError as error:
        raise ActionError(f"`{find[:100]}` takes too long on this file. Write a simpler pattern.") from error


def _filled(replacement: str, found: Find) -> str:
    return _REFERENCE.sub(lambda sign: _meaning(sign.group(), found), replacement)


def _meaning(sign: str, found: Find) -> str:
    fixed: dict[str, Callable[[], str]] = {
        "$$": lambda: "$",
        "$&": found.group,
        "$`": lambda: found.string[: found.start()],
        "$'": lambda: found.string[found.end() :],
    }
    if sign in fixed:
        return fixed[sign]()
    if sign[1] == "<":
        return (found.groupdict().get(sign[2:-1]) or "") if found.re.groupindex else sign
    number = int(sign[1:])
    if 1 <= number <= found.re.groups:
        return found.group(number) or ""
    if len(sign) == 3 and 1 <= number // 10 <= found.re.groups:
        return (found.group(number // 10) or "") + sign[2]
    return sign
