"""What runs where, and whether it is well: values as a cluster tells them, and rules that judge them."""

from catalog_store.workloads.model import (
    Autoscaler,
    Container,
    Exit,
    Kind,
    Pod,
    Revision,
    Run,
    Site,
    Usage,
    Workload,
)
from catalog_store.workloads.rollout import Rollout, Stage, rollout_of
from catalog_store.workloads.standing import Health, Standing, stand, worst_first
from catalog_store.workloads.trouble import Trouble, TroubleKind, troubles_of

__all__ = [
    "Autoscaler",
    "Container",
    "Exit",
    "Health",
    "Kind",
    "Pod",
    "Revision",
    "Rollout",
    "Run",
    "Site",
    "Stage",
    "Standing",
    "Trouble",
    "TroubleKind",
    "Usage",
    "Workload",
    "rollout_of",
    "stand",
    "troubles_of",
    "worst_first",
]
