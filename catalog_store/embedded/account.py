"""As whom the server runs: Postgres refuses root, so root lends it a namespace or an unprivileged user."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from catalog_store.embedded.binaries import Binaries
from catalog_store.embedded.errors import NoAccountError

_NAMESPACE = ("unshare", "-U", "--map-user=65534", "--map-group=65534")
_UNPRIVILEGED = ("postgres", "nobody")
_SHARED_PLACE = Path("/var/lib/callboard")


@dataclass(frozen=True, slots=True)
class Account:
    """How to run Postgres' programs, and where their files may lie."""

    #: Holds the data folder and, if it can, the socket.
    place: Path
    prefix: tuple[str, ...] = ()
    #: For root where namespaces are forbidden: who owns `place` and all in it.
    user: pwd.struct_passwd | None = None

    @property
    def notice(self) -> str | None:
        """What somebody who looks for the data should know, in a line."""
        if self.user is None:
            return None
        return f"Postgres does not run as root: its data is in {self.place}, owned by the user {self.user.pw_name}."

    def make_place(self) -> None:
        """Make the folder for the files, which nobody else may enter."""
        self.place.parent.mkdir(parents=True, exist_ok=True)
        if self.user is not None:
            self.place.parent.chmod(0o755)
        self.place.mkdir(mode=0o700, exist_ok=True)
        self.own(self.place)

    def own(self, path: Path) -> None:
        """Give `path` to this account alone."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        path.chmod(0o700 if path.is_dir() else 0o600)

    def reachable(self, binaries: Binaries) -> Binaries:
        """The same programs, where this account may run them."""
        return binaries if self.user is None else binaries.copied_to(_SHARED_PLACE)

    def run(self, command: tuple[str, ...], *, output: IO[bytes], data: Path, keep: tuple[int, ...] = ()) -> int:
        """Run one of Postgres' programs on `data`; `keep` are descriptors that it and its children inherit."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        return subprocess.run(  # noqa: S603  # our own commands
            (*self.prefix, *command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # The folder goes by the environment because pg_ctl hands what stands on its command line to a shell.
            env=environment | {"PGDATA": str(data), "LC_ALL": "C"},
            cwd="/",
            pass_fds=keep,
            check=False,
            user=self.user and self.user.pw_uid,
            group=self.user and self.user.pw_gid,
            extra_groups=[] if self.user else None,
        ).returncode


def account_for(home: Path) -> Account:
    """The account for data that belongs to `home`.

    Raises:
        NoAccountError: we are root, and there is neither a namespace nor anybody else.
    """
    if os.geteuid() != 0:
        return Account(home)
    if _namespaces_work():
        return Account(home, prefix=_NAMESPACE)
    place = _SHARED_PLACE / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Account(place, user=_unprivileged_user())


def _namespaces_work() -> bool:
    if shutil.which(_NAMESPACE[0]) is None:
        return False
    return subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603  # a fixed command


def _unprivileged_user() -> pwd.struct_passwd:
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in _UNPRIVILEGED:
        if name in known:
            return known[name]
    raise NoAccountError
