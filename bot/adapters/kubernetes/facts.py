"""The lists of a cluster as our workloads: each with its pods, its versions, its autoscaler and its runs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.adapters.json_values import Json, condition, items, moment, number, part, text
from bot.adapters.kubernetes.pods import pod_from, template_of
from bot.adapters.kubernetes.resources import Plural
from catalog_store.workloads import Autoscaler, Kind, Pod, Revision, Run, Site, Workload

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_REVISION = "deployment.kubernetes.io/revision"
_ROLLOUT_REVISION = "rollout.argoproj.io/revision"
#: Kubernetes lists here the numbers that a version had before it was brought back.
_HISTORY = "deployment.kubernetes.io/revision-history"
_CAUSE = "kubernetes.io/change-cause"
_MOST_REVISIONS = 10
_MOST_RUNS = 10

#: Says where a namespace is.
Locate = Callable[[str], Site]
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Lists:
    """What the cluster told, by the name of the list."""

    by_plural: Mapping[Plural, Sequence[Json]] = field(default_factory=dict)

    def of(self, plural: Plural) -> Sequence[Json]:
        """One list; empty where it was not told."""
        return self.by_plural.get(plural, ())


def workloads_from(lists: Lists, locate: Locate) -> tuple[Workload, ...]:
    """Everything that runs, each pod under what made it."""
    return tuple(_Reading(lists, locate).workloads())


class _Reading:
    """The lists with the ways between them."""

    def __init__(self, lists: Lists, locate: Locate) -> None:
        self._lists = lists
        self._locate = locate
        self._makers = {
            (Plural.REPLICA_SETS, _place(each)): _owner(each) for each in lists.of(Plural.REPLICA_SETS)
        }  # a ReplicaSet's own maker
        self._jobs = {_place(each): _owner(each) for each in lists.of(Plural.JOBS)}
        self._pods = self._sorted_pods()
        self._revisions = self._sorted_revisions()
        self._scalers = {_target(each): _autoscaler(each) for each in lists.of(Plural.AUTOSCALERS)}

    def workloads(self) -> Iterator[Workload]:
        for plural, kind in _SCALED.items():
            for told in self._lists.of(plural):
                yield self._scaled(told, kind)
        for told in self._lists.of(Plural.DAEMON_SETS):
            yield self._daemon_set(told)
        for told in self._lists.of(Plural.CRON_JOBS):
            yield self._cron_job(told)
        for told in self._lists.of(Plural.JOBS):
            if _owner(told)[0] != Kind.CRON_JOB:
                yield self._job(told)
        yield from self._others()

    def _scaled(self, told: Json, kind: Kind) -> Workload:
        """A Deployment, a StatefulSet or a Rollout of Argo's."""
        progressing = condition(told, "Progressing")
        base = self._base(told, kind)
        return replace(
            base,
            wanted=number(told, "spec", "replicas", default=1),
            updated=number(told, "status", "updatedReplicas"),
            total=number(told, "status", "replicas"),
            ready=number(told, "status", "readyReplicas"),
            is_observed=_is_observed(told),
            is_complete=_is_complete(told, kind),
            is_paused=part(told, "spec").get("paused") is True,
            is_past_deadline=progressing.get("reason") == "ProgressDeadlineExceeded",
            refusal=_refusal(told),
            progress=(text(told, "status", "phase"), text(told, "status", "message"))
            if kind is Kind.ROLLOUT
            else ("", ""),
            autoscaler=self._scalers.get((kind, *_place(told))),
        )

    def _daemon_set(self, told: Json) -> Workload:
        return replace(
            self._base(told, Kind.DAEMON_SET),
            wanted=number(told, "status", "desiredNumberScheduled"),
            updated=number(told, "status", "updatedNumberScheduled"),
            total=number(told, "status", "currentNumberScheduled"),
            ready=number(told, "status", "numberReady"),
            is_observed=_is_observed(told),
        )

    def _cron_job(self, told: Json) -> Workload:
        return replace(
            self._base(told, Kind.CRON_JOB, part(told, "spec", "jobTemplate", "spec")),
            schedule=text(told, "spec", "schedule"),
            is_suspended=part(told, "spec").get("suspend") is True,
            runs=self._runs(*_place(told)),
        )

    def _runs(self, namespace: str, name: str) -> tuple[Run, ...]:
        own = [each for each in self._lists.of(Plural.JOBS) if _owner(each) == (Kind.CRON_JOB, name)]
        return _newest(_run(each) for each in own if _place(each)[0] == namespace)

    def _job(self, told: Json) -> Workload:
        return replace(self._base(told, Kind.JOB), runs=(_run(told),))

    def _base(self, told: Json, kind: Kind, spec: Json = None) -> Workload:
        namespace, name = _place(told)
        revisions = self._revisions.get((kind, namespace, name), ())
        return Workload(
            site=self._locate(namespace),
            kind=kind,
            name=name,
            image=_image(spec if spec is not None else part(told, "spec")),
            deployed_at=_deployed_at(told, kind, revisions),
            revisions=revisions,
            pods=tuple(self._pods.get((kind, namespace, name), ())),
        )

    def _others(self) -> Iterator[Workload]:
        """Pods and ReplicaSets whose maker is not among what we were told."""
        known = {(kind, *_place(told)) for plural, kind in _MAKERS.items() for told in self._lists.of(plural)}
        for key, pods in self._pods.items():
            if key not in known:
                yield self._orphans(key, pods)

    def _orphans(self, key: _Key, pods: Sequence[Pod]) -> Workload:
        kind, namespace, name = key
        if kind == Kind.CRON_JOB:  # its runs are known all the same
            return Workload(
                self._locate(namespace), Kind.CRON_JOB, name, runs=self._runs(namespace, name), pods=tuple(pods)
            )
        staying = [pod for pod in pods if pod.leaves_at is None and pod.phase not in ("Succeeded", "Failed")]
        ready = sum(pod.is_ready for pod in staying)
        image = next((each.image for pod in pods for each in pod.containers if not each.is_init), "")
        known = Kind(kind) if kind in Kind.__members__.values() else Kind.POD
        oldest = min((pod.created_at for pod in pods), default=None)
        return Workload(self._locate(namespace), known, name, image, len(staying), len(staying), len(staying), ready,
                        deployed_at=oldest, pods=tuple(pods))  # fmt: skip

    def _sorted_pods(self) -> dict[_Key, list[Pod]]:
        found: defaultdict[_Key, list[Pod]] = defaultdict(list)
        for told in self._lists.of(Plural.PODS):
            found[self._maker_of(told)].append(pod_from(told))
        return dict(found)

    def _maker_of(self, told: Json) -> _Key:
        """The workload that a pod belongs to: through its ReplicaSet or its Job, as far as these are known."""
        namespace, own_name = _place(told)
        kind, name = _owner(told)
        if kind == Kind.REPLICA_SET:
            kind, name = self._of_replica_set(namespace, name, template_of(told))
        elif kind == Kind.JOB:
            above = self._jobs.get((namespace, name), ("", ""))
            kind, name = above if above[0] else (kind, name)
        return (kind, namespace, name) if kind else (Kind.POD, namespace, own_name)

    def _of_replica_set(self, namespace: str, name: str, template: str) -> tuple[str, str]:
        above = self._makers.get((Plural.REPLICA_SETS, (namespace, name)))
        if above and above[0]:
            return above
        if above is None and template and name.endswith(f"-{template}"):  # it could not be read; its name tells
            return Kind.DEPLOYMENT, name.removesuffix(f"-{template}")
        return Kind.REPLICA_SET, name

    def _sorted_revisions(self) -> dict[_Key, tuple[Revision, ...]]:
        found: defaultdict[_Key, list[Revision]] = defaultdict(list)
        for told in self._lists.of(Plural.REPLICA_SETS):
            kind, name = _owner(told)
            if kind:
                found[kind, _place(told)[0], name].append(_revision(told))
        return {key: _by_number(revisions) for key, revisions in found.items()}


