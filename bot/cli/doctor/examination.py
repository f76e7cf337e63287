"""All checks at once, each with its own time: none waits for another, and none can stop the others."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import structlog

from bot.cli.doctor.finding import Check, Finding, fault
from bot.settings import Settings

_log = structlog.get_logger()


@dataclass(slots=True)
class _Examination:
    """One check while it is made. Its thread is given up, not waited for, when it takes too long."""

    check: Check
    findings: list[Finding] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def begin(self, settings: Settings) -> None:
        threading.Thread(target=self._make, args=(settings,), name=self.check.name, daemon=True).start()

    def result(self, *, by: float) -> list[Finding]:
        if self.ended.wait(max(0.0, by - time.monotonic())):
            return self.findings
        late = fault(f"This was not done within {self.check.patience:g} seconds.", "Try again, or look at the network.")
        return [*self.findings, late]

    def _make(self, settings: Settings) -> None:
        try:
            self.findings.extend(self.check.examine(settings))
        except Exception as bug:  # noqa: BLE001  # the edge of a job: the other checks are worth having
            _log.error("check-failed", check=self.check.name, exc_info=bug)
            self.findings.append(fault("This check itself failed; the reason is in the log above."))
        self.ended.set()


def examine_all(checks: Sequence[Check], settings: Settings) -> Iterator[tuple[str, Finding]]:
    """What each of them found, in their order."""
    began = time.monotonic()
    examinations = [_Examination(check) for check in checks]
    for examination in examinations:
        examination.begin(settings)
    for examination in examinations:
        for finding in examination.result(by=began + examination.check.patience):
            yield examination.check.name, finding
