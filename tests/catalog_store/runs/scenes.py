"""Runs for tests."""

from dataclasses import replace
from datetime import UTC, datetime

from catalog_store.runs.model import NewRun, NewStep
from catalog_store.runs.store import By

ANA, BEN = By("UANA", "Ana"), By("UBEN", "Ben")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STEPS = (
    NewStep("fetch", "Fetch the skeleton", "fetch:template"),
    NewStep("publish", "Publish", "publish:github"),
    NewStep("tell", "Tell the team", "notification:send", is_skippable=True),
)
NEW = NewRun(
    id="run-1",
    template="template:default/python-service",
    title="Python service",
    digest="sha256:1",
    plan_digest="plan-1",
    values={"name": "shop"},
    fixed={"clock": "2026-03-02T09:00:00Z"},
    team_id="T1",
    user_id="UANA",
    requester="user:default/ana",
    channel="C1",
    steps=STEPS,
    team="group:default/payments",
)


def another(name: str) -> NewRun:
    """The same under another id."""
    return replace(NEW, id=name)
