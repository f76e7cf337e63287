"""GitHub in app-config.yaml: how to reach it, and which organisations to read, under Backstage's keys."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.config_parts import Duration, Part, Text

Visibility = Literal["public", "private", "internal"]


def _several(value: object) -> object:
    """A text where a list may stand, too."""
    return [value] if isinstance(value, str) else value


def _topics(value: object) -> object:
    """`topic: backstage` is Backstage's short form of `{include: [backstage]}`."""
    return {"include": [value]} if isinstance(value, str) else value


def _expression(value: object) -> object:
    try:
        re.compile(value if isinstance(value, str) else "")
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return value


def _catalog_path(value: object) -> object:
    if isinstance(value, str) and value.strip("/ "):
        return "/" + value.strip().lstrip("/")
    raise ValueError(
        'must be a path from the repository\'s root, such as "/catalog-info.yaml" or "/**/catalog-info.yaml"'
    )


def _by_id(value: object) -> object:
    """One provider may stand where several with ids may, as in Backstage."""
    return {"default": value} if isinstance(value, Mapping) and "organization" in value else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


Pattern = Annotated[str, BeforeValidator(_expression)]


class GithubAppPart(Part):
    """One GitHub App of an integration."""

    app_id: int
    private_key: Text
    webhook_secret: Text | None = None
    allowed_installation_owners: Annotated[tuple[Text, ...], BeforeValidator(_several)] = ()


class GithubIntegrationPart(Part):
    """`integrations.github[]`: one GitHub and who we are there."""

    host: Text = "github.com"
    api_base_url: Text | None = None
    token: Text | None = None
    apps: tuple[GithubAppPart, ...] = ()


class SchedulePart(Part):
    """`schedule`: how often a provider is read, and how long that may take."""

    frequency: Duration = timedelta(minutes=30)
    timeout: Duration = timedelta(minutes=15)
    initial_delay: Duration = timedelta(0)


class TopicsPart(Part):
    """`filters.topic`."""

    include: tuple[Text, ...] = ()
    exclude: tuple[Text, ...] = ()


class FiltersPart(Part):
    """`filters`: which repositories of the organisation are read."""

    branch: Text | None = None
    repository: Pattern | None = None
    allow_forks: bool = True
    allow_archived: bool = False
    topic: Annotated[TopicsPart, BeforeValidator(_topics)] = TopicsPart()
    visibility: Annotated[tuple[Visibility, ...], BeforeValidator(_several)] = ()


class GithubProviderPart(Part):
    """`catalog.providers.github.<id>`: one organisation's repositories."""

    organization: Text
    app: int | None = None
    host: Text = "github.com"
    catalog_path: Annotated[str, BeforeValidator(_catalog_path)] = "/catalog-info.yaml"
    filters: FiltersPart = FiltersPart()
    schedule: SchedulePart = SchedulePart()


class GithubOrgPart(Part):
    """`catalog.providers.githubOrg[]`: organisations' teams and people."""

    id: Text = "default"
    github_url: Text = "https://github.com"
    orgs: tuple[Text, ...] = ()
    schedule: SchedulePart = SchedulePart()


class ProvidersPart(Part):
    """`catalog.providers`."""

    github: Annotated[dict[str, GithubProviderPart], BeforeValidator(_by_id)] = Field(default_factory=dict)
    github_org: Annotated[tuple[GithubOrgPart, ...], BeforeValidator(_as_list)] = ()
