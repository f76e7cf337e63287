"""Files as a tree with their sizes, and changes of files, as they stand in a message's fixed-width text."""

from collections.abc import Iterable, Iterator, Sequence

from commands import kit
from golden_paths.engine.plan import Diff, PlannedFile

_NAME_LIMIT, _PLACE_LIMIT = 60, 140
_INDENT = "  "


def tree(files: Sequence[PlannedFile], limit: int) -> str:
    """The files below their folders, as many as fit into `limit` characters."""
    lines = list(_lines(sorted(files, key=lambda each: each.path.split("/"))))
    kept = kit.bounded(map(kit.harmless, lines), limit).split("\n")
    left = len(lines) - len(kept) + 1
    body = "\n".join(kept) if kept[-1] != "…" else "\n".join([*kept[:-1], f"… and {kit.counted(left, 'more line')}"])
    fenced = body.replace("```", "'''")
    return f"```{fenced}```"


def summary(files: Sequence[PlannedFile]) -> str:
    """How many, and how large together."""
    return f"{kit.counted(len(files), 'file')}, {size(sum(each.size for each in files))}"


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1_000:
        return f"{count} B"
    return f"{count / 1_000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def changes(diffs: Iterable[Diff], limit: int) -> Iterator[str]:
    """Every change as fixed-width text, in pieces of at most `limit` characters."""
    for diff in diffs:
        heading = (
            f"*{kit.shown(f'{diff.repository}: {diff.path}', _PLACE_LIMIT)}*  ·  {diff.kind}{_later(diff.known_after)}"
        )
        for number, piece in enumerate(_pieces(diff.text, limit - len(heading) - 20)):
            title = heading if number == 0 else f"{heading}, continued"
            yield f"{title}\n```{piece}```"


def _pieces(text: str, limit: int) -> Iterator[str]:
    """The text cut between lines; a line that is too long by itself is cut off."""
    piece: list[str] = []
    room = limit
    for line in text.rstrip("\n").split("\n"):
        written = kit.harmless(line).replace("```", "'''")
        written = written if len(written) < limit else kit.shown(line, limit // 2 - 1)
        if len(written) + 1 > room and piece:
            yield "\n".join(piece)
            piece, room = [], limit
        piece.append(written)
        room -= len(written) + 1
    if piece:
        yield "\n".join(piece)


def _lines(files: Sequence[PlannedFile]) -> Iterator[str]:
    open_folders: list[str] = []
    for file in files:
        *folders, name = file.path.split("/")
        shared = _shared(open_folders, folders)
        for depth in range(shared, len(folders)):
            yield f"{_INDENT * depth}{kit.tidy(folders[depth], _NAME_LIMIT)}/"
        open_folders = folders
        yield f"{_INDENT * len(folders)}{kit.tidy(name, _NAME_LIMIT)}  {size(file.size)}{_later(file.known_after)}"


def _later(known_after: Sequence[str]) -> str:
    """What decides later what is in it."""
    return f"  (known after {kit.tidy(kit.listed(list(known_after)), _NAME_LIMIT)})" if known_after else ""


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many folders both begin with."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
