"""A small company whose things are named as awkwardly as real ones: the ground on which pasted texts are tried."""

from typing import Any

from catalog_store.entities import Entity
from tests.support.catalog import entity

_GITHUB = "https://github.com/acme"


def _in_shop(name: str, folder: str, **parts: Any) -> Entity:  # Any: what a file may say
    """A component that lives in the shop's monorepo."""
    source = f"url:{_GITHUB}/shop/tree/main/{folder}/"
    annotations = {"github.com/project-slug": "acme/shop", "backstage.io/source-location": source}
    return entity("Component", name, annotations=annotations, **parts)


PAYMENTS_API = entity(
    "Component",
    "payments-api",
    title="Payments API",
    annotations={
        "github.com/project-slug": "acme/payments-api",
        "backstage.io/kubernetes-id": "payments-api",
        "backstage.io/kubernetes-namespace": "payments",
        "argocd/app-name": "payments-api-prod",
        "pagerduty.com/service-id": "PPAY001",
        "pagerduty.com/integration-key": "0123456789abcdef0123456789abcdef",
        "sonarqube.org/project-key": "acme_payments-api",
        "callboard.io/image": "ghcr.io/acme/payments",
        "callboard.io/former-names": "paysvc, Old Payment Gateway",
        "jira/project-key": "PAY",
    },
    links=[
        {"url": "https://payments.acme.example"},
        {"url": "https://acme.grafana.net/d/pay123/payments-overview?orgId=1"},
        {"url": "https://wiki.acme.example/display/PAY/Runbook"},
    ],
    type="service",
    owner="money",
    system="billing-platform",
    providesApis=["payments-api"],
)

COMPANY: tuple[Entity, ...] = (
    entity("Group", "money", title="Money Movement", annotations={"slack.com/channel-id": "C0MONEY0001"}, type="team"),
    entity(
        "Group",
        "storefront",
        annotations={"callboard.io/slack-channel": "#shop-front", "github.com/team-slug": "acme/front-people"},
        type="team",
    ),
    entity("Group", "checkout", type="team"),
    entity("Group", "data-platform", title="Data Platform", type="team", profile={"email": "data@acme.example"}),
    entity(
        "User",
        "alice",
        annotations={"github.com/user-login": "alice-codes"},
        profile={"displayName": "Alice Winter", "email": "alice.winter@acme.example"},
        memberOf=["money"],
    ),
    entity("User", "b.okafor", profile={"displayName": "Bayo Okafor", "email": "bayo@acme.example"}, memberOf=[]),
    entity("Domain", "commerce", owner="money"),
    entity("System", "billing-platform", title="Billing Platform", owner="money", domain="commerce"),
    PAYMENTS_API,
    entity("API", "payments-api", type="openapi", owner="money", definition="{}"),
    entity("Component", "ledger", type="service", owner="money"),
    entity("API", "ledger", type="grpc", owner="data-platform", definition="-"),
    entity(
        "Component",
        "checkout",
        annotations={"github.com/project-slug": "acme/checkout-web"},
        type="website",
        owner="storefront",
    ),
    _in_shop("cart-service", "services/cart", type="service", owner="storefront"),
    _in_shop("pricing-engine", "services/pricing", title="Pricing", type="service", owner="money"),
    _in_shop("money-format", "libs/money-format", type="library", owner="money"),
    entity("Component", "search", type="service", owner="storefront"),
    entity("Component", "fraud-detector", namespace="risk", type="service", owner="default/money"),
    entity("Component", "reports", type="service", owner="data-platform"),
    entity("Component", "reports", namespace="risk", type="service", owner="default/money"),
    entity(
        "Component",
        "log-agent",
        annotations={"backstage.io/kubernetes-label-selector": "app.kubernetes.io/name=log-shipper,tier=node"},
        links=[{"url": "https://docs.vendor.example/shipping/logs"}, {"url": "https://log.acme.example/ui/"}],
        type="service",
        owner="data-platform",
    ),
    entity("Component", "nightly-report", type="job", owner="data-platform"),
    entity("Resource", "ledger-db", title="Ledger database", type="database", owner="money"),
    entity("Resource", "order-events", type="kafka-topic", owner="data-platform"),
    entity(
        "Component",
        "auth-gateway",
        annotations={"github.com/project-slug": "acme/auth-gateway"},
        links=[{"url": "https://login.acme.example/auth"}, {"url": "https://acme.pagerduty.com/services/PAUTH02"}],
        type="service",
        owner="storefront",
    ),
    entity(
        "Component",
        "inventory_sync",
        annotations={"github.com/project-slug": "acme/inventory", "slack.com/channel-id": "C0MONEY0001"},
        type="service",
        owner="money",
    ),
    entity(
        "Component",
        "stock-keeper",
        annotations={"backstage.io/source-location": "url:https://gitlab.com/acme/backend/stock/-/tree/main/"},
        links=[{"url": "https://login.acme.example/stock"}],
        type="service",
        owner="data-platform",
    ),
    entity("Component", "media-v1.1", type="service", owner="storefront"),
    entity("Component", "media-v11", type="service", owner="data-platform"),
    entity("API", "orders-v2", title="Orders API", type="openapi", owner="storefront", definition="{}"),
)
