"""CODEOWNERS files: which line speaks for a path, and whom it names. As GitHub reads them: the last line that fits counts."""

import re
from dataclasses import dataclass
from functools import lru_cache

#: GitHub ignores a longer file altogether.
_LARGEST = 3 * 2**20
_MOST_RULES = 20_000
_BLANK = re.compile(r"(?<!\\)\s+")
_OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)?|[^\s@]+@[^\s@]+", re.ASCII)
_ANY = "**"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line, counted from 1. `owners` are `@login`, `@organisation/team` or e-mail addresses; without any, nobody owns it."""

    line: int
    pattern: str
    owners: tuple[str, ...]
    segments: tuple[str, ...]
    is_whole: bool

    @property
    def is_for_everything(self) -> bool:
        """It says nothing about one path in particular."""
        return self.pattern.strip("/") in ("*", "**")

    def covers(self, path: str) -> bool:
        """Whether it is about this path from the repository's root. Case does not count, as addresses lose it."""
        parts = [part for part in path.lower().split("/") if part]
        return _fits(self.segments, parts, is_whole=self.is_whole)


@lru_cache(maxsize=64)
def rules(text: str) -> tuple[Rule, ...]:
    """The rules of a file. Lines that GitHub does not understand are left out, as there."""
    if len(text) > _LARGEST:
        return ()
    lines = enumerate(text.splitlines(), start=1)
    found = (_rule(number, line.strip()) for number, line in lines)
    return tuple(rule for rule in found if rule)[:_MOST_RULES]


def rule_for(text: str, path: str) -> Rule | None:
    """The rule that speaks for a path: the last one that covers it."""
    return next((rule for rule in reversed(rules(text)) if rule.covers(path)), None)


def _rule(number: int, line: str) -> Rule | None:
    if not line or line.startswith(("#", "!", "[", "^[")):
        return None
    pattern, *words = _BLANK.split(line)
    if "[" in pattern or set(pattern) <= {"/"}:
        return None
    owners = []
    for word in words:
        if word.startswith("#"):
            break
        if not _OWNER.fullmatch(word):
            return None
        owners.append(word)
    return Rule(number, pattern, tuple(owners), *_compiled(pattern.replace("\\ ", " ").lower()))


def _compiled(pattern: str) -> tuple[tuple[str, ...], bool]:
    """The pattern's segments from the root on, and whether a path has to end with the last one."""
    parts = [part for part in pattern.split("/") if part]
    is_anchored = "/" in pattern.rstrip("/")
    segments = parts if is_anchored else [_ANY, *parts]
    if pattern.endswith("/"):
        segments = [*segments, "*"]  # the folder's contents, at least one thing
    # `docs/*` is about files in the folder itself, `docs` and `docs/` about everything below.
    return tuple(segments), is_anchored and parts[-1] == "*" and not pattern.endswith("/")


def _fits(segments: tuple[str, ...], parts: list[str], *, is_whole: bool) -> bool:
    """Walks the path once, with every place in the pattern that it may have reached."""
    reached = _closed({0}, segments)
    for part in parts:
        if len(segments) in reached and not is_whole:
            return True
        following = set()
        for at in reached:
            if at < len(segments) and segments[at] == _ANY:
                following.add(at)
            elif at < len(segments) and _is_like(segments[at], part):
                following.add(at + 1)
        reached = _closed(following, segments)
        if not reached:
            return False
    return len(segments) in reached


def _closed(reached: set[int], segments: tuple[str, ...]) -> set[int]:
    """With the places behind each `**`, which may stand for no folder at all."""
    found = set(reached)
    for at in range(len(segments)):
        if at in found and segments[at] == _ANY:
            found.add(at + 1)
    return found


def _is_like(glob: str, name: str) -> bool:
    """Whether a name is like `*.js`. Goes back to the last star only, so that no pattern takes long."""
    at, star, resumed = 0, -1, 0
    index = 0
    while index < len(name):
        if at < len(glob) and glob[at] == "*":
            star, resumed, at = at, index, at + 1
        elif at < len(glob) and glob[at] in ("?", name[index]):
            at, index = at + 1, index + 1
        elif star >= 0:
            resumed += 1
            at, index = star + 1, resumed
        else:
            return False
    return not glob[at:].strip("*")
