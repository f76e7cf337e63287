"""One way of asking one GitHub: through PyGithub's requester, politely, with errors in words."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import structlog
from github import Auth, Github, GithubException

from bot.adapters.github.errors import (
    GithubError,
    LimitedError,
    NotAllowedError,
    NotThereError,
    NotUnderstoodError,
    TooLateError,
    UnwellError,
)
from bot.adapters.github.limits import Standing, allowance, quiet_until
from bot.adapters.github.memory import PageMemory

_log = structlog.get_logger()

Json: TypeAlias = Any  # JSON as GitHub sends it: read at once into types of ours, never passed on
#: Of an answer, their names in lower case.
Headers: TypeAlias = Mapping[str, str]
#: What is wanted of an answer, as JSON again.
Keep: TypeAlias = Callable[[Json, Headers], Json]

#: Seconds to wait for GitHub to say anything.
_TIMEOUT = 20
_PAUSES = (1.0, 3.0, 8.0)
_WHO = (
    "GitHub answers this only to those whom it knows."
    " Set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or write a token under integrations.github"
)
#: A limit that ends within this time is waited for; a later one ends the read.
PATIENCE = timedelta(seconds=65)
#: A part of a path that stands for another place.
_DETOUR = re.compile(r"/\.{1,2}(?=[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Graph:
    """What a GraphQL query gave; `failed` are the reasons why some of its top-level fields did not come.

    `missing` are those of them that ask for what is not there.
    """

    data: Json
    failed: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()


class Client:
    """Asks one GitHub as somebody. For one thread at a time."""

    def __init__(
        self,
        api_url: str,
        auth: Auth.Auth | None,
        *,
        memory: PageMemory,
        standing: Standing,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        name: str,
        patience: timedelta = PATIENCE,
        is_for_people: bool = False,
    ) -> None:
        """`name` tells apart what different askers get to see.

        Limits that end within `patience` are waited for. What is asked `for people` may use the hour's reserve as well.
        """
        self._github = Github(
            base_url=api_url,
            auth=auth,
            timeout=_TIMEOUT,
            retry=0,  # repeating is ours
            user_agent="Callboard",
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        self._key = f"{api_url} {name}"
        self._memory = memory
        self._clock = clock
        self._sleep = sleep
        self._patience = patience
        self._is_for_people = is_for_people
        self.standing = standing
        self.deadline: datetime | None = None
        self.requests = 0

    def get(self, path: str, **parameters: str | int) -> Json:
        """An answer of the REST API. `path` begins with a slash.

        Raises:
            GithubError: there is none.
        """
        return self.brief(path, _whole, **parameters)

    def brief(self, path: str, keep: Keep, /, **parameters: str | int) -> Json:
        """What `keep` makes of such an answer. That alone is remembered, by the name of `keep`.

        Raises:
            GithubError: there is no answer.
        """
        key = f"{self._key} {path} {json.dumps(parameters, sort_keys=True)}"
        key += "" if keep is _whole else f" {keep.__name__}"
        known = self._memory.recall(key)
        headers = {"If-None-Match": known[0]} if known else {}
        status, found, text = self._asked("GET", path, parameters=dict(parameters), headers=headers)
        if status == 304 and known:
            return self._parsed(known[1])
        kept = keep(self._parsed(text), found)
        if etag := found.get("etag"):
            self._memory.remember(key, etag, text if keep is _whole else json.dumps(kept))
        return kept

    def get_once(self, path: str, **parameters: str | int) -> Json:
        """An answer that is not remembered, as nobody asks for it again.

        Raises:
            GithubError: there is none.
        """
        _, _, text = self._asked("GET", path, parameters=dict(parameters))
        return self._parsed(text)

    def send(self, verb: str, path: str, content: Mapping[str, object] | None = None) -> Json:
        """Change something. It is sent again where GitHub did not answer, so be ready to hear that it is done already.

        Raises:
            GithubError: GitHub does not do it.
        """
        _, _, text = self._asked(verb, path, content=None if content is None else dict(content))
        return self._parsed(text) if text else None

    def send_once(self, verb: str, path: str, content: Mapping[str, object]) -> Json:
        """The same for what must not happen twice: where GitHub did not answer, nobody knows whether it was done.

        Raises:
            GithubError: GitHub does not do it, or does not say.
        """
        _, _, text = self._asked(verb, path, content=dict(content), pauses=())
        return self._parsed(text) if text else None

    def token(self) -> str | None:
        """What shows to git who we are; None where we are nobody.

        Raises:
            GithubError: GitHub gives the App no token.
        """
        auth = self._github.requester.auth
        try:
            return auth.token if auth else None
        except GithubException as error:
            raise _app_error(error) from error
        except OSError as error:  # requests' errors are OSErrors
            raise UnwellError(f"GitHub did not answer ({_short(error)})") from error

    def query(self, text: str, variables: Mapping[str, object] | None = None) -> Graph:
        """An answer of the GraphQL API.

        Raises:
            GithubError: there is none, or none that can be used.
        """
        url = self._github.requester.graphql_url
        _, _, answered = self._asked("POST", url, content={"query": text, "variables": dict(variables or {})})
        body = self._parsed(answered)
        if not isinstance(body, dict):
            raise UnwellError("GitHub's answer makes no sense")
        data, errors = body.get("data"), body.get("errors") or []
        failed: dict[str, str] = {}
        missing: set[str] = set()
        for error in errors:
            place = error.get("path") or []
            # Only a field in a part of a query that asks for several things may fail alone.
            if data is None or len(data) < 2 or not place:
                raise self._graph_error(error)
            if error.get("type") == "RATE_LIMITED":
                raise self._limited("the hourly allowance is used up", self._reset("graphql"))
            failed[str(place[0])] = str(error.get("message", "GitHub gave no reason"))
            if error.get("type") == "NOT_FOUND":
                missing.add(str(place[0]))
        if data is None:
            raise UnwellError("GitHub's answer is empty")
        return Graph(data, failed, frozenset(missing))

    def close(self) -> None:
        """Close its connections."""
        self._github.close()

    def _asked(
        self,
        verb: str,
        url: str,
        *,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        content: object = None,
        pauses: Iterable[float] | None = None,
    ) -> tuple[int, Mapping[str, str], str]:
        """Ask, and again after a while where that may help."""
        if _DETOUR.search(url):  # `requests` would follow it, to what nobody meant
            raise NotUnderstoodError("a name in the request is `.` or `..`, which no name can be")
        waiting = iter(_PAUSES if pauses is None else pauses)
        while True:
            try:
                self._check_time(url)
                status, found, text = self._send(verb, url, parameters, headers, content)
                self._judge(verb, status, found, text, url)
            except UnwellError as error:
                if (pause := next(waiting, None)) is None:
                    raise
                _log.info("github-asked-again", url=url, reason=str(error), pause=pause)
                self._sleep(pause)
            except LimitedError as error:
                if not self._waited(error, next(waiting, None)):
                    raise
            else:
                return status, found, text

    def _send(
        self, verb: str, url: str, parameters: Json, headers: Json, content: object
    ) -> tuple[int, Mapping[str, str], str]:
        self.requests += 1
        try:
            status, found, text = self._github.requester.requestJson(
                verb, url, parameters, dict(headers or {}), content
            )
        except GithubException as error:  # an App's token could not be had
            raise _app_error(error) from error
        except (OSError, RuntimeError) as error:  # requests' errors are OSErrors
            raise UnwellError(f"GitHub did not answer ({_short(error)})") from error
        # To whom it does not know, GitHub tells the allowance of a stranger, which is none for GraphQL.
        if status != 401 and (left := allowance(found)) is not None:
            self.standing.allowances[left.resource] = left
        return status, found, text

    def _judge(self, verb: str, status: int, headers: Mapping[str, str], text: str, url: str) -> None:
        if until := quiet_until(status, headers, text, self._clock()):
            raise self._limited("we asked GitHub too much", until)
        if status >= 500:
            raise UnwellError(f"GitHub has trouble ({status})")
        if status == 304 or status < 300:
            is_silent = status == 304 or (verb != "GET" and not text)
            if not is_silent and not _is_json(text):
                raise UnwellError("GitHub's answer broke off")
            return
        if status == 401 and self._github.requester.auth is None:
            raise NotAllowedError(_WHO)
        refusal = _refusal(status, text, url)
        refusal.told = _message(text)
        raise refusal

    def _check_time(self, url: str) -> None:
        now = self._clock()
        if self.deadline and now >= self.deadline:
            raise TooLateError
        if self.standing.quiet_until and now < self.standing.quiet_until:
            raise LimitedError("we asked GitHub too much", self.standing.quiet_until)
        resource = "graphql" if url.endswith("/graphql") else "core"
        left = self.standing.allowances.get(resource)
        if left and left.is_spent and now < left.resets_at and not self._is_for_people:
            raise LimitedError("the hourly allowance is used up but for a reserve", left.resets_at)

    def _limited(self, why: str, until: datetime) -> LimitedError:
        self.standing.quiet_until = until
        return LimitedError(why, until)

    def _waited(self, error: LimitedError, pause: float | None) -> bool:
        """Whether the limit was short enough to be waited for."""
        seconds = (error.until - self._clock()).total_seconds()
        late = self.deadline is not None and error.until >= self.deadline
        if pause is None or late or seconds > self._patience.total_seconds():
            return False
        _log.info("github-waited-for", seconds=round(seconds), reason=str(error))
        self._sleep(max(seconds, 0) + 1)
        self.standing.quiet_until = None
        return True

    def _graph_error(self, error: Mapping[str, Any]) -> GithubError:
        message, kind = str(error.get("message", "no reason given")), error.get("type")
        if kind == "RATE_LIMITED":
            return self._limited("the hourly allowance is used up", self._reset("graphql"))
        if kind == "NOT_FOUND":
            return NotThereError("such thing" if not message else f"such thing ({message})")
        if kind in ("FORBIDDEN", "INSUFFICIENT_SCOPES"):
            return NotAllowedError(f"GitHub does not let us ({message})")
        return NotUnderstoodError(f"GitHub refuses the question ({message})")

    def _reset(self, resource: str) -> datetime:
        found = self.standing.allowances.get(resource)
        return found.resets_at if found else self._clock() + PATIENCE

    def _parsed(self, text: str) -> Json:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnwellError("GitHub's answer broke off") from error


def _whole(body: Json, _headers: Headers) -> Json:
    return body


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _refusal(status: int, text: str, url: str) -> GithubError:
    message = _message(text)
    if status == 401:
        return NotAllowedError("GitHub does not know our token (401). It has expired, was revoked, or is mistyped")
    if status in (403, 451):
        return NotAllowedError(f"GitHub does not let us ({status}: {message}). The token may lack a scope")
    if status in (404, 410):
        return NotThereError(f"{url.partition('?')[0]} ({status})")
    return NotUnderstoodError(f"GitHub refuses the request ({status}: {message})")


def _app_error(error: GithubException) -> GithubError:
    if error.status in (401, 403):
        return NotAllowedError(f"GitHub does not know the App, or its key ({error.status})")
    if error.status == 404:
        return NotAllowedError("the GitHub App is not installed there")
    return UnwellError(f"GitHub gives the App no token ({error.status})")


def _message(text: str) -> str:
    try:
        return str(json.loads(text)["message"])[:200]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "no reason given"


def _short(error: Exception) -> str:
    return type(error).__name__


def items(value: Json) -> Sequence[Json]:
    """A list of GitHub's, without the holes that a missing right leaves in it."""
    return [each for each in value if each is not None] if isinstance(value, list) else []
