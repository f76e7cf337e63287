"""All that is known of one thing at this moment, judged: what runs, what was deployed, what nobody could tell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TypeVar

from catalog_store.entities import Known
from catalog_store.errors import DatabaseAwayError
from catalog_store.operations import Alert, Build, Deployment, Incident, OnCall, Reading, Sync, Told
from catalog_store.refs import EntityRef
from catalog_store.workloads import Health, Standing, stand, worst_first
from commands.services import Services

Item = TypeVar("Item")

#: Seconds for all systems together. What is not there by then is named.
PATIENCE = 1.5
_MOST_DEPLOYMENTS = 5
_GRAVE_ALERTS = frozenset(("critical", "page", "high", "error"))


@dataclass(frozen=True, slots=True)
class View:
    """One thing. `told` is what each source said; all else is taken from that, worst or newest first."""

    known: Known
    now: datetime
    told: tuple[Told, ...] = ()
    standings: tuple[Standing, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    builds: tuple[Build, ...] = ()
    syncs: tuple[Sync, ...] = ()
    alerts: tuple[Alert, ...] = ()
    incidents: tuple[Incident, ...] = ()
    on_call: tuple[OnCall, ...] | None = None
    gaps: tuple[tuple[str, str], ...] = field(default=())

    @property
    def health(self) -> Health:
        """How it is doing, all in all. Nobody knows as long as nothing was told of what runs."""
        if self.standings:
            return min(self.standings[0].health, _health_of_alerts(self.alerts))
        missing = any(each.reading is None for each in self.told)
        return min(Health.UNKNOWN if missing or not self.told else Health.OFF, _health_of_alerts(self.alerts))

    @property
    def late(self) -> tuple[Told, ...]:
        """The sources that did not tell in time, or not at all."""
        return tuple(each for each in self.told if each.missing)

    @property
    def is_awaiting(self) -> bool:
        """Something may come yet."""
        return any(each.is_awaited for each in self.told)


def view_of(known: Known, services: Services, *, patience: float = PATIENCE, is_fresh: bool = False) -> View:
    """How this one thing is doing."""
    return views_of([known], services, patience=patience, is_fresh=is_fresh)[0]


def views_of(
    things: Sequence[Known], services: Services, *, patience: float = PATIENCE, is_fresh: bool = False
) -> tuple[View, ...]:
    """How each of these is doing, all systems asked at once."""
    looked = services.operations.look([each.entity for each in things], patience=patience, is_fresh=is_fresh)
    return _judged(things, looked.get, services)


def glances(things: Sequence[Known], services: Services) -> tuple[View, ...]:
    """What systems told of each a while ago; nobody is waited for, and the history is left out."""
    looked, now = services.operations.remembered([each.entity for each in things]), services.clock()
    return tuple(judged(each, looked.get(each.ref, ()), (), now) for each in things)


def _judged(
    things: Sequence[Known], told: Callable[[EntityRef], tuple[Told, ...] | None], services: Services
) -> tuple[View, ...]:
    kept = _kept(things, services)
    return tuple(judged(each, told(each.ref) or (), kept.get(each.ref, ()), services.clock()) for each in things)


def judged(known: Known, told: tuple[Told, ...], kept: Sequence[Deployment], now: datetime) -> View:
    """What was told of it, in order. `kept` is what is known of earlier deployments."""
    readings = [each.reading for each in told if each.reading]

    def every(items: Callable[[Reading], Iterable[Item]]) -> list[Item]:
        return list(chain.from_iterable(map(items, readings)))

    on_call = [each.on_call for each in readings if each.on_call is not None]
    return View(
        known=known,
        now=now,
        told=told,
        standings=worst_first(stand(workload, now) for workload in every(lambda each: each.workloads)),
        deployments=newest(every(lambda each: each.deployments), kept),
        builds=tuple(sorted(every(lambda each: each.builds), key=lambda build: build.at, reverse=True)),
        syncs=tuple(every(lambda each: each.syncs)),
        alerts=tuple(sorted(every(lambda each: each.alerts), key=_gravity)),
        incidents=tuple(sorted(every(lambda each: each.incidents), key=lambda each: each.began_at)),
        on_call=tuple(sorted(chain.from_iterable(on_call), key=lambda each: each.level)) if on_call else None,
        gaps=tuple((each.source, gap) for each in told if each.reading for gap in each.reading.gaps),
    )


def newest(told: Iterable[Deployment], kept: Iterable[Deployment]) -> tuple[Deployment, ...]:
    """The last few of all, each once: what a system tells now goes before what was kept of it.

    One deployment is often told of by several systems: the one that knows who and what stands for all of them.
    """
    by_key = {(each.source, each.key): each for each in (*kept, *told)}
    ordered = sorted(by_key.values(), key=lambda each: each.at, reverse=True)
    chosen: list[Deployment] = []
    for each in ordered:
        twin = next((place for place, other in enumerate(chosen) if _is_same(each, other)), None)
        if twin is None:
            chosen.append(each)
        elif _told_facts(each) > _told_facts(chosen[twin]):
            chosen[twin] = each
    return tuple(chosen[:_MOST_DEPLOYMENTS])


def _is_same(one: Deployment, other: Deployment) -> bool:
    """Two systems tell of the same version in the same place, minutes apart."""
    is_near = abs((one.at - other.at).total_seconds()) < 15 * 60
    return one.source != other.source and is_near and one.environment == other.environment and _agree(one, other)


def _agree(one: Deployment, other: Deployment) -> bool:
    pairs = (
        (one.version, other.version),
        (one.commit, other.commit),
        (one.version, other.commit),
        (one.commit, other.version),
    )
    return any(a and b and (a.startswith(b[:7]) or b.startswith(a[:7])) if min(len(a), len(b)) >= 7 else a == b != ""
               for a, b in pairs)  # fmt: skip


def _told_facts(deployment: Deployment) -> int:
    return sum(map(bool, (deployment.by, deployment.what, deployment.commit, deployment.version)))


def _kept(things: Sequence[Known], services: Services) -> dict[EntityRef, tuple[Deployment, ...]]:
    """The history is a help: without it the rest is told all the same."""
    try:
        return services.deployments.recent([each.ref for each in things], limit=_MOST_DEPLOYMENTS)
    except DatabaseAwayError:
        return {}


def _gravity(alert: Alert) -> tuple[bool, bool, datetime]:
    return alert.is_silenced, alert.severity.lower() not in _GRAVE_ALERTS, alert.since


def _health_of_alerts(alerts: Sequence[Alert]) -> Health:
    loud = [each for each in alerts if not each.is_silenced]
    if any(each.severity.lower() in _GRAVE_ALERTS for each in loud):
        return Health.TROUBLED
    return Health.WATCHED if loud else Health.WELL
