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

#: How long a cancelled run may still wait, in seconds.
_BREATH = 1.0


def _go_on() -> None:
    """Nobody wants the run to stop."""


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
    templates (`parameters`, `secrets`). `sleep` waits for seconds. Long actions call `check` now and then: it raises where the
    run shall not go on, because somebody cancelled it. `is_extended`: skeletons may say more than Backstage's can.
    `shared` is what the template may take from beside its folder. `rounds` are the outputs of this step's rounds before this one.
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
    is_extended: bool = False
    shared: tuple[str, ...] = ()
    rounds: tuple[JsonObject, ...] = ()
    sleep: Callable[[float], None] = time.sleep
    check: Callable[[], None] = _go_on

    def wait(self, seconds: float) -> None:
        """Let the time pass, as long as the run shall go on."""
        while seconds > 0:
            self.check()
            self.sleep(min(seconds, _BREATH))
            seconds -= _BREATH
        self.check()
