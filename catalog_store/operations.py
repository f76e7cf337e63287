"""What other systems tell of a thing at this moment: what runs, was deployed and built, what alerts, who is on call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from catalog_store.refs import EntityRef
from catalog_store.workloads import Workload


class SourceKind(StrEnum):
    """What sort of system tells something."""

    CLUSTER = "cluster"
    PAGER = "pager"
    CODE_HOST = "code host"
    DELIVERY = "delivery"
    ALERTING = "alerting"


class DeploymentOutcome(StrEnum):
    """How a deployment ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RUNNING = "running"
    REPLACED = "replaced"
    ROLLED_BACK = "rolled back"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One version that came to an environment. `key` tells it apart within its source, for ever.

    `what` is the pull request's or the commit's title; `version` is the image's tag where there is one.
    """

    source: str
    key: str
    environment: str
    at: datetime
    outcome: DeploymentOutcome = DeploymentOutcome.UNKNOWN
    cluster: str = ""
    version: str = ""
    commit: str = ""
    commit_url: str | None = None
    by: str = ""
    what: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Build:
    """The last run of one check on a branch. `outcome` is GitHub's word; empty while it runs."""

    name: str
    branch: str
    outcome: str
    at: datetime
    by: str = ""
    commit: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sync:
    """An application of Argo CD: whether it is as Git says, and whether it is well, in Argo's words."""

    app: str
    environment: str
    sync: str
    health: str
    message: str = ""
    revision: str = ""
    at: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that alerts now."""

    name: str
    severity: str
    since: datetime
    summary: str = ""
    url: str | None = None
    is_silenced: bool = False


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who is on call at one level of an escalation; level 1 is called first."""

    level: int
    name: str
    email: str | None = None
    until: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """An open incident of the paging tool."""

    number: int
    title: str
    state: str
    began_at: datetime
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one system told of one thing. `gaps` are the parts that it did not tell, each a clause on what and why.

    `on_call` is None where nobody was asked for it, and empty where nobody is.
    """

    workloads: tuple[Workload, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    builds: tuple[Build, ...] = ()
    syncs: tuple[Sync, ...] = ()
    alerts: tuple[Alert, ...] = ()
    incidents: tuple[Incident, ...] = ()
    on_call: tuple[OnCall, ...] | None = None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one source told of one thing, and when. `missing` is why it did not tell anything newer, as a clause.

    `kind` is what sort of source that is, where it matters. `is_awaited`: it was asked, and may answer still.
    """

    source: str
    reading: Reading | None = None
    read_at: datetime | None = None
    missing: str | None = None
    is_awaited: bool = False
    kind: SourceKind | None = None


#: What all sources told of each thing.
Looked = Mapping[EntityRef, Sequence[Told]]
