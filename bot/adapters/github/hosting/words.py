"""What GitHub says no to, in the words of whoever runs a golden path."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.adapters.github.errors import (
    GithubError,
    LimitedError,
    NotAllowedError,
    NotThereError,
    NotUnderstoodError,
    NoWorkflowRightError,
    UnwellError,
)
from golden_paths.ports import SourceHostError

#: What each deed needs, of a token and of an App.
RIGHTS = {
    "repository": "the scope `repo`, or the App's permission Administration: write for the organisation's repositories",
    "contents": "the scope `repo`, or the App's permission Contents: write",
    "workflow-files": "the scope `workflow`, or the App's permission Workflows: write",
    "pull-requests": "the scope `repo`, or the App's permission Pull requests: write",
    "actions": "the scope `repo`, or the App's permission Actions: write",
    "administration": "the scope `repo` as an administrator there, or the App's permission Administration: write",
    "set-up": (
        "the scopes `repo` and, for teams, `admin:org`;"
        " or the App's permissions Administration, Secrets, Variables and Custom properties: write"
    ),
    "environments": "the scope `repo`, or the App's permission Environments: write",
    "secrets": "the scope `repo`, or the App's permissions Secrets and Variables: write",
    "hooks": "the scope `admin:repo_hook`, or the App's permission Webhooks: write",
    "delete": "the scope `delete_repo`, or the App's permission Administration: write",
    "reading": "the scope `repo`, or the App's permissions Contents and Metadata: read",
}


@contextmanager
def in_words(deed: str, right: str) -> Iterator[None]:
    """What goes wrong inside, as a sentence: `deed` is what was to be done, `right` names what it needs.

    Raises:
        SourceHostError: GitHub refuses, or does not answer.
    """
    try:
        yield
    except LimitedError as error:
        raise SourceHostError(f"Could not {deed}: {error}.", is_retryable=True, retry_at=error.until) from error
    except UnwellError as error:
        raise SourceHostError(f"Could not {deed}: {error}. It can be tried again.", is_retryable=True) from error
    except NoWorkflowRightError as error:
        raise SourceHostError(f"Could not {deed}: {error}. It needs {RIGHTS['workflow-files']}.") from error
    except (NotAllowedError, NotThereError) as error:
        raise SourceHostError(f"Could not {deed}: {error}. It needs {RIGHTS[right]}.") from error
    except NotUnderstoodError as error:
        raise SourceHostError(f"Could not {deed}: {error}.") from error
    except GithubError as error:
        raise SourceHostError(f"Could not {deed}: {error}.", is_retryable=True) from error
