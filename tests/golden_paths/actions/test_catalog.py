"""The catalog is asked, written for and told of what was made."""

from typing import Any

import pytest

from golden_paths import actions, engine
from golden_paths.engine import Fixed, RunState
from golden_paths.errors import ActionError
from golden_paths.ports import Mark, OutsideError, Registered
from golden_paths.workshop import Outside
from tests.golden_paths.trying import NOW, Bench


class Shelf:
    """A catalog with one group, which reads whatever it is shown unless it is told not to."""

    def __init__(self, refusal: OutsideError | None = None) -> None:
        self.registered: list[str] = []
        self._refusal = refusal

    def find(self, ref: str) -> dict[str, Any] | None:
        return {"kind": "Group", "metadata": {"name": "payments"}} if ref == "group:default/payments" else None

    def register(self, location: str, mark: Mark) -> Registered:
        if self._refusal:
            raise self._refusal
        self.registered.append(f"{location} by {mark.run_id}")
        return Registered(location, "component:default/shop")


def fetch(**given: Any) -> dict[str, Any]:
    return {"action": "catalog:fetch", "input": given}


@pytest.mark.parametrize(
    "given",
    [
        {"entityRef": "group:default/payments"},
        {"entityRef": "Group:Payments"},
        {"entityRef": "payments", "defaultKind": "Group"},
        {"entityRef": "payments", "defaultKind": "Group", "defaultNamespace": "default"},
    ],
)
def test_an_entity_is_read(bench: Bench, given: dict[str, Any]) -> None:
    outcome = bench.dry(fetch(**given), outside=Outside(catalog=Shelf()))
    assert outcome.steps[0].output == {"entity": {"kind": "Group", "metadata": {"name": "payments"}}}


def test_several_are_read(bench: Bench) -> None:
    step = fetch(entityRefs=["group:payments", "group:nobody"], optional=True)
    output = bench.dry(step, outside=Outside(catalog=Shelf())).steps[0].output
    assert output == {"entities": [{"kind": "Group", "metadata": {"name": "payments"}}, None]}


def test_one_that_need_not_be_there_is_null(bench: Bench) -> None:
    assert bench.dry(fetch(entityRef="group:nobody", optional=True)).steps[0].output == {"entity": None}


@pytest.mark.parametrize(
    "given, problem",
    [
        ({"entityRef": "group:nobody"}, "The catalog has no entity group:default/nobody."),
        ({"entityRef": "payments"}, "'payments' is no entity reference. Write it as `kind:namespace/name`."),
        ({"entityRef": "group:"}, "'group:' is no entity reference"),
        ({}, "needs either `entityRef` or `entityRefs`"),
        ({"entityRef": "a:b", "entityRefs": []}, "needs either `entityRef` or `entityRefs`"),
        ({"entityRef": ["a"]}, "`entityRef` must be a text"),
    ],
)
def test_one_that_cannot_be_read_is_said(bench: Bench, given: dict[str, Any], problem: str) -> None:
    assert problem in bench.dry(fetch(**given)).error


def described(**own: Any) -> dict[str, Any]:
    entity = {"kind": "Component", "metadata": {"name": "shop", **own.pop("metadata", {})}, "spec": {"on": "yes"}}
    return {"action": "catalog:write", "input": {"entity": entity, **own}}


def test_a_descriptor_is_written_with_the_template_that_it_comes_from(bench: Bench) -> None:
    bench.dry(described())
    assert bench.files["catalog-info.yaml"] == (
        "kind: Component\nmetadata:\n  name: shop\n  annotations:\n"
        "    backstage.io/source-template: template:default/dry-run\nspec:\n  on: yes\n"
    )


def test_a_descriptor_s_own_annotations_stay(bench: Bench) -> None:
    bench.dry(described(metadata={"annotations": {"a/b": "true"}}, filePath="d/c.yaml"))
    assert '    a/b: "true"\n    backstage.io/source-template:' in bench.files["d/c.yaml"]


@pytest.mark.parametrize(
    "given, problem",
    [
        ({"entity": "text"}, "`entity` must be a mapping"),
        ({}, "`entity` is missing"),
        ({"entity": {}, "filePath": "../x"}, "leads out"),
    ],
)
def test_a_descriptor_that_cannot_be_written_is_said(bench: Bench, given: dict[str, Any], problem: str) -> None:
    assert problem in bench.dry({"action": "catalog:write", "input": given}).error


def register(bench: Bench, shelf: Shelf, **given: Any) -> dict[str, Any]:
    template = bench.template({"action": "catalog:register", "input": given})
    workshop = bench.workshop(outside=Outside(catalog=shelf))
    result = engine.perform(template.steps[0], template, RunState({}, Fixed(NOW, "run-1")), workshop, actions.known())
    assert result.output is not None
    return dict(result.output)


def test_what_was_made_is_registered(bench: Bench) -> None:
    shelf = Shelf()
    output = register(bench, shelf, repoContentsUrl="https://github.com/acme/shop/blob/main")
    assert output == {
        "entityRef": "component:default/shop",
        "catalogInfoUrl": "https://github.com/acme/shop/blob/main/catalog-info.yaml",
    }
    assert shelf.registered == ["https://github.com/acme/shop/blob/main/catalog-info.yaml by run-1"]


def test_a_descriptor_is_registered_by_its_address(bench: Bench) -> None:
    shelf = Shelf()
    register(bench, shelf, catalogInfoUrl="https://example.com/c.yaml")
    assert shelf.registered == ["https://example.com/c.yaml by run-1"]


def test_what_cannot_be_registered_is_a_failure_unless_it_is_optional(bench: Bench) -> None:
    shelf = Shelf(OutsideError("There is no such file."))
    with pytest.raises(ActionError, match="There is no such file"):
        register(bench, shelf, catalogInfoUrl="https://example.com/c.yaml")
    assert register(bench, shelf, catalogInfoUrl="u", optional=True) == {"catalogInfoUrl": "u"}


def test_a_catalog_that_is_away_is_no_missing_file(bench: Bench) -> None:
    shelf = Shelf(OutsideError("The catalog is away.", is_retryable=True))
    with pytest.raises(ActionError, match="away"):
        register(bench, shelf, catalogInfoUrl="u", optional=True)


def test_something_must_be_named_to_be_registered(bench: Bench) -> None:
    with pytest.raises(ActionError, match="needs `catalogInfoUrl`, or `repoContentsUrl`"):
        register(bench, Shelf())
