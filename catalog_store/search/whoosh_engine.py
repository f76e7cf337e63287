"""The search engine that is Whoosh, with an index of this replica's own on disk. The only place that knows the library."""

import json
import shutil
import warnings
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import nsmallest
from io import BufferedReader, FileIO
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection

from catalog_store.database import Database
from catalog_store.search.building import build_apart
from catalog_store.search.changes import Batch, batches, catalog_id, count_behind, newest_change
from catalog_store.search.engine import MOST_COUNTED, Found, IndexUnusableError, Wanted
from catalog_store.search.entries import ENTRY_VERSION, Entry

with warnings.catch_warnings():
    # Whoosh 2.7.4 writes `"\w"` and the like without `r`, which Python 3.12 and newer say whenever they compile it.
    warnings.simplefilter("ignore", category=SyntaxWarning)
    warnings.simplefilter("ignore", category=DeprecationWarning)
    import whoosh.codec.whoosh3  # noqa: F401  # it loads this later by itself, and would warn then
    from whoosh import fields
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.searching import Searcher
    from whoosh.writing import IndexWriter

#: Names are found by their beginnings up to this length; what is typed further narrows nothing.
_LONGEST_BEGINNING = 15
_SHORTEST_BEGINNING = 2
_MEMORY_MEGABYTES = 64
#: Names of one weight are in the order of their entities, which have numbers below this.
_WEIGHT_UNIT = 1 << 48
_STATE = "callboard.json"
#: Sets of numbers that are kept for the next question.
_MOST_KEPT = 500
_SCHEMA = fields.Schema(
    key=fields.ID(stored=True),
    entity=fields.ID(),
    rank=fields.NUMERIC(int, bits=64, signed=False, sortable=True),
    names=fields.ID(),
    text=fields.ID(),
    terms=fields.ID(),
)


class _DamagedError(Exception):
    """The index on disk cannot be read or written."""


class WhooshEngine:
    """Entries in files below a folder. One process at a time writes them, any number on this machine may read.

    Safe to use from several threads: Whoosh is not, so questions take turns.
    """

    def __init__(self, database: Database, folder: Path, *, most_here: int | None = 5_000) -> None:
        """More changes than `most_here` at once are taken in by a process of their own, so that nobody here waits."""
        self._database = database
        self._root = folder
        self._most_here = most_here
        self._following = Lock()
        self._reading = Lock()
        self._opened: tuple[Path, int] | None = None
        self._postings: _Postings | None = None

    def follow(self, *, most: int | None = None) -> bool:
        """Take in what changed; from the very beginning if there is no index, or none that is whole and of this version.

        Raises:
            IndexUnusableError: the folder does not take an index, either.
        """
        if not self._following.acquire(blocking=most is None):
            return False
        try:
            return self._follow_or_begin_anew(most)
        finally:
            self._following.release()

    def look_up(self, wanted: Wanted, limit: int) -> Found | None:
        """What fits, as of the last look at the changes. After that nothing is known of an index that broke."""
        with self._reading:
            if self._postings is None:
                return None
            try:
                with _files():
                    return _look_up(self._postings, wanted, limit)
            except _DamagedError:
                self._postings = None
        self._drop()
        return None

    def _follow_or_begin_anew(self, most: int | None) -> bool:
        try:
            return self._follow(most)
        except _DamagedError:
            self._drop()
        try:
            return self._follow(most)
        except _DamagedError as error:
            raise IndexUnusableError(self._root, str(error)) from error

    def _follow(self, most: int | None) -> bool:
        with self._database.reading() as connection:
            folder = self._root / f"{ENTRY_VERSION}-{catalog_id(connection).hex[:12]}"
            newest, since = newest_change(connection), _progress(folder)
            if since is not None and since > newest:
                since = None
            if since != newest:
                if most is not None and count_behind(connection, since or 0, most + 1) > most:
                    return False
                if self._is_too_much_here(connection, since):
                    build_apart(self._database, self._root)
                    since = _progress(folder)
                else:
                    since = _write(folder, batches(connection, since or 0), newest, is_new=since is None)
        if since is not None and (self._postings is None or (folder, since) != self._opened):
            self._open(folder)
            self._opened = folder, since
        return since is not None

    def _is_too_much_here(self, connection: Connection, since: int | None) -> bool:
        most = self._most_here
        return most is not None and count_behind(connection, since or 0, most + 1) > most

    def _open(self, folder: Path) -> None:
        """Read from what was written last."""
        before = self._postings
        with _files():
            if before is None or self._opened is None or self._opened[0] != folder:
                opened = _Postings(_Storage(folder).open_index().searcher())
                _remove_others(folder)
            else:
                newer = before.searcher.refresh()
                with self._reading:  # it shares open files with the one before it
                    opened = before if newer is before.searcher else _Postings(newer)
        with self._reading:
            self._postings = opened

    def _drop(self) -> None:
        """Forget what cannot be read; the next look at the changes builds it anew."""
        with self._reading:
            self._postings = None
            shutil.rmtree(self._root, ignore_errors=True)


