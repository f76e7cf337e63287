"""Paths of the REST API and who answers them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from re import Pattern

from tests.support.github.call import Call, Reply

Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path: `{name}` takes one part, `{name*}` the rest."""

    method: str
    pattern: str
    handler: Handler
    regex: Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        rest = re.sub(r"\\{(\w+)\\\*\\}", r"(?P<\1>.*)", re.escape(self.pattern))
        object.__setattr__(self, "regex", re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", rest) + "/?"))

    @property
    def name(self) -> str:
        """As tests count it: `GET /orgs/{org}/repos`."""
        return f"{self.method} {self.pattern}"


class Routes:
    """All routes, found by method and path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_method: dict[str, list[Route]] = {}
        for route in routes:
            self._by_method.setdefault(route.method, []).append(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route for a path, and the path's parts."""
        for route in self._by_method.get("GET" if method == "HEAD" else method, ()):
            found = route.regex.fullmatch(path)
            if found is not None:
                return route, found.groupdict()
        return None
