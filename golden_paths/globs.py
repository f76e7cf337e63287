"""Glob patterns as template authors write them: `*.yml`, `docs/**`, `{a,b}`, `!x`. The only place that knows the libraries."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence

import bracex
from wcmatch import glob

_FLAGS = glob.GLOBSTAR | glob.DOTGLOB | glob.EXTGLOB | glob.FORCEUNIX
#: Braces may stand for so many patterns at most.
_MOST_ALTERNATIVES = 500
_LONGEST = 1000
#: Repetitions of groups could keep the computer busy for ever, and nobody needs them.
_REPETITION = re.compile(r"[+*]\(")


class GlobError(ValueError):
    """The pattern cannot be used. Write a plainer one."""

    def __init__(self, pattern: str, problem: str) -> None:
        super().__init__(f"The pattern {pattern!r:.80} {problem}. Write a plainer one.")


def matching(paths: Iterable[str], patterns: Sequence[str], *, folders: frozenset[str] = frozenset()) -> frozenset[str]:
    """The paths that the patterns name, all relative, with `/` between. A pattern that is a folder's name means all below it.

    Raises:
        GlobError: a pattern cannot be read.
    """
    wanted = _expressions([each for each in patterns if not each.startswith("!")], folders)
    unwanted = _expressions([each[1:] for each in patterns if each.startswith("!")], folders)
    return frozenset(
        path
        for path in paths
        if any(each.match(path) for each in wanted) and not any(each.match(path) for each in unwanted)
    )


def _expressions(patterns: Sequence[str], folders: frozenset[str]) -> list[re.Pattern[str]]:
    plain = [alternative for pattern in patterns for alternative in _alternatives(pattern)]
    return [expression for pattern in plain for expression in _compiled(_below(pattern, folders))]


def _alternatives(pattern: str) -> list[str]:
    """`{a,b}` as two patterns."""
    if len(pattern) > _LONGEST:
        raise GlobError(pattern, f"has more than {_LONGEST} characters")
    if _REPETITION.search(pattern):
        raise GlobError(pattern, "repeats a group by `+(…)` or `*(…)`")
    try:
        return bracex.expand(pattern, keep_escapes=True, limit=_MOST_ALTERNATIVES) or [pattern]
    except bracex.ExpansionLimitException as error:
        raise GlobError(pattern, f"stands for more than {_MOST_ALTERNATIVES} others") from error


def _below(pattern: str, folders: frozenset[str]) -> str:
    plain = posixpath.normpath(pattern)
    if plain == ".":
        return "**"
    return f"{plain}/**" if plain in folders else pattern


def _compiled(pattern: str) -> Iterator[re.Pattern[str]]:
    try:
        expressions, _ = glob.translate(pattern, flags=_FLAGS)
        yield from (re.compile(expression) for expression in expressions)
    except (re.error, ValueError, RecursionError) as error:
        raise GlobError(pattern, "cannot be read") from error
