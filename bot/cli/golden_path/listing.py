"""`callboard golden-path list`: which golden paths there are here, and which of them cannot run."""

import argparse

from bot import wiring
from bot.cli import session
from bot.golden_library import library
from golden_paths.library import Listed


def run(options: argparse.Namespace) -> int:
    """Print every path: 1 when one of them cannot run here, else 0."""
    settings = session.settings()
    listed = library(settings, fetch=wiring.places(settings).fetch).all()
    if options.json:
        session.say_json([_as_json(each) for each in listed])
    else:
        _tell(listed)
    return session.FAULTS_FOUND if any(each.template is None for each in listed) else 0


def _as_json(listed: Listed) -> dict[str, object]:
    template = listed.template
    return {
        "ref": listed.ref,
        "title": listed.title,
        "description": template.description if template else "",
        "owner": template.owner if template else None,
        "tags": list(template.tags) if template else [],
        "runnable": template is not None,
        "reason": listed.reason,
        "origin": listed.origin,
        "version": template.digest if template else None,
    }


def _tell(listed: tuple[Listed, ...]) -> None:
    if not listed:
        session.say("There are no golden paths here. `callboard.goldenPaths` in app-config.yaml names where some are.")
        return
    for each in listed:
        about = each.template.description if each.template else f"cannot run here: {each.reason}"
        session.say(f"{each.name:<28} {each.title}{f' - {about}' if about else ''}")
    broken = sum(each.template is None for each in listed)
    session.say(
        f"{session.counted(len(listed), 'golden path')}{f', {broken} of them cannot run here' if broken else ''}."
    )
