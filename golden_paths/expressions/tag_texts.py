"""What stands in a tag behind its name, cut where one part ends and the next begins; None where it is not so written."""

import re

from golden_paths.expressions.pieces import CODE_WHITE

_MACRO = re.compile(rf"([A-Za-z_][A-Za-z0-9_]*)[{CODE_WHITE}]*\(([\s\S]*)\)")
_IN = re.compile(rf"(?:\A|[{CODE_WHITE}])in(?:[{CODE_WHITE}]|\Z)")
#: The `=` of `set`, outside of quotes and brackets.
_ASSIGNMENT = re.compile(r"[^=\"'(\[{]*=(?!=)")


def loop(code: str) -> tuple[str, str] | None:
    """Of `for`: names, and over what it goes."""
    found = _IN.search(code)
    return (code[: found.start()], code[found.end() :]) if found else None


def assignment(code: str) -> tuple[str, str] | None:
    """Of `set`: names, and the value they get."""
    found = _ASSIGNMENT.match(code)
    return (code[: found.end() - 1], code[found.end() :]) if found else None


def macro(code: str) -> tuple[str, str] | None:
    """Of `macro`: its name, and its parameters."""
    found = _MACRO.fullmatch(code)
    return (found[1], found[2]) if found else None


def call(code: str) -> tuple[str, str]:
    """Of `call`: the parameters of `caller`, if there are any, and what is called."""
    if not code.startswith("("):
        return "", code
    depth = 0
    for index, character in enumerate(code):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return code[1:index], code[index + 1 :].strip(CODE_WHITE)
    return "", code
