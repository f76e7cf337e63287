"""Clones and pushes: git's own `http-backend` behind the same port, with GitHub's rules before it."""

import asyncio
import os
import re
from dataclasses import dataclass

from aiohttp import web

from tests.support.github.actors import Actor, Kind
from tests.support.github.call import Call, Site
from tests.support.github.changing import ref_moved
from tests.support.github.errors import GitHubError
from tests.support.github.limits import RateLimits
from tests.support.github.state import LEVELS, WRITE, Repository
from tests.support.github.views.links import Links

GIT_PATH = re.compile(
    r"/(?P<owner>[^/]+)/(?P<repo>[^/]+?)(?:\.git)?/(?P<service>info/refs|git-upload-pack|git-receive-pack)"
)
CHALLENGE = {"WWW-Authenticate": 'Basic realm="GitHub"'}


@dataclass(frozen=True, slots=True)
class GitHttp:
    """Git's smart protocol over HTTP."""

    site: Site
    rates: RateLimits

    def is_git(self, path: str) -> bool:
        """Whether git asks, not an API client."""
        return GIT_PATH.fullmatch(path) is not None

    async def answer(self, request: web.Request, path: str) -> web.Response:
        """What git's own server says, once GitHub lets it."""
        found = GIT_PATH.fullmatch(path)
        assert found is not None
        pushing = "git-receive-pack" in (found["service"], request.query.get("service"))
        try:
            with self.site.state.lock:
                actor, repository = self._admitted(request, found["owner"], found["repo"], pushing=pushing)
        except GitHubError as error:
            headers = CHALLENGE if error.status == 401 else {}
            return web.Response(status=error.status, text=f"{error.message}\n", headers=headers)
        with self.site.state.lock:
            repository.git.save()
        limits = _limits(actor) if pushing else {}
        response = await _backend(request, repository, found["service"], await request.read(), limits)
        if pushing and found["service"] == "git-receive-pack":
            with self.site.state.lock:
                self._pushed(repository, actor)
        return response

    def _admitted(self, request: web.Request, owner: str, name: str, *, pushing: bool) -> tuple[Actor, Repository]:
        try:
            actor = self.site.tokens.actor(request.headers.get("Authorization"), request.remote or "")
        except GitHubError as error:
            raise GitHubError(
                401, "Invalid username or token. Password authentication is not supported for Git operations."
            ) from error
        state, slug = self.site.state, f"{owner}/{name}"
        moved = state.former.get(slug.lower())
        repository = state.repository(slug) or (state.repositories[moved] if moved is not None else None)
        level = self._level(actor, repository) if repository is not None else "none"
        if repository is None or level == "none":
            if actor.kind is Kind.NOBODY:
                raise GitHubError(401, "Authentication required.")
            raise GitHubError(404, "Repository not found.")
        if pushing:
            self._check_push(actor, repository, level)
        return actor, repository

    def _check_push(self, actor: Actor, repository: Repository, level: str) -> None:
        if actor.kind is Kind.NOBODY:
            raise GitHubError(401, "Authentication required.")
        name = actor.account.login if actor.account else ""
        denied = f"Permission to {repository.slug}.git denied to {name}."
        may = actor.may("contents", "write") if actor.permissions is not None else actor.has_scope("public_repo")
        if LEVELS.index(level) < LEVELS.index(WRITE) or not may:
            raise GitHubError(403, denied)
        if repository.archived:
            raise GitHubError(403, "This repository was archived so it is read-only.")

    def _level(self, actor: Actor, repository: Repository) -> str:
        call = Call(self.site, actor, Links("", ""), "GET", "", {}, {}, b"", self.rates)
        return call.level(repository)

    def _pushed(self, repository: Repository, actor: Actor) -> None:
        before = repository.git.load_refs()
        after = repository.git.refs()
        assert actor.account is not None
        for name in sorted(before.keys() | after.keys()):
            if not name.startswith("refs/pull/"):
                ref_moved(self.site, repository, name, before.get(name), after.get(name), actor.account)


def _limits(actor: Actor) -> dict[str, str]:
    """What a repository's hook is to refuse."""
    if actor.permissions is not None:
        return {} if actor.may("workflows", "write") else {"NO_WORKFLOWS": "GitHub App"}
    return {} if actor.has_scope("workflow") else {"NO_WORKFLOWS": "Personal Access Token"}


async def _backend(
    request: web.Request, repository: Repository, service: str, body: bytes, limits: dict[str, str]
) -> web.Response:
    folder = repository.git.folder
    environment = {
        **limits,
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
        "GIT_PROJECT_ROOT": str(folder.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{folder.name}/{service}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_string,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": request.remote or "",
        "REMOTE_USER": "git",
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        "git", "http-backend", stdin=pipe, stdout=pipe, stderr=pipe, env=environment
    )
    output, _errors = await process.communicate(body)
    head, _, content = output.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
    status = int(headers.pop("Status", "200").split()[0])
    return web.Response(status=status, body=content, headers=headers)
