"""Who has to say yes before a run begins: the rules under `spec.callboard.approvals`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

#: What a rule may say.
KEYS = ("from", "count", "within", "requesterMay")
USUAL_SPAN = timedelta(days=2)

_SPAN = re.compile(r"([1-9]\d{0,3})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
#: More than this nobody finds.
_MOST = 20


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """One rule. `asked` is `owner`, `on-call`, `role:x`, or the reference of a group or a user."""

    asked: str
    needed: int = 1
    within: timedelta = USUAL_SPAN
    requester_may: bool = False


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong with the rules: the keys that lead there from `approvals` on, the problem, and what to write."""

    keys: tuple[str | int, ...]
    problem: str
    fix: str


def approval_rules(own: Mapping[str, object]) -> tuple[ApprovalRule, ...]:
    """The rules among a template's own keys, which have no fault."""
    written = own.get("approvals")
    return tuple(_rule(each) for each in written if isinstance(each, Mapping)) if isinstance(written, list) else ()


def rule_faults(own: Mapping[str, object]) -> Iterator[RuleFault]:
    """Everything that is wrong with them. A rule that cannot be read must never mean that nobody is asked."""
    written = own.get("approvals")
    if written is None:
        return
    if not isinstance(written, list):
        yield RuleFault((), "`approvals` must be a list of rules.", "Write `approvals: [{from: owner}]`.")
        return
    for index, rule in enumerate(written):
        if not isinstance(rule, Mapping):
            yield RuleFault((index,), "A rule must be a mapping.", "Write `{from: owner, count: 1, within: 2d}`.")
            continue
        for key, problem, fix in _faults(rule):
            yield RuleFault((index, key) if key in rule else (index,), problem, fix)


def _faults(rule: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    asked = rule.get("from")
    if not isinstance(asked, str) or not asked.strip():
        who = "`owner`, `on-call`, or a group such as `group:default/platform`"
        yield "from", "The rule does not say who has to approve.", f"Write {who} under `from`."
    count = rule.get("count", 1)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= _MOST:
        yield "count", f"`count` must be a whole number from 1 to {_MOST}.", "Write `count: 1`, or leave it out."
    within = rule.get("within", "2d")
    if not isinstance(within, str) or not _SPAN.fullmatch(within.strip()):
        yield (
            "within",
            "`within` must be a number of minutes, hours, days or weeks.",
            "Write `30m`, `4h`, `2d` or `1w`.",
        )
    if not isinstance(rule.get("requesterMay", False), bool):
        yield "requesterMay", "`requesterMay` must be true or false.", "Write `requesterMay: true`, or leave it out."
    for key in rule:
        if key not in KEYS:
            yield (
                str(key),
                f"`{key}` means nothing in a rule.",
                f"A rule has {', '.join(f'`{each}`' for each in KEYS)}.",
            )


def _rule(written: Mapping[str, object]) -> ApprovalRule:
    count = written.get("count", 1)
    found = _SPAN.fullmatch(str(written.get("within", "")).strip())
    return ApprovalRule(
        asked=str(written.get("from", "")).strip(),
        needed=count if isinstance(count, int) else 1,
        within=timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else USUAL_SPAN,
        requester_may=written.get("requesterMay") is True,
    )
