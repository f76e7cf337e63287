"""The built-in golden paths, and what each of their own tests makes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from golden_paths import actions, engine
from golden_paths.engine import Outcome
from golden_paths.library import BUILT_IN
from golden_paths.log import Log
from golden_paths.ports import Mark
from golden_paths.template import Template, read_template
from golden_paths.trials import Trial, Verdict, judged, read_trial, trial_files
from golden_paths.workshop import Outside, Workshop
from golden_paths.workspace import Workspace

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
#: By name; a path's folder is called as it is.
PATHS = {file.parent.name: read_template(file.parent) for file in sorted(BUILT_IN.glob("*/template.yaml"))}
#: Every test of every path, as `path/test`.
TRIALS = {f"{name}/{file.stem}": file for name, path in PATHS.items() for file in trial_files(path.folder)}


@dataclass(frozen=True)
class Made:
    """What a test made."""

    path: Template
    trial: Trial
    outcome: Outcome
    folder: Path

    @property
    def verdict(self) -> Verdict:
        """Whether all is as it must be; the test's commands run for it."""
        return judged(self.trial, self.outcome, Workspace(self.folder))

    def files(self, *patterns: str) -> list[Path]:
        """The files that fit one of the patterns, folders left aside."""
        return sorted({file for pattern in patterns for file in self.folder.glob(pattern) if file.is_file()})


@contextmanager
def made(name: str) -> Iterator[Made]:
    """Carry out this test in a folder that is gone afterwards."""
    path, trial = PATHS[name.partition("/")[0]], read_trial(TRIALS[name])
    with tempfile.TemporaryDirectory(prefix="callboard-path-") as folder:
        workshop = Workshop(
            workspace=Workspace(Path(folder)),
            template_folder=path.folder,
            mark=Mark("dry-run", "", NOW),
            now=trial.moment or NOW,
            log=Log(trial.secrets.values()),
            outside=Outside(catalog=trial.entities),
            secrets=trial.secrets,
            is_extended=path.is_extended,
            shared=path.shared,
        )
        outcome = engine.dry_run(path, trial.values, workshop, actions.known(), stubs_unknown=False)
        yield Made(path, trial, outcome, Path(folder))
