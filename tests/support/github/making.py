"""Signatures for what is made through the API, and a repository's first commit."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tests.support.github.actors import Kind
from tests.support.github.call import Call, Site
from tests.support.github.changing import commit_files, move_ref
from tests.support.github.errors import Json, not_found, unprocessable
from tests.support.github.history import Signature
from tests.support.github.state import Account, Repository

WEB = ("GitHub", "noreply@github.com")


def signature_of(account: Account, site: Site, given: Json | None = None) -> Signature:
    """Somebody's, with what the request says of name, address and date."""
    given = given or {}
    address = account.email or f"{account.id}+{account.login}@users.noreply.github.com"
    when = _when(given.get("date")) or site.state.clock.now()
    return Signature(str(given.get("name") or account.name or account.login), str(given.get("email") or address), when)


def initialise(site: Site, repository: Repository, sender: Account) -> None:
    """The first commit, with a README."""
    who = signature_of(sender, site)
    text = f"# {repository.name}\n{repository.description or ''}".rstrip()
    sha = commit_files(repository, None, {"README.md": text}, who, Signature(*WEB, who.when), "Initial commit")
    move_ref(site, repository, f"refs/heads/{repository.default_branch}", sha, sender)


def _when(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise unprocessable(f"Invalid request.\n\n{text} is not a valid date-time.") from error
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def check_workflows(call: Call, paths: Iterable[str]) -> None:
    """Raises GitHubError when a token without the right to may not touch GitHub Actions' files."""
    if not any(path.startswith(".github/workflows/") for path in paths):
        return
    if call.actor.kind is Kind.CLASSIC and not call.actor.has_scope("workflow"):
        raise not_found()
    if call.actor.permissions is not None and not call.actor.may("workflows", "write"):
        raise call.actor.refusal
