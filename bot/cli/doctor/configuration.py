"""Whether the configuration says something that we can follow, and whether its places can be read."""

from collections.abc import Iterator

from bot import wiring
from bot.app_config import CatalogLocation
from bot.cli import session
from bot.cli.doctor.finding import Finding, fault, note, ok
from bot.settings import Settings
from catalog_store.reading import SourceFile, UnreadableError


def examine_file(settings: Settings) -> Iterator[Finding]:
    """app-config.yaml itself. That it has no faults is known, or there would be no settings."""
    if settings.config_file is None:
        yield note("There is no app-config.yaml here, so the defaults hold.")
        return
    yield ok(f"{session.shown(f'file:{settings.config_file}')} is in order.")
    if settings.ignored_keys:
        yield note(f"These of its keys mean nothing to Callboard and do no harm: {', '.join(settings.ignored_keys)}.")
    for wrong in settings.scorecard.faults:
        yield fault(
            f"{wrong.place}: {wrong.problem}.",
            f"{wrong.fix} `callboard scorecard test` tries it; until then it is left out.",
        )


def examine_locations(settings: Settings) -> Iterator[Finding]:
    """Every place of catalog.locations."""
    if not wiring.configured_sources(settings):
        yield note(
            "No catalog.locations and no catalog.providers are configured,"
            " so the catalog only learns what `callboard ingest` is given."
        )
    for location in settings.locations:
        yield _examine_location(location, settings)


def _examine_location(location: CatalogLocation, settings: Settings) -> Finding:
    place = f"{location.type}:{location.target}"
    found = list(wiring.places(settings).open(place))
    unreadable = [each for each in found if isinstance(each, UnreadableError)]
    files = sum(isinstance(each, SourceFile) for each in found)
    shown = session.shown(place)
    if unreadable:
        first = unreadable[0]
        more = f", and {len(unreadable) - 1} more" if len(unreadable) > 1 else ""
        message = f"{session.shown(first.location)} cannot be read: {first.reason}{more}."
        return fault(message, "Make it readable, or take it out of catalog.locations.")
    if not files:
        return fault(f"{shown} holds no descriptor.", "Correct the path, or take it out of catalog.locations.")
    return ok(f"{shown} can be read ({session.counted(files, 'file')}).")
