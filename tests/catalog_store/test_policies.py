"""Which rule is about a deed: the first that is written, the built-in ones last."""

import pytest

from catalog_store.entities import Entity
from catalog_store.policies import Deed, Policies, Policy
from tests.support.catalog import entity

LEDGER = entity("Component", "ledger", owner="group:payments", lifecycle="production")


def allowed(policies: Policies, name: str, target: Entity | None = None) -> tuple[str, ...] | None:
    found = policies.find(Deed(name, target))
    return found.allow if found else None


def test_anyone_may_do_what_no_rule_is_about() -> None:
    assert allowed(Policies(), "command/owner") is None
    assert allowed(Policies(), "golden-path/python-service") is None


def test_what_exists_is_changed_by_those_who_look_after_it() -> None:
    assert allowed(Policies(), "golden-path/rollback", LEDGER) == ("owner", "on-call", "role:platform")


def test_who_runs_callboard_decides_about_everybody_s_catalog() -> None:
    policies = Policies(roles={"platform": ("group:default/platform",)})
    assert allowed(policies, "press/removals.apply") == ("role:platform",)
    assert allowed(policies, "command/audit") == ("role:platform",)
    assert allowed(Policies(), "press/removals.apply") is None
    assert allowed(Policies(), "command/audit") == ("nobody",)


def test_the_first_rule_that_covers_it_decides() -> None:
    policies = Policies((Policy(("golden-path/roll*",), ("on-call",)), Policy(("golden-path/*",), ("nobody",))))
    assert allowed(policies, "golden-path/rollback", LEDGER) == ("on-call",)
    assert allowed(policies, "golden-path/scale", LEDGER) == ("nobody",)


@pytest.mark.parametrize(
    "rule, fits",
    [
        (Policy(("*",), ("nobody",), kinds=("component",)), True),
        (Policy(("*",), ("nobody",), kinds=("api", "resource")), False),
        (Policy(("*",), ("nobody",), owners=("pay*",)), True),
        (Policy(("*",), ("nobody",), owners=("platform",)), False),
        (Policy(("*",), ("nobody",), lifecycles=("production",)), True),
        (Policy(("*",), ("nobody",), lifecycles=("experimental",)), False),
        (Policy(("*",), ("nobody",), tags=("pci",)), False),
    ],
)
def test_a_rule_may_be_about_some_targets_only(rule: Policy, fits: bool) -> None:
    assert rule.covers(Deed("golden-path/x", LEDGER)) is fits


def test_a_rule_about_some_targets_is_not_about_deeds_without_one() -> None:
    assert not Policy(("*",), ("nobody",), kinds=("component",)).covers(Deed("command/owner"))


def test_roles_are_the_groups_and_people_that_have_them() -> None:
    policies = Policies(roles={"platform": ("group:default/platform", "user:default/ana")})
    assert policies.members("role:platform") == ("group:default/platform", "user:default/ana")
    assert policies.members("role:unheard-of") == ()
    assert policies.members("owner") == ("owner",)
