"""The actions of the scaffolder, one file each. A new one is one file, and one line in ALL."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib import metadata
from typing import Any

from golden_paths.action import Action
from golden_paths.actions import (
    argocd_create_resources,
    catalog_fetch,
    catalog_register,
    catalog_write,
    debug_log,
    debug_wait,
    fetch_plain,
    fetch_plain_file,
    fetch_template,
    fetch_template_file,
    fs_delete,
    fs_read,
    fs_readdir,
    fs_rename,
    github_actions_dispatch,
    github_branch_protection_create,
    github_environment_create,
    github_issues_label,
    github_repo_create,
    github_repo_push,
    github_webhook,
    http_backstage_request,
    notification_send,
    publish_github,
    publish_github_pull_request,
    roadiehq_fs_append,
    roadiehq_fs_parse,
    roadiehq_fs_replace,
    roadiehq_fs_write,
    roadiehq_merge,
    roadiehq_serialize_json,
    roadiehq_serialize_yaml,
    roadiehq_sleep,
)
from golden_paths.errors import GoldenPathError
from golden_paths.github_inputs import RepoInputs
from golden_paths.template import Step

#: Where packages of others name their actions: the value is an `Action`, or several.
ENTRY_POINTS = "callboard.actions"

AnyAction = Action[Any]  # Any: each takes inputs of its own

ALL: tuple[AnyAction, ...] = (
    argocd_create_resources.ACTION,
    catalog_fetch.ACTION,
    catalog_register.ACTION,
    catalog_write.ACTION,
    debug_log.ACTION,
    debug_wait.ACTION,
    fetch_plain.ACTION,
    fetch_plain_file.ACTION,
    fetch_template.ACTION,
    fetch_template_file.ACTION,
    fs_delete.ACTION,
    fs_read.ACTION,
    fs_readdir.ACTION,
    fs_rename.ACTION,
    github_actions_dispatch.ACTION,
    github_branch_protection_create.ACTION,
    github_environment_create.ACTION,
    github_issues_label.ACTION,
    github_repo_create.ACTION,
    github_repo_push.ACTION,
    github_webhook.ACTION,
    http_backstage_request.ACTION,
    notification_send.ACTION,
    publish_github.ACTION,
    publish_github_pull_request.ACTION,
    roadiehq_fs_append.ACTION,
    roadiehq_fs_parse.ACTION,
    roadiehq_fs_replace.ACTION,
    roadiehq_fs_write.ACTION,
    roadiehq_merge.ACTION,
    roadiehq_serialize_json.ACTION,
    roadiehq_serialize_yaml.ACTION,
    roadiehq_sleep.ACTION,
)


class BrokenActionError(GoldenPathError):
    """An installed package names an action that cannot be used."""

    def __init__(self, name: str, package: str, problem: str) -> None:
        super().__init__(
            f"The action {name} of the package {package} cannot be used: {problem}."
            " Correct the package, or uninstall it."
        )


class Actions:
    """The actions that templates may use, by id."""

    def __init__(self, actions: Iterable[AnyAction] = ALL) -> None:
        self._actions = {action.id: action for action in actions}

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids, sorted."""
        return tuple(sorted(self._actions))

    def find(self, action_id: str) -> AnyAction | None:
        """The action; None when there is none of that id."""
        return self._actions.get(action_id)

    def need_host(self, steps: Iterable[Step]) -> bool:
        """Whether one of these works at a code host, whatever is answered; what has a condition may be left out."""
        always = (self.find(step.action) for step in steps if step.condition in (None, True))
        return any(action is not None and issubclass(action.inputs, RepoInputs) for action in always)

    def nearest(self, action_id: str) -> str | None:
        """The id that is most like this one, if any is."""
        near = get_close_matches(action_id, self._actions, n=1, cutoff=0.6)
        return near[0] if near else None


@cache
def known() -> Actions:
    """Ours and those of installed packages, which may replace ours.

    Raises:
        BrokenActionError: one of a package cannot be used.
    """
    return Actions((*ALL, *_installed()))


def _installed() -> Iterable[AnyAction]:
    for point in metadata.entry_points(group=ENTRY_POINTS):
        package = point.dist.name if point.dist else "unknown"
        try:
            found = point.load()
        except Exception as error:  # others' code, which may break in any way
            raise BrokenActionError(point.name, package, f"{type(error).__name__}: {error}") from error
        for action in found if isinstance(found, tuple | list) else (found,):
            if not isinstance(action, Action):
                raise BrokenActionError(point.name, package, f"it is no Action but a {type(action).__name__}")
            yield action
