"""Answers and deliveries have the fields that GitHub's published schemas require, of the right types."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import github as pygithub
import pytest
import yaml

from tests.contract.github.asking import client
from tests.support.github import GitHub

SHAPES: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text())
TYPES: dict[str, type] = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}
Ask = Callable[[str], Any]  # Any: JSON
ANSWERS: dict[str, Callable[[Ask], Any]] = {
    "user": lambda ask: ask("/orgs/acme/members")[0],
    "organization": lambda ask: ask("/user/orgs")[0],
    "team": lambda ask: ask("/orgs/acme/teams")[0],
    "repository": lambda ask: ask("/orgs/acme/repos")[0],
    "pull": lambda ask: ask("/repos/acme/service/pulls/1"),
    "commit": lambda ask: ask("/repos/acme/service/commits")[0],
    "git_commit": lambda ask: ask(f"/repos/acme/service/git/commits/{ask('/repos/acme/service/commits')[0]['sha']}"),
    "branch": lambda ask: ask("/repos/acme/service/branches/main"),
    "tree": lambda ask: ask("/repos/acme/service/git/trees/main"),
    "tree_line": lambda ask: ask("/repos/acme/service/git/trees/main")["tree"][0],
    "file": lambda ask: ask("/repos/acme/service/contents/a.md"),
    "hook": lambda ask: ask("/repos/acme/service/hooks")[0],
    "rate": lambda ask: ask("/rate_limit")["resources"]["core"],
}
DELIVERIES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "push": ("push", lambda told: told),
    "pushed_commit": ("push", lambda told: told["head_commit"]),
    "repository": ("push", lambda told: told["repository"]),
    "pull": ("pull_request", lambda told: told["pull_request"]),
    "membership_event": ("membership", lambda told: told),
    "organization_event": ("organization", lambda told: told),
    "membership": ("organization", lambda told: told["membership"]),
    "user": ("push", lambda told: told["sender"]),
    "organization": ("push", lambda told: told["organization"]),
    "team": ("team", lambda told: told["team"]),
}


@pytest.fixture(scope="module")
def scene() -> Iterator[GitHub]:
    """One of everything, in a GitHub that nobody listens to."""
    with GitHub() as github:
        github.organisation("acme")
        github.webhook("acme", "http://127.0.0.1:9/nobody")
        github.repository("acme/service", files={"a.md": "a"})
        github.webhook("acme/service", "http://127.0.0.1:9/nobody", events=["star"])
        github.team("acme/payments", members=["ana"])
        github.pull_request("acme/service", {"b.md": "b"})
        yield github


@pytest.fixture(scope="module")
def ask(scene: GitHub) -> Ask:
    """Asks as the owner of acme."""
    asking: pygithub.Github = client(scene.api_url, scene.owner_token("acme"))
    return lambda path: asking.requester.requestJsonAndCheck("GET", path)[1]


def faults(shape: str, value: dict[str, Any]) -> list[str]:
    found = []
    for kind, names in SHAPES[shape].items():
        expected, optional = TYPES[kind.removesuffix("?")], kind.endswith("?")
        for name in names.split():
            if name not in value:
                found.append(f"{name} is missing")
            elif not (optional and value[name] is None) and type(value[name]) is not expected:
                found.append(f"{name} is {value[name]!r}, not {kind}")
    return found


@pytest.mark.parametrize("shape", ANSWERS)
def test_an_answer_has_the_published_shape(ask: Ask, shape: str) -> None:
    assert faults(shape, ANSWERS[shape](ask)) == []


@pytest.mark.parametrize("shape", DELIVERIES)
def test_a_delivery_has_the_published_shape(scene: GitHub, shape: str) -> None:
    event, part = DELIVERIES[shape]
    told = next(one for one in scene.deliveries if one.event == event)
    assert faults(shape, part(told.payload)) == []
