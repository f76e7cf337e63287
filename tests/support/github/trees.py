"""Git's trees as values: reading, listing, comparing and writing them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.support.github.objects import ObjectStore

FOLDER, FILE, EXECUTABLE, SYMLINK, SUBMODULE = "040000", "100644", "100755", "120000", "160000"
MODES = (FOLDER, FILE, EXECUTABLE, SYMLINK, SUBMODULE)
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree."""

    mode: str
    sha: str

    @property
    def kind(self) -> str:
        """`tree`, `commit` (a submodule) or `blob`."""
        return {FOLDER: "tree", SUBMODULE: "commit"}.get(self.mode, "blob")


Tree = dict[str, Entry]


def read_tree(store: ObjectStore, sha: str) -> Tree:
    """A tree's entries by name. Raises NoSuchObjectError."""
    if sha == EMPTY_TREE:
        return {}
    body, entries, at = store.read(sha)[1], Tree(), 0
    while at < len(body):
        blank, null = body.index(b" ", at), body.index(b"\0", at)
        mode, name = body[at:blank].decode().zfill(6), body[blank + 1 : null].decode()
        entries[name] = Entry(mode, body[null + 1 : null + 21].hex())
        at = null + 21
    return entries


def write_tree(store: ObjectStore, entries: Mapping[str, Entry]) -> str:
    """Store a tree; its name."""
    ordered = sorted(entries.items(), key=lambda item: item[0] + "/" if item[1].kind == "tree" else item[0])
    lines = (
        b"%s %s\0%s" % (entry.mode.lstrip("0").encode(), name.encode(), bytes.fromhex(entry.sha))
        for name, entry in ordered
    )
    return store.write("tree", b"".join(lines))


def walk(store: ObjectStore, tree: str, prefix: str = "") -> Iterator[tuple[str, Entry]]:
    """Every entry with its full path, folders before what is in them."""
    for name, entry in read_tree(store, tree).items():
        yield prefix + name, entry
        if entry.kind == "tree":
            yield from walk(store, entry.sha, f"{prefix}{name}/")


def files(store: ObjectStore, tree: str | None) -> Tree:
    """Everything that is not a folder, by its full path."""
    return {path: entry for path, entry in walk(store, tree or EMPTY_TREE) if entry.kind != "tree"}


def find(store: ObjectStore, tree: str, path: str) -> Entry | None:
    """What stands at a path; the tree itself for the empty path."""
    entry = Entry(FOLDER, tree)
    for part in path.split("/") if path else ():
        if entry.kind != "tree":
            return None
        found = read_tree(store, entry.sha).get(part)
        if found is None:
            return None
        entry = found
    return entry


def changed_tree(store: ObjectStore, tree: str | None, changes: Mapping[str, Entry | None]) -> str:
    """The tree after changes by path (None deletes); folders that become empty vanish."""
    entries = dict(read_tree(store, tree)) if tree else Tree()
    below: dict[str, dict[str, Entry | None]] = {}
    for path, entry in changes.items():
        first, _, rest = path.partition("/")
        if rest:
            below.setdefault(first, {})[rest] = entry
        elif entry is None:
            entries.pop(first, None)
        else:
            entries[first] = entry
    for name, inner in below.items():
        old = entries.get(name)
        sha = changed_tree(store, old.sha if old and old.kind == "tree" else None, inner)
        entries.pop(name, None)
        if sha != EMPTY_TREE:
            entries[name] = Entry(FOLDER, sha)
    return write_tree(store, entries)


@dataclass(frozen=True, slots=True)
class Change:
    """One path that two trees disagree on."""

    path: str
    before: Entry | None
    after: Entry | None

    @property
    def status(self) -> str:
        """As GitHub names it."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "modified"


def differences(store: ObjectStore, before: str | None, after: str | None) -> tuple[Change, ...]:
    """What changed from one tree to the other, by path."""
    if before == after:
        return ()
    old, new = files(store, before), files(store, after)
    paths = sorted(old.keys() | new.keys())
    return tuple(Change(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))
