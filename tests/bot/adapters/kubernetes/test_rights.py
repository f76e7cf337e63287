"""The account that our manifest makes may read what we read, and nothing else."""

from pathlib import Path
from typing import Any

import yaml

from bot.adapters.kubernetes.resources import APPLICATIONS, EVENTS, METRICS, WORKLOADS, Resource

MANIFEST = Path(__file__).parents[4] / "docs" / "how-to" / "read-only.yaml"


def test_it_may_list_what_is_listed_and_watch_what_is_watched_and_nothing_else() -> None:
    documents: list[dict[str, Any]] = list(yaml.safe_load_all(MANIFEST.read_text(encoding="utf-8")))
    rules = next(each["rules"] for each in documents if each["kind"] == "ClusterRole")

    granted = {
        (group, resource, verb)
        for rule in rules
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }

    def wanted(verb: str, *resources: Resource) -> set[tuple[str, str, str]]:
        return {(each.group, each.plural.partition(" ")[0], verb) for each in resources}

    assert granted == wanted("list", *WORKLOADS, EVENTS, METRICS, APPLICATIONS) | wanted("watch", *WORKLOADS)
