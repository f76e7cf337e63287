"""The names that Kubernetes makes out of ours, and the way back: pods, jobs, images, names inside a cluster."""

import re
from collections.abc import Iterator

from catalog_store.aliases import name_key
from catalog_store.resolver.clues import Lead
from catalog_store.resolver.vocabulary import GENERIC

#: k8s.io/apimachinery/pkg/util/rand: no vowels, nothing that looks like another; 5 of them end a pod's name.
_SAFE = "bcdfghjklmnpqrstvwxz2456789"
_SUFFIX = f"-[{_SAFE}]{{5}}"
#: A ReplicaSet's hash is a 32-bit number's decimal digits in that alphabet, of which they reach only these.
_HASH = "-[456789bcdf]{6,10}"
_MADE_NAMES = tuple(
    (re.compile(f"(.+?){pattern}"), reading)
    for pattern, reading in (
        (f"{_HASH}{_SUFFIX}", "the pod's name without its suffix"),
        (r"-(?=[a-z]*\d)[a-z0-9]{6,10}-[a-z0-9]{5}", "the pod's name without its suffix"),
        (rf"-\d{{8,10}}{_SUFFIX}", "the job's name without its time"),
        (r"-\d{8,10}", "the job's name without its time"),
        (_HASH, "the ReplicaSet's name without its hash"),
        (_SUFFIX, "the pod's name without its suffix"),
        (r"-\d{1,3}", "the pod's name without its number"),
    )
)
#: No name without such an end can match; this spares most words the trouble.
_ENDS_AS_MADE = re.compile(r"-(?:[a-z0-9]{5}|[456789bcdf]{6,10}|\d{1,10})$")
_WORKLOADS = """
pod pods po deploy deployment deployments deployment.apps deployments.apps sts statefulset statefulsets
statefulset.apps ds daemonset daemonsets daemonset.apps rs replicaset replicaset.apps cj cronjob cronjob.batch job
job.batch svc service services app application application.argoproj.io rollout rollouts rollout.argoproj.io ing ingress
ingresses ingress.networking.k8s.io hpa horizontalpodautoscaler horizontalpodautoscaler.autoscaling pdb
poddisruptionbudget httproute virtualservice helmrelease kustomization ksvc
"""
_NAMESPACES = frozenset(("ns", "namespace", "namespaces"))
_PREFIXES = frozenset(_WORKLOADS.split())
#: How the kubelet writes a pod in its events: name, namespace, uid.
_KUBELET = re.compile(rf"^([a-z0-9.-]+{_SUFFIX})_[a-z0-9-]+$")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_IMAGE = re.compile(
    r"(?:(?P<registry>[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?|localhost(?::\d+)?)/)?"
    r"(?P<path>[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
    r"(?P<tag>:[\w.-]{1,128})?(?P<digest>@sha256:[0-9a-f]{6,64})?"
)
#: Hosts that serve images, so that a path there is one even without tag and digest.
_REGISTRY = re.compile(
    r"^(?:ghcr|docker|quay|gcr)\.io$|^(?:registry|harbor|docker|images)\.|\.(?:gcr\.io|azurecr\.io|pkg\.dev|jfrog\.io)$"
    r"|\.dkr\.ecr\.|:\d+$"
)
#: Hosts of the world end so, and a line of a file is told so.
_NO_NAMESPACE = (
    "com|org|net|io|dev|app|ai|co|eu|de|uk|us|example|local"
    "|c|cc|cpp|cs|css|ex|go|h|html|java|js|json|jsx|kt|md|mjs|php|py|rb|rs|scala|sh|sql|swift|tf|toml|ts|tsx|vue|xml|ya?ml"
)
#: A Service and its namespace, as what runs in the cluster calls it.
_IN_NAMESPACE = re.compile(
    rf"(?:http://|grpc://|tcp://)?([a-z0-9-]+)\.(?!(?:{_NO_NAMESPACE}):)([a-z0-9-]+):\d{{2,5}}(?:/.*)?"
)
_IN_CLUSTER = re.compile(r"(?:https?://)?([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.[a-z.-]+)?(?::\d+)?(?:/.*)?")


def workload_leads(token: str) -> Iterator[Lead]:
    """`deploy/payments-api`, `payments/payments-api-7d9f8b6c5-x2x9k`, `log-agent-x2x9k`, `ledger-db-0`."""
    prefix, slash, name = _KUBELET.sub(r"\1", token.lower()).rpartition("/")
    if not _NAME.fullmatch(name) or "/" in prefix or ("." in prefix and prefix not in _PREFIXES):
        return
    if prefix in _NAMESPACES:
        yield Lead(f"ns:{name}", 20, reading="the namespace")
        return
    if prefix in _PREFIXES:
        yield from _named(name, 20, "the workload's name", is_exact=True)
    elif slash:
        # `other/payments-api` may be anything of anybody's: without the namespace it is only a guess.
        yield Lead(f"id:{prefix}/{name}", 18, reading="that workload")
        yield from (lead._replace(is_guess=True) for lead in _named(name, 50, "the part after the slash"))
    for base, reading in made_from(name):
        yield from _named(base, 30, reading)


def made_from(name: str) -> Iterator[tuple[str, str]]:
    """Which name a pod, ReplicaSet or job may have got its own from, likeliest first, and how that was read."""
    if not _ENDS_AS_MADE.search(name):
        return
    seen = set()
    for pattern, reading in _MADE_NAMES:
        match = pattern.fullmatch(name)
        if match and match[1] not in seen:
            seen.add(match[1])
            yield match[1], reading


def image_leads(token: str) -> Iterator[Lead]:
    """`ghcr.io/acme/payments-api:1.4.2@sha256:…`: the whole path is an id; its last part is one by convention."""
    match = _IMAGE.fullmatch(token.removeprefix("docker://"))
    if not match or not (match["tag"] or match["digest"] or "/" in token):
        return
    path, is_image = match["path"], bool(match["tag"] or match["digest"] or _REGISTRY.search(match["registry"] or ""))
    yield Lead(f"id:{path}", 10, is_image, "the image")
    if not is_image:
        return
    folder, _, last = path.rpartition("/")
    yield Lead(f"repo:{path}", 40, is_exact=False, reading="the repository of the image's name")
    if last not in GENERIC:
        yield from _named(last, 42, "the image's last part")
    if folder:
        yield from _named(f"{folder.rpartition('/')[2]}-{last}", 44, "the image's path")


def in_cluster_leads(token: str) -> Iterator[Lead]:
    """`payments-api.payments.svc.cluster.local`."""
    match = _IN_CLUSTER.fullmatch(token.lower())
    if match:
        yield from _named(match[1], 20, "the Service's name")
    elif beside := _IN_NAMESPACE.fullmatch(token.lower()):
        yield from _named(beside[1], 60, "the Service's name")


def _named(name: str, tier: int, reading: str, *, is_exact: bool = False) -> Iterator[Lead]:
    yield Lead(f"id:{name}", tier, is_exact, reading, kinds=_RUNNING)
    yield Lead(f"name:{name_key(name)}", tier + 1, is_exact, reading, kinds=_RUNNING)


_RUNNING = frozenset(("component", "resource", "api", "system"))