def _write(folder: Path, changes: Iterator[Batch], newest: int, *, is_new: bool) -> int | None:
    """Up to which change everything is in now; None if another process is about to write it for the first time."""
    with _writer(folder, is_new=is_new) as writer:
        if writer is None:
            return _progress(folder)
        for batch in changes:
            if not is_new:
                for entity_id in batch.entity_ids:
                    writer.delete_by_term("entity", str(entity_id))
            for entry in batch.entries:
                writer.add_document(**_document(entry))
    with _files():
        (folder / _STATE).write_text(json.dumps({"change": newest}))
    return newest


@contextmanager
def _writer(folder: Path, *, is_new: bool) -> Iterator[IndexWriter | None]:
    """A writer whose work is kept if all goes well; None while another process writes."""
    with _files():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        turn = _Storage(folder).lock("callboard.lock")
        if not turn.acquire(blocking=False):
            yield None
            return
    try:
        with _files():
            storage = _Storage(folder)
            kept = storage.create_index(_SCHEMA) if is_new else storage.open_index()
            writer = kept.writer(limitmb=_MEMORY_MEGABYTES)
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        with _files():
            writer.commit()
    finally:
        turn.release()


class _Storage(FileStorage):  # type: ignore[misc]  # the library has no types
    """The files of a folder, read where something is looked up.

    Those that it maps Whoosh copies into memory, whole, whenever it opens them: 110 MB for 50,000 things.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)

    def open_file(self, name: str, **options: object) -> StructFile:
        return StructFile(_Buffered(_Opened(self._fpath(name))), name=name, **options)


class _Opened(FileIO):
    """Is closed with the last one who reads in it: Whoosh leaves that to Python, which complains."""

    def __del__(self) -> None:
        self.close()


class _Buffered(BufferedReader):
    """The same, read in larger pieces."""

    def __del__(self) -> None:
        self.close()


def _document(entry: Entry) -> dict[str, object]:
    beginnings = {
        name[:end] for name in entry.names for end in range(_SHORTEST_BEGINNING, min(len(name), _LONGEST_BEGINNING) + 1)
    }
    return {
        "key": entry.key,
        "entity": [str(entry.entity_id)],
        "rank": entry.weight * _WEIGHT_UNIT + entry.entity_id,
        "names": [*beginnings, *(name for name in entry.names if len(name) < _SHORTEST_BEGINNING)],
        "text": list(entry.words),
        "terms": list(entry.terms),
    }


class _Postings:
    """One state of the index: the numbers of the entries that have a term, and the order of all entries.

    Sets of numbers are put together here and not by Whoosh's matchers, which take twenty times as long.
    """

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self._reader = searcher.reader()
        self._kept: dict[tuple[str, str], frozenset[int]] = {}
        self.ranks = array("Q")
        for leaf, _ in self._reader.leaf_readers():
            if leaf.doc_count_all():
                self.ranks.extend(leaf.column_reader("rank").load())

    def of(self, field: str, word: str) -> frozenset[int]:
        """The numbers of the entries with this word in this field."""
        found = self._kept.get((field, word))
        if found is None:
            found = self._read(field, word)
            if len(self._kept) < _MOST_KEPT:
                self._kept[field, word] = found
        return found

    def key(self, number: int) -> str:
        return str(self.searcher.stored_fields(number)["key"])

    def _read(self, field: str, word: str) -> frozenset[int]:
        if (field, word) not in self._reader:
            return frozenset()
        return frozenset(self._reader.postings(field, word).all_ids())


def _look_up(postings: _Postings, wanted: Wanted, limit: int) -> Found:
    allowed = _allowed(postings, wanted)
    in_names = [postings.of("names", word[:_LONGEST_BEGINNING]) for word in wanted.words]
    anywhere = [name | postings.of("text", word) for name, word in zip(in_names, wanted.words, strict=True)]
    fitting = _union(anywhere) & allowed if wanted.is_any else _intersection([*anywhere, allowed])
    first = _intersection([*in_names, fitting])
    chosen = nsmallest(limit, first, key=postings.ranks.__getitem__)
    if len(chosen) < limit:
        chosen += nsmallest(limit - len(chosen), fitting - first, key=postings.ranks.__getitem__)
    return Found([postings.key(number) for number in chosen], min(len(fitting), MOST_COUNTED))


def _allowed(postings: _Postings, wanted: Wanted) -> frozenset[int]:
    """What the filters let through; the narrowest of them is looked at first."""
    groups = [_union([postings.of("terms", term) for term in group]) for group in wanted.terms]
    return _intersection(groups).difference(*(postings.of("terms", term) for term in wanted.without))


def _union(sets: Sequence[frozenset[int]]) -> frozenset[int]:
    return sets[0] if len(sets) == 1 else frozenset().union(*sets)


def _intersection(sets: Sequence[frozenset[int]]) -> frozenset[int]:
    first, *others = sorted(sets, key=len)
    return first.intersection(*others) if others else first


def _progress(folder: Path) -> int | None:
    """Up to which change the index there has everything; None without one."""
    try:
        return int(json.loads((folder / _STATE).read_text())["change"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remove_others(folder: Path) -> None:
    """Indexes of older versions and of other catalogs."""
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _files() -> Iterator[None]:
    try:
        yield
    except Exception as broken:  # Whoosh raises whatever the bytes of a damaged file lead it to
        raise _DamagedError(f"{type(broken).__name__}: {broken}") from broken
