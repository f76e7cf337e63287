"""Golden paths put together from what is configured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Protocol
from urllib.parse import urlsplit

from bot.catalog_sources import CatalogSources
from bot.golden_path_runs.bounds import Bounds
from bot.golden_path_runs.cards import RunCards
from bot.golden_path_runs.carrying import Means, RunCarrier
from bot.golden_path_runs.catalog import RunCatalog
from bot.golden_path_runs.desk import GoldenPathDesk
from bot.golden_path_runs.fetching import RepositoryFetcher
from bot.golden_path_runs.library import GoldenPathLibrary
from bot.golden_path_runs.notes import RunNotifier
from bot.golden_path_runs.secrets import SecretStore
from bot.sender import Sender
from bot.settings import Settings
from catalog_store.database import Database
from catalog_store.privacy import Privacy
from catalog_store.reading import Fetch
from catalog_store.refs import EntityRef
from catalog_store.registered_places import RegisteredPlaces
from catalog_store.repositories_store import Repositories
from catalog_store.runs.drawing import RunDrawing
from catalog_store.runs.model import Json, Run
from catalog_store.runs.progress import RunProgress
from catalog_store.runs.store import Runs
from catalog_store.runs.template_versions import TemplateVersions
from catalog_store.slack.account_links import AccountLinks
from catalog_store.store import Catalog
from catalog_store.vouching import Vouching
from commands.services import Services
from golden_paths.actions import Actions, known
from golden_paths.checkouts import GitPlace
from golden_paths.library import Reading
from golden_paths.nowhere import NoDeployer, NoGateway, NoSourceHost
from golden_paths.ports import Deployer, Gateway, SourceHost
from golden_paths.workshop import Outside


class KnownHost(SourceHost, Protocol):
    """A code host at which we are somebody, for git as well."""

    def token_for(self, url: str) -> str | None:
        """What shows to git who we are at this address."""


def vouching(settings: Settings, database: Database) -> Vouching:
    """Which repositories files may speak for here."""
    hosts = {page: host.host for host in settings.github.hosts for page in host.page_hosts}
    return Vouching(Repositories(database), trusted=settings.trusted_catalogs, hosts=hosts)


@dataclass
class GoldenPathParts:
    """Everything about golden paths in one process; each part is made when it is first asked for.

    `sender` gives None where this process is not connected with Slack. `fetch` reads web pages, guarded; `check` says where
    a host is, and raises `UnreadableError` for addresses that `fetch` would not read.
    """

    settings: Settings
    database: Database
    sources: Callable[[], CatalogSources]
    sender: Callable[[], Sender | None]
    fetch: Fetch
    check: Callable[[str], tuple[str, ...]]
    clock: Callable[[], datetime]
    is_ready: Callable[[], bool] = lambda: True

    @cached_property
    def actions(self) -> Actions:
        """Every action that there is here."""
        return known()

    @cached_property
    def library(self) -> GoldenPathLibrary:
        """Every golden path."""
        home = self.settings.home / "golden-paths"
        kept = TemplateVersions(self.database)
        return GoldenPathLibrary(self.settings.golden_paths, kept, home / "kept", self._reading)

    @cached_property
    def cards(self) -> RunCards:
        """What people see of the runs."""
        return RunCards(
            Runs(self.database),
            RunDrawing(self.database),
            self.sender,
            clock=self.clock,
            is_private=self._is_private,
            is_ready=self.is_ready,
        )

    @cached_property
    def carrier(self) -> RunCarrier:
        """Who carries runs on."""
        means = Means(
            progress=RunProgress(self.database),
            runs=Runs(self.database),
            version=self.library.version,
            actions=self.actions,
            outside=self.outside,
            user=self._user,
            folder=self.settings.home / "runs",
            draw=self.cards.draw,
            clock=self.clock,
            bounds=self._bounds,
            secrets=self._secrets.of,
        )
        return RunCarrier(means)

    @cached_property
    def outside(self) -> Outside:
        """What steps may reach."""
        catalog = Catalog(self.database)
        return Outside(
            host=self._host or NoSourceHost(),
            catalog=RunCatalog(self._catalog_seen_by, self.sources, RegisteredPlaces(self.database)),
            notifier=RunNotifier(
                Runs(self.database), catalog, AccountLinks(self.database), self.sender, is_private=self._is_private
            ),
            fetcher=RepositoryFetcher(
                self.settings.home / "golden-paths" / "checkouts", self._token, self.fetch, self._check_address
            ),
            gateway=self._gateway,
            deployer=self._deployer,
        )

    @cached_property
    def _privacy(self) -> Privacy:
        return Privacy(self.database, self.settings.policies)

    def _is_private(self, run: Run) -> bool:
        """Whether not everybody may know what it acts on: as it is now, or was last where the catalog has it no more."""
        known = Catalog(self.database).find(EntityRef.parse(run.target)) if run.target else None
        return run.is_private if known is None else self._privacy.find(known.id) is not None

    def _catalog_seen_by(self, requester: str | None) -> Catalog:
        """The catalog as they may see it, as everybody may where nobody knows who they are."""
        whole = Catalog(self.database)

        def reader() -> Sequence[EntityRef]:
            ref = EntityRef.parse(requester) if requester else None
            return (ref, *(group.ref for group in whole.groups_of(ref))) if ref else ()

        return Catalog(self.database.through(self._privacy.veil(reader)))

    def desk(self, services: Services) -> GoldenPathDesk:
        """Who takes in what people want to begin."""
        return GoldenPathDesk(
            self.library,
            services,
            outside=lambda: self.outside,
            actions=lambda: self.actions,
            secrets=self._secrets,
            bounds=self._bounds,
            clock=self.clock,
            has_host=self._has_host,
        )

    @cached_property
    def _bounds(self) -> Bounds:
        return Bounds(Catalog(self.database), vouching(self.settings, self.database))

    @cached_property
    def _secrets(self) -> SecretStore:
        return SecretStore(self.settings.path_secrets)

    @property
    def _has_host(self) -> bool:
        return not all(host.is_anonymous for host in self.settings.github.hosts)

    @cached_property
    def _host(self) -> KnownHost | None:
        """Loaded by name and late, as its SDK takes a second to load."""
        if not self._has_host:
            return None
        adapter = import_module("bot.adapters.github.hosting.hosts")
        made: KnownHost = adapter.GithubHosts(self.settings.github, clock=self.clock)
        return made

    @cached_property
    def _gateway(self) -> Gateway:
        """Loaded late, as few have one."""
        if not self.settings.proxies:
            return NoGateway()
        made: Gateway = import_module("bot.adapters.gateway").ProxyGateway(self.settings.proxies)
        return made

    @cached_property
    def _deployer(self) -> Deployer:
        """Loaded late, as few have one."""
        if self.settings.integrations.argocd is None:
            return NoDeployer()
        made: Deployer = import_module("bot.adapters.argo_deploying").ArgoDeployer(self.settings.integrations.argocd)
        return made

    def _reading(self) -> Reading:
        home, fields = self.settings.home / "golden-paths", self.settings.form_fields
        return Reading.below(home, tokens=self._token, fetch=self.fetch, fields=fields)

    def _token(self, url: str) -> str | None:
        return self._host.token_for(url) if self._host else None

    def _check_address(self, url: str) -> tuple[str, ...]:
        """Git reads where the configuration says that code is, and on the public internet: there, only where we looked."""
        hosts = {page for host in self.settings.github.hosts for page in host.page_hosts}
        ours = [place.url for place in self.settings.golden_paths if isinstance(place, GitPlace)]
        hosts |= {urlsplit(each).netloc for each in ours}
        # What has no host, `git@…` and `file://…`, is read with this machine's own keys and rights: only that very place.
        is_known = (host in hosts) if (host := urlsplit(url).netloc) else url in ours
        return () if is_known else self.check(url)

    def _user(self, run: Run) -> Json:
        """Who asked for a run, as templates see them: as the preview did."""
        if run.requester is None:
            return {}
        if seen := run.fixed.get("catalog", {}).get(run.requester):
            return {"ref": run.requester, "entity": seen}
        found = Catalog(self.database).find(EntityRef.parse(run.requester))
        return {"ref": run.requester, **({"entity": found.entity.document} if found else {})}
