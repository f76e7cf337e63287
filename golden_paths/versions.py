"""Versions of templates as they were: copies that no later change touches, so that a run goes on with what it began with."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from golden_paths.digests import files_below
from golden_paths.shared import copies, with_copies
from golden_paths.template import Template, template_of

_DOCUMENT = "template.json"
_FILES = "files"
#: In seconds. Nobody leaves a form open for longer, and runs keep their version elsewhere, too.
_KEPT_FOR = 30 * 24 * 3600.0


class Versions:
    """Copies of templates below a folder, one for each digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, template: Template) -> Template:
        """The same template, in a copy of its folder that stays as it is. Kept already, it costs next to nothing."""
        target, whole = self._folder / template.digest, _whole(template)
        if not target.is_dir():
            self._copy(template, whole, target)
        os.utime(target)
        return replace(whole, folder=target / _FILES, file=target / _FILES / template.file.name)

    def find(self, digest: str) -> Template | None:
        """That version, if it is kept here."""
        place = self._folder / digest
        if not digest.isalnum() or not (place / _DOCUMENT).is_file():
            return None
        kept = json.loads((place / _DOCUMENT).read_text(encoding="utf-8"))
        files = place / _FILES
        return template_of(kept["entity"], folder=files, file=files / kept["file"], digest=digest)

    def forget_old(self) -> None:
        """Remove what nobody has used for long."""
        if not self._folder.is_dir():
            return
        for place in self._folder.iterdir():
            if time.time() - place.stat().st_mtime > _KEPT_FOR:
                shutil.rmtree(place, ignore_errors=True)

    def _copy(self, template: Template, whole: Template, target: Path) -> None:
        """It is there whole or not at all, whoever else copies the same."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="new-", ignore_cleanup_errors=True) as new:
            version = Path(new, "version")
            for path, name in _files(template):
                copy = version / _FILES / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy, follow_symlinks=False)
            kept = {"file": template.file.name, "entity": whole.entity}
            (version / _DOCUMENT).write_text(json.dumps(kept), encoding="utf-8")
            try:
                version.rename(target)
            except OSError:  # somebody else was quicker
                if not target.is_dir():
                    raise


def _files(template: Template) -> Iterator[tuple[Path, str]]:
    """Every file that belongs to it, and its name in the copy."""
    for path in files_below(template.folder):
        yield path, path.relative_to(template.folder).as_posix()
    yield from copies(template.folder, template.shared)


def _whole(template: Template) -> Template:
    """The template with all that it shares in its own folder: nothing beside it is needed any more."""
    if not template.shared:
        return template
    entity = with_copies(template.entity, template.shared)
    return template_of(entity, folder=template.folder, file=template.file, digest=template.digest)
