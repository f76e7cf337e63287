"""Which fields are shown, given what was answered."""

from golden_paths.form import FieldKind
from tests.golden_paths.form.writing import form, shown

DEPENDENT = """
properties:
  registry: {enum: [Quay, Openshift]}
dependencies:
  registry:
    oneOf:
      - properties:
          registry: {enum: [Quay]}
          organization: {type: string}
          private: {type: boolean}
        dependencies:
          private:
            oneOf:
              - properties:
                  private: {const: true}
                  robot: {type: string}
        required: [organization]
      - properties:
          registry: {enum: [Openshift]}
          host: {type: string, default: registry.svc}
"""


def test_shows_the_branch_that_fits_the_choice() -> None:
    asked = form(DEPENDENT)
    assert shown(asked, {}) == [["registry"]]
    assert shown(asked, {"registry": "Quay"}) == [["registry", "organization", "private"]]
    assert shown(asked, {"registry": "Openshift"}) == [["registry", "host"]]


def test_branches_nest() -> None:
    assert shown(form(DEPENDENT), {"registry": "Quay", "private": True})[0][-1] == "robot"


def test_drops_the_answers_of_branches_not_taken() -> None:
    answers = {"registry": "Openshift", "organization": "acme", "private": True, "robot": "r2"}
    assert form(DEPENDENT).values(answers) == {"registry": "Openshift", "host": "registry.svc"}


def test_draws_the_page_anew_only_for_what_others_depend_on() -> None:
    fields = {field.name: field for field in form(DEPENDENT).pages({"registry": "Quay"})[0].fields}
    assert [name for name, field in fields.items() if field.steers] == ["registry", "private"]


def test_what_a_branch_requires_is_required() -> None:
    fields = {field.name: field for field in form(DEPENDENT).pages({"registry": "Quay"})[0].fields}
    assert fields["organization"].required
    assert not fields["registry"].required


def test_a_list_of_names_makes_them_required_once_the_other_is_there() -> None:
    asked = form("properties:\n  card: {type: string}\n  address: {type: string}\ndependencies:\n  card: [address]")
    assert not asked.pages({})[0].fields[1].required
    assert asked.pages({"card": "1234"})[0].fields[1].required


def test_follows_if_then_and_else() -> None:
    asked = form(
        "properties:\n  kind: {enum: [web, job], default: web}\nif:\n  properties: {kind: {const: web}}\n"
        "then:\n  properties: {port: {type: integer}}\nelse:\n  properties: {schedule: {type: string}}"
    )
    assert shown(asked, {}) == [["kind", "port"]]
    assert shown(asked, {"kind": "job"}) == [["kind", "schedule"]]


def test_follows_all_of() -> None:
    asked = form(
        "properties:\n  a: {type: boolean}\n  b: {type: boolean}\nallOf:\n"
        "  - if: {properties: {a: {const: true}}, required: [a]}\n    then: {properties: {x: {type: string}}}\n"
        "  - if: {properties: {b: {const: true}}, required: [b]}\n    then: {properties: {y: {type: string}}}"
    )
    assert shown(asked, {"a": True, "b": True}) == [["a", "b", "x", "y"]]
    assert shown(asked, {"b": True}) == [["a", "b", "y"]]


def test_a_condition_may_look_at_an_earlier_page() -> None:
    asked = form(
        "- properties: {kind: {enum: [web, job]}}\n"
        "- title: Web\n  if: {properties: {kind: {const: web}}, required: [kind]}\n"
        "  then: {properties: {port: {type: integer}}}"
    )
    assert shown(asked, {"kind": "job"}) == [["kind"]]
    assert shown(asked, {"kind": "web"}) == [["kind"], ["port"]]


def test_a_condition_never_sees_an_answer_that_is_not_shown_any_more() -> None:
    asked = form(
        "- properties: {kind: {enum: [web, job]}}\n"
        "  dependencies:\n    kind:\n      oneOf:\n        - properties: {kind: {const: web}, public: {type: boolean}}\n"
        "- dependencies:\n    public: {properties: {domain: {type: string}}}"
    )
    assert shown(asked, {"kind": "web", "public": True}) == [["kind", "public"], ["domain"]]
    assert shown(asked, {"kind": "job", "public": True}) == [["kind"]]


def test_a_choice_between_groups_of_parameters_is_a_menu() -> None:
    asked = form(
        "properties:\n  age: {type: integer}\nanyOf:\n  - title: By name\n    properties: {name: {type: string}}\n"
        "  - title: By number\n    properties: {number: {type: string}}"
    )
    menu = asked.pages({})[0].fields[1]
    assert (menu.kind, [choice.label for choice in menu.choices]) == (FieldKind.SELECT, ["By name", "By number"])
    assert shown(asked, {})[0][2] == "name"
    answers = {menu.name: 1, "number": "7", "name": "Ana"}
    assert shown(asked, answers)[0][2] == "number"
    assert asked.values(answers) == {"number": "7"}


def test_an_object_is_asked_part_by_part_with_conditions_of_its_own() -> None:
    asked = form(
        "properties:\n  database:\n    title: Database\n    type: object\n    properties:\n      engine: {enum: [pg, none]}\n"
        "    dependencies:\n      engine:\n        oneOf:\n"
        "          - properties: {engine: {const: pg}, size: {type: integer, default: 10}}"
    )
    assert shown(asked, {}) == [["database", "database.engine"]]
    assert shown(asked, {"database": {"engine": "pg"}}) == [["database", "database.engine", "database.size"]]
    assert asked.values({"database": {"engine": "pg"}}) == {"database": {"engine": "pg", "size": 10}}
    assert asked.pages({})[0].fields[0].kind is FieldKind.HEADING


def test_the_order_is_the_templates() -> None:
    asked = form("ui:order: [c, '*', a]\nproperties:\n  a: {type: string}\n  b: {type: string}\n  c: {type: string}")
    assert shown(asked, {}) == [["c", "b", "a"]]


def test_leaves_out_what_waits_for_a_feature_flag() -> None:
    asked = form("properties:\n  a: {type: string}\n  b: {type: string, backstage:featureFlag: beta}")
    assert shown(asked, {}) == [["a"]]


def test_shows_a_long_page_in_parts_and_a_short_one_whole() -> None:
    parameters = "properties:\n" + "".join(f"  p{number}: {{type: string}}\n" for number in range(15))
    pages = form(parameters).pages({})
    assert [len(page.fields) for page in pages] == [5, 5, 5]
    assert [page.title for page in pages] == ["Example (1 of 3)", "Example (2 of 3)", "Example (3 of 3)"]
    assert sorted({page.number for page in pages}) == [page.number for page in pages]


def test_leaves_out_pages_without_anything_to_fill() -> None:
    assert shown(form("- properties: {}\n- properties: {a: {type: string}}"), {}) == [["a"]]


def test_asks_first_for_what_a_path_changes() -> None:
    asked = form("- properties: {to: {type: string}}", target="entity")
    assert shown(asked, {}) == [["entity"], ["to"]]
    declared = form(
        "- properties: {entity: {type: string, ui:field: EntityPicker}, to: {type: string}}", target="entity"
    )
    assert shown(declared, {}) == [["entity", "to"]]


def test_a_default_that_was_emptied_stays_empty() -> None:
    asked = form("properties:\n  a: {type: string, default: x}\n  b: {type: string, default: y}")
    assert asked.values({"a": None}) == {"b": "y"}
