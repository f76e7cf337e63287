"""What speaks against somebody's still looking after a thing. Facts in, signals out; what is not known is no signal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from catalog_store.facts import Sheet, Value

NOBODY_COMMITS = timedelta(days=180)


class Signal(StrEnum):
    """Why it is doubtful, the gravest first."""

    OWNER_GONE = "owner-gone"
    OWNER_LEFT = "owner-left"
    OWNER_EMPTY = "owner-empty"
    ARCHIVED = "archived"
    REPOSITORY_GONE = "repository-gone"
    OTHERS_COMMIT = "others-commit"
    CODEOWNERS_DISAGREE = "codeowners-disagree"
    CLAIMED = "claimed"
    NO_COMMIT = "no-commit"
    NO_ON_CALL = "no-on-call"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One signal with the time that it is about, where it is about one."""

    signal: Signal
    since: datetime | None = None


def doubts(sheet: Sheet, *, now: datetime) -> tuple[Doubt, ...]:
    """All that speaks against it, the gravest first."""
    values = sheet.values
    found = [Doubt(signal) for signal, (fact, value) in _FACTS.items() if fact in values and values[fact] == value]
    committed = values.get("repository.lastCommit")
    if isinstance(committed, datetime) and now - committed > NOBODY_COMMITS:
        found.append(Doubt(Signal.NO_COMMIT, committed))
    if _wants_on_call(values) and values.get("onCall.isKnown") is False:
        found.append(Doubt(Signal.NO_ON_CALL))
    claims = values.get("owner.claims")
    if isinstance(claims, int) and claims > 0:
        found.append(Doubt(Signal.CLAIMED))
    if values.get("owner.kind") == "group" and values.get("owner.members") == 0:
        found.append(Doubt(Signal.OWNER_EMPTY))
    if values.get("owner.named") and values.get("owner.exists") is False:
        found.append(Doubt(Signal.OWNER_GONE))
    return tuple(sorted(found, key=lambda each: list(Signal).index(each.signal)))


def _wants_on_call(values: Mapping[str, Value]) -> bool:
    return (values.get("entity.kind"), values.get("entity.type"), values.get("entity.lifecycle")) == (
        "component", "service", "production",
    )  # fmt: skip


_FACTS: Mapping[Signal, tuple[str, Value]] = {
    Signal.OWNER_LEFT: ("owner.hasLeft", True),
    Signal.ARCHIVED: ("repository.isArchived", True),
    Signal.REPOSITORY_GONE: ("repository.isGone", True),
    Signal.OTHERS_COMMIT: ("repository.ownerCommits", False),
    Signal.CODEOWNERS_DISAGREE: ("repository.codeownersAgree", False),
}
