"""Backstage's Tech Insights: its rules of the type json-rules-engine, as checks over our facts."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog_store.scorecards.about import OWNABLE
from catalog_store.scorecards.conditions import Rule
from catalog_store.scorecards.model import Check
from catalog_store.scorecards.reading import Faults, filter_from, rule_from

PLACE = "techInsights.factChecker.checks"
_TYPE = "json-rules-engine"

#: What Backstage's own fact retrievers call what we know, and how to ask our facts the same.
TRANSLATED: Mapping[str, Mapping[str, Any]] = {
    "hasOwner": {"fact": "owner.named"},
    "hasGroupOwner": {"fact": "owner.kind", "is": "group"},
    "hasTitle": {"fact": "entity.title"},
    "hasDescription": {"fact": "entity.description"},
    "hasTags": {"fact": "entity.tags"},
    "hasAnnotationBackstageIoTechdocsRef": {"fact": "documents.areNamed", "is": True},
    "hasAnnotationBackstageIoSourceLocation": {"fact": "annotation:backstage.io/source-location"},
    "hasAnnotationGithubComProjectSlug": {"fact": "annotation:github.com/project-slug"},
    "hasAnnotationPagerdutyComIntegrationKey": {"fact": "annotation:pagerduty.com/integration-key"},
    "hasAnnotationPagerdutyComServiceId": {"fact": "annotation:pagerduty.com/service-id"},
}


def read(written: object, taken: set[str], faults: Faults) -> tuple[Check, ...]:
    """The checks of Backstage's `techInsights`, all of them at the lowest level."""
    return tuple(_checks(written, taken, faults))


def _checks(written: object, taken: set[str], faults: Faults) -> Iterator[Check]:
    checker = written.get("factChecker") if isinstance(written, Mapping) else None
    listed = checker.get("checks") if isinstance(checker, Mapping) else None
    if listed is None:
        return
    if not isinstance(listed, Mapping):
        faults.add(PLACE, "must be a mapping of checks by their ids", "Write it as Backstage's documentation has it.")
        return
    for name, entry in listed.items():
        check = _check(str(name), entry, f"{PLACE}.{name}", faults)
        if check and check.id in taken:
            faults.add(f"{PLACE}.{name}", f"{check.id} is the id of another check", "Give one of the two another id.")
        elif check:
            taken.add(check.id)
            yield check


def _check(name: str, entry: object, place: str, faults: Faults) -> Check | None:
    if not isinstance(entry, Mapping) or entry.get("type", _TYPE) != _TYPE:
        faults.add(
            f"{place}.type", f"only rules of the type {_TYPE} can be read", "Write it under callboard.scorecards."
        )
        return None
    rule = entry.get("rule")
    conditions = rule.get("conditions") if isinstance(rule, Mapping) else None
    translated = _translated(conditions)
    found = rule_from(translated, f"{place}.rule.conditions", faults)
    applies = _applies(entry.get("filter"), f"{place}.filter", faults)
    if found is None or applies is None:
        return None
    about = str(entry.get("description") or "The platform team asks for it.")
    title = str(entry.get("name") or name)
    return Check(_id(name), title[:300], 1, about[:300], f"Mend what this asks for: {about}"[:300], found, applies)


def _applies(written: object, place: str, faults: Faults) -> Rule | None:
    return OWNABLE if written is None else filter_from(written, place, faults)


def _translated(written: Any) -> Any:  # Any: YAML
    """The same conditions over our facts. What has no translation stays, and is told as an unknown fact."""
    if isinstance(written, list):
        return [_translated(each) for each in written]
    if not isinstance(written, Mapping):
        return written
    ours = TRANSLATED.get(str(written.get("fact")))
    if ours is None:
        return {key: _translated(value) for key, value in written.items()}
    condition = dict(ours) if len(ours) > 1 else {**ours, "exists": True}
    is_wanted = (written.get("operator", "equal") == "equal") == bool(written.get("value", True))
    return condition if is_wanted else {"not": condition}


def _id(name: str) -> str:
    """`groupOwnerCheck` as `group-owner-check`."""
    hyphened = "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name)
    cleaned = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in hyphened)
    return "-".join(part for part in cleaned.split("-") if part)[:60] or "check"
