"""Whether the golden paths that are configured can be begun, and whether they have what they need."""

import shutil
from collections.abc import Iterator

from bot import wiring
from bot.cli import session
from bot.cli.doctor.finding import Finding, fault, ok
from bot.golden_library import library
from bot.golden_path_runs.secrets import MissingSecretError, SecretStore
from bot.settings import Settings
from golden_paths.library import Listed


def examine(settings: Settings) -> Iterator[Finding]:
    """Git, every path, and every secret that a path names."""
    if shutil.which("git") is None:
        yield fault("git is not installed, so golden paths can push nothing.", "Install it beside Callboard.")
        return
    listed = library(settings, fetch=wiring.places(settings).fetch).all()
    runnable = [each for each in listed if each.template]
    if runnable:
        yield ok(f"{session.counted(len(runnable), 'golden path')} can be begun.")
    for each in listed:
        yield from _examine_path(each, settings)


def _examine_path(listed: Listed, settings: Settings) -> Iterator[Finding]:
    if listed.template is None:
        yield fault(f"{listed.title} cannot be begun: {listed.reason}", f"`callboard golden-path lint {listed.origin}`")
        return
    try:
        SecretStore(settings.path_secrets).of(listed.template)
    except MissingSecretError as missing:
        yield fault(f"{listed.title}: {missing}")
