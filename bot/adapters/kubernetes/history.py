"""The versions of what runs on a cluster as deployments, to be kept."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from catalog_store.operations import Deployment, DeploymentOutcome
from catalog_store.workloads import Kind, Revision, Stage, Workload, rollout_of
from catalog_store.workloads.model import image_version

SOURCE = "kubernetes"
_KINDS = (Kind.DEPLOYMENT, Kind.ROLLOUT)
_OUTCOMES = {
    Stage.STUCK: DeploymentOutcome.FAILED,
    Stage.MIDWAY: DeploymentOutcome.RUNNING,
    Stage.PAUSED: DeploymentOutcome.RUNNING,
}


def deployments_of(workloads: Iterable[Workload], now: datetime) -> tuple[Deployment, ...]:
    """Every version that the cluster still knows of."""
    return tuple(each for workload in workloads if workload.kind in _KINDS for each in _versions(workload, now))


def _versions(workload: Workload, now: datetime) -> Iterator[Deployment]:
    outcome = _OUTCOMES.get(rollout_of(workload, now).stage, DeploymentOutcome.SUCCEEDED)
    for place, revision in enumerate(workload.revisions):
        made = _deployment(workload, revision)
        if place:
            yield replace(made, outcome=DeploymentOutcome.REPLACED)
        elif revision.is_restored:
            at = workload.deployed_at or revision.made_at
            yield replace(made, at=at, outcome=DeploymentOutcome.ROLLED_BACK)
        else:
            yield replace(made, outcome=outcome)


def _deployment(workload: Workload, revision: Revision) -> Deployment:
    site = workload.site
    return Deployment(
        source=SOURCE,
        key=f"{site.cluster}/{site.namespace}/{workload.kind}/{workload.name}/{revision.number}/{revision.template}",
        environment=site.environment,
        at=revision.made_at,
        cluster=site.cluster,
        version=image_version(revision.image),
        what=revision.cause,
    )
