"""Where the server listens: on a socket in a private folder, or on loopback behind a password."""

import hashlib
import os
import socket
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

USER = "callboard"
#: The server's own name for its socket ends in the port, whatever stands there.
_PORT = 5432


@dataclass(frozen=True, slots=True)
class Address:
    """A socket's folder, or a port on loopback and its password."""

    port: int
    folder: Path | None = None
    password: str | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What the server must be told to listen here."""
        if self.folder is None:
            return {"port": str(self.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        quoted = '"' + str(self.folder).replace('"', '""') + '"'
        return {"port": str(self.port), "listen_addresses": "", "unix_socket_directories": quoted}

    def url(self, database: str) -> str:
        """The address of a database, as Postgres' own tools take it."""
        if self.folder is None:
            return f"postgresql://{USER}:{quote(self.password or '', safe='')}@127.0.0.1:{self.port}/{database}"
        return f"postgresql://{USER}@/{database}?host={quote(str(self.folder), safe='')}&port={self.port}"

    def clear(self) -> None:
        """Take away what a killed server left in its folder, which is ours alone. Call it while none runs."""
        if self.folder is not None:
            for name in (f".s.PGSQL.{self.port}", f".s.PGSQL.{self.port}.lock"):
                (self.folder / name).unlink(missing_ok=True)


def choose_address(place: Path, password: str) -> Address:
    """A socket in `place`, else in a private folder with a shorter name, else loopback."""
    for folder in (place, _short_folder(place)):
        if folder is not None and _holds_sockets(folder):
            return Address(_PORT, folder=folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Address(probe.getsockname()[1], password=password)


def running_address(data: Path, password: str) -> Address | None:
    """Where the server on `data` says that it listens."""
    try:
        _pid, _data, _started, port, folder, *_ = (data / "postmaster.pid").read_text().splitlines()
    except (OSError, ValueError):
        return None
    return Address(int(port), folder=Path(folder)) if folder else Address(int(port), password=password)


def _short_folder(place: Path) -> Path | None:
    name = f"callboard-{os.geteuid()}-{hashlib.sha256(os.fsencode(place)).hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    # The folder for temporary files is everybody's: another may have made this one before us, to listen in.
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return folder if private else None


def _holds_sockets(folder: Path) -> bool:
    """Whether a socket can stand there: its path may have some hundred bytes, and shared folders refuse sockets."""
    probe = folder / f".s.PGSQL.{_PORT}.try"
    with socket.socket(socket.AF_UNIX) as made:
        try:
            made.bind(str(probe))
        except OSError:
            return False
    probe.unlink()
    return True
