"""Which relations the files of each kind declare."""

from typing import Any

import pytest

from catalog_store.relations import declared_by, relations_of
from tests.support.catalog import entity


def told(kind: str, **spec: Any) -> list[str]:
    return [f"{each.source} {each.type} {each.target}" for each in relations_of(entity(kind, "x", **spec))]


@pytest.mark.parametrize(
    "kind, spec, expected",
    [
        ("Component", {"owner": "team"}, "component:default/x ownedBy group:default/team"),
        ("Component", {"owner": "user:ana"}, "component:default/x ownedBy user:default/ana"),
        ("Component", {"system": "money"}, "component:default/x partOf system:default/money"),
        ("Component", {"subcomponentOf": "y"}, "component:default/x partOf component:default/y"),
        ("Component", {"providesApis": ["rates"]}, "component:default/x providesApi api:default/rates"),
        ("Component", {"consumesApis": ["rates"]}, "component:default/x consumesApi api:default/rates"),
        ("Component", {"dependsOn": ["resource:db"]}, "component:default/x dependsOn resource:default/db"),
        ("Component", {"dependencyOf": ["component:y"]}, "component:default/y dependsOn component:default/x"),
        ("Resource", {"dependencyOf": ["component:y"]}, "component:default/y dependsOn resource:default/x"),
        ("API", {"system": "money"}, "api:default/x partOf system:default/money"),
        ("System", {"domain": "finance"}, "system:default/x partOf domain:default/finance"),
        ("Domain", {"subdomainOf": "all"}, "domain:default/x partOf domain:default/all"),
        ("Group", {"parent": "root"}, "group:default/x childOf group:default/root"),
        ("Group", {"children": ["leaf"]}, "group:default/leaf childOf group:default/x"),
        ("Group", {"members": ["ana"]}, "user:default/ana memberOf group:default/x"),
        ("User", {"memberOf": ["team"]}, "user:default/x memberOf group:default/team"),
        ("Template", {"owner": "team"}, "template:default/x ownedBy group:default/team"),
        ("Robot", {"owner": "team"}, "robot:default/x ownedBy group:default/team"),
    ],
)
def test_each_field_makes_its_relation(kind: str, spec: dict[str, Any], expected: str) -> None:
    assert told(kind, **spec) == [expected]


def test_the_entity_s_own_namespace_is_meant_when_none_is_written() -> None:
    (relation,) = relations_of(entity("Component", "x", namespace="desk", owner="team"))
    assert str(relation.target) == "group:desk/team"


def test_a_relation_declared_twice_counts_once() -> None:
    assert len(told("Component", dependsOn=["resource:db", "resource:default/DB"])) == 1


def test_what_is_no_reference_makes_no_relation_and_is_told_with_its_place() -> None:
    strange = entity("Component", "x", dependsOn=["resource:db", "a:b:c", 7, None, ""])
    assert [(each.field, each.text) for each in declared_by(strange) if each.relation is None] == [
        ("spec.dependsOn[1]", "a:b:c")
    ]


def test_entities_may_depend_on_each_other_in_a_circle() -> None:
    assert told("Component", dependsOn=["component:x"]) == ["component:default/x dependsOn component:default/x"]
