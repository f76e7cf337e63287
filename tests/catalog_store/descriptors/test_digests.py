"""The digest of a file changes with everything that its meaning hangs on."""

from catalog_store.descriptors import Kinds, current, digest
from catalog_store.reading import Dependency, SourceFile, UnreadableError

FILE = SourceFile("file:/shop/catalog-info.yaml", b"kind: API\n")
NOTES = Dependency("file:/shop/notes.txt", b"1")


def test_the_same_file_has_the_same_digest() -> None:
    moved = SourceFile("file:/elsewhere.yaml", FILE.body, commit="abc")

    assert digest(FILE) == digest(moved)


def test_every_part_counts() -> None:
    others = [
        digest(SourceFile(FILE.location, b"kind: User\n")),
        digest(FILE, [NOTES]),
        digest(FILE, [Dependency(NOTES.location, b"2")]),
        digest(FILE, kinds=Kinds(schemas=(("Robot", "{}"),))),
    ]

    assert len({digest(FILE), *others}) == 5


def test_a_changed_target_is_noticed() -> None:
    now = current(NOTES, lambda _: b"new")

    assert now.location == NOTES.location
    assert now == current(NOTES, lambda _: b"new")
    assert now != current(NOTES, lambda _: b"newer")


def test_a_target_that_is_gone_has_an_empty_digest() -> None:
    def fetch(location: str) -> bytes:
        raise UnreadableError(location, "there is no such file")

    assert current(NOTES, fetch) == Dependency(NOTES.location, b"")
