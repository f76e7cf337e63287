"""Who we are on each GitHub, and the client that asks there as that."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from github import Auth, GithubException, GithubIntegration

from bot.adapters.github.client import PATIENCE, Client
from bot.adapters.github.errors import GithubError, NotAllowedError, UnwellError
from bot.adapters.github.limits import Standing
from bot.adapters.github.memory import NoMemory, PageMemory
from bot.github_settings import GithubApp, GithubHost


class Hub:
    """Every configured GitHub. Makes a client of its own for each read, as reads run beside each other."""

    def __init__(
        self,
        hosts: Iterable[GithubHost],
        *,
        clock: Callable[[], datetime],
        memory: PageMemory | None = None,
        sleep: Callable[[float], None] = time.sleep,
        patience: timedelta = PATIENCE,
        is_for_people: bool = False,
    ) -> None:
        """`patience` and `is_for_people` as a `Client` has them."""
        self._hosts = tuple(hosts)
        self._memory = memory or NoMemory()
        self._clock = clock
        self._sleep = sleep
        self._patience = patience
        self._is_for_people = is_for_people
        self._installations: dict[tuple[str, int, str], int] = {}
        self._standings: dict[tuple[str, str], Standing] = {}
        self._lock = threading.Lock()

    def host_of(self, page_host: str) -> GithubHost | None:
        """The GitHub that shows its pages under this host."""
        return next((host for host in self._hosts if page_host in host.page_hosts), None)

    def known_at(self, page_host: str) -> GithubHost | None:
        """The same, if it knows us there."""
        host = self.host_of(page_host)
        return host if host and not host.is_anonymous else None

    def host(self, name: str) -> GithubHost:
        """The GitHub of this name."""
        return next(host for host in self._hosts if host.host == name)

    @contextmanager
    def asking(self, host: GithubHost, owner: str) -> Iterator[Client]:
        """A `client` while the block lasts: for all that is asked of one organisation in one go."""
        client = self.client(host, owner)
        try:
            yield client
        finally:
            client.close()

    def client(self, host: GithubHost, owner: str, *, app: int | None = None) -> Client:
        """What asks there about an organisation, as the App that is installed there, or with the token, or as nobody.

        Raises:
            GithubError: an App is all we have, and it is not installed there.
        """
        chosen = next((a for a in host.apps if a.speaks_for(owner) and app in (None, a.id)), None)
        if chosen and not (host.token and app is None and not self._is_installed(host, chosen, owner)):
            auth: Auth.Auth | None = Auth.AppInstallationAuth(
                _app_auth(chosen), self._installation(host, chosen, owner)
            )
            name = f"app {chosen.id} {owner}"
        else:
            auth = Auth.Token(host.token.get_secret_value()) if host.token else None
            name = "token" if host.token else "nobody"
        return Client(
            host.api_url,
            auth,
            memory=self._memory,
            standing=self._standing(host.api_url, name),
            clock=self._clock,
            sleep=self._sleep,
            name=name,
            patience=self._patience,
            is_for_people=self._is_for_people,
        )

    def _standing(self, api_url: str, name: str) -> Standing:
        with self._lock:
            return self._standings.setdefault((api_url, name), Standing())

    def organizations(self, host: GithubHost) -> tuple[str, ...]:
        """The organisations that we are a member of there, or in which our Apps are installed.

        Raises:
            GithubError: GitHub does not tell.
        """
        if host.token:
            client = self.client(GithubHost(host.host, host.api_url, host.token), "")
            return tuple(each["login"] for each in client.get("/user/orgs", per_page=100))
        return tuple(owner for app in host.apps for owner in self._owners(host, app))

    def owner_of(self, host: GithubHost, slug: str) -> str | None:
        """Whose a repository is in which one of our Apps is installed, by any name that it had; None where none is."""
        owner, _, name = slug.partition("/")
        for app in host.apps:
            try:
                return str(_integration(host, app).get_repo_installation(owner, name).account.login)
            except (GithubException, OSError):
                continue  # not in this repository, or GitHub does not tell: then nobody knows more than before
        return None

    def _owners(self, host: GithubHost, app: GithubApp) -> list[str]:
        try:
            found = _integration(host, app).get_installations()
            owners = [(each.account.login, each.id) for each in found if each.target_type == "Organization"]
        except (GithubException, OSError) as error:
            raise _unknown(error) from error
        for owner, installation in owners:
            self._installations[host.host, app.id, owner.casefold()] = installation
        return [owner for owner, _ in owners if app.speaks_for(owner)]

    def _is_installed(self, host: GithubHost, app: GithubApp, owner: str) -> bool:
        try:
            self._installation(host, app, owner)
        except GithubError:
            return False
        return True

    def _installation(self, host: GithubHost, app: GithubApp, owner: str) -> int:
        key = (host.host, app.id, owner.casefold())
        with self._lock:
            if key not in self._installations:
                try:
                    self._installations[key] = _integration(host, app).get_org_installation(owner).id
                except (GithubException, OSError) as error:
                    raise _unknown(error) from error
            return self._installations[key]


def _app_auth(app: GithubApp) -> Auth.AppAuth:
    return Auth.AppAuth(app.id, app.private_key.get_secret_value())


def _integration(host: GithubHost, app: GithubApp) -> GithubIntegration:
    return GithubIntegration(auth=_app_auth(app), base_url=host.api_url, retry=0, seconds_between_requests=None)


def _unknown(error: Exception) -> GithubError:
    status = error.status if isinstance(error, GithubException) else None
    if status == 404:
        return NotAllowedError("the GitHub App is not installed there")
    if status in (401, 403):
        return NotAllowedError(f"GitHub does not know the App, or its key is not the App's ({status})")
    return UnwellError("GitHub did not say where the App is installed")
