"""The tests that stand beside rules: facts in, the wished result out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog_store.facts import Sheet
from catalog_store.refs import EntityRef
from catalog_store.scorecards.configuration import CheckTest, Configured
from catalog_store.scorecards.evaluation import Evaluation
from catalog_store.scorecards.model import Result

_NOBODY = EntityRef("component", "default", "example")


@dataclass(frozen=True, slots=True)
class Tested:
    """A test and what came of it."""

    test: CheckTest
    found: Result

    @property
    def is_passed(self) -> bool:
        return self.found is self.test.wanted


def run_tests(configured: Configured, *, now: datetime) -> Sequence[Tested]:
    """Every test of every check that could be read."""
    evaluation = Evaluation(configured.scorecard)
    return [Tested(test, _result(evaluation, test, now)) for test in configured.tests]


def _result(evaluation: Evaluation, test: CheckTest, now: datetime) -> Result:
    sheet = Sheet(0, _NOBODY, _NOBODY.name, None, (), test.facts)
    return evaluation.judge(sheet, {}, now=now).results[test.check_id]
