"""Argo CD over its API: whether what runs is as Git says."""

import re
from collections.abc import Mapping, Sequence

from bot.adapters.argo_applications import WantedApps, reading_of, wanted_apps
from bot.adapters.json_api import JsonApi
from bot.adapters.json_values import Json, items, part, text
from bot.integrations_settings import SystemSettings
from bot.kubernetes_settings import Environments
from bot.operation_source import Examined, SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import Reading, SourceKind
from catalog_store.refs import EntityRef

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


class ArgoCd:
    """One Argo CD."""

    name = "Argo CD"
    kind = SourceKind.DELIVERY

    def __init__(self, settings: SystemSettings, environments: Environments) -> None:
        token = settings.token.get_secret_value() if settings.token else ""
        self._api = JsonApi(settings.url, {"Authorization": f"Bearer {token}"} if token else {})
        self._page = settings.url
        self._environments = environments

    def concerns(self, entity: Entity) -> bool:
        """Whether an annotation names applications of it."""
        return wanted_apps(entity).are_named

    def read(self, entities: Sequence[Entity]) -> Mapping[EntityRef, Reading]:
        """What it tells of each.

        Raises:
            SourceFailedError: it tells nothing.
        """
        return {entity.ref: self._reading(wanted_apps(entity)) for entity in entities}

    def examine(self) -> Examined:
        """Whether it knows us.

        Raises:
            SourceFailedError: it does not.
        """
        told = self._api.get("/api/v1/session/userinfo")
        if part(told).get("loggedIn") is not True:
            raise SourceFailedError(
                "it does not know us; its account's token goes into callboard.integrations.argocd.token"
            )
        return Examined(f"knows us as {text(told, 'username')}")

    def _reading(self, wanted: WantedApps) -> Reading:
        if wanted.name and not _NAME.fullmatch(wanted.name):
            return Reading(gaps=("the annotation argocd/app-name is no name of an application",))
        apps = self._apps(wanted)
        if not apps:
            return Reading(gaps=(f"it has no application {wanted.name or wanted.selector}",))
        return reading_of(apps, self._environments, cluster="in-cluster", page=self._page)

    def _apps(self, wanted: WantedApps) -> tuple[Json, ...]:
        namespace = {"appNamespace": wanted.namespace} if wanted.namespace else {}
        if wanted.name:
            told = self._api.get(f"/api/v1/applications/{wanted.name}", namespace)
            return (told,) if told else ()
        return items(self._api.get("/api/v1/applications", {"selector": wanted.selector, **namespace}), "items")
