"""What the descriptor of a new repository describes, as far as a preview can know."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from catalog_store.descriptors import read_descriptor
from catalog_store.reading import SourceFile, UnreadableError
from catalog_store.refs import EntityRef
from golden_paths.engine.markers import Markers
from golden_paths.sending import sent_files
from golden_paths.workspace import Workspace

#: Where catalogs look for it in a repository.
_NAMES = ("catalog-info.yaml", "catalog-info.yml")


def described(workspace: Workspace, below: str, markers: Markers) -> Iterator[EntityRef]:
    """The entities of the descriptor in what is sent from a folder; those whose name comes only with the run left out."""
    for file in sent_files(workspace, below):
        if file.path in _NAMES:
            body = workspace.read(str(PurePosixPath(below) / file.path))
            found = read_descriptor(SourceFile(f"file:/{file.path}", body), fetch=_unread)
            refs = (each.entity.ref for each in found.entities)
            yield from (ref for ref in refs if not markers.found(str(ref)))


def _unread(location: str) -> bytes:
    """What an entity takes from other files says nothing about its name."""
    raise UnreadableError(location, "a preview reads the descriptor alone")
