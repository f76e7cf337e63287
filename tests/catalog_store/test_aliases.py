"""By which names and ids an entity can be found."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_store.aliases import Alias, aliases_of, former_name, is_shared_host, name_key
from tests.support.catalog import entity


def _keys(**parts: Any) -> set[str]:
    return {alias.key for alias in aliases_of(entity("Component", "x", **parts))} - {"name:x"}


@pytest.mark.parametrize(
    "text", ["payments-api", "payments_api", "payments.api", "Payments API", "PaymentsApi", "ＰＡＹＭＥＮＴＳ－ＡＰＩ"]
)
def test_all_ways_to_write_a_name_are_one(text: str) -> None:
    assert name_key(text) == "paymentsapi"


@given(st.text())
def test_writing_a_name_again_the_normal_way_changes_nothing(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(st.text())
def test_case_never_matters(text: str) -> None:
    assert name_key(text.upper()) == name_key(text.upper().lower())


def test_an_entity_is_found_by_name_title_and_former_names() -> None:
    aliases = aliases_of(
        entity("Component", "pay", title="Payments", annotations={"callboard.io/former-names": "paysvc, Old Pay"})
    )
    assert aliases == (
        Alias("name:pay", "its name"),
        Alias("name:payments", "its title"),
        Alias("name:paysvc", "its former name"),
        Alias("name:oldpay", "its former name"),
    )


def test_a_renamed_entity_keeps_its_old_name_the_same_way() -> None:
    assert former_name("Old-Pay") == Alias("name:oldpay", "its former name")


@pytest.mark.parametrize(
    "annotation, value, keys",
    [
        ("github.com/project-slug", "Acme/Pay", {"repo:acme/pay"}),
        ("backstage.io/source-location", "url:https://github.com/acme/pay/", {"repo:acme/pay", "path:acme/pay"}),
        (
            "backstage.io/source-location",
            "url:https://github.com/acme/mono/tree/main/services/pay/",
            {"repo:acme/mono", "path:acme/mono/services/pay", "dir:services/pay"},
        ),
        ("backstage.io/kubernetes-id", "Pay", {"id:pay"}),
        ("backstage.io/kubernetes-label-selector", "app.kubernetes.io/name=pay,tier=web", {"id:pay"}),
        ("backstage.io/kubernetes-namespace", "money", {"ns:money", "id:money/x"}),
        ("argocd/app-name", "pay-prod", {"id:pay-prod"}),
        ("pagerduty.com/service-id", "PABC123", {"pd:pabc123"}),
        ("slack.com/channel-id", "C0123ABCD", {"slack:c0123abcd"}),
        ("callboard.io/slack-channel", "#pay, pay-alerts", {"slack:#pay", "slack:#pay-alerts"}),
        ("github.com/team-slug", "acme/pay-team", {"id:acme/pay-team"}),
        ("callboard.io/image", "ghcr.io/acme/pay:latest", {"id:acme/pay"}),
        ("jira/project-key", "PAY", {"jira:pay"}),
        (
            "datadoghq.com/dashboard-url",
            "https://app.datadoghq.eu/dashboard/abc?tv=1",
            {"url:app.datadoghq.eu/dashboard/abc"},
        ),
    ],
)
def test_annotations_hold_ids(annotation: str, value: str, keys: set[str]) -> None:
    assert _keys(annotations={annotation: value}) == keys


def test_secrets_are_no_ids() -> None:
    assert (
        _keys(annotations={"pagerduty.com/integration-key": "0123456789abcdef", "acme.example/token": "abc"}) == set()
    )


def test_a_host_of_its_own_is_an_id_and_a_shared_one_is_not() -> None:
    assert _keys(links=[{"url": "https://pay.acme.example"}, {"url": "https://acme.grafana.net/d/p1/pay?x=1"}]) == {
        "host:pay.acme.example",
        "url:acme.grafana.net/d/p1/pay",
        "url:acme.grafana.net/d/p1",
    }


def test_a_page_makes_its_host_an_id_only_if_they_are_called_alike() -> None:
    links = [{"url": "https://payments.acme.example/docs"}, {"url": "https://docs.vendor.example/pay"}]

    keys = {alias.key for alias in aliases_of(entity("Component", "payments-api", links=links))}

    assert {"host:payments.acme.example", "site:docs.vendor.example"} <= keys
    assert "host:docs.vendor.example" not in keys


@pytest.mark.parametrize("host", ["github.com", "acme.pagerduty.com", "grafana.acme.example", "localhost"])
def test_what_whole_companies_use_is_shared(host: str) -> None:
    assert is_shared_host(host)


def test_the_folder_of_the_file_is_the_entitys() -> None:
    location = "url:https://github.com/acme/mono/blob/main/services/pay/catalog-info.yaml"

    keys = {alias.key for alias in aliases_of(entity("Component", "x"), location)}

    assert keys == {"name:x", "repo:acme/mono", "path:acme/mono/services/pay", "dir:services/pay"}


def test_a_file_in_a_central_repository_says_nothing_about_the_code() -> None:
    location = "url:https://github.com/acme/catalog/blob/main/components/pay.yaml"
    described = entity("Component", "x", annotations={"github.com/project-slug": "acme/pay"})

    assert {alias.key for alias in aliases_of(described, location)} == {"name:x", "repo:acme/pay"}


def test_the_file_of_teams_and_people_is_not_their_code() -> None:
    location = "url:https://github.com/acme/org/blob/main/org.yaml"

    assert {alias.key for alias in aliases_of(entity("Group", "x"), location)} == {"name:x"}


@given(st.text(), st.text(), st.text())
def test_no_value_is_too_odd_to_read(title: str, value: str, url: str) -> None:
    odd = entity(
        "Component",
        "x",
        title=title,
        links=[{"url": url}, {"url": f"https://{url}"}],
        annotations=dict.fromkeys(
            (
                "backstage.io/source-location",
                "github.com/project-slug",
                "callboard.io/slack-channel",
                "callboard.io/image",
            ),
            value,
        ),
    )
    for alias in aliases_of(odd, f"url:https://github.com/{value}"):
        assert "\0" not in alias.key
        assert len(alias.key) <= 400
