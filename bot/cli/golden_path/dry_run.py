"""`callboard golden-path dry-run`: what a template makes of some values, as Backstage's dry run does it."""

import argparse
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import session
from bot.cli.golden_path import telling, trying
from bot.errors import NotTriedError
from golden_paths import actions
from golden_paths.engine import Outcome, StepResult, dry_run
from golden_paths.ports import JsonObject
from golden_paths.template import Template, TemplateError, read_template

#: Of more, the folder tells; `--json` leaves them out as well.
_MOST_FILES = 100


def run(options: argparse.Namespace) -> int:
    """Print what came of it: 0; 1 when a step failed, the values do not fit, or the template cannot be used."""
    target = _target(options.output)
    try:
        template = read_template(Path(options.path))
    except TemplateError as error:
        return _refuse(error, as_json=options.json)
    with tempfile.TemporaryDirectory(prefix="callboard-dry-run-") as folder:
        tried = _Trial(template, trying.values(options.values, template), Path(folder))
        outcome = tried.outcome(options)
        if target is not None and not outcome.error:
            trying.copy(outcome.files, Path(folder), target)
    if options.json:
        session.say_json(_as_json(outcome))
    else:
        _tell(outcome, target)
    return session.FAULTS_FOUND if outcome.error else 0


@dataclass(frozen=True, slots=True)
class _Trial:
    """A template, its values, and an empty folder."""

    template: Template
    values: JsonObject
    folder: Path

    def outcome(self, options: argparse.Namespace) -> Outcome:
        workshop = trying.workshop(
            self.template,
            self.folder,
            now=_moment(options.now),
            user=options.user,
            secrets=trying.secrets(options.secrets),
            catalog=trying.catalog(options.catalog),
        )
        known = actions.known()
        return dry_run(self.template, self.values, workshop, known, stubs_unknown=options.stub_unknown_actions)


def _target(path: str | None) -> Path | None:
    if path is None:
        return None
    target = Path(path)
    if target.exists() and not target.is_dir():
        raise NotTriedError(f"{path} is a file. Name a folder for --output.")
    if target.is_dir() and any(target.iterdir()):
        raise NotTriedError(f"{path} is not empty. Name a new folder for --output, so that nothing is mixed up.")
    return target


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotTriedError(f"--now is {text!r}, which is no time. Write it as 2026-01-31T12:00:00Z.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _refuse(error: TemplateError, *, as_json: bool) -> int:
    if as_json:
        faults = [telling.as_json(fault) for fault in error.faults]
        session.say_json({"steps": [], "output": {}, "log": [], "error": str(error), "faults": faults})
    else:
        for line in telling.lines(error.faults):
            session.say(line)
    return session.NOT_TRIED if telling.is_unread(error.faults) else session.FAULTS_FOUND


def _as_json(outcome: Outcome) -> dict[str, object]:
    shown: dict[str, object] = {
        "steps": [_step(result) for result in outcome.steps],
        "output": outcome.output,
        "log": list(outcome.log),
    }
    return {**shown, "error": outcome.error} if outcome.error else shown


def _step(result: StepResult) -> dict[str, object]:
    shown: dict[str, object] = {
        "id": result.id,
        "action": result.action,
        "input": result.input,
        "output": result.output,
        "skipped": result.is_skipped,
    }
    extra = {"reason": result.why, "error": result.error}
    return {**shown, **{name: text for name, text in extra.items() if text}}


def _tell(outcome: Outcome, target: Path | None) -> None:
    for result in outcome.steps:
        state = "failed" if result.error else "skipped" if result.is_skipped else "done"
        reason = result.error or result.why
        session.say(f"{state:<8} {result.id} ({result.action}){f': {reason}' if reason else ''}")
        for text in result.swallowed:
            session.say(f"         note: {text}")
    if outcome.error:
        session.say(outcome.error)
        return
    where = f" in {session.shown(str(target))}" if target else ""
    session.say(f"{session.counted(len(outcome.files), 'file')}{where}{':' if outcome.files else '.'}")
    for file in outcome.files[:_MOST_FILES]:
        session.say(f"         {session.shown(file.path)}")
    if len(outcome.files) > _MOST_FILES:
        session.say(f"         and {len(outcome.files) - _MOST_FILES} more")
    links = outcome.output.get("links")
    for link in links if isinstance(links, list) else ():
        if target := link.get("url") or link.get("entityRef"):
            session.say(f"link     {link.get('title', '')}: {target}")
