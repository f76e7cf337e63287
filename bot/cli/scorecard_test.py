"""`callboard scorecard test`: whether the rules of the scorecard can be read, and their tests come out. Needs no database."""

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot import wiring
from bot.cli import session
from bot.errors import NotTriedError
from bot.substitution import Substitution
from catalog_store.descriptors.exact import YamlError
from catalog_store.descriptors.exact import read as read_yaml
from catalog_store.scorecards import Configured
from catalog_store.scorecards import read as read_scorecard
from catalog_store.scorecards.testing import Tested, run_tests


def run(options: argparse.Namespace) -> int:
    """Print every fault and every test that fails: 1 when there are any."""
    configured = _of_file(Path(options.file)) if options.file else session.settings().scorecard
    tested = run_tests(configured, now=wiring.now())
    if options.json:
        session.say_json(_as_json(configured, tested))
    else:
        _tell(configured, tested)
    return session.FAULTS_FOUND if configured.faults or not all(each.is_passed for each in tested) else 0


def _of_file(path: Path) -> Configured:
    try:
        written = Substitution(os.environ).applied(read_yaml(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise NotTriedError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise NotTriedError(f"{path} cannot be read: it is not UTF-8.") from error
    except YamlError as error:
        raise NotTriedError(f"{path} is not YAML on line {error.line}: {error.problem}.") from error
    if isinstance(written, Mapping) and ("callboard" in written or "techInsights" in written):
        ours = written.get("callboard")
        section = ours.get("scorecards") if isinstance(ours, Mapping) else None
        return read_scorecard(section, written.get("techInsights"))
    return read_scorecard(written)


def _tell(configured: Configured, tested: Sequence[Tested]) -> None:
    for fault in configured.faults:
        session.say(str(fault))
    failed = [each for each in tested if not each.is_passed]
    for each in failed:
        session.say(
            f"{each.test.place}: the check {each.test.check_id} says `{each.found}` where `{each.test.wanted}` is expected."
        )
    checks = session.counted(len(configured.scorecard.checks), "check")
    faults = session.counted(len(configured.faults), "fault")
    session.say(f"{checks}, {faults}; {session.counted(len(tested), 'test')}, {len(failed)} failed.")


def _as_json(configured: Configured, tested: Sequence[Tested]) -> dict[str, object]:
    return {
        "checks": [check.id for check in configured.scorecard.checks],
        "faults": [{"place": fault.place, "problem": fault.problem, "fix": fault.fix} for fault in configured.faults],
        "tests": [
            {
                "place": each.test.place,
                "check": each.test.check_id,
                "wanted": each.test.wanted,
                "found": each.found,
                "passed": each.is_passed,
            }
            for each in tested
        ],
    }
