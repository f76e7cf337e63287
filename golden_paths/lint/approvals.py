"""The rules of who has to approve."""

from collections.abc import Iterator

from golden_paths.approval_rules import rule_faults
from golden_paths.faults import Fault
from golden_paths.lint.subject import Subject


def examine(subject: Subject) -> Iterator[Fault]:
    """All of them."""
    for fault in rule_faults(subject.template.own):
        keys = ("spec", "callboard", "approvals", *fault.keys)
        yield subject.fault(keys, fault.problem, fault.fix, "bad-approval")
