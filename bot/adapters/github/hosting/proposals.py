"""Pull requests of golden paths: one commit on a branch of the run's own, one pull request, found again after a crash."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import Json, items
from bot.adapters.github.errors import NotThereError, NotUnderstoodError
from bot.adapters.github.hosting.git import Git, MovedOnError, repository
from bot.adapters.github.hosting.place import Place
from bot.adapters.github.hosting.pushing import marked, stage
from bot.adapters.github.hosting.repositories import run_of
from golden_paths.ports import Mark, PullRequest, PullRequestPlan, SourceHostError


@dataclass(frozen=True, slots=True)
class _Base:
    """What the change shall go into."""

    branch: str
    clone_url: str


def propose(place: Place, folder: Path, plan: PullRequestPlan, mark: Mark) -> PullRequest:
    """Open it, or find the one that this run has opened."""
    base = _base(place, plan)
    if not _is_ours(place, plan, mark):
        _commit(place, folder, plan, base, mark)
    made = _opened(place, plan, base)
    _ask(place, plan, made)
    return made


def find(place: Place, branch: str, mark: Mark) -> PullRequest | None:
    """The one that this run opened from the branch."""
    for found in _from(place, branch, "all"):
        if run_of(place.message(found["head"]["sha"])) == mark.run_id:
            return _shown(found)
    return None


def close(place: Place, branch: str, mark: Mark) -> bool:
    """Close it, and remove the branch, if nobody else has added to it."""
    head = place.branch(branch)
    if head is not None and run_of(place.message(head)) != mark.run_id:
        raise SourceHostError(f"The branch {branch} of {place.repo.slug} holds commits of others, so it stays.")
    found = find(place, branch, mark)
    if found:
        place.client.send("PATCH", place.path(f"/pulls/{found.number}"), {"state": "closed"})
    if head is not None:
        try:
            place.client.send("DELETE", place.path(f"/git/refs/heads/{quote(branch)}"))
        except NotUnderstoodError:
            if place.branch(branch) is not None:
                raise
    return found is not None or head is not None


def _base(place: Place, plan: PullRequestPlan) -> _Base:
    try:
        found = place.client.get(place.path())
    except NotThereError as error:
        raise SourceHostError(
            f"{place.repo.host} has no repository {place.repo.slug}, or does not show it to us, so nothing can be proposed there."
        ) from error
    if found.get("archived"):
        raise SourceHostError(f"{place.repo.slug} is archived, so nothing can be proposed there.")
    branch = plan.base or found["default_branch"]
    if place.branch(branch) is None:
        raise SourceHostError(f"{place.repo.slug} has no branch {branch} that the change could go into.")
    return _Base(branch, found["clone_url"])


def _is_ours(place: Place, plan: PullRequestPlan, mark: Mark) -> bool:
    """Whether the branch has this run's commit by now."""
    head = place.branch(plan.branch)
    if head is None:
        return False
    if run_of(place.message(head)) == mark.run_id:
        return True
    if not plan.updates:
        raise SourceHostError(
            f"{place.repo.slug} has a branch {plan.branch} already. Choose another name, or let the step set `update: true`."
        )
    return False


def _commit(place: Place, folder: Path, plan: PullRequestPlan, base: _Base, mark: Mark) -> None:
    head = place.branch(plan.branch) if plan.updates else None
    with repository(folder, url=base.clone_url, token=place.client.token()) as git:
        parent = git.fetch(plan.branch if head else base.branch)
        commit = _new_commit(git, folder, plan, parent, mark)
        if commit is None:
            if head:
                return
            raise SourceHostError(f"{place.repo.slug} has all of this already, so there is nothing to propose.")
        try:
            git.push(commit, plan.branch, expected=head)
        except MovedOnError:
            if not _is_ours(place, plan, mark):
                raise


def _new_commit(git: Git, folder: Path, plan: PullRequestPlan, parent: str, mark: Mark) -> str | None:
    """A commit with the files on top of the parent; None where that has them all."""
    git.run("read-tree", parent)
    git.remove(plan.deletes)
    stage(git, folder, below=plan.target_path)
    tree = git.tree()
    if tree == git.run("rev-parse", f"{parent}^{{tree}}").strip():
        return None
    return git.commit(tree, parent, marked(plan.message, mark), plan.author, mark.began)


def _opened(place: Place, plan: PullRequestPlan, base: _Base) -> PullRequest:
    if found := _from(place, plan.branch, "open"):
        return _shown(found[0])
    asked: dict[str, Any] = {  # Any: JSON
        "title": plan.title,
        "body": plan.body,
        "head": plan.branch,
        "base": base.branch,
        "draft": plan.is_draft,
    }
    try:
        return _shown(place.client.send("POST", place.path("/pulls"), asked))
    except NotUnderstoodError:
        if found := _from(place, plan.branch, "open"):  # our own request came through unheard
            return _shown(found[0])
        raise


def _ask(place: Place, plan: PullRequestPlan, made: PullRequest) -> None:
    """Ask people to look at it; what is asked again stays as it is."""
    if plan.reviewers or plan.team_reviewers:
        asked = {"reviewers": list(plan.reviewers), "team_reviewers": list(plan.team_reviewers)}
        place.client.send("POST", place.path(f"/pulls/{made.number}/requested_reviewers"), asked)
    if plan.assignees:
        assigned = {"assignees": list(plan.assignees)}
        place.client.send("POST", place.path(f"/issues/{made.number}/assignees"), assigned)


def _from(place: Place, branch: str, state: str) -> list[Json]:
    head = f"{place.repo.owner}:{branch}"
    return list(items(place.client.get(place.path("/pulls"), head=head, state=state, per_page=20)))


def _shown(found: Json) -> PullRequest:
    return PullRequest(found["number"], found["html_url"], found["base"]["ref"])
