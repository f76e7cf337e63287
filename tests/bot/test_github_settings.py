"""Who Callboard is on GitHub and what it reads there, in Backstage's words and in the environment's."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.github_settings import GithubSettings
from bot.settings import SettingsError, load

KEY = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n"


def _github(tmp_path: Path, text: str = "", **environ: str) -> GithubSettings:
    (tmp_path / "app-config.yaml").write_text(text, encoding="utf-8")
    return load(environ, tmp_path).github


def _faults(tmp_path: Path, text: str = "", **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        _github(tmp_path, text, **environ)
    return caught.value.faults


def test_nothing_is_asked_of_github_unless_told_so(tmp_path: Path) -> None:
    assert not _github(tmp_path).is_used
    assert _github(tmp_path).hosts == ()


def test_a_token_alone_is_for_github_itself(tmp_path: Path) -> None:
    github = _github(tmp_path, GITHUB_TOKEN="hidden-1", GITHUB_WEBHOOK_SECRET="hidden-2")
    assert github.is_used
    assert (github.hosts[0].host, github.hosts[0].api_url) == ("github.com", "https://api.github.com")
    assert list(github.secrets) == ["hidden-2", "hidden-1"]
    assert "hidden" not in repr(github)


PROVIDERS = """
catalog:
  providers:
    github:
      acme:
        organization: acme
        catalogPath: /**/catalog-info.yaml
        filters:
          branch: develop
          repository: 'service-.*'
          allowForks: false
          topic: {exclude: [internal]}
          visibility: [public, internal]
        schedule: {frequency: {hours: 1}, timeout: PT5M30S, initialDelay: {seconds: 15}}
      enterprise:
        organization: Big
        host: ghe.acme.example
    githubOrg:
      - id: people
        githubUrl: https://ghe.acme.example
        orgs: [big, small]
integrations:
  github:
    - host: ghe.acme.example
      token: ${GHE_TOKEN}
"""


def test_backstages_providers_are_understood(tmp_path: Path) -> None:
    github = _github(tmp_path, PROVIDERS, GHE_TOKEN="t")
    first, second = github.repositories
    assert (first.source, first.path, first.host) == ("github:acme", "/**/catalog-info.yaml", "github.com")
    assert (first.filter.branch, first.filter.name, first.filter.with_forks) == ("develop", "service-.*", False)
    assert first.filter.visibilities == {"public", "internal"}
    assert (first.times.every, first.times.timeout) == (timedelta(hours=1), timedelta(minutes=5, seconds=30))
    assert second.path == "/catalog-info.yaml"
    assert github.host(second.host).api_url == "https://ghe.acme.example/api/v3"
    assert github.people[0].organizations == ("big", "small")


def test_one_provider_may_stand_without_an_id(tmp_path: Path) -> None:
    github = _github(tmp_path, "catalog: {providers: {github: {organization: acme}}}")
    assert github.repositories[0].source == "github:default"


def test_the_oldest_location_types_are_read_as_providers(tmp_path: Path) -> None:
    github = _github(
        tmp_path,
        """
        catalog:
          locations:
            - {type: github-discovery, target: "https://github.com/acme/service-*/blob/main/catalog-info.yaml"}
            - {type: github-discovery, target: "https://github.com/acme"}
            - {type: github-org, target: "https://github.com/acme"}
            - {type: github-multi-org, target: "https://github.com"}
        """,
        GITHUB_TOKEN="t",
    )
    narrow, wide = github.repositories
    assert (narrow.filter.name, narrow.filter.branch, narrow.path) == ("service\\-.*", "main", "/catalog-info.yaml")
    assert (wide.filter.name, wide.filter.branch, wide.organization) == (None, None, "acme")
    assert [each.organizations for each in github.people] == [()]


def test_the_organisations_of_one_github_are_read_together(tmp_path: Path) -> None:
    github = _github(
        tmp_path,
        """
        catalog:
          providers:
            githubOrg:
              - {id: a, orgs: [acme]}
              - {id: b, orgs: [labs, acme], schedule: {frequency: {minutes: 5}}}
              - {id: c, githubUrl: "https://ghe.acme.example", orgs: [acme]}
        """,
    )
    assert [(each.source, each.organizations) for each in github.people] == [
        ("github-org:a", ("acme", "labs")),
        ("github-org:c", ("acme",)),
    ]
    assert github.people[0].times.every == timedelta(minutes=5)


def test_the_environments_address_is_githubs_own_unless_the_configuration_names_it(tmp_path: Path) -> None:
    text = "catalog: {providers: {github: {organization: acme}}}"
    github = _github(tmp_path, text, GITHUB_TOKEN="t", GITHUB_API_URL="http://127.0.0.1:8080/")
    assert [(host.host, host.api_url) for host in github.hosts] == [("github.com", "http://127.0.0.1:8080")]
    github = _github(tmp_path, PROVIDERS, GITHUB_TOKEN="t", GITHUB_API_URL="https://ghe.acme.example/api/v3")
    assert github.host("ghe.acme.example").token
    assert github.host("github.com").is_anonymous


def test_an_apps_key_is_a_text_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text(KEY)
    for written in (KEY, KEY.replace("\n", "\\n"), "app.pem"):
        app = _github(tmp_path, GITHUB_APP_ID="12", GITHUB_APP_PRIVATE_KEY=written).hosts[0].apps[0]
        assert (app.id, app.private_key.get_secret_value().strip()) == (12, KEY.strip())


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    faults = _faults(
        tmp_path,
        """
        catalog:
          providers:
            github:
              acme:
                catalogPath: /
                filters: {repository: "("}
                schedule: {frequency: {cron: "0 2 * * *"}}
        """,
        GITHUB_APP_ID="twelve",
        GITHUB_APP_PRIVATE_KEY="app.pem",
        GITHUB_API_URL="api.github.com",
    )
    text = "\n".join(faults)
    assert "catalog.providers.github.acme.organization is missing." in text
    assert 'catalogPath must be a path from the repository\'s root, such as "/catalog-info.yaml"' in text
    assert "filters.repository is no regular expression" in text
    assert "schedule.frequency must be a duration such as {minutes: 30} or PT30M" in text
    assert "GITHUB_APP_ID is 'twelve'" in text
    assert "GITHUB_APP_PRIVATE_KEY is neither a private key" in text
    assert "GITHUB_API_URL must be a whole web address" in text


def test_half_an_app_is_none(tmp_path: Path) -> None:
    assert _faults(tmp_path, GITHUB_APP_ID="12") == (
        "GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY belong together: set both, or neither.",
    )
