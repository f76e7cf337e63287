"""Kubernetes in app-config.yaml, under Backstage's keys."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.config_parts import Part, Text

LocatorType = Literal["config", "catalog", "gke", "localKubectlProxy"]
ServiceLocatorType = Literal["multiTenant", "singleTenant", "catalogRelation"]


class CustomResourcePart(Part):
    """One of `customResources`: a kind of resource that somebody added to a cluster."""

    group: Text
    api_version: Text
    plural: Text


class ClusterPart(Part):
    """One cluster of a locator of type `config`."""

    name: Text
    url: Text
    title: Text | None = None
    auth_provider: Text = "serviceAccount"
    service_account_token: Text | None = None
    assume_role: Text | None = None
    external_id: Text | None = None
    auth_metadata: Mapping[str, str] = Field(default_factory=dict)
    ca_data: Text | None = None
    ca_file: Text | None = None
    skip_tls_verify: bool = Field(default=False, alias="skipTLSVerify")
    skip_metrics_lookup: bool = False
    dashboard_url: Text | None = None
    custom_resources: tuple[CustomResourcePart, ...] = ()


class LocatorPart(Part):
    """One of `clusterLocatorMethods`."""

    type: LocatorType
    clusters: tuple[ClusterPart, ...] = ()


def _as_mapping(value: object) -> object:
    """`serviceLocatorMethod: multiTenant` is the short form of `{type: multiTenant}`."""
    return {"type": value} if isinstance(value, str) else value


class ServiceLocatorPart(Part):
    """`serviceLocatorMethod`: on which clusters a thing is looked for."""

    type: ServiceLocatorType = "multiTenant"


class KubernetesPart(Part):
    """`kubernetes`."""

    cluster_locator_methods: tuple[LocatorPart, ...] = ()
    service_locator_method: Annotated[ServiceLocatorPart, BeforeValidator(_as_mapping)] = ServiceLocatorPart()
    custom_resources: tuple[CustomResourcePart, ...] = ()
