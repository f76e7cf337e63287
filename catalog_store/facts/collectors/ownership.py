"""Who owns the entity, and whether one could reach them."""

from datetime import timedelta

from catalog_store.facts.collector import Collector
from catalog_store.facts.model import FactKind, FactType, Reading, Value
from catalog_store.facts.subject import CODE_TEAM_ANNOTATION, OwnerFacts, Subject
from catalog_store.ownership import SLACK_CHANNEL_ANNOTATION

_TIME_TO_LIVE = timedelta(days=1)
_CHANNELS = (SLACK_CHANNEL_ANNOTATION, "callboard.io/slack-channel")


def _collect(subject: Subject) -> Reading:
    values: dict[str, Value] = {
        "owner.named": subject.named_owner,
        "owner.exists": subject.owner is not None if subject.named_owner else False,
        "owner.claims": subject.claims,
        **(_of_owner(subject.owner) if subject.owner else {}),
    }
    return Reading("the catalog", subject.read_at, _TIME_TO_LIVE, values)


def _of_owner(owner: OwnerFacts) -> dict[str, Value]:
    entity = owner.known.entity
    return {
        "owner.kind": entity.ref.kind,
        "owner.members": owner.members,
        "owner.hasLeft": owner.has_left,
        "owner.hasChannel": any(str(entity.annotations.get(name) or "").strip() for name in _CHANNELS),
        "owner.email": entity.email,
        "owner.codeTeam": str(entity.annotations.get(CODE_TEAM_ANNOTATION) or "") or None,
    }


COLLECTOR = Collector(
    name="ownership",
    facts=(
        FactKind("owner.named", FactType.TEXT, "the owner as its file names it"),
        FactKind("owner.exists", FactType.YES_OR_NO, "the catalog has that owner"),
        FactKind("owner.kind", FactType.TEXT, "`group` or `user`"),
        FactKind("owner.members", FactType.NUMBER, "how many people the owning team has"),
        FactKind("owner.hasLeft", FactType.YES_OR_NO, "the owner is a person who is deactivated in Slack"),
        FactKind("owner.hasChannel", FactType.YES_OR_NO, "the owner has a Slack channel"),
        FactKind("owner.email", FactType.TEXT, "the owner's e-mail address"),
        FactKind("owner.codeTeam", FactType.TEXT, "what the owning team is called at GitHub: `organisation/team`"),
        FactKind("owner.claims", FactType.NUMBER, "how many claims on it are open"),
    ),
    collect=_collect,
)
