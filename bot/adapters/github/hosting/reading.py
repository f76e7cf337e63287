"""What an existing repository holds, for the preview of a change to it."""

import base64
from collections.abc import Mapping
from urllib.parse import quote

from bot.adapters.github.contents import tree
from bot.adapters.github.errors import NotThereError, NotUnderstoodError
from bot.adapters.github.hosting.place import Place
from golden_paths.ports import SourceHostError


def files(place: Place, ref: str | None) -> Mapping[str, int]:
    """The size of every file by its path."""
    commit = _commit(place, ref)
    if commit is None:
        return {}
    return {entry.path: entry.size for entry in tree(place.client, place.repo.slug, commit) if entry.is_file}


def read_file(place: Place, path: str, ref: str | None) -> bytes | None:
    """A file's content."""
    asked = {"ref": ref} if ref else {}
    found = place.find(f"/contents/{quote(path)}", **asked)
    if not isinstance(found, dict) or found.get("type") != "file":
        return None
    if found.get("size") and not found.get("content"):  # a large one is kept back
        found = place.client.get(place.path(f"/git/blobs/{found['sha']}"))
    return base64.b64decode(found["content"])


def _commit(place: Place, ref: str | None) -> str | None:
    """The commit that a branch, a tag or a commit's beginning stands for; None where nothing was ever pushed."""
    name = ref or place.default_branch()
    try:
        return str(place.client.get(place.path(f"/commits/{quote(name, safe='')}"))["sha"])
    except NotThereError as error:
        raise SourceHostError(f"{place.repo.slug} has no branch, tag or commit {name}.") from error
    except NotUnderstoodError as error:
        if ref is None or place.branch(place.default_branch()) is None:  # 409: the repository is empty
            return None
        raise SourceHostError(f"{place.repo.slug} has no branch, tag or commit {name}.") from error
