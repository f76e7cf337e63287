"""What changed repositories hold, many to a request: who looks after them, and a descriptor at a fixed path."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.contents import Entry, whole_text
from bot.adapters.github.listing import Listed
from catalog_store.repositories_store import Upkeep

#: Where GitHub looks for it, the first one counting.
CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
RECENT = timedelta(days=90)
AT_ONCE = 20
_ENTRY = "mode oid size type object { ... on Blob { text isTruncated isBinary } }"


@dataclass(frozen=True, slots=True)
class Inside:
    """What one repository holds. `entry` is the file at the path that was asked for; `failed` says why nothing is known."""

    listed: Listed
    upkeep: Upkeep = field(default_factory=Upkeep)
    entry: Entry | None = None
    failed: str | None = None


def look_inside(client: Client, repositories: Sequence[Listed], path: str | None, *, now: datetime) -> Iterator[Inside]:
    """Every one of these repositories, in their order.

    Raises:
        GithubError: GitHub answers nothing.
    """
    for start in range(0, len(repositories), AT_ONCE):
        batch = repositories[start : start + AT_ONCE]
        parts = " ".join(_part(number, each, path, now - RECENT) for number, each in enumerate(batch))
        # A second field lets one of them fail alone even when it is the only one.
        graph = client.query(f"query {{ rateLimit {{ remaining }} {parts} }}")
        for number, each in enumerate(batch):
            name = f"r{number}"
            yield _inside(each, graph.data.get(name), graph.failed.get(name), path)


def _part(number: int, listed: Listed, path: str | None, since: datetime) -> str:
    files = [f"c{index}: file(path: {json.dumps(place)}) {{ {_ENTRY} }}" for index, place in enumerate(CODEOWNERS)]
    if path:
        files.append(f"wanted: file(path: {json.dumps(path)}) {{ {_ENTRY} }}")
    history = (
        f'history(first: 100, since: "{since:%Y-%m-%dT%H:%M:%SZ}") {{ nodes {{ author {{ name user {{ login }} }} }} }}'
    )
    commit = f"object(oid: {json.dumps(listed.head)}) {{ ... on Commit {{ {' '.join(files)} {history} }} }}"
    return f"r{number}: node(id: {json.dumps(listed.node)}) {{ ... on Repository {{ {commit} }} }}"


def _inside(listed: Listed, node: Json, failed: str | None, path: str | None) -> Inside:
    commit = (node or {}).get("object")
    if failed or not commit:
        return Inside(listed, failed=failed or "its last commit is not there any more")
    owners = next(
        ((place, commit[f"c{index}"]) for index, place in enumerate(CODEOWNERS) if commit.get(f"c{index}")), None
    )
    committers = Counter(filter(None, (_author(each) for each in items(commit["history"]["nodes"]))))
    upkeep = Upkeep(
        codeowners_path=owners[0] if owners else None,
        codeowners=whole_text(owners[1]["object"]) if owners else None,
        committers=tuple(committers.most_common(10)),
    )
    found = commit.get("wanted")
    return Inside(listed, upkeep, _entry(path, found) if path and found else None)


def _author(commit: Json) -> str | None:
    author = commit.get("author") or {}
    name: str | None = (author.get("user") or {}).get("login") or author.get("name")
    return name


def _entry(path: str, found: Json) -> Entry | None:
    mode = f"{found['mode']:o}".zfill(6)
    if found["type"] == "tree":
        return None
    return Entry(path, mode, found["oid"], found.get("size") or 0, whole_text(found.get("object")))
