"""The details of what runs: each pod with its state, limits and restarts, and its versions. Still no word of YAML."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from catalog_store.workloads import Pod, Standing, Usage, Workload, troubles_of
from commands import kit
from commands.ask import Answer
from commands.condition.rollouts import rollout_sentence
from commands.condition.troubles import trouble_sentence
from commands.condition.view import View
from commands.condition.words import SIGNS, place

_MOST_WORKLOADS = 5
_MOST_PODS = 12
_MOST_VERSIONS = 5
_SECTION_LIMIT = 2400
_TEXT_BUDGET = 8000
_MOST_CONTAINERS = 4


def details_card(view: View) -> Answer:
    """Everything about the pods of one thing."""
    name = kit.shown(view.known.entity.label)
    if not view.standings:
        said = f"No cluster tells of anything that runs for {name}."
        return Answer(said, (kit.section(said),))
    sections = [kit.section(text) for text in _within_budget(view)]
    note = kit.context(f"As of {kit.time_of_day(view.now)}")
    return Answer(f"The pods of {name}.", (kit.section(f"*{name}*  ·  pods"), *sections, note))


def _within_budget(view: View) -> Iterator[str]:
    left = _TEXT_BUDGET
    for standing in view.standings[:_MOST_WORKLOADS]:
        text = kit.bounded(_lines(standing, view), min(_SECTION_LIMIT, left))
        left -= len(text)
        if left > 0 and text:
            yield text


def _lines(standing: Standing, view: View) -> Iterator[str]:
    workload = standing.workload
    yield f"{SIGNS[standing.health]} {place(standing, view)}"
    yield kit.capitalized(rollout_sentence(standing, view.now))
    ailing = {name for each in standing.troubles for name in each.pods}
    for pod in sorted(workload.pods, key=lambda each: (each.name not in ailing, each.name))[:_MOST_PODS]:
        yield f"• {kit.quoted(pod.name, 80)} {_pod_words(pod, view.now)}"
    if len(workload.pods) > _MOST_PODS:
        yield f"+{len(workload.pods) - _MOST_PODS} more"
    yield from _limits(workload)
    yield from _versions(workload, view.now)


def _pod_words(pod: Pod, now: datetime) -> str:
    troubles = troubles_of((pod,), now)
    if troubles:
        return trouble_sentence(troubles[0], now)
    age = kit.age(now - pod.created_at).removesuffix(" ago")
    if pod.leaves_at is not None:
        return "is being replaced"
    if pod.phase == "Succeeded":
        return "has done its work"
    restarts = f", {kit.counted(pod.restarts, 'restart')} in all" if pod.restarts else ""
    return f"is {'ready' if pod.is_ready else 'not there yet'}, for {age}{restarts}"


def _limits(workload: Workload) -> Iterator[str]:
    """What its containers may use, each once, and what the busiest of its pods uses."""
    containers = [each for pod in workload.pods for each in pod.containers if not each.is_init]
    for container in list({each.name: each for each in containers}.values())[:_MOST_CONTAINERS]:
        limits = [
            f"{what} {kit.shown(limit, 20)}"
            for what, limit in (("memory", container.memory_limit), ("CPU", container.cpu_limit))
            if limit
        ]
        used = [each.usage for each in containers if each.name == container.name and each.usage]
        may = kit.listed(limits) if limits else "as much as its node has"
        yield f"{kit.quoted(container.name, 60)} may use {may}{_used(used)}"


def _used(used: Sequence[Usage]) -> str:
    """`; the busiest pod uses 410 MiB (80 %) and 0.25 CPUs (25 %)`."""
    if not used:
        return ""
    memory, cpus = max(used, key=lambda each: each.memory), max(used, key=lambda each: each.cpus)
    return (
        f"; the busiest pod uses {memory.memory / 2**20:,.0f} MiB{_share(memory.of_memory)}"
        f" and {cpus.cpus:.2f} CPUs{_share(cpus.of_cpus)}"
    )


def _share(share: float | None) -> str:
    return "" if share is None else f" ({share:.0%} of its limit)"


def _versions(workload: Workload, now: datetime) -> Iterator[str]:
    for revision in workload.revisions[:_MOST_VERSIONS]:
        tag = revision.image.rpartition("/")[2]
        restored = ", brought back later" if revision.is_restored else ""
        yield f"Version {revision.number}: {kit.quoted(tag, 60)}, made {kit.age(now - revision.made_at)}{restored}"
