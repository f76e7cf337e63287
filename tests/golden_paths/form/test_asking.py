"""Each row of the mapping table: how a parameter is asked."""

import pytest

from golden_paths.form import Choice, FieldKind, FormRefusedError, Scope
from tests.golden_paths.form.writing import form, one_field


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ("type: string", FieldKind.TEXT),
        ("{}", FieldKind.TEXT),
        ("type: string\nui:widget: textarea", FieldKind.MULTILINE),
        ("type: string\nui:options: {rows: 5}", FieldKind.MULTILINE),
        ("type: string\nui:options: {multiline: true}", FieldKind.MULTILINE),
        ("type: string\nformat: uri", FieldKind.URL),
        ("type: string\nformat: email", FieldKind.EMAIL),
        ("type: string\nformat: date", FieldKind.DATE),
        ("type: string\nformat: date-time", FieldKind.DATETIME),
        ("type: string\nformat: time", FieldKind.TIME),
        ("type: string\nformat: data-url", FieldKind.FILE),
        ("type: number", FieldKind.NUMBER),
        ("type: integer", FieldKind.INTEGER),
        ("type: boolean", FieldKind.CHECKBOX),
        ("type: boolean\nui:widget: radio", FieldKind.RADIO),
        ("enum: [a, b]", FieldKind.SELECT),
        ("type: string\noneOf: [{const: a, title: A}, {const: b, title: B}]", FieldKind.SELECT),
        ("enum: [a, b]\nui:widget: radio", FieldKind.RADIO),
        ("enum: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]\nui:widget: radio", FieldKind.SELECT),
        ("type: array\nitems: {enum: [a, b]}", FieldKind.MULTI_SELECT),
        ("type: array\nitems: {enum: [a, b]}\nui:widget: checkboxes", FieldKind.CHECKBOXES),
        ("type: array\nitems: {type: string}", FieldKind.LINES),
        ("type: array\nitems: {type: integer}", FieldKind.LINES),
        ("type: array\nitems: {type: object}", FieldKind.YAML),
        ("type: object", FieldKind.KEY_VALUES),
        ("type: object\nadditionalProperties: {type: string}", FieldKind.KEY_VALUES),
        ("type: object\nadditionalProperties: {type: object}", FieldKind.YAML),
        ("type: 'null'\ndescription: Read this.", FieldKind.NOTE),
        ("description: Read this.", FieldKind.NOTE),
        ("type: [string, 'null']", FieldKind.TEXT),
        ("type: string\nui:field: OwnerPicker", FieldKind.ENTITY),
        ("type: string\nui:field: EntityPicker", FieldKind.ENTITY),
        ("type: array\nui:field: MultiEntityPicker", FieldKind.ENTITIES),
        ("type: array\nui:field: EntityTagsPicker", FieldKind.TAGS),
        ("type: string\nui:field: EntityNamePicker", FieldKind.TEXT),
        ("type: string\nui:field: RepoUrlPicker", FieldKind.REPO_URL),
        ("type: string\nui:field: RepoBranchPicker", FieldKind.TEXT),
    ],
)
def test_asks_by_type_and_widget(schema: str, kind: FieldKind) -> None:
    field = one_field(schema)
    assert field.kind is kind


@pytest.mark.parametrize(
    "schema", ["const: 5", "type: string\nreadOnly: true\ndefault: 5", "ui:widget: hidden\ndefault: 5"]
)
def test_gives_what_nobody_may_change_to_the_run_unasked(schema: str) -> None:
    indented = "\n".join(f"    {line}" for line in schema.splitlines())
    fixed = form(f"properties:\n  it:\n{indented}")
    assert fixed.pages({}) == ()
    assert fixed.values({"it": "something else"}) == {"it": 5}


def test_reads_names_of_values_wherever_they_stand() -> None:
    for written in ("enumNames: [One, Two]", "ui:enumNames: [One, Two]", "ui:options: {enumNames: [One, Two]}"):
        assert one_field(f"enum: [1, 2]\n{written}").choices == (Choice("One", 1), Choice("Two", 2))


def test_names_values_that_are_no_texts() -> None:
    choices = one_field("enum: [true, {name: Oslo}, '']").choices
    assert [choice.label for choice in choices] == ["true", '{"name": "Oslo"}', "(empty)"]


def test_takes_title_help_and_placeholder_from_the_template() -> None:
    field = one_field("title: Name\ndescription: Of it.\nui:help: Short.\nui:placeholder: payments")
    assert (field.label, field.help, field.placeholder) == ("Name", "Of it.\nShort.", "payments")


