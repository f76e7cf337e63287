"""Runs of a golden path as tests need them: begun, under way, failed, done."""

from catalog_store.database import Database
from catalog_store.runs.model import NewRun, NewStep, Run, RunState, StepState
from catalog_store.runs.progress import Ending, RunProgress, StepEnd
from catalog_store.runs.store import By, NewApproval, Runs
from commands.services import Services
from tests.commands.asking import ANA

STEPS = (
    NewStep("fetch", "Fetch the skeleton", "fetch:template"),
    NewStep("publish", "Create the repository", "publish:github"),
    NewStep("register", "Register in the catalog", "catalog:register", is_skippable=True),
)


def begin(
    services: Services,
    run_id: str = "r7k2m9qd",
    approvals: tuple[NewApproval, ...] = (),
    *,
    is_private: bool = False,
    **changes: str,
) -> Run:
    """A run that somebody confirmed."""
    new = NewRun(
        id=run_id,
        template="template:default/python-service",
        title="Python service",
        digest="f" * 40,
        plan_digest="a" * 40,
        values={"name": "orders-api"},
        fixed={},
        team_id=ANA.team_id,
        user_id=changes.get("user_id", ANA.user_id),
        requester=changes.get("requester", "user:default/ana"),
        channel="C0PAYMENT1",
        steps=STEPS,
        team=changes.get("team", "group:default/payments"),
        target=changes.get("target"),
        is_private=is_private,
    )
    return services.runs.start(new, approvals)


class Worker:
    """Carries one run on, without doing anything."""

    def __init__(self, database: Database, run: Run) -> None:
        self._progress = RunProgress(database)
        self._runs = Runs(database)
        taken = self._progress.take(run.id)
        assert taken is not None
        self.run = taken

    def does(self, *numbers: int) -> None:
        for number in numbers:
            self._progress.before(self.run, number)
            self._progress.after(self.run, number, StepEnd(StepState.DONE, {}, {}, has_left=number == 1))

    def fails_in(self, number: int, error: str) -> None:
        self._progress.before(self.run, number)
        self._progress.after(self.run, number, StepEnd(StepState.FAILED, {}, {}, error=error))
        self._progress.finish(self.run, Ending(RunState.FAILED, error=error))

    def fails_at_the_end(self, error: str) -> None:
        self._progress.finish(self.run, Ending(RunState.FAILED, error=error))

    def is_cancelled(self) -> None:
        self._progress.finish(self.run, Ending(RunState.CANCELLED))

    def is_cleaned_up(self, *numbers: int) -> None:
        self._runs.clean_up(self.run.id, By(ANA.user_id, "Ana Lima"))
        taken = self._progress.take(self.run.id)
        assert taken is not None
        for number in numbers:
            self._progress.cleaned(taken, number)
        self._progress.finish(taken, Ending(RunState.FAILED, error=taken.error, note="The repository was removed."))

    def says(self, *lines: str) -> None:
        for line in lines:
            self._progress.say(self.run, 0, line)

    def ends(self, **output: object) -> None:
        self._progress.finish(self.run, Ending(RunState.SUCCEEDED, output=output))
