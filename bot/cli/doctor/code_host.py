"""Whether the organisations of `catalog.providers` can be read."""

from collections.abc import Iterator

from bot import wiring
from bot.cli.doctor.finding import Finding, fault, ok
from bot.settings import Settings

_FIX = "docs/how-to/connect-github.md says what each answer means."


def examine(settings: Settings) -> Iterator[Finding]:
    """Each of them with what GitHub shows us, or why it does not."""
    for source, found, refusal in wiring.tried_organizations(settings):
        if refusal:
            yield fault(f"{source}: {refusal}.", _FIX)
        else:
            yield ok(f"{source}: GitHub shows us {found}.")
