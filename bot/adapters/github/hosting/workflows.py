"""Workflows that golden paths start: asked for once, and looked for after a crash instead of being asked for again."""

from typing import Any
from urllib.parse import quote

from bot.adapters.github.client import Json, items
from bot.adapters.github.errors import NotAllowedError, NotThereError, NotUnderstoodError, UnwellError
from bot.adapters.github.hosting.place import Place
from golden_paths.ports import Dispatch, Dispatched, Mark, MaybeDoneError, SourceHostError


def dispatch(place: Place, wanted: Dispatch) -> Dispatched:
    """Start it. Older servers do not say which run it became."""
    path = place.path(f"/actions/workflows/{quote(wanted.workflow, safe='')}/dispatches")
    body: dict[str, Any] = {"ref": wanted.ref, "inputs": dict(wanted.inputs)}  # Any: JSON
    try:
        answered = _sent(place, path, body)
    except UnwellError as error:
        raise MaybeDoneError(
            f"Could not start {wanted.workflow} in {place.repo.slug}: {error}. It may have been started all the same."
        ) from error
    except NotThereError as error:
        raise SourceHostError(
            f"{place.repo.slug} has no workflow {wanted.workflow}, or does not show it to us."
            " Write the name of its file below `.github/workflows`."
        ) from error
    found = answered or {}
    return Dispatched(found.get("workflow_run_id"), found.get("run_url"), found.get("html_url"))


def _sent(place: Place, path: str, body: dict[str, Any]) -> Json:  # Any: JSON
    try:
        return place.client.send_once("POST", path, {**body, "return_run_details": True})
    except NotUnderstoodError as error:
        if "return_run_details" not in str(error):
            raise
        return place.client.send_once("POST", path, body)


def find_dispatched(place: Place, wanted: Dispatch, mark: Mark) -> Dispatched | None:
    """The first run of the workflow that was started as we would since we began. GitHub does not tell with which inputs."""
    asked: dict[str, str | int] = {
        "event": "workflow_dispatch",
        "created": f">={mark.began:%Y-%m-%dT%H:%M:%SZ}",
        "branch": wanted.ref.removeprefix("refs/heads/"),
        "per_page": 20,
    }
    if login := _login(place):
        asked["actor"] = login
    found = place.find(f"/actions/workflows/{quote(wanted.workflow, safe='')}/runs", **asked)
    runs = [each for each in items((found or {}).get("workflow_runs")) if each["id"] not in wanted.others]
    return Dispatched(runs[-1]["id"], runs[-1]["url"], runs[-1]["html_url"]) if runs else None


def _login(place: Place) -> str | None:
    """Who we are; an App is not told."""
    try:
        return str(place.client.get("/user")["login"])
    except NotAllowedError:
        return None
