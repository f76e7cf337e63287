"""A repository's objects and refs in git's own formats: in memory, and on the disk once git itself asks for them."""

import hashlib
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

CONFIG = """\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[gc]
\tauto = 0
[receive]
\tunpackLimit = 1000000
\tautogc = false
[http]
\treceivepack = true
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
"""
REFUSAL = """\
refs/heads/{branch})
    echo "error: GH013: Repository rule violations found for refs/heads/{branch}." >&2
    echo "- Changes must be made through a pull request." >&2
    exit 1;;
"""
#: Who may not change GitHub Actions' files is told so by the server's environment.
WORKFLOWS = """\
if [ -n "$NO_WORKFLOWS" ] && [ "$3" != 0000000000000000000000000000000000000000 ]; then
    base=$(git merge-base HEAD "$3" 2>/dev/null || git hash-object -t tree /dev/null)
    found=$(git diff --name-only "$base" "$3" -- .github/workflows | head -n 1)
    if [ -n "$found" ]; then
        echo "refusing to allow a $NO_WORKFLOWS to create or update workflow \\`$found\\` without \\`workflow\\` scope" >&2
        exit 1
    fi
fi
"""
SHA = re.compile(r"[0-9a-f]{40}")
NO_COMMIT = "0" * 40


class NoSuchObjectError(KeyError):
    """The repository has no object of that name."""


class ObjectStore:
    """One repository. Pushes are configured to stay unpacked, so that every object on the disk is a file of its own."""

    def __init__(self, folder: Path, default_branch: str) -> None:
        self.folder = folder
        self._objects: dict[str, tuple[str, bytes]] = {}
        self._refs: dict[str, str] = {}
        self._head = default_branch
        self._unsaved: list[str] = []
        self._is_on_disk = False

    # objects

    def write(self, kind: str, body: bytes) -> str:
        """Store an object; its name."""
        sha = hashlib.sha1(_whole(kind, body), usedforsecurity=False).hexdigest()
        if sha not in self._objects:
            self._objects[sha] = kind, body
            self._unsaved.append(sha)
        return sha

    def read(self, sha: str) -> tuple[str, bytes]:
        """An object's kind and body. Raises NoSuchObjectError."""
        found = self._objects.get(sha)
        if found is None:
            found = self._objects[sha] = self._loaded(sha)
        return found

    def has(self, sha: str) -> bool:
        """Whether there is an object of that name."""
        return sha in self._objects or (
            self._is_on_disk and SHA.fullmatch(sha) is not None and self._path(sha).exists()
        )

    def kind(self, sha: str) -> str:
        """What kind of object that is. Raises NoSuchObjectError."""
        return self.read(sha)[0]

    def abbreviated(self, start: str) -> str | None:
        """The one object whose name begins so."""
        found = {sha for sha in self._objects if sha.startswith(start)}
        if self._is_on_disk:
            folder = self.folder / "objects" / start[:2]
            found |= {start[:2] + path.name for path in folder.glob(f"{start[2:]}*")}
        return found.pop() if len(found) == 1 else None

    # refs

    def ref(self, name: str) -> str | None:
        """What a full ref (`refs/heads/main`) points at."""
        return self._refs.get(name)

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Every ref whose full name begins so, in order."""
        return {name: self._refs[name] for name in sorted(self._refs) if name.startswith(prefix)}

    def set_ref(self, name: str, sha: str | None) -> None:
        """Point a ref somewhere; None deletes it."""
        if sha is None:
            self._refs.pop(name, None)
        else:
            self._refs[name] = sha
        if self._is_on_disk:
            self._save_ref(name, sha)

    def set_head(self, branch: str) -> None:
        """Which branch a clone checks out."""
        self._head = branch
        if self._is_on_disk:
            (self.folder / "HEAD").write_text(f"ref: refs/heads/{branch}\n")

    def branches(self) -> dict[str, str]:
        """Branches by their short names."""
        return {name.removeprefix("refs/heads/"): sha for name, sha in self.refs("refs/heads/").items()}

    # for git itself

    def save(self) -> None:
        """Bring everything to the disk, where git finds it."""
        if not self._is_on_disk:
            for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            (self.folder / "config").write_text(CONFIG)
            self._is_on_disk = True
            self._write_hook()
            self.set_head(self._head)
            for name, sha in self._refs.items():
                self._save_ref(name, sha)
        for sha in self._unsaved:
            path = self._path(sha)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(_whole(*self._objects[sha]), 1))
        self._unsaved.clear()

    def refuse_pushes(self, branches: Iterable[str]) -> None:
        """Let git refuse what GitHub's rules for a protected branch refuse."""
        self.save()
        self._write_hook("".join(REFUSAL.format(branch=branch) for branch in sorted(branches)))

    def _write_hook(self, cases: str = "") -> None:
        hook = self.folder / "hooks" / "update"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{WORKFLOWS}case $1 in\n{cases}esac\n")
        hook.chmod(0o755)

    def load_refs(self) -> dict[str, str]:
        """Read the refs that git left; how they were before."""
        before = dict(self._refs)
        root = self.folder / "refs"
        names = [str(path.relative_to(self.folder)) for path in root.rglob("*") if path.is_file()]
        self._refs = {name: (self.folder / name).read_text().strip() for name in names if not name.endswith(".lock")}
        return before

    def _save_ref(self, name: str, sha: str | None) -> None:
        path = self.folder / name
        if sha is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{sha}\n")

    def _loaded(self, sha: str) -> tuple[str, bytes]:
        try:
            whole = zlib.decompress(self._path(sha).read_bytes())
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NoSuchObjectError(sha) from error
        head, _, body = whole.partition(b"\0")
        return head.split()[0].decode(), body

    def _path(self, sha: str) -> Path:
        return self.folder / "objects" / sha[:2] / sha[2:]


def _whole(kind: str, body: bytes) -> bytes:
    return b"%s %d\0%s" % (kind.encode(), len(body), body)
