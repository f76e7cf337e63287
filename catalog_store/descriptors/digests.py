"""What a file's meaning hangs on, in 32 bytes: the same digest means that nothing need be read again."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from catalog_store.descriptors.kinds import BUILT_IN, Kinds
from catalog_store.descriptors.placeholders import UNREAD, content_hash
from catalog_store.reading import Dependency, Fetch, SourceFile, UnreadableError

#: To be raised with every change of what a file means to us, so that all files are read again.
READER_VERSION = 1


def digest(file: SourceFile, dependencies: Iterable[Dependency] = (), kinds: Kinds = BUILT_IN) -> bytes:
    """The digest of the file, of all that its placeholders read, of the declared kinds and of this reader."""
    return digest_of(content_hash(file.body), dependencies, kinds)


def digest_of(content: bytes, dependencies: Iterable[Dependency] = (), kinds: Kinds = BUILT_IN) -> bytes:
    """The same of a file whose bytes have this hash."""
    total = hashlib.blake2b(_reader(kinds), digest_size=32)
    for dependency in dependencies:
        total.update(f"{dependency.location}\n{dependency.digest.hex()}\n".encode())
    total.update(content)
    return total.digest()


def current(dependency: Dependency, fetch: Fetch) -> Dependency:
    """The dependency as it is now. One that cannot be read has the digest of nothing."""
    try:
        return Dependency(dependency.location, content_hash(fetch(dependency.location)))
    except UnreadableError:
        return Dependency(dependency.location, UNREAD)


@lru_cache(maxsize=16)
def _reader(kinds: Kinds) -> bytes:
    return repr((READER_VERSION, kinds.names, kinds.schemas)).encode()
