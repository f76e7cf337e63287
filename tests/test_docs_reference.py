"""The reference pages and the code's tables tell the same."""

import re
from pathlib import Path

from bot.adapters import alerts, argo_applications
from bot.adapters.kubernetes import selection
from bot.web import github_webhook, healthz, readyz, slack_events
from catalog_store import aliases, ownership
from catalog_store.privacy import VISIBILITY_ANNOTATION
from catalog_store.reports.teams import TIME_ZONE_ANNOTATION
from commands import SHORTCUTS, SLASH, reach
from commands.owner import details

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def _column(page: str, heading: str, number: int) -> list[str]:
    """The cells of one column of the table below a heading."""
    section = _page(page).split(f"# {heading}\n")[1].split("\n## ")[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.splitlines() if line.startswith("|")]
    return [row[number].strip().replace("\\|", "|") for row in rows[2:]]


def _quoted(cells: list[str]) -> list[str]:
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]


def test_names_the_slash_commands() -> None:
    names, hints = _quoted(_column("commands.md", "Slash commands", 0)), _column("commands.md", "Slash commands", 2)
    assert list(zip(names, _quoted(hints), strict=True)) == [(each.name, each.usage_hint) for each in SLASH]


def test_names_the_shortcuts() -> None:
    names = _column("commands.md", "Message shortcuts", 0)
    ids = _quoted(_column("commands.md", "Message shortcuts", 1))
    assert list(zip(names, ids, strict=True)) == [(each.name, each.callback_id) for each in SHORTCUTS]


def test_names_what_is_served() -> None:
    listed = _quoted(_column("http.md", "HTTP", 0))
    assert set(listed) == {"/healthz", "/readyz", "/metrics", "/slack/events", "/webhooks/github"}
    assert github_webhook([], is_new=bool, take=print).path in listed
    assert healthz().path in listed
    assert readyz(list).path in listed
    assert slack_events.__name__ == "slack_events"


def test_names_every_annotation_that_is_read() -> None:
    listed = set(re.findall(r"^\| `([\w./-]+)` \|", _page("annotations.md"), re.MULTILINE))
    read = {*aliases._ANNOTATIONS, *aliases._FILE_ANNOTATIONS, ownership.ON_CALL_ANNOTATION, TIME_ZONE_ANNOTATION}
    read.add(VISIBILITY_ANNOTATION)
    shown = {*reach._CHANNEL_ANNOTATIONS, *(name for name, _ in details._IDENTITIES)}
    asked_for = {selection.CLUSTER, argo_applications.NAMESPACE, alerts.SELECTOR}
    assert listed == read | shown | asked_for


def test_names_the_labels_that_are_read_in_selectors() -> None:
    row = next(line for line in _page("annotations.md").splitlines() if "kubernetes-label-selector" in line)
    assert set(_quoted([row.split("|")[3]])) == aliases._NAMING_LABELS
