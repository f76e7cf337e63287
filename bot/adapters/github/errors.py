"""What can go wrong on GitHub, in the words of the one who reads about it."""

from datetime import datetime


class GithubError(Exception):
    """Base of everything that GitHub may refuse or fail to do. The text is the end of a sentence: it says why.

    `told` are GitHub's own words, where it refused in words.
    """

    told: str = ""


class NotThereError(GithubError):
    """It is not there, or we may not know that it is."""

    def __init__(self, what: str) -> None:
        super().__init__(f"GitHub has no {what}, or does not show it to us")


class NotAllowedError(GithubError):
    """Our token is not good, or not good enough."""


class NoWorkflowRightError(NotAllowedError):
    """Files below `.github/workflows` need a right of their own."""

    def __init__(self, path: str) -> None:
        super().__init__(f"our token may not write workflow files ({path})")


class LimitedError(GithubError):
    """We asked so much that GitHub wants to be left alone until `until`."""

    def __init__(self, why: str, until: datetime) -> None:
        super().__init__(f"{why}; GitHub may be asked again at {until:%H:%M} UTC")
        self.until = until


class TooLateError(GithubError):
    """The time for this read is over."""

    def __init__(self) -> None:
        super().__init__("the time for one read was over before everything was read; the next one goes on from there")


class UnwellError(GithubError):
    """GitHub did not answer, or not in a way that makes sense."""


class NotUnderstoodError(GithubError):
    """GitHub refuses the request as such."""