def test_a_description_for_the_form_goes_before_the_schemas() -> None:
    assert one_field("type: string\ndescription: For machines.\nui:description: For people.").help == "For people."


def test_reads_what_an_input_can_enforce() -> None:
    limits = one_field("type: integer\nexclusiveMinimum: 2\nmaximum: 9").limits
    assert (limits.minimum, limits.maximum) == (3, 9)
    assert one_field("type: string\nminLength: 3\nmaxLength: 63").limits.max_length == 63


def test_an_owner_is_a_team_or_a_person_and_a_bare_name_a_teams() -> None:
    query = one_field("ui:field: OwnerPicker").catalog
    assert query is not None
    assert (query.kinds, query.default_kind, query.is_owner, query.is_free) == (("group", "user"), "group", True, True)


def test_reads_the_filter_of_a_picker() -> None:
    query = one_field(
        "ui:field: EntityPicker\nui:options:\n  allowArbitraryValues: false\n  catalogFilter:\n"
        "    - kind: [Component]\n      spec.type: Service\n    - kind: API\n      metadata.annotations.x/y: {exists: true}"
    ).catalog
    assert query is not None
    assert query.kinds == ("component", "api")
    assert query.filters == (
        {"kind": ("component",), "spec.type": ("service",)},
        {"kind": ("api",), "metadata.annotations.x/y": ()},
    )
    assert not query.is_free


def test_offers_only_the_persons_own_teams_where_the_template_asks_for_them() -> None:
    query = one_field("ui:field: MyGroupsPicker").catalog
    assert query is not None
    assert query.scope is Scope.MY_GROUPS


@pytest.mark.parametrize(
    "schema",
    [
        "type: string\nui:widget: password",
        "type: string\nui:field: Secret",
        "type: string\nui:field: HarnessAuthToken",
        "type: string\nformat: password",
        "type: string\nui:options: {inputType: password}",
        "type: array\nitems: {type: string, ui:widget: password}",
    ],
)
def test_never_asks_for_a_secret(schema: str) -> None:
    with pytest.raises(FormRefusedError, match="asks for a secret") as refused:
        one_field(schema)
    assert refused.value.field.startswith("it")


def test_takes_a_secret_by_name_from_the_secret_store() -> None:
    asked = form("properties:\n  token: {type: string, ui:field: Secret, ui:options: {secret: DEPLOY_TOKEN}}")
    assert asked.secrets == {"token": "DEPLOY_TOKEN"}
    assert asked.values({"token": "typed"}) == {}
    assert not asked.pages({})[0].fields[0].is_asked


def test_warns_under_a_text_that_is_called_a_password() -> None:
    assert "no real secret" in form("properties:\n  adminPassword: {type: string}").pages({})[0].fields[0].help


def test_refuses_an_editor_that_slack_has_nothing_like() -> None:
    with pytest.raises(FormRefusedError, match="PipelineEditor"):
        one_field("type: object\nui:field: PipelineEditor")
    with pytest.raises(FormRefusedError, match="a list"):
        form("required: [it]\nproperties:\n  it: {type: array, ui:field: PipelineList}")


def test_says_what_is_lost_where_another_portals_field_becomes_text() -> None:
    field = one_field("type: string\nui:field: ClusterPicker")
    assert field.kind is FieldKind.TEXT
    assert "`ClusterPicker`" in field.loss


def test_refuses_a_choice_without_choices() -> None:
    with pytest.raises(FormRefusedError, match="no choices"):
        one_field("type: string\nenum: []")


def test_refuses_at_the_beginning_what_only_a_branch_would_ask() -> None:
    with pytest.raises(FormRefusedError, match="secret"):
        form(
            "properties:\n  kind: {enum: [a, b]}\ndependencies:\n  kind:\n    oneOf:\n"
            "      - properties:\n          kind: {const: b}\n          key: {type: string, ui:widget: password}"
        )


def test_refuses_a_reference_that_leads_back_to_itself() -> None:
    with pytest.raises(FormRefusedError, match="leads back"):
        form(
            "properties:\n  it: {$ref: '#/definitions/a'}\ndefinitions:\n  a: {properties: {b: {$ref: '#/definitions/a'}}}"
        )


def test_follows_a_reference_within_the_page() -> None:
    asked = form(
        "properties:\n  it: {$ref: '#/definitions/size', title: How big}\ndefinitions:\n  size: {enum: [S, M]}"
    )
    field = asked.pages({})[0].fields[0]
    assert (field.label, field.kind) == ("How big", FieldKind.SELECT)
