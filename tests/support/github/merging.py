"""Whether and how a pull request's changes come together with its base."""

from tests.support.github.history import Signature, merge_base, read_commit, write_commit
from tests.support.github.state import PullRequest, Repository
from tests.support.github.trees import changed_tree, differences


def is_mergeable(repository: Repository, pull: PullRequest) -> bool:
    """Whether no file was changed differently on both sides."""
    return merged_tree(repository, pull) is not None


def merged_tree(repository: Repository, pull: PullRequest) -> str | None:
    """Both sides' changes in one tree; None when they disagree about a file."""
    git = repository.git
    base = read_commit(git, git.ref(f"refs/heads/{pull.base}") or pull.base_sha)
    head = read_commit(git, pull.head_sha)
    common = merge_base(git, base.sha, head.sha)
    start = read_commit(git, common).tree if common else None
    ours = {change.path: change for change in differences(git, start, base.tree)}
    theirs = {change.path: change for change in differences(git, start, head.tree)}
    if any(ours[path].after != theirs[path].after for path in ours.keys() & theirs.keys()):
        return None
    return changed_tree(git, base.tree, {path: change.after for path, change in theirs.items()})


def merge_commit(repository: Repository, pull: PullRequest, method: str, who: Signature, message: str) -> str | None:
    """The commit that a merge makes (`merge`, `squash` or `rebase`); None where it cannot be made."""
    tree = merged_tree(repository, pull)
    if tree is None:
        return None
    git = repository.git
    base = git.ref(f"refs/heads/{pull.base}") or pull.base_sha
    if method == "merge":
        return write_commit(git, tree, (base, pull.head_sha), who, who, message)
    head = read_commit(git, pull.head_sha)
    author = head.author if method == "rebase" else who
    return write_commit(git, tree, (base,), author, who, head.message if method == "rebase" else message)
