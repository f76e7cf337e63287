"""Whether the golden paths that are configured can be begun, and whether they have what they need."""

import shutil
from collections.abc import Iterator, Sequence

from bot import wiring
from bot.cli import session
from bot.cli.doctor.finding import Finding, fault, ok
from bot.cli.doctor.home import refusal
from bot.golden_library import library
from bot.golden_path_runs.secrets import MissingSecretError, SecretStore
from bot.settings import Settings
from golden_paths.actions import known
from golden_paths.library import Listed
from golden_paths.template import Template


def examine(settings: Settings) -> Iterator[Finding]:
    """Git, every path, and every secret that a path names."""
    if shutil.which("git") is None:
        yield fault("git is not installed, so golden paths can push nothing.", "Install it beside Callboard.")
        return
    if refusal(settings.home):
        return  # Told once, of the folder, and not for each path again.
    listed = library(settings, fetch=wiring.places(settings).fetch).all()
    templates = [each.template for each in listed if each.template]
    if templates:
        yield ok(_runnable(templates, settings))
    for each in listed:
        yield from _examine_path(each, settings)


def _runnable(templates: Sequence[Template], settings: Settings) -> str:
    """How many can be begun, and how many cannot before a code host is connected."""
    is_connected = not all(host.is_anonymous for host in settings.github.hosts)
    waiting = 0 if is_connected else sum(known().need_host(each.steps) for each in templates)
    if not waiting:
        return f"{session.counted(len(templates), 'golden path')} can be begun."
    able = session.counted(len(templates) - waiting, "golden path")
    return (
        f"{able} can be begun as things stand. {waiting} more cannot before a code host is connected: set GITHUB_TOKEN,"
        " or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY."
    )


def _examine_path(listed: Listed, settings: Settings) -> Iterator[Finding]:
    if listed.template is None:
        yield fault(f"{listed.title} cannot be begun: {listed.reason}", f"`callboard golden-path lint {listed.origin}`")
        return
    try:
        SecretStore(settings.path_secrets).of(listed.template)
    except MissingSecretError as missing:
        yield fault(f"{listed.title}: {missing}")
