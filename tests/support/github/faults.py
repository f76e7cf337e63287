"""Things that go wrong on demand."""

import json
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from tests.support.github.call import Reply


@dataclass(slots=True)
class Fault:
    """What to do to the next requests whose path fits.

    `pattern` is compared with the path after the API's root (`/orgs/acme/repos`, `/graphql`), `*` for anything.
    """

    pattern: str
    times: int
    method: str | None = None
    page: str | None = None
    seconds: float = 0.0
    instead: Reply | None = None
    truncate: bool = False
    empty: bool = False
    cut: bool = False

    def fits(self, method: str, path: str, page: str) -> bool:
        """Whether it is meant for that request."""
        return (
            self.times > 0
            and self.method in (None, method)
            and self.page in (None, page)
            and fnmatchcase(path, self.pattern)
        )


@dataclass(slots=True)
class Faults:
    """All that were asked for; each request takes the first one of a sort that fits."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, path: str, page: str) -> list[Fault]:
        """The faults that this request meets: how slow, and what else."""
        found: list[Fault] = []
        for fault in self.waiting:
            is_taken = any(bool(other.seconds) == bool(fault.seconds) for other in found)
            if not is_taken and fault.fits(method, path, page):
                fault.times -= 1
                found.append(fault)
        self.waiting = [fault for fault in self.waiting if fault.times > 0]
        return found


def refusal(status: int, body: Any, headers: dict[str, str]) -> Reply:  # Any: JSON, or text as it is
    """An answer made up by a test; text goes out as it is, as a proxy's page would."""
    if isinstance(body, str):
        return Reply(raw=body.encode(), status=status, headers=headers, content_type="text/html; charset=utf-8")
    return Reply(body, status=status, headers=headers)


def emptied(body: bytes) -> bytes:
    """A page without its items."""
    value = json.loads(body)
    if isinstance(value, dict):
        return json.dumps({name: [] if isinstance(item, list) else item for name, item in value.items()}).encode()
    return b"[]"
