"""`callboard golden-path test`: a path's own tests, which lie beside its template."""

import argparse
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import session
from bot.cli.golden_path import telling, trying
from bot.errors import NotTriedError
from golden_paths import actions
from golden_paths.engine import dry_run
from golden_paths.template import Template, TemplateError, read_template
from golden_paths.trials import FOLDER, Trial, TrialError, Verdict, judged, read_trial, trial_files
from golden_paths.workspace import Workspace


def run(options: argparse.Namespace) -> int:
    """Run them all: 0; 1 when one fails, when there is none, or when the template cannot be used."""
    try:
        template = read_template(Path(options.path))
    except TemplateError as error:
        for line in telling.lines(error.faults):
            session.complain(line)
        return session.NOT_TRIED if telling.is_unread(error.faults) else session.FAULTS_FOUND
    ended = [_ended(template, file) for file in _files(template, options.only)]
    if options.json:
        session.say_json([each.json for each in ended])
    else:
        _tell(ended, template)
    return session.FAULTS_FOUND if not ended or any(each.verdict.failures for each in ended) else 0


@dataclass(frozen=True, slots=True)
class _Ended:
    """A test, what came of it, and how many seconds it took."""

    file: str
    title: str
    verdict: Verdict
    seconds: float

    @property
    def json(self) -> dict[str, object]:
        return {
            "test": self.file,
            "title": self.title,
            "passed": not self.verdict.failures,
            "failures": list(self.verdict.failures),
            "notes": list(self.verdict.notes),
            "seconds": round(self.seconds, 3),
        }


def _files(template: Template, only: str | None) -> tuple[Path, ...]:
    files = trial_files(template.folder)
    if only is None:
        return files
    chosen = tuple(file for file in files if only in (file.name, file.stem))
    if not chosen:
        names = ", ".join(file.name for file in files) or "none"
        raise NotTriedError(f"There is no test {only} in {FOLDER}/. There are: {names}.")
    return chosen


def _ended(template: Template, file: Path) -> _Ended:
    begun = time.perf_counter()
    try:
        trial = read_trial(file)
        title, verdict = trial.title, _verdict(template, trial)
    except TrialError as error:
        title, verdict = "", Verdict((str(error),))
    return _Ended(file.name, title, verdict, time.perf_counter() - begun)


def _verdict(template: Template, trial: Trial) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="callboard-test-") as folder:
        moment = trial.moment or datetime.now(UTC)
        workshop = trying.workshop(
            template,
            Path(folder),
            now=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
            user=trial.user,
            secrets=trial.secrets,
            catalog=trial.entities,
        )
        stubs = trial.stub_unknown_actions
        outcome = dry_run(template, trial.values, workshop, actions.known(), stubs_unknown=stubs)
        return judged(trial, outcome, Workspace(Path(folder)))


def _tell(ended: list[_Ended], template: Template) -> None:
    for each in ended:
        state = "failed" if each.verdict.failures else "ok"
        session.say(f"{state:<6} {each.file}: {each.title} ({each.seconds:.1f} s)")
        for text in (*each.verdict.failures, *(f"note: {note}" for note in each.verdict.notes)):
            session.say("\n".join(f"       {line}" for line in text.splitlines()))
    if not ended:
        place = session.shown(str(template.folder / FOLDER))
        session.say(f"There are no tests in {place}. docs/reference/golden-path-tests.md says how to write one.")
        return
    failed = sum(bool(each.verdict.failures) for each in ended)
    session.say(f"{session.counted(len(ended), 'test')}: {f'{failed} failed' if failed else 'all as they must be'}.")
