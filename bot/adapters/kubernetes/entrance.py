"""The way in: every cluster that is configured, as sources."""

from collections.abc import Callable, Iterator
from datetime import datetime

import structlog

from bot.adapters.kubernetes.access import Connect, configured, contexts, inside
from bot.adapters.kubernetes.client import ClusterClient
from bot.adapters.kubernetes.errors import ClusterError
from bot.adapters.kubernetes.source import ClusterSource
from bot.kubernetes_settings import KubernetesSettings

_log = structlog.get_logger()


def sources(
    settings: KubernetesSettings, *, clock: Callable[[], datetime], reads_argo: bool = True
) -> tuple[ClusterSource, ...]:
    """All clusters; those where we can be nobody say so when they are asked. Nothing is asked yet."""
    return tuple(_sources(settings, clock, reads_argo=reads_argo))


def _sources(
    settings: KubernetesSettings, clock: Callable[[], datetime], *, reads_argo: bool
) -> Iterator[ClusterSource]:
    def source(
        name: str, title: str, connect: Connect, dashboard_url: str | None = None, *, reads_metrics: bool = True
    ) -> ClusterSource:
        return ClusterSource(
            name,
            title,
            ClusterClient(connect),
            environments=settings.environments,
            clock=clock,
            dashboard_url=dashboard_url,
            is_single_tenant=settings.is_single_tenant,
            reads_argo=reads_argo,
            reads_metrics=reads_metrics,
        )

    for each in settings.clusters:
        yield source(each.name, each.title, configured(each), each.dashboard_url, reads_metrics=each.has_metrics)
    if settings.is_inside:
        yield source("in-cluster", "in-cluster", inside())
    try:
        for name, connect in contexts(settings.kubeconfig) if settings.kubeconfig else ():
            yield source(name, name, connect)
    except ClusterError as error:
        _log.warning("kubeconfig-not-used", reason=str(error))
