"""A made-up company of any size, the same at each run."""

import random
from collections.abc import Iterator
from pathlib import Path

from catalog_store.reading import SourceFile, UnreadableError

_AREAS = ("payments", "orders", "search", "billing", "identity", "shipping", "pricing", "stock", "loyalty", "reports")
_ROLES = ("api", "worker", "gateway", "web", "sync", "exporter", "scheduler", "admin", "ledger", "adapter")


def component(number: int) -> str:
    """One component's descriptor, about 690 bytes."""
    choose = random.Random(number)  # noqa: S311  # reproducible, not secret
    area, role = choose.choice(_AREAS), choose.choice(_ROLES)
    name = f"{area}-{role}-{number}"
    return f"""apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  title: {area.title()} {role} {number}
  description: Keeps the {area} of region {number % 97} and answers for its {role}.
  annotations:
    github.com/project-slug: example/{name}
    backstage.io/kubernetes-id: {name}
    pagerduty.com/service-id: P{number:06X}
  tags: [python, {area}]
  links:
    - url: https://{name}.example.com/
      title: Service
    - url: https://grafana.example.com/d/{number}
      title: Dashboard
spec:
  type: service
  lifecycle: {choose.choice(("production", "experimental", "deprecated"))}
  owner: team-{number % 200}
  system: system-{number % 500}
  dependsOn: [component:{area}-ledger-{max(0, number - 1)}, resource:db-{number % 900}]
"""


def team(number: int) -> str:
    """One team's descriptor."""
    return f"""apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-{number}
  title: Team {number}
  annotations:
    slack.com/channel-id: C{number:09d}
spec:
  type: team
  children: []
"""


class Company:
    """An opener with `size` components, a file each, and their 200 teams; `edition` changes every hundredth of them."""

    def __init__(self, size: int, edition: int = 0) -> None:
        self._size = size
        self._edition = edition

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        for number in range(200):
            yield SourceFile(f"{location}/team-{number}.yaml", team(number).encode())
        for number in range(self._size):
            body = component(number)
            if self._edition and number % 100 == 0:
                body = body.replace("type: service", f"type: service-{self._edition}")
            yield SourceFile(f"{location}/{number}.yaml", body.encode())

    def fetch(self, location: str) -> bytes:
        raise UnreadableError(location, "there is no such file")


def write_folder(folder: Path, size: int) -> int:
    """The components as files of a folder, a folder each, as a checkout has them. Gives the number of bytes."""
    total = 0
    for number in range(size):
        body = component(number)
        place = folder / str(number % 100) / str(number)
        place.mkdir(parents=True)
        (place / "catalog-info.yaml").write_text(body)
        total += len(body)
    return total
