"""What should be so for everything in the catalog: checks over facts, levels, and what is exempt from them. All of it pure."""

from catalog_store.scorecards.configuration import DEFAULT, Configured, read
from catalog_store.scorecards.evaluation import Evaluation, evidence_for, judge_all, level_of, to_next_level
from catalog_store.scorecards.model import (
    Campaign,
    Change,
    Check,
    DescriptorField,
    Evidence,
    Exemption,
    Judged,
    Mending,
    NewFile,
    Probes,
    Result,
    Scorecard,
    Standing,
)
from catalog_store.scorecards.reading import RuleFault

__all__ = [
    "DEFAULT",
    "Campaign",
    "Change",
    "Check",
    "Configured",
    "DescriptorField",
    "Evaluation",
    "Evidence",
    "Exemption",
    "Judged",
    "Mending",
    "NewFile",
    "Probes",
    "Result",
    "RuleFault",
    "Scorecard",
    "Standing",
    "evidence_for",
    "judge_all",
    "level_of",
    "read",
    "to_next_level",
]
