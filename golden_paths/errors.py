"""What can go wrong around golden paths, each in words that say what to do."""


class GoldenPathError(Exception):
    """The base of all errors of golden paths. The text is for people."""


class ActionError(GoldenPathError):
    """A step cannot be carried out. `is_retryable`: the same step may well succeed later."""

    def __init__(self, text: str, *, is_retryable: bool = False) -> None:
        super().__init__(text)
        self.is_retryable = is_retryable


class InvalidInputError(ActionError):
    """What the template hands to an action is not what the action takes. `faults` has one sentence each."""

    def __init__(self, action: str, faults: tuple[str, ...]) -> None:
        super().__init__(f"{action} does not take this input: {' '.join(faults)}")
        self.faults = faults


class UnknownActionError(ActionError):
    """There is no such action here."""

    def __init__(self, step: str, action: str, nearest: str | None) -> None:
        meant = f" Did you mean `{nearest}`?" if nearest else ""
        super().__init__(
            f"Step `{step}` uses the action `{action}`, which Callboard does not have.{meant}"
            " `callboard new action` writes one of your own."
        )
        self.step = step
        self.action = action
        self.nearest = nearest


class WorkspaceError(ActionError):
    """The workspace of a run cannot take or give this file."""


class UnsureError(ActionError):
    """A step that must not be done twice was broken off in its middle: the process died, or no answer came."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"It is not known whether {what} got through before it was broken off, and doing it twice may do harm."
            " See whether it is done: if so, skip this step, else retry it."
        )


class InvalidRepoUrlError(ActionError):
    """The text names no repository. Backstage's form is `github.com?owner=acme&repo=payments`."""

    def __init__(self, text: str, problem: str) -> None:
        super().__init__(f"{text!r} {problem}. Write it as `github.com?owner=acme&repo=payments`.")
