"""Git as nobody's tool: this machine's settings, hooks and credentials play no part, nobody is asked anything, and it ends."""

import base64
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from golden_paths.errors import GoldenPathError

_SETTINGS = {
    "core.hooksPath": "/dev/null",
    "core.attributesFile": "/dev/null",
    "core.autocrlf": "false",
    "credential.helper": "",
    "gc.auto": "0",
    "http.followRedirects": "false",
    "protocol.allow": "never",
    "protocol.https.allow": "always",
    "protocol.http.allow": "always",
    "safe.directory": "*",
}
_FIXED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "LC_ALL": "C.UTF-8",
}
#: What of this process's environment Git needs to be found, and to reach others.
_KEPT = ("path", "ssl_cert_file", "ssl_cert_dir", "https_proxy", "no_proxy")
#: Seconds between two looks at what a command does meanwhile.
_LOOK = 0.25


class GitTooSlowError(GoldenPathError):
    """Git was not done in time."""

    def __init__(self, command: str, seconds: float) -> None:
        super().__init__(f"git {command} was not done after {seconds:.0f} s")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command of Git said, and complained of; anything but 0 as its status means that it failed."""

    status: int
    said: bytes
    complained: str


def run(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    seconds: float,
    folder: Path | None = None,
    given: bytes = b"",
    watch: Callable[[], None] | None = None,
) -> Answer:
    """What comes of a command. `watch` is called again and again meanwhile; what it raises ends the command.

    A command that is ended takes along whatever it started.

    Raises:
        GitTooSlowError: it takes longer than that.
        OSError: there is no Git, or it cannot be started.
    """
    process = subprocess.Popen(  # noqa: S603  # our own words, and no shell
        ["git", *words],  # noqa: S607  # the one on the PATH
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        said, complained = _heard(process, given, seconds, watch)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise GitTooSlowError(words[0], seconds) from error
    except BaseException:  # whoever stops us stops Git
        _end(process)
        raise
    return Answer(process.returncode, said, complained.decode("utf-8", "replace"))


def _heard(
    process: "subprocess.Popen[bytes]", given: bytes, seconds: float, watch: Callable[[], None] | None
) -> tuple[bytes, bytes]:
    """All that it says and complains of; `TimeoutExpired` where it takes too long."""
    if watch is None:
        return process.communicate(given, timeout=seconds)
    ends, rest = time.monotonic() + seconds, given or None
    while True:
        try:
            return process.communicate(rest, timeout=_LOOK)
        except subprocess.TimeoutExpired:
            if time.monotonic() > ends:
                raise
        rest = None  # it is on its way already
        watch()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """With all that it started, which may hold its pipes open when it is gone itself."""
    with suppress(ProcessLookupError):  # it has just ended
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a `git`, with these settings besides."""
    every = {**_SETTINGS, **settings}
    counted = {"GIT_CONFIG_COUNT": str(len(every))}
    for number, (key, value) in enumerate(every.items()):
        counted |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    kept = {name: value for name, value in os.environ.items() if name.lower() in _KEPT}
    return {**kept, **_FIXED, **counted}


def login(url: str, token: str | None) -> dict[str, str]:
    """The settings by which the host of an address knows us: a token stands on no command line and in no file."""
    parts = urlsplit(url) if "://" in url else None
    if not (token and parts):
        return {}
    written = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {f"http.{parts.scheme}://{parts.netloc}/.extraHeader": f"Authorization: Basic {written}"}
