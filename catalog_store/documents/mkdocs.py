"""Which Markdown files `mkdocs.yml` shows, in which order and by which names."""

import posixpath
from collections.abc import Iterator
from typing import Any

import yaml

_MOST_PAGES = 100
_ENDINGS = (".md", ".markdown")


class _Lenient(yaml.SafeLoader):
    """Takes `!ENV`, `!!python/name:…` and the like, which MkDocs' plugins use, for nothing."""


_Lenient.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def pages(body: bytes) -> tuple[tuple[str, str], ...]:
    """Title and path of each page in the navigation, seen from the folder of `mkdocs.yml`; nothing without one.

    A path that leaves that folder is left out: whoever writes the file must not choose what we read of ours.
    """
    try:
        site = yaml.load(body, Loader=_Lenient)  # noqa: S506  # a SafeLoader that constructs still less
    except (yaml.YAMLError, ValueError, RecursionError):
        return ()
    if not isinstance(site, dict):
        return ()
    folder = site.get("docs_dir", "docs")
    found = _entries(site.get("nav"), "", 0)
    joined = ((title, _inside(str(folder), path)) for title, path in found if path.endswith(_ENDINGS))
    kept = dict.fromkeys((title, path) for title, path in joined if path)
    return tuple(kept)[:_MOST_PAGES]


def _entries(node: Any, title: str, depth: int) -> Iterator[tuple[str, str]]:  # Any: YAML
    if isinstance(node, str):
        yield title, node
    elif isinstance(node, list) and depth < 10:
        for each in node:
            yield from _entries(each, title, depth + 1)
    elif isinstance(node, dict) and depth < 10:
        for name, each in node.items():
            yield from _entries(each, str(name), depth + 1)


def _inside(folder: str, path: str) -> str:
    """The path below the folder; empty if it leads out."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined.startswith(("..", "/")) or "\0" in joined else joined
