"""What GitHub tells of how things are doing: the checks of the default branch, and its deployments."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import quote, urlsplit

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.errors import GithubError, NotAllowedError, NotThereError
from bot.adapters.github.hub import Hub
from bot.adapters.json_values import moment, part, text
from bot.github_settings import GITHUB_HOST, GithubHost, GithubSettings
from bot.operation_source import Examined, SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import Build, Deployment, DeploymentOutcome, Reading, SourceKind
from catalog_store.refs import EntityRef

Found = TypeVar("Found")

SLUG = "github.com/project-slug"
SOURCE = "github"
_SOURCE_LOCATION = "backstage.io/source-location"
_NAME = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}")
_MOST_DEPLOYMENTS = 5
_MOST_RUNS = 30
_MOST_REMEMBERED = 5_000
_OUTCOMES = {
    "success": DeploymentOutcome.SUCCEEDED,
    "inactive": DeploymentOutcome.REPLACED,
    "failure": DeploymentOutcome.FAILED,
    "error": DeploymentOutcome.FAILED,
    "in_progress": DeploymentOutcome.RUNNING,
    "queued": DeploymentOutcome.RUNNING,
    "pending": DeploymentOutcome.RUNNING,
}
_ENDED = (DeploymentOutcome.REPLACED, DeploymentOutcome.FAILED)


class GithubOperations:
    """The repositories of things, wherever we are somebody."""

    name = "GitHub"
    kind = SourceKind.CODE_HOST

    def __init__(self, settings: GithubSettings, *, clock: Callable[[], datetime]) -> None:
        self._hub = Hub(settings.hosts, clock=clock, patience=timedelta(0), is_for_people=True)
        self._known: OrderedDict[str, Deployment] = OrderedDict()

    def concerns(self, entity: Entity) -> bool:
        """Whether an annotation names its repository on a GitHub that knows us."""
        return _slug(entity) is not None and self._host(entity) is not None

    def read(self, entities: Sequence[Entity]) -> Mapping[EntityRef, Reading]:
        """The checks and deployments of each.

        Raises:
            SourceFailedError: GitHub tells nothing of any.
        """
        found: dict[EntityRef, Reading] = {}
        failures: list[GithubError] = []
        for entity in entities:
            try:
                found[entity.ref] = self._of_repository(entity, _slug(entity) or "")
            except NotThereError:
                found[entity.ref] = Reading(gaps=(f"it has no repository {_slug(entity)}, or does not show it to us",))
            except GithubError as error:
                failures.append(error)
                found[entity.ref] = Reading(gaps=(str(error),))
        if failures and len(failures) == len(entities):
            raise SourceFailedError(str(failures[0])) from failures[0]
        return found

    def examine(self) -> Examined:
        """Which GitHub's repositories can be asked about. That it knows us shows when the catalog is read."""
        return Examined("is asked about deployments and checks of the repositories that it shows us")

    def _host(self, entity: Entity) -> GithubHost | None:
        """The GitHub where its source lies, else github.com."""
        source = urlsplit(str(entity.annotations.get(_SOURCE_LOCATION) or "").removeprefix("url:"))
        return next(filter(None, map(self._hub.known_at, (source.netloc, GITHUB_HOST))), None)

    def _of_repository(self, entity: Entity, slug: str) -> Reading:
        host = self._host(entity)
        assert host is not None, "`concerns` has seen to that"
        page = f"https://{host.host}/{slug}"
        with self._hub.asking(host, slug.partition("/")[0]) as client:
            branch = text(client.get(f"/repos/{slug}"), "default_branch") or "main"
            builds, no_builds = _allowed(lambda: tuple(_builds(client, slug, branch)), "actions")
            deployments, no_deployments = _allowed(lambda: tuple(self._deployments(client, slug, page)), "deployments")
        return Reading(builds=builds, deployments=deployments, gaps=(*no_builds, *no_deployments))

    def _deployments(self, client: Client, slug: str, page: str) -> Iterator[Deployment]:
        for told in items(client.get(f"/repos/{slug}/deployments", per_page=_MOST_DEPLOYMENTS)):
            key = f"{slug}/{told.get('id')}"
            known = self._known.get(key)
            made = known if known and known.outcome in _ENDED else _deployment(client, slug, told, key, known)
            if made is not None:
                made = replace(made, commit_url=f"{page}/commit/{made.commit}")
                self._remember(key, made)
                yield made

    def _remember(self, key: str, made: Deployment) -> None:
        self._known[key] = made
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)


def _allowed(ask: Callable[[], tuple[Found, ...]], what: str) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """What was told, or which right is missing for it."""
    try:
        return ask(), ()
    except (NotAllowedError, NotThereError):
        return (), (f"our token may not read {what} there",)


def _builds(client: Client, slug: str, branch: str) -> Iterator[Build]:
    """The last run of each workflow on the branch."""
    told = client.get(f"/repos/{slug}/actions/runs", branch=branch, per_page=_MOST_RUNS, exclude_pull_requests="true")
    seen: set[str] = set()
    for each in items(told.get("workflow_runs")):
        name, at = text(each, "name"), moment(each, "updated_at")
        if name in seen or at is None:
            continue
        seen.add(name)
        yield Build(
            name=name,
            branch=branch,
            outcome=text(each, "conclusion"),
            at=at,
            by=text(each, "actor", "login"),
            commit=text(each, "head_sha"),
            url=text(each, "html_url") or None,
        )


def _deployment(client: Client, slug: str, told: Json, key: str, known: Deployment | None) -> Deployment | None:
    at, sha = moment(told, "created_at"), text(told, "sha")
    if at is None:
        return None
    statuses = items(client.get(f"/repos/{slug}/deployments/{int(told['id'])}/statuses", per_page=1))
    state = text(statuses[0], "state") if statuses else "pending"
    what, url = (known.what, known.url) if known else _change(client, slug, sha)
    ref = text(told, "ref")
    return Deployment(
        source=SOURCE,
        key=key,
        environment=text(told, "environment"),
        at=at,
        outcome=_OUTCOMES.get(state, DeploymentOutcome.UNKNOWN),
        version="" if ref == sha else ref,
        commit=sha,
        by=text(told, "creator", "login"),
        what=what,
        url=url,
    )


def _change(client: Client, slug: str, sha: str) -> tuple[str, str | None]:
    """The pull request that brought the commit, else the commit's own title."""
    pulls = items(client.get(f"/repos/{slug}/commits/{quote(sha)}/pulls", per_page=1))
    if pulls:
        return f"{text(pulls[0], 'title')} (#{pulls[0].get('number')})", text(pulls[0], "html_url") or None
    commit = client.get(f"/repos/{slug}/commits/{quote(sha)}")
    title = text(part(commit, "commit"), "message").partition("\n")[0]
    return title, text(commit, "html_url") or None


def _slug(entity: Entity) -> str | None:
    written = str(entity.annotations.get(SLUG) or "").strip().strip("/")
    return written if _NAME.fullmatch(written) else None