_SCALED = {
    Plural.DEPLOYMENTS: Kind.DEPLOYMENT,
    Plural.STATEFUL_SETS: Kind.STATEFUL_SET,
    Plural.ROLLOUTS: Kind.ROLLOUT,
}
_MAKERS = {
    **_SCALED,
    Plural.DAEMON_SETS: Kind.DAEMON_SET,
    Plural.CRON_JOBS: Kind.CRON_JOB,
    Plural.JOBS: Kind.JOB,
}


def _place(told: Json) -> tuple[str, str]:
    return text(told, "metadata", "namespace"), text(told, "metadata", "name")


def _owner(told: Json) -> tuple[str, str]:
    """Kind and name of what made it; empty where nothing did."""
    for each in items(told, "metadata", "ownerReferences"):
        if each.get("controller") is True:
            return text(each, "kind"), text(each, "name")
    return "", ""


def _image(spec: Json) -> str:
    """The first container's: by convention the one that matters."""
    containers = items(spec, "template", "spec", "containers")
    return text(containers[0], "image") if containers else ""


def _is_observed(told: Json) -> bool:
    """Whether what the status says is about the newest version. Argo writes the generation as a text."""
    seen = part(told, "status").get("observedGeneration")
    seen = int(seen) if isinstance(seen, str) and seen.isdecimal() else seen
    return not isinstance(seen, int) or seen >= number(told, "metadata", "generation")


