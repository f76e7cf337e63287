"""Pull requests of golden paths: one commit on a branch of the run's own, one pull request, found again after a crash."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import Json, items
from bot.adapters.github.errors import NotThereError, NotUnderstoodError
from bot.adapters.github.hosting.git import Git, MovedOnError, repository
from bot.adapters.github.hosting.place import Place
from bot.adapters.github.hosting.pushing import marked, stage
from bot.adapters.github.hosting.repositories import run_of
from golden_paths.ports import Mark, PullRequest, PullRequestPlan, SourceHostError, TakenBack

#: What our commit on a branch that was there says of it.
_BEFORE = re.compile(r"^Callboard-Before: ([0-9a-f]{40,64})\s*$", re.MULTILINE)


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
    return replace(made, unasked=" ".join(_unasked(place, plan, made)))


def find(place: Place, branch: str, mark: Mark) -> PullRequest | None:
    """The one that this run opened from the branch."""
    for found in _from(place, branch, "all"):
        if run_of(place.message(found["head"]["sha"])) == mark.run_id:
            return _shown(found)
    return None


def close(place: Place, branch: str, mark: Mark) -> TakenBack:
    """Close it, and remove the branch, if nobody else has added to it. A branch that was there before is put back."""
    head = place.branch(branch)
    message = place.message(head) if head else ""
    if head and run_of(message) != mark.run_id:
        raise SourceHostError(f"The branch {branch} of {place.repo.slug} holds commits of others, so it stays.")
    found = [each for each in _from(place, branch, "all") if _is_of(place, each, mark)]
    for each in found:
        place.client.send("PATCH", place.path(f"/pulls/{each['number']}"), {"state": "closed"})
    if head and (before := _before(message)) and place.parents(head) == [before]:
        _put_back(place, branch, before)
        return TakenBack.PUT_BACK
    if head:
        _remove(place, branch)
    return TakenBack.REMOVED if found or head else TakenBack.NOTHING


def _is_of(place: Place, found: Json, mark: Mark) -> bool:
    """Whether this run opened it: one that was open before got a commit of ours, and no more. Hosts tell whole seconds."""
    is_ours = run_of(place.message(found["head"]["sha"])) == mark.run_id
    return is_ours and datetime.fromisoformat(found["created_at"]) >= mark.began.replace(microsecond=0)


def _put_back(place: Place, branch: str, commit: str) -> None:
    place.client.send("PATCH", place.path(f"/git/refs/heads/{quote(branch)}"), {"sha": commit, "force": True})


def _remove(place: Place, branch: str) -> None:
    try:
        place.client.send("DELETE", place.path(f"/git/refs/heads/{quote(branch)}"))
    except NotUnderstoodError:
        if place.branch(branch) is not None:
            raise


def _before(message: str) -> str | None:
    """Where the branch was before our commit, if there was one."""
    found = _BEFORE.findall(message)
    return str(found[-1]) if found else None


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
    if plan.branch in (branch, found["default_branch"]):  # a push there would need nobody's yes
        raise SourceHostError(
            f"{plan.branch} is what changes of {place.repo.slug} go into, so none is proposed from it. Choose another branch."
        )
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
        message = f"{plan.message.rstrip()}\n\nCallboard-Before: {head}" if head else plan.message
        commit = _new_commit(git, folder, replace(plan, message=message), parent, mark)
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


def _unasked(place: Place, plan: PullRequestPlan, made: PullRequest) -> Iterator[str]:
    """Ask people to look at it, and tell whom we may not ask: the proposal stands all the same, as at Backstage."""
    reviewers = {"reviewers": list(plan.reviewers), "team_reviewers": list(plan.team_reviewers)}
    assignees = {"assignees": list(plan.assignees)}
    asked = (
        (reviewers, f"/pulls/{made.number}/requested_reviewers", "Nobody was asked to review it"),
        (assignees, f"/issues/{made.number}/assignees", "It was assigned to nobody"),
    )
    for whom, path, told in asked:
        try:
            if any(whom.values()):
                place.client.send("POST", place.path(path), whom)
        except (NotUnderstoodError, NotThereError) as error:
            yield f"{told}: {error}."


def _from(place: Place, branch: str, state: str) -> list[Json]:
    head = f"{place.repo.owner}:{branch}"
    return list(items(place.client.get(place.path("/pulls"), head=head, state=state, per_page=20)))


def _shown(found: Json) -> PullRequest:
    return PullRequest(found["number"], found["html_url"], found["base"]["ref"])
