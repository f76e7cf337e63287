"""What ails pods, in words: one sentence for each kind of trouble, ready to be shown."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from catalog_store.workloads import Exit, Trouble, TroubleKind
from commands import kit

_DETAIL_LIMIT = 140
_NODES = re.compile(r"0/(?P<all>\d+) nodes are available: (?P<reasons>.*)", re.DOTALL)
#: What keeps a pod from a node, as the scheduler says it, and in words.
_NODE_REASONS = (
    (re.compile(r"insufficient cpu", re.IGNORECASE), "not enough CPU"),
    (re.compile(r"insufficient memory", re.IGNORECASE), "not enough memory"),
    (re.compile(r"insufficient ephemeral-storage", re.IGNORECASE), "not enough disk space"),
    (re.compile(r"insufficient (?P<what>[\w./-]+)", re.IGNORECASE), "not enough {what}"),
    (re.compile(r"untolerated taint", re.IGNORECASE), "nodes that are kept for others"),
    (re.compile(r"affinity|node selector", re.IGNORECASE), "no node of the kind that it asks for"),
    (re.compile(r"too many pods", re.IGNORECASE), "nodes that hold no more pods"),
    (re.compile(r"persistentvolumeclaim|volume", re.IGNORECASE), "a volume that no node can reach"),
    (re.compile(r"unschedulable", re.IGNORECASE), "nodes that take nothing at present"),
    (re.compile(r"topology spread", re.IGNORECASE), "pods that must be spread further"),
)
_MISSING = re.compile(r"(?P<kind>secret|configmap) \"(?P<name>[^\"]+)\" not found", re.IGNORECASE)
_MISSING_KEY = re.compile(r"couldn't find key (?P<key>\S+) in (?P<kind>Secret|ConfigMap) (?P<name>\S+)", re.IGNORECASE)
_STATUS = re.compile(r"statuscode: (?P<code>[0-9]{3})")
#: What a node ran out of when it evicted a pod.
_LOW_ON = re.compile(r"low on resource: (?P<what>[\w-]+)", re.IGNORECASE)
_RESOURCES = {"memory": "memory", "ephemeral-storage": "disk space", "inodes": "file entries", "pids": "processes"}
#: Signals and codes that mean something to everybody.
_CODES = {
    126: "its command cannot be run",
    127: "its command is not there",
    137: "it was killed",
    139: "it crashed in its own memory",
    143: "it was told to end",
}


def trouble_sentence(trouble: Trouble, now: datetime) -> str:
    """What is wrong, of how many pods, since when; begins with a small letter."""
    several = f"{len(trouble.pods)} pods: " if len(trouble.pods) > 1 else ""
    return several + _SENTENCES[trouble.kind](trouble, now)


def trouble_in_short(trouble: Trouble) -> str:
    """A few words for where there is no room."""
    return _SHORT[trouble.kind]


def exit_words(ended: Exit | None) -> str:
    """Why it ended."""
    if ended is None:
        return "nobody knows why"
    if ended.reason == "OOMKilled":
        return "out of memory"
    known = _CODES.get(ended.code)
    return f"exit code {ended.code}, {known}" if known else f"exit code {ended.code}"


def _crashing(trouble: Trouble, now: datetime) -> str:
    return f"{_container(trouble)} keeps crashing ({exit_words(trouble.exit)}){_restarts(trouble, now)}"


def _out_of_memory(trouble: Trouble, now: datetime) -> str:
    limit = f" at its limit of {kit.shown(trouble.limit, 20)}" if trouble.limit else ""
    return f"{_container(trouble)} runs out of memory and is killed{limit}{_restarts(trouble, now)}"


def _image(trouble: Trouble, now: datetime) -> str:
    why = _image_reason(trouble.detail)
    return f"the image {kit.quoted(trouble.image)} cannot be pulled{why}{_since(trouble, now)}"


def _image_reason(message: str) -> str:
    text = message.lower()
    if "not found" in text or "manifest unknown" in text:
        return ": the registry does not have it"
    if any(word in text for word in ("unauthorized", "forbidden", "denied", "authentication")):
        return ": the registry does not let the cluster have it"
    if any(word in text for word in ("timeout", "no such host", "connection refused", "i/o")):
        return ": the registry does not answer"
    if "toomanyrequests" in text or "rate limit" in text:
        return ": the registry was asked too often"
    return ""


def _init_failing(trouble: Trouble, now: datetime) -> str:
    return (
        f"its init container {kit.quoted(trouble.container)} keeps failing ({exit_words(trouble.exit)}),"
        f" so that it cannot start{_restarts(trouble, now)}"
    )


def _configuration(trouble: Trouble, now: datetime) -> str:
    if missing := _MISSING.search(trouble.detail):
        kind = "secret" if missing["kind"].lower() == "secret" else "config map"
        return f"cannot start: the {kind} {kit.quoted(missing['name'])} is not there{_since(trouble, now)}"
    if missing := _MISSING_KEY.search(trouble.detail):
        place = kit.quoted(missing["name"].partition("/")[2] or missing["name"])
        return f"cannot start: {place} has no key {kit.quoted(missing['key'])}{_since(trouble, now)}"
    return f"{_container(trouble)} cannot be made{_said(trouble)}{_since(trouble, now)}"


def _unschedulable(trouble: Trouble, now: datetime) -> str:
    return f"no node takes it: {_node_reasons(trouble.detail)}{_since(trouble, now)}"


def _node_reasons(message: str) -> str:
    """`0/5 nodes are available: 3 Insufficient cpu, 2 node(s) had …` in words."""
    found = _NODES.match(message.strip())
    if found is None:
        return kit.shown(message, _DETAIL_LIMIT) or "the scheduler does not say why"
    text = found["reasons"].partition("preemption:")[0]
    words = dict.fromkeys(filter(None, map(_node_reason, re.split(r"[,.] ", text))))
    return f"{kit.listed(list(words)) or kit.shown(text, _DETAIL_LIMIT)} ({found['all']} looked at)"


def _node_reason(part: str) -> str:
    for pattern, words in _NODE_REASONS:
        if match := pattern.search(part):
            return words.format_map({name: kit.shown(value, 40) for name, value in match.groupdict().items()})
    return ""


def _lost(trouble: Trouble, now: datetime) -> str:
    return f"its node does not answer{_since(trouble, now)}"


def _failed(trouble: Trouble, now: datetime) -> str:
    return f"has failed{_said(trouble)}{_since(trouble, now)}"


def _not_ready(trouble: Trouble, now: datetime) -> str:
    return (
        f"{_container(trouble)} runs and is not ready: its readiness check fails{_check(trouble)}{_since(trouble, now)}"
    )


def _check(trouble: Trouble) -> str:
    """What the check met, as the last warning about the pod says."""
    text = trouble.detail.lower()
    if "probe failed" not in text:
        return ""
    if status := _STATUS.search(text):
        return f" (it answers {status['code']})"
    if "connection refused" in text:
        return " (nothing listens there)"
    if "timeout" in text or "deadline exceeded" in text:
        return " (it does not answer in time)"
    return f" ({kit.shown(trouble.detail.partition('probe failed:')[2].strip(), 80)})"


def _stuck_starting(trouble: Trouble, now: datetime) -> str:
    text = trouble.detail.lower()
    if "multi-attach" in text:
        return f"{_container(trouble)} does not start: another node still holds its volume{_since(trouble, now)}"
    if missing := _MISSING.search(trouble.detail):
        kind = "secret" if missing["kind"].lower() == "secret" else "config map"
        what = f"the {kind} {kit.quoted(missing['name'])} that it mounts is not there"
        return f"{_container(trouble)} does not start: {what}{_since(trouble, now)}"
    return f"{_container(trouble)} is being made and does not start{_said(trouble)}{_since(trouble, now)}"


def _evicted(trouble: Trouble, now: datetime) -> str:
    low = _LOW_ON.search(trouble.detail)
    what = _RESOURCES.get(low["what"].lower(), kit.shown(low["what"], 40)) if low else ""
    why = f": the node was low on {what}" if what else _said(trouble)
    return f"was evicted{why}{_since(trouble, now, 'at')}"


def _terminating(trouble: Trouble, now: datetime) -> str:
    return f"was told to end and does not{_since(trouble, now)}"


def _restarted(trouble: Trouble, now: datetime) -> str:
    when = f", last {kit.age(now - trouble.at)}" if trouble.at else ""
    return f"{_container(trouble)} restarted {_times(trouble.restarts)}{when} ({exit_words(trouble.exit)}), and runs"


def _starting(trouble: Trouble, now: datetime) -> str:
    return f"is starting{_since(trouble, now)}"


def _container(trouble: Trouble) -> str:
    return kit.quoted(trouble.container) if trouble.container else "it"


def _restarts(trouble: Trouble, now: datetime) -> str:
    parts = [f"{kit.counted(trouble.restarts, 'restart')}"] if trouble.restarts else []
    if trouble.at:
        parts.append(f"last {kit.age(now - trouble.at)}")
    return "".join(f", {part}" for part in parts)


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _since(trouble: Trouble, now: datetime, word: str = "since") -> str:
    if trouble.at is None:
        return ""
    past = kit.age(now - trouble.at)
    if past == "just now" or word == "at":
        return f", {past}"
    return f", for {past.removesuffix(' ago')}"


def _said(trouble: Trouble) -> str:
    return f": {kit.shown(trouble.detail, _DETAIL_LIMIT)}" if trouble.detail else ""


_SENTENCES: Mapping[TroubleKind, Callable[[Trouble, datetime], str]] = {
    TroubleKind.CRASHING: _crashing,
    TroubleKind.OUT_OF_MEMORY: _out_of_memory,
    TroubleKind.IMAGE: _image,
    TroubleKind.INIT_FAILING: _init_failing,
    TroubleKind.CONFIGURATION: _configuration,
    TroubleKind.UNSCHEDULABLE: _unschedulable,
    TroubleKind.LOST: _lost,
    TroubleKind.FAILED: _failed,
    TroubleKind.NOT_READY: _not_ready,
    TroubleKind.STUCK_STARTING: _stuck_starting,
    TroubleKind.EVICTED: _evicted,
    TroubleKind.TERMINATING: _terminating,
    TroubleKind.RESTARTED: _restarted,
    TroubleKind.STARTING: _starting,
}
_SHORT: Mapping[TroubleKind, str] = {
    TroubleKind.CRASHING: "crashing",
    TroubleKind.OUT_OF_MEMORY: "out of memory",
    TroubleKind.IMAGE: "image cannot be pulled",
    TroubleKind.INIT_FAILING: "init container fails",
    TroubleKind.CONFIGURATION: "configuration is missing",
    TroubleKind.UNSCHEDULABLE: "no node takes it",
    TroubleKind.LOST: "node does not answer",
    TroubleKind.FAILED: "failed",
    TroubleKind.NOT_READY: "not ready",
    TroubleKind.STUCK_STARTING: "does not start",
    TroubleKind.EVICTED: "evicted",
    TroubleKind.TERMINATING: "does not end",
    TroubleKind.RESTARTED: "restarted",
    TroubleKind.STARTING: "starting",
}
