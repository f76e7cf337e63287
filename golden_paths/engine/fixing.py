"""What a preview fixes so that the run sees the same: the clock, the run's id, the catalog's answers, fetched commits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from golden_paths.ports import CatalogView, Fetcher, JsonObject, Mark, Registered
from golden_paths.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same for every replica and every try. `catalog` has None for what was not there; `acts_on` are repositories."""

    now: datetime
    task_id: str
    catalog: Mapping[str, JsonObject | None] = field(default_factory=dict)
    commits: Mapping[str, str | None] = field(default_factory=dict)
    acts_on: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """For a row."""
        return {
            "now": self.now.isoformat(),
            "taskId": self.task_id,
            "catalog": dict(self.catalog),
            "commits": dict(self.commits),
            "actsOn": list(self.acts_on),
        }

    @classmethod
    def from_json(cls, kept: JsonObject) -> Self:
        """From a row."""
        acts_on = tuple(kept.get("actsOn", ()))
        return cls(datetime.fromisoformat(kept["now"]), kept["taskId"], kept["catalog"], kept["commits"], acts_on)


class Memory:
    """What was asked so far, and what the answers were."""

    def __init__(self, fixed: Fixed) -> None:
        self._fixed = fixed
        self._catalog = dict(fixed.catalog)
        self._commits = dict(fixed.commits)

    @property
    def fixed(self) -> Fixed:
        """Everything known by now."""
        return replace(self._fixed, catalog=dict(self._catalog), commits=dict(self._commits))

    def applied(self, workshop: Workshop) -> Workshop:
        """The workshop with what is known."""
        outside = replace(
            workshop.outside,
            catalog=_RememberedCatalog(workshop.outside.catalog, self._catalog),
            fetcher=_RememberedFetcher(workshop.outside.fetcher, self._commits),
        )
        mark = replace(workshop.mark, run_id=self._fixed.task_id)
        return replace(workshop, outside=outside, now=self._fixed.now, mark=mark)


class _RememberedCatalog:
    """Asks each thing once."""

    def __init__(self, catalog: CatalogView, known: dict[str, JsonObject | None]) -> None:
        self._catalog = catalog
        self._known = known

    def find(self, ref: str) -> JsonObject | None:
        if ref not in self._known:
            self._known[ref] = self._catalog.find(ref)
        return self._known[ref]

    def register(self, location: str, mark: Mark) -> Registered:
        return self._catalog.register(location, mark)


class _RememberedFetcher:
    """Stays with the commit that it saw first."""

    def __init__(self, fetcher: Fetcher, known: dict[str, str | None]) -> None:
        self._fetcher = fetcher
        self._known = known

    def commit(self, url: str) -> str | None:
        if url not in self._known:
            self._known[url] = self._fetcher.commit(url)
        return self._known[url]

    def file_version(self, url: str) -> str | None:
        key = f"file {url}"
        if key not in self._known:
            self._known[key] = self._fetcher.file_version(url)
        return self._known[key]

    def fetch_tree(self, url: str, target: Path, commit: str | None = None) -> None:
        self._fetcher.fetch_tree(url, target, commit)

    def fetch_file(self, url: str, version: str | None = None) -> bytes:
        return self._fetcher.fetch_file(url, version)
