"""Argo CD as golden paths see it: an application, and the project that it belongs to, made once."""

import re
from typing import Any

from bot.adapters.json_api import JsonApi
from bot.integrations_settings import SystemSettings
from bot.operation_source import SourceFailedError
from golden_paths.ports import DeployedApplication, Mark, OutsideError

#: Whose an application is. The other label is what Backstage's plug-in finds applications by.
RUN_LABEL = "callboard.io/run"
_BACKSTAGE_LABEL = "backstage-name"
_CLUSTER = "https://kubernetes.default.svc"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")

Json = dict[str, Any]  # Any: JSON


class ArgoDeployer:
    """The one Argo CD that is configured, whatever name a template gives it."""

    def __init__(self, settings: SystemSettings) -> None:
        token = settings.token.get_secret_value() if settings.token else ""
        self._api = JsonApi(settings.url, {"Authorization": f"Bearer {token}"} if token else {})

    def create_application(self, application: DeployedApplication, mark: Mark) -> None:
        """Make the project and the application, or find those that we made.

        Raises:
            OutsideError: one of that name is somebody else's, a name is none, or Argo CD refuses or does not answer.
        """
        _judge(application)
        try:
            if self._is_there(application, mark):
                return
            self._make_project(application)
            self._make("/api/v1/applications", _application(application, mark), application.name)
        except SourceFailedError as error:
            raise OutsideError(f"Argo CD did not make {application.name}: {error}.", is_retryable=True) from error

    def _is_there(self, application: DeployedApplication, mark: Mark) -> bool:
        found = self._api.get(f"/api/v1/applications/{application.name}")
        if not found:
            return False
        if (found.get("metadata", {}).get("labels") or {}).get(RUN_LABEL) != mark.run_id:
            raise OutsideError(
                f"Argo CD has an application {application.name} already, which this run did not make. Choose another name."
            )
        return True

    def _make_project(self, application: DeployedApplication) -> None:
        """A project may be shared; it is left as it is."""
        if not self._api.get(f"/api/v1/projects/{application.project}"):
            self._make("/api/v1/projects", {"project": _project(application)}, str(application.project))

    def _make(self, path: str, body: Json, name: str) -> None:
        status, said = self._api.post(path, body, {})
        if status == 409:
            return  # made by an earlier try, a moment ago
        if status >= 400:
            reason = said.get("message") if isinstance(said, dict) else None
            raise OutsideError(f"Argo CD refuses {name} ({status}): {reason or 'no reason given'}.")


def _judge(application: DeployedApplication) -> None:
    for name in (application.name, application.project or ""):
        if not _NAME.fullmatch(name):
            raise OutsideError(f"{name!r} cannot be a name in Argo CD. Use lower-case letters, digits, `-` and `.`.")
    if not _LABEL.fullmatch(application.label_value or ""):
        raise OutsideError(f"{application.label_value!r} cannot be a label. Use letters, digits, `-`, `_` and `.`.")


def _project(application: DeployedApplication) -> Json:
    return {
        "metadata": {"name": application.project},
        "spec": {
            "destinations": [{"server": _CLUSTER, "namespace": application.namespace}],
            "sourceRepos": [application.repository],
        },
    }


def _application(application: DeployedApplication, mark: Mark) -> Json:
    return {
        "metadata": {
            "name": application.name,
            "labels": {_BACKSTAGE_LABEL: application.label_value, RUN_LABEL: mark.run_id},
            "finalizers": ["resources-finalizer.argocd.argoproj.io"],
        },
        "spec": {
            "project": application.project,
            "source": {"repoURL": application.repository, "path": application.path.strip("/")},
            "destination": {"server": _CLUSTER, "namespace": application.namespace},
            "syncPolicy": {"automated": {"prune": True, "selfHeal": True}},
        },
    }
