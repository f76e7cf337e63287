"""Where an action works: its workspace, its log, and the doors to the outside."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from golden_paths.log import Log
from golden_paths.nowhere import NoCatalog, NoDeployer, NoFetcher, NoGateway, NoNotifier, NoSourceHost
from golden_paths.ports import CatalogView, Deployer, Fetcher, Gateway, JsonObject, Mark, Notifier, SourceHost
from golden_paths.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outside:
    """What is connected. What is not says so when it is asked."""

    host: SourceHost = field(default_factory=NoSourceHost)
    catalog: CatalogView = field(default_factory=NoCatalog)
    notifier: Notifier = field(default_factory=NoNotifier)
    fetcher: Fetcher = field(default_factory=NoFetcher)
    gateway: Gateway = field(default_factory=NoGateway)
    deployer: Deployer = field(default_factory=NoDeployer)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Everything that the steps of one run work with.

    `user` is who asked for it as templates see them (`ref`, `entity`), `environment` what the installation says to all
    templates (`parameters`, `secrets`). `sleep` waits for seconds; a run that is cancelled may end it with an error.
    """

    workspace: Workspace
    template_folder: Path
    mark: Mark
    now: datetime
    log: Log = field(default_factory=Log)
    outside: Outside = field(default_factory=Outside)
    user: JsonObject = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    environment: JsonObject = field(default_factory=dict)
    template_ref: str = "template:default/dry-run"
    sleep: Callable[[float], None] = time.sleep
