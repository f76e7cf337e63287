"""Git as nobody's tool: this machine's settings, hooks, filters and credentials play no part, and nobody is asked anything."""

import base64
import os
from collections.abc import Mapping
from urllib.parse import urlsplit

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
