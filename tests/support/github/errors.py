"""Refusals in GitHub's words."""

from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]  # Any: JSON as it goes over the wire
DOCUMENTATION = "https://docs.github.com/rest"


class GitHubError(Exception):
    """A refusal: its status, message and the `errors` that explain it."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Json | str] = (),
        *,
        documentation: str = DOCUMENTATION,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.errors = status, message, tuple(errors)
        self.documentation, self.headers = documentation, dict(headers or {})

    def body(self) -> Json:
        """What is answered."""
        errors = {"errors": list(self.errors)} if self.errors else {}
        return {
            "message": self.message,
            **errors,
            "documentation_url": self.documentation,
            "status": str(self.status),
        }


def not_found() -> GitHubError:
    """It is not there, or is nobody's business."""
    return GitHubError(404, "Not Found")


def invalid(resource: str, field: str, code: str, message: str | None = None) -> GitHubError:
    """422 for one field."""
    error = {"resource": resource, "code": code, "field": field}
    if message is not None:
        error["message"] = message
    return GitHubError(422, "Validation Failed", [error])


def check_length(resource: str, field: str, value: object, most: int) -> None:
    """Raises GitHubError for a text that is too long."""
    if isinstance(value, str) and len(value) > most:
        raise invalid(resource, field, "custom", f"{field} is too long (maximum is {most} characters)")


def unprocessable(message: str) -> GitHubError:
    """422 in a sentence of its own."""
    return GitHubError(422, message)


def conflict(message: str) -> GitHubError:
    """409."""
    return GitHubError(409, message)


def forbidden(message: str) -> GitHubError:
    """403."""
    return GitHubError(403, message)


def archived() -> GitHubError:
    """An archived repository takes no changes."""
    return forbidden("Repository was archived so is read-only.")


def empty_repository() -> GitHubError:
    """There is no commit yet."""
    return conflict("Git Repository is empty.")
