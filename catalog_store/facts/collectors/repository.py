"""The code repository that the entity belongs to, as its host tells of it."""

from datetime import timedelta

from catalog_store.codeowners import rules
from catalog_store.facts.collector import Collector
from catalog_store.facts.model import FactKind, FactType, Reading, Value
from catalog_store.facts.subject import CODE_TEAM_ANNOTATION, Code, OwnerFacts, Subject

_TIME_TO_LIVE = timedelta(days=1)


def _collect(subject: Subject) -> Reading | None:
    code = subject.code
    if code is None:
        return None
    values: dict[str, Value] = {
        "repository.name": code.slug,
        "repository.isArchived": code.is_archived,
        "repository.isGone": code.is_gone,
        "repository.visibility": code.visibility,
        "repository.language": code.language,
        "repository.topics": code.topics,
        "repository.defaultBranch": code.default_branch,
        "repository.description": code.description,
        "repository.hasCodeowners": code.codeowners is not None,
        **_lively(code, subject.owner),
        **_agreeing(code, subject.owner),
    }
    return Reading(code.host, code.seen_at, _TIME_TO_LIVE, values)


def _lively(code: Code, owner: OwnerFacts | None) -> dict[str, Value]:
    """The last commit, and who commits. Nobody in 90 days is no answer to whose they are."""
    found: dict[str, Value] = {}
    if code.committed_at:
        found["repository.lastCommit"] = code.committed_at
    if code.committers and owner and owner.logins:
        found["repository.ownerCommits"] = bool(code.committers & owner.logins)
    return found


def _agreeing(code: Code, owner: OwnerFacts | None) -> dict[str, Value]:
    """Whether CODEOWNERS names the owner, where it names anybody at all."""
    written = {each.lower() for rule in rules(code.codeowners or "") for each in rule.owners}
    if not written or owner is None:
        return {}
    entity = owner.known.entity
    team = str(entity.annotations.get(CODE_TEAM_ANNOTATION) or "").lower()
    own = {entity.name.lower(), *owner.logins, (entity.email or "").lower(), team, team.rpartition("/")[2]} - {""}
    named = {name for each in written for name in (each.lstrip("@"), each.rpartition("/")[2].lstrip("@"))}
    return {"repository.codeownersAgree": bool(named & own)}


COLLECTOR = Collector(
    name="repository",
    facts=(
        FactKind("repository.name", FactType.TEXT, "`owner/name`"),
        FactKind("repository.isArchived", FactType.YES_OR_NO, "nothing can be pushed to it any more"),
        FactKind("repository.isGone", FactType.YES_OR_NO, "its host does not show it to us any more"),
        FactKind("repository.visibility", FactType.TEXT, "`public`, `private` or `internal`"),
        FactKind("repository.language", FactType.TEXT, "the language that most of it is written in"),
        FactKind("repository.topics", FactType.LIST, "its topics"),
        FactKind("repository.defaultBranch", FactType.TEXT, "the branch that others start from"),
        FactKind("repository.description", FactType.TEXT, "what its host says it is for"),
        FactKind("repository.hasCodeowners", FactType.YES_OR_NO, "it has a CODEOWNERS file"),
        FactKind("repository.codeownersAgree", FactType.YES_OR_NO, "CODEOWNERS names the entity's owner"),
        FactKind("repository.lastCommit", FactType.TIME, "when something was last committed to its default branch"),
        FactKind("repository.ownerCommits", FactType.YES_OR_NO, "somebody of the owner committed in 90 days"),
    ),
    collect=_collect,
)
