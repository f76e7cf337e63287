"""Golden paths as the commands need them: what there is to begin, what one would do, and its beginning."""

from collections.abc import Sequence
from typing import Protocol

from catalog_store.runs.drafts import Draft
from catalog_store.runs.model import Run
from golden_paths.engine.plan import Preview
from golden_paths.errors import GoldenPathError
from golden_paths.library import Listed
from golden_paths.template import Template


class PlanChangedError(GoldenPathError):
    """What would be done is no longer what the preview showed. Look at it again, and confirm that."""

    def __init__(self) -> None:
        super().__init__(str(self.__doc__))


class GoldenPaths(Protocol):
    """The library, and the way from a filled-in form to a run."""

    def listed(self) -> Sequence[Listed]:
        """Every path, those that cannot run here with the reason. Held in memory."""

    def find(self, name_or_ref: str) -> Listed | None:
        """The path of this name or reference."""

    def version(self, digest: str) -> Template | None:
        """Exactly this version, also when a newer one has come."""

    def lacks_host(self, template: Template) -> bool:
        """Whether it cannot begin because it works at a code host and none is connected. Quick, as it looks nowhere."""

    def preview(self, draft: Draft) -> Preview:
        """What these answers would do; nothing outside is touched. It may take seconds, as it looks outside.

        What it fixes (clock, task id, commits) is kept with the draft, under the preview's digest.

        Raises:
            GoldenPathError: it cannot be done, with what to do about it.
        """

    def start(self, draft: Draft, plan_digest: str, *, channel: str, title: str) -> Run:
        """Begin exactly what was previewed, or have it wait for approval. The same draft twice gives the same run.

        Raises:
            PlanChangedError: that digest is not the draft's last preview.
            GoldenPathError: it cannot begin, with what to do about it.
        """


class NoGoldenPaths:
    """Where there are none."""

    def listed(self) -> Sequence[Listed]:
        return ()

    def find(self, name_or_ref: str) -> Listed | None:  # noqa: ARG002  # the same for all
        return None

    def version(self, digest: str) -> Template | None:  # noqa: ARG002  # the same for all
        return None

    def lacks_host(self, template: Template) -> bool:  # noqa: ARG002  # the same for all
        return False

    def preview(self, draft: Draft) -> Preview:
        raise NoGoldenPathsError(draft.template)

    def start(self, draft: Draft, plan_digest: str, *, channel: str, title: str) -> Run:  # noqa: ARG002  # the same for all
        raise NoGoldenPathsError(draft.template)


class NoGoldenPathsError(GoldenPathError):
    """There are no golden paths here."""

    def __init__(self, template: str) -> None:
        super().__init__(f"There are no golden paths here, so {template} cannot be begun.")
