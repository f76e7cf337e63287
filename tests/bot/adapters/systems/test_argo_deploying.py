"""An application is made in Argo CD once, with its project; somebody else's is left alone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.argo_deploying import RUN_LABEL, ArgoDeployer
from bot.integrations_settings import SystemSettings
from golden_paths.ports import DeployedApplication, Mark, OutsideError
from tests.support.systems import Asked, StandIn

MARK = Mark("run-1", "deploy", datetime(2026, 1, 31, tzinfo=UTC))
SHOP = DeployedApplication("shop", "main", "payments", "https://github.com/acme/shop", "/manifests/", "shop", "shop")


class Argo(StandIn):
    """Argo CD with what was made in it, by path."""

    def __init__(self) -> None:
        super().__init__(self._answered)
        self.made: dict[str, Any] = {}
        self.refusal: tuple[int, Any] | None = None

    def _answered(self, asked: Asked) -> tuple[int, Any]:
        if asked.headers.get("Authorization") != "Bearer writer":
            return 401, {"message": "no session information"}
        if asked.verb == "GET":
            return (200, self.made[asked.path]) if asked.path in self.made else (404, {"message": "not found"})
        if self.refusal:
            return self.refusal
        given = asked.body.get("project", asked.body)
        self.made[f"{asked.path}/{given['metadata']['name']}"] = given
        return 200, given

    def deployer(self, key: str = "writer") -> ArgoDeployer:
        return ArgoDeployer(SystemSettings(self.url, SecretStr(key)))


def test_makes_the_project_and_the_application() -> None:
    with Argo() as argo:
        argo.deployer().create_application(SHOP, MARK)
        assert argo.made["/api/v1/projects/shop"]["spec"]["sourceRepos"] == ["https://github.com/acme/shop"]
        made = argo.made["/api/v1/applications/shop"]
        assert made["metadata"]["labels"] == {"backstage-name": "shop", RUN_LABEL: "run-1"}
        assert made["spec"]["source"] == {"repoURL": "https://github.com/acme/shop", "path": "manifests"}


def test_a_second_try_finds_what_the_first_one_made() -> None:
    with Argo() as argo:
        for _ in range(2):
            argo.deployer().create_application(SHOP, MARK)
        assert len(argo.made) == 2


def test_an_application_of_somebody_else_is_left_alone() -> None:
    with Argo() as argo:
        argo.deployer().create_application(SHOP, MARK)
        with pytest.raises(OutsideError, match="has an application shop already, which this run did not make"):
            argo.deployer().create_application(SHOP, replace(MARK, run_id="run-2"))


def test_a_project_that_is_there_is_shared() -> None:
    with Argo() as argo:
        argo.made["/api/v1/projects/shared"] = {"metadata": {"name": "shared"}, "spec": {}}
        argo.deployer().create_application(replace(SHOP, project="shared"), MARK)
        assert argo.made["/api/v1/projects/shared"]["spec"] == {}
        assert argo.made["/api/v1/applications/shop"]["spec"]["project"] == "shared"


@pytest.mark.parametrize("own", [{"name": "../x"}, {"name": "Shop"}, {"project": "a b"}, {"label_value": "a b"}])
def test_what_cannot_be_a_name_is_refused_before_anybody_is_asked(own: dict[str, str]) -> None:
    deployer = ArgoDeployer(SystemSettings("http://127.0.0.1:1"))
    with pytest.raises(OutsideError, match="cannot be a"):
        deployer.create_application(replace(SHOP, **own), MARK)


def test_a_refusal_is_told_with_its_reason() -> None:
    with Argo() as argo:
        argo.refusal = (400, {"message": "repository not accessible"})
        with pytest.raises(OutsideError, match=r"Argo CD refuses shop \(400\): repository not accessible") as raised:
            argo.deployer().create_application(SHOP, MARK)
    assert not raised.value.is_retryable


def test_a_token_that_is_not_taken_and_an_outage_are_told() -> None:
    with Argo() as argo, pytest.raises(OutsideError, match="it does not take our token"):
        argo.deployer("other").create_application(SHOP, MARK)
    with pytest.raises(OutsideError, match="it cannot be reached") as raised:
        ArgoDeployer(SystemSettings("http://127.0.0.1:1")).create_application(SHOP, MARK)
    assert raised.value.is_retryable
