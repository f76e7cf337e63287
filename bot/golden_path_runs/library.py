"""The golden paths that this replica knows, read anew now and then; and every version that a run still needs."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from bot.golden_path_runs.workspaces import pack, unpack
from catalog_store.errors import CatalogError
from catalog_store.runs.template_versions import TemplateVersion, TemplateVersions
from golden_paths.library import Library, Listed, Reading
from golden_paths.places import Place, place_of
from golden_paths.template import Template, template_of

_log = structlog.get_logger()


class GoldenPathLibrary:
    """Every path of the configuration and of the catalog. Reading takes long; asking does not."""

    def __init__(
        self, places: Sequence[Place], kept: TemplateVersions, home: Path, reading: Callable[[], Reading]
    ) -> None:
        """`home` is where versions are unpacked that another replica has kept."""
        self._places = tuple(places)
        self._kept = kept
        self._home = home
        self._reading = reading
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._unpacked: dict[str, Template] = {}

    def listed(self) -> Sequence[Listed]:
        """Every path, those that cannot run here with the reason."""
        return self._current.all()

    def find(self, name_or_ref: str) -> Listed | None:
        """The path of this name or reference."""
        return self._current.find(name_or_ref)

    def version(self, digest: str) -> Template | None:
        """Exactly this version: of ours, or as it was kept when somebody began with it."""
        return self._current.version(digest) or self._unpacked.get(digest) or self._restored(digest)

    def keep(self, template: Template) -> None:
        """Have this version for every replica, for as long as somebody needs it.

        Raises:
            DatabaseAwayError: Postgres does not answer.
            ActionError: it is too large.
        """
        if not self._kept.knows(template.digest):
            archive = pack(template.folder).archive
            self._kept.save(TemplateVersion(template.digest, template.ref, archive, template.entity))

    def reload(self) -> None:
        """Read all of them anew. To be called now and then; it may take as long as its slowest repository."""
        with self._lock:
            self._read()

    def _read(self) -> None:
        places = (*self._places, *self._of_catalog())
        library = Library.load(places, self._reading())
        self._library = library
        broken = [each.ref for each in library.all() if each.template is None]
        _log.info("golden-paths-read", count=len(library.all()), broken=broken)

    @property
    def _current(self) -> Library:
        if self._library is None:
            with self._lock:  # who asks while they are read for the first time waits for that, and reads nothing twice
                if self._library is None:
                    self._read()
        assert self._library is not None  # that is what `_read` does
        return self._library

    def _of_catalog(self) -> list[Place]:
        """Where the catalog's own Template entities lie."""
        try:
            return [place_of(location, self._home) for location in self._kept.described()]
        except CatalogError as away:
            _log.info("catalog-templates-not-read", reason=str(away))
            return []

    def _restored(self, digest: str) -> Template | None:
        found = self._kept.find(digest)
        if found is None:
            return None
        folder = self._home / digest
        if not folder.is_dir():
            _unpacked(found.archive, folder)
        template = template_of(found.document, folder=folder, file=folder / "template.yaml", digest=digest)
        self._unpacked[digest] = template
        return template


def _unpacked(archive: bytes, folder: Path) -> None:
    """It is there whole or not at all, whoever else unpacks the same."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    try:
        unpack(archive, new)
        new.rename(folder)
    except OSError:
        if not folder.is_dir():  # else somebody else was quicker
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
