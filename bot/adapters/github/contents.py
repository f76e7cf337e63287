"""What is in a repository: its tree at one commit, and its files by what Git calls their contents."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.errors import GithubError, NotThereError, NotUnderstoodError, UnwellError

#: A file larger than this is not read.
LARGEST = 10 * 2**20
#: GraphQL cuts texts off at half a megabyte, and answers late when asked for too much at once.
_WHOLE_IN_GRAPHQL = 500_000
_BLOBS_AT_ONCE = 50
_BYTES_AT_ONCE = 2_000_000
#: So many folders are read one by one where a tree is too large to be sent whole.
_MOST_FOLDERS = 300

_FILE, _EXECUTABLE, _SYMLINK, _SUBMODULE = "100644", "100755", "120000", "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree. `size` is in bytes, `text` its content where that came along."""

    path: str
    mode: str
    sha: str
    size: int = 0
    text: str | None = None

    @property
    def is_file(self) -> bool:
        """An ordinary file."""
        return self.mode in (_FILE, _EXECUTABLE)

    @property
    def is_link(self) -> bool:
        """A symbolic link."""
        return self.mode == _SYMLINK


class TooLargeTreeError(GithubError):
    """The repository has too many folders to look into all of them, or too many files in one."""

    def __init__(self) -> None:
        super().__init__(
            f"it has too many files to be listed at once, in more than {_MOST_FOLDERS} folders or too many in one:"
            " name the descriptors' place in catalogPath more closely"
        )


def tree(client: Client, slug: str, commit: str) -> tuple[Entry, ...]:
    """Every file of a commit.

    Raises:
        GithubError: GitHub does not tell.
    """
    body = client.get(f"/repos/{slug}/git/trees/{commit}", recursive=1)
    if not body.get("truncated"):
        return tuple(_entries(body))
    return tuple(_by_folders(client, slug, commit))


def _by_folders(client: Client, slug: str, commit: str) -> Iterator[Entry]:
    """The same, a request to a folder."""
    waiting, asked = [("", commit)], 0
    while waiting:
        prefix, sha = waiting.pop()
        asked += 1
        if asked > _MOST_FOLDERS:
            raise TooLargeTreeError
        body = client.get(f"/repos/{slug}/git/trees/{sha}")
        if body.get("truncated"):
            raise TooLargeTreeError
        waiting += [(f"{prefix}{each['path']}/", each["sha"]) for each in items(body["tree"]) if each["type"] == "tree"]
        yield from _entries(body, prefix)


def _entries(body: Json, prefix: str = "") -> Iterator[Entry]:
    for each in items(body["tree"]):
        if each["type"] != "tree":
            yield Entry(prefix + each["path"], each["mode"], each["sha"], each.get("size") or 0)


def blobs(client: Client, slug: str, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | GithubError]]:
    """The contents of files, many to a request, each beside what it belongs to.

    Raises:
        GithubError: GitHub answers nothing any more.
    """
    for batch in _batches(entries):
        texts = _texts(client, slug, [each for each in batch if each.text is None and each.size <= _WHOLE_IN_GRAPHQL])
        for entry in batch:
            text = entry.text if entry.text is not None else texts.get(entry.sha)
            yield entry, text.encode() if text is not None else _blob(client, slug, entry.sha)


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        if batch and (len(batch) >= _BLOBS_AT_ONCE or sum(each.size for each in batch) + entry.size > _BYTES_AT_ONCE):
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch


def _texts(client: Client, slug: str, entries: Sequence[Entry]) -> Mapping[str, str]:
    """The texts of files by their sha. What is no text, or too long, is not among them."""
    if not entries:
        return {}
    asked = " ".join(
        f"b{number}: object(oid: {json.dumps(each.sha)}) {{ ... on Blob {{ text isTruncated isBinary }} }}"
        for number, each in enumerate(entries)
    )
    owner, _, name = slug.partition("/")
    query = f"query($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{ {asked} }} }}"
    found = client.query(query, {"owner": owner, "name": name}).data.get("repository") or {}
    whole = ((each.sha, found.get(f"b{number}")) for number, each in enumerate(entries))
    return {sha: text for sha, blob in whole if (text := whole_text(blob)) is not None}


def whole_text(blob: Json) -> str | None:
    """A blob's text when it came whole, as it is in the file."""
    if not blob or blob.get("isTruncated") or blob.get("isBinary"):
        return None
    text = blob.get("text")
    # What is not UTF-8 comes with signs that stand for what was lost.
    return text if isinstance(text, str) and "\ufffd" not in text else None


def _blob(client: Client, slug: str, sha: str) -> bytes | GithubError:
    try:
        return _decoded(client.get(f"/repos/{slug}/git/blobs/{sha}"))
    except (NotThereError, NotUnderstoodError) as error:
        return error


def file_at(client: Client, slug: str, path: str, ref: str) -> bytes:
    """A file by its path, symbolic links followed.

    Raises:
        GithubError: there is none, or it is too large.
    """
    body = client.get(f"/repos/{slug}/contents/{quote(path)}", ref=ref)
    if isinstance(body, list):
        raise NotUnderstoodError("it is a folder; name a file, or a pattern such as */catalog-info.yaml")
    if body.get("type") == "symlink":
        raise NotUnderstoodError("it is a symbolic link that leads to no file of its repository")
    if body.get("type") == "submodule":
        raise NotUnderstoodError("it is a submodule, whose files lie in another repository")
    if body.get("size", 0) > LARGEST:
        raise NotUnderstoodError(too_large(body["size"]))
    if body.get("encoding") == "base64":
        return _decoded(body)
    found = _blob(client, slug, body["sha"])
    if isinstance(found, GithubError):
        raise found
    return found


def too_large(size: int) -> str:
    """Why a file of this size is not read."""
    return f"it is {size / 2**20:,.0f} MB large; {LARGEST // 2**20} MB are the most"


def _decoded(body: Json) -> bytes:
    try:
        return base64.b64decode(body["content"])
    except (KeyError, TypeError, binascii.Error) as error:
        raise UnwellError("GitHub's answer makes no sense") from error