def _is_complete(told: Json, kind: Kind) -> bool:
    if kind is Kind.STATEFUL_SET:
        status = part(told, "status")
        return not status.get("updateRevision") or status.get("updateRevision") == status.get("currentRevision")
    if kind is Kind.ROLLOUT:
        return True  # its phase tells
    progressing = condition(told, "Progressing")
    return not progressing or progressing.get("reason") in ("NewReplicaSetAvailable", "ProgressDeadlineExceeded")


def _refusal(told: Json) -> str:
    """Why the cluster makes no pods at all: a quota, a policy."""
    failure = condition(told, "ReplicaFailure")
    return text(failure, "message") if failure.get("status") == "True" else ""


def _revision(told: Json) -> Revision:
    notes = part(told, "metadata", "annotations")
    written = str(notes.get(_REVISION) or notes.get(_ROLLOUT_REVISION) or "0")
    return Revision(
        number=int(written) if written.isdecimal() else 0,
        image=_image(part(told, "spec")),
        made_at=moment(told, "metadata", "creationTimestamp") or _BEGINNING,
        template=template_of(told),
        is_restored=bool(notes.get(_HISTORY)),
        cause=str(notes.get(_CAUSE) or "")[:200],
    )


def _by_number(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    return tuple(sorted(revisions, key=lambda each: (-each.number, each.made_at)))[:_MOST_REVISIONS]


def _deployed_at(told: Json, kind: Kind, revisions: Sequence[Revision]) -> datetime | None:
    """When the newest version came. A version that was brought back is older than its coming."""
    if revisions and not revisions[0].is_restored:
        return revisions[0].made_at
    if kind is Kind.DEPLOYMENT and (changed := moment(condition(told, "Progressing"), "lastUpdateTime")):
        return changed
    return moment(told, "metadata", "creationTimestamp")


def _run(told: Json) -> Run:
    failed = condition(told, "Failed")
    is_failed = failed.get("status") == "True"
    ended = moment(failed, "lastTransitionTime") if is_failed else moment(told, "status", "completionTime")
    began = moment(told, "status", "startTime") or moment(told, "metadata", "creationTimestamp") or _BEGINNING
    return Run(_place(told)[1], began, ended, is_failed, text(failed, "reason") if is_failed else "")


def _newest(runs: Iterable[Run]) -> tuple[Run, ...]:
    return tuple(sorted(runs, key=lambda run: run.began_at, reverse=True))[:_MOST_RUNS]


def _target(told: Json) -> _Key:
    target = part(told, "spec", "scaleTargetRef")
    return text(target, "kind"), _place(told)[0], text(target, "name")


def _autoscaler(told: Json) -> Autoscaler:
    limited, active = condition(told, "ScalingLimited"), condition(told, "ScalingActive")
    most, wanted = number(told, "spec", "maxReplicas"), number(told, "status", "desiredReplicas")
    at_most = limited.get("status") == "True" and limited.get("reason") == "TooManyReplicas"
    is_off = active.get("reason") == "ScalingDisabled"
    fault = text(active, "message") if active.get("status") == "False" and not is_off else None
    return Autoscaler(number(told, "spec", "minReplicas", default=1), most, wanted, at_most, fault)
