"""A template's form in Slack: how each field looks, what comes back, what menus offer."""

from typing import Any

import pytest

from commands import kit
from commands.ask import Modal, Person, Typing
from commands.form_view import PICK, STEER, answers_of, choices, errors_of, modal_page, suggestions
from commands.services import Services
from golden_paths.form import Form
from tests.commands.asking import ANA, STRANGER
from tests.golden_paths.form.writing import form, one_field

Json = dict[str, Any]  # Any: Block Kit's JSON

EVERYTHING = """
title: Everything
description: A *page* with <!channel> one field of each kind.
properties:
  text: {type: string, title: Name, description: Of it, minLength: 2, maxLength: 5000, default: x, ui:placeholder: say}
  tall: {type: string, ui:widget: textarea}
  number: {type: number, minimum: 0.5, default: 2}
  whole: {type: integer, default: 3}
  yes: {type: boolean, default: true}
  one: {enum: [a, b], default: b}
  radio: {enum: [1, 2], ui:widget: radio}
"""
MORE = """
properties:
  several: {type: array, items: {enum: [a, b]}, default: [b], maxItems: 2}
  boxes: {type: array, items: {enum: [a, b]}, ui:widget: checkboxes}
  date: {type: string, format: date, default: '2026-03-01'}
  time: {type: string, format: time, default: '09:30:00'}
  moment: {type: string, format: date-time, default: '2026-03-01T09:30:00Z'}
  address: {type: string, format: uri, default: 'https://example.com'}
  mail: {type: string, format: email, default: ana@example.com}
"""
LISTS = """
properties:
  owner: {type: string, ui:field: OwnerPicker, default: group:default/payments}
  things: {type: array, ui:field: MultiEntityPicker, default: [component:default/a]}
  lines: {type: array, items: {type: string}, default: [a, b]}
  pairs: {type: object, default: {a: b}}
  yaml: {type: array, items: {type: object}}
  file: {type: string, format: data-url}
  note: {type: 'null', title: Mind, description: this}
"""


def _modal(of: Form, answers: Json | None = None) -> Modal:
    modal = modal_page(of, of.pages(answers or {})[0], answers or {}, metadata="{}", callback_id="it")
    assert kit.modal_faults(modal) == []
    return modal


def _inputs(modal: Modal) -> dict[str, Json]:
    """The inputs by their labels."""
    return {block["label"]["text"]: dict(block) for block in modal.blocks if block["type"] == "input"}


def _sent(modal: Modal, **chosen: Json) -> dict[str, dict[str, Json]]:
    """What Slack sends when the person changed these (by label) and left the others alone."""
    values: dict[str, dict[str, Json]] = {}
    for label, block in _inputs(modal).items():
        element = block["element"]
        values[block["block_id"]] = {element["action_id"]: chosen.get(label, _untouched(element))}
    return values


def _untouched(element: Json) -> Json:
    renamed = {
        key.replace("initial_", "selected_"): value for key, value in element.items() if key.startswith("initial_")
    }
    return {"value": element.get("initial_value"), **renamed}


def _option(value: str) -> Json:
    return {"selected_option": {"value": value}}


@pytest.mark.parametrize("parameters", [EVERYTHING, MORE, LISTS])
def test_what_is_sent_untouched_is_what_was_filled_in(parameters: str) -> None:
    asked = form(parameters)
    answers = answers_of(asked.pages({})[0], _sent(_modal(asked)), {})
    assert asked.values(answers) == asked.values({})


def test_each_kind_has_its_input() -> None:
    kinds = {
        label: block["element"]["type"]
        for parameters in (EVERYTHING, MORE, LISTS)
        for label, block in _inputs(_modal(form(parameters))).items()
    }
    assert kinds == {
        "Name": "plain_text_input", "tall": "plain_text_input", "number": "number_input", "whole": "number_input",
        "yes": "checkboxes", "one": "static_select", "radio": "radio_buttons", "several": "multi_static_select",
        "boxes": "checkboxes", "date": "datepicker", "time": "timepicker", "moment": "datetimepicker",
        "address": "url_text_input", "mail": "email_text_input", "owner": "external_select",
        "things": "multi_external_select", "lines": "plain_text_input", "pairs": "plain_text_input",
        "yaml": "plain_text_input", "file": "file_input",
    }  # fmt: skip


def test_shows_title_description_hint_and_limits() -> None:
    modal = _modal(form(EVERYTHING))
    assert modal.title == "Example"
    assert modal.blocks[0]["text"]["text"] == "Everything"
    assert "&lt;!channel&gt;" in modal.blocks[1]["text"]["text"]
    name = _inputs(modal)["Name"]
    assert name["hint"]["text"] == "Of it"
    assert name["element"]["max_length"] == 3000
    assert name["element"]["placeholder"]["text"] == "say"
    assert name["element"]["initial_value"] == "x"
    assert name["optional"]


def test_a_menu_sends_numbers_so_that_values_may_be_anything() -> None:
    asked = form("properties:\n  it: {enum: [{city: Oslo}, [1], true]}")
    modal = _modal(asked, {"it": True})
    element = _inputs(modal)["it"]["element"]
    assert [option["value"] for option in element["options"]] == ["0", "1", "2"]
    assert element["initial_option"]["value"] == "2"
    assert answers_of(asked.pages({})[0], _sent(modal, it=_option("0")), {}) == {"it": {"city": "Oslo"}}


def test_a_long_list_is_searched() -> None:
    asked = form(f"properties:\n  it: {{enum: {[f'value {number}' for number in range(150)]}}}")
    assert _inputs(_modal(asked))["it"]["element"]["type"] == "external_select"


def test_reads_what_people_choose_and_type() -> None:
    asked = form(MORE)
    sent = _sent(
        _modal(asked),
        several={"selected_options": [{"value": "0"}, {"value": "1"}]},
        date={"selected_date": "2026-05-01"},
        time={"selected_time": "10:15"},
        moment={"selected_date_time": 1777626000},
        address={"value": None},
    )
    answers = answers_of(asked.pages({})[0], sent, {})
    assert answers["several"] == ["a", "b"]
    assert (answers["date"], answers["time"], answers["moment"]) == ("2026-05-01", "10:15:00", "2026-05-01T09:00:00Z")
    assert answers["address"] is None
    assert "address" not in asked.values(answers)


def test_what_cannot_be_read_comes_back_with_a_sentence_below_its_field() -> None:
    asked = form(LISTS)
    page = asked.pages({})[0]
    answers = answers_of(page, _sent(_modal(asked), pairs={"value": "nonsense"}), {})
    errors = errors_of(page, asked.faults(page, answers))
    assert errors == {_inputs(_modal(asked))["pairs"]["block_id"]: "Write each line as key=value; line 1 is not."}
    assert _inputs(_modal(asked, answers))["pairs"]["element"]["initial_value"] == "nonsense"


def test_names_stay_the_same_when_the_page_is_drawn_anew() -> None:
    asked = form(
        "properties:\n  kind: {enum: [a, b]}\n  name: {type: string}\ndependencies:\n  kind:\n    oneOf:\n"
        "      - properties: {kind: {const: b}, more: {type: string}}"
    )
    before, after = _inputs(_modal(asked)), _inputs(_modal(asked, {"kind": "b"}))
    assert {label: after[label]["block_id"] for label in before} == {
        label: before[label]["block_id"] for label in before
    }
    assert before["kind"]["dispatch_action"]
    assert before["kind"]["element"]["action_id"].startswith(STEER)
    assert "dispatch_action" not in before["name"]
    assert "more" in after


def test_other_choices_make_it_another_menu() -> None:
    asked = form(
        "properties:\n  big: {type: boolean}\nif: {properties: {big: {const: true}}, required: [big]}\n"
        "then: {properties: {size: {enum: [L, XL]}}}\nelse: {properties: {size: {enum: [S]}}}"
    )
    small, large = (_inputs(_modal(asked, answers))["size"] for answers in ({}, {"big": True}))
    assert small["block_id"] != large["block_id"]


def test_a_repository_is_asked_in_parts() -> None:
    asked = form(
        "properties:\n  repo: {title: Repository, ui:field: RepoUrlPicker, ui:options: {allowedHosts: [github.com]}}"
    )
    modal = _modal(asked)
    assert list(_inputs(modal)) == ["Repository: organisation", "Repository: repository"]
    sent = _sent(
        modal, **{"Repository: organisation": {"value": "acme"}, "Repository: repository": {"value": "payments "}}
    )
    assert answers_of(asked.pages({})[0], sent, {}) == {"repo": "github.com?owner=acme&repo=payments"}


def test_says_what_stands_where_a_repository_is_made() -> None:
    modal = _modal(form("properties:\n  repo: {ui:field: RepoUrlPicker, ui:options: {allowedHosts: [github.com]}}"))
    owner = next(block for label, block in _inputs(modal).items() if label.endswith("organisation"))
    assert owner["element"]["placeholder"]["text"] == "Its name at github.com"


def test_hints_are_plain_words() -> None:
    modal = _modal(form("properties:\n  name: {title: Name, type: string, description: 'Small letters and `-`.'}"))
    assert _inputs(modal)["Name"]["hint"]["text"] == "Small letters and -."


def test_another_host_asks_for_other_parts() -> None:
    asked = form(
        "properties:\n  repo: {title: Repo, ui:field: RepoUrlPicker, ui:options: {allowedHosts: [github.com, bitbucket.org]}}"
    )
    first = _modal(asked)
    assert list(_inputs(first)) == ["Repo: host", "Repo: organisation", "Repo: repository"]
    assert _inputs(first)["Repo: host"]["dispatch_action"]
    answers = answers_of(
        asked.pages({})[0], _sent(first, **{"Repo: host": _option("1"), "Repo: repository": {"value": "x"}}), {}
    )
    assert answers == {"repo": "bitbucket.org?repo=x"}
    assert list(_inputs(_modal(asked, answers))) == [
        "Repo: host",
        "Repo: workspace",
        "Repo: project",
        "Repo: repository",
    ]


def test_allowed_owners_are_a_menu() -> None:
    options = "{allowedHosts: [github.com], allowedOwners: [acme, orchard]}"
    asked = form(f"properties:\n  repo: {{title: Repo, ui:field: RepoUrlPicker, ui:options: {options}}}")
    modal = _modal(asked)
    sent = _sent(modal, **{"Repo: organisation": _option("1"), "Repo: repository": {"value": "x"}})
    assert answers_of(asked.pages({})[0], sent, {}) == {"repo": "github.com?owner=orchard&repo=x"}


def test_the_part_that_is_missing_has_the_sentence() -> None:
    asked = form(
        "required: [repo]\nproperties:\n  repo: {title: Repo, ui:field: RepoUrlPicker, ui:options: {allowedHosts: [github.com]}}"
    )
    page = asked.pages({})[0]
    answers = {"repo": "github.com?owner=acme"}
    assert errors_of(page, asked.faults(page, answers)) == {"f:repo#repo": "Fill this in."}


def test_what_concerns_the_page_stands_below_its_first_field() -> None:
    page = form(EVERYTHING).pages({})[0]
    assert errors_of(page, {"": "These do not go together."}) == {"f:text": "These do not go together."}


def test_a_file_stays_until_another_takes_its_place() -> None:
    asked = form("required: [file]\nproperties:\n  file: {type: string, format: data-url}")
    page, sent = asked.pages({})[0], {"file": {"files": [{"id": "F1"}]}}
    answers = answers_of(page, _sent(_modal(asked), **sent), {})
    assert answers == {"file": "F1"}
    again = _modal(asked, answers)
    assert _inputs(again)["file"]["optional"]
    assert "there already" in _inputs(again)["file"]["hint"]["text"]
    assert answers_of(page, _sent(again), answers) == answers


def test_a_secret_has_no_input() -> None:
    asked = form(
        "properties:\n  token: {type: string, title: Token, ui:field: Secret, ui:options: {secret: DEPLOY_TOKEN}}"
    )
    modal = _modal(asked)
    assert _inputs(modal) == {}
    assert "DEPLOY_TOKEN" in modal.blocks[-1]["elements"][0]["text"]


def test_hostile_words_of_a_template_are_shown_as_words() -> None:
    asked = form(
        "properties:\n  it: {type: string, title: '<!channel> *x*', description: '<@U1>', enum: ['<!here>']}\n"
        "  note: {type: 'null', title: '<!channel>', description: '<!here> [x](javascript:y)'}"
    )
    assert "<!" not in str(_modal(asked).blocks)


# What menus offer


def _offered(services: Services, schema: str, typed: str, person: Person = ANA) -> list[tuple[str, str]]:
    return [(option.text, option.value) for option in choices(one_field(schema), typed, services, person)]


def test_an_owner_picker_offers_the_persons_team_first(services: Services) -> None:
    offered = _offered(services, "ui:field: OwnerPicker", "")
    assert offered[0] == ("Payments", "group:default/payments")
    assert ("Platform", "group:default/platform") in offered


def test_finds_by_what_was_typed(services: Services) -> None:
    assert _offered(services, "ui:field: OwnerPicker", "plat")[0] == ("Platform", "group:default/platform")


def test_offers_what_was_typed_where_nothing_fits(services: Services) -> None:
    offered = _offered(services, "ui:field: OwnerPicker", "zzz-new-team")
    assert offered == [("Use “zzz-new-team”", "group:default/zzz-new-team")]


def test_offers_nothing_unknown_where_the_template_forbids_it(services: Services) -> None:
    schema = "ui:field: EntityPicker\nui:options: {allowedKinds: [Component], allowArbitraryValues: false}"
    assert _offered(services, schema, "zzz-nothing") == []


def test_filters_by_any_field(services: Services) -> None:
    wanted = "{kind: Component, spec.type: website}"
    schema = f"ui:field: EntityPicker\nui:options: {{allowArbitraryValues: false, catalogFilter: {wanted}}}"
    assert {value for _, value in _offered(services, schema, "")} == {
        "component:default/refund-ui",
        "component:default/status-page",
    }


def test_filters_by_what_must_only_be_there(services: Services) -> None:
    schema = (
        "ui:field: EntityPicker\nui:options: {allowArbitraryValues: false,"
        " catalogFilter: [{metadata.annotations.backstage.io/kubernetes-id: {exists: true}}, {metadata.tags: java}]}"
    )
    assert _offered(services, schema, "") == [("Payments API", "component:default/payments-api")]


def test_a_filter_is_no_sql(services: Services) -> None:
    schema = "ui:field: EntityPicker\nui:options: {allowArbitraryValues: false, catalogFilter: {\"spec.'; DROP TABLE x\": '%s'}}"
    assert _offered(services, schema, "100%_") == []


def test_offers_only_the_persons_teams(services: Services) -> None:
    assert _offered(services, "ui:field: MyGroupsPicker", "") == [("Payments", "group:default/payments")]
    assert _offered(services, "ui:field: MyGroupsPicker", "", STRANGER) == []


def test_offers_only_what_the_person_owns(services: Services) -> None:
    schema = "ui:field: OwnedEntityPicker\nui:options: {allowedKinds: [Component], allowArbitraryValues: false}"
    offered = dict(_offered(services, schema, ""))
    assert "Payments API" in offered
    assert all(value.startswith("component:") for value in offered.values())


def test_offers_tags_that_are_in_use_and_new_ones(services: Services) -> None:
    assert _offered(services, "type: array\nui:field: EntityTagsPicker", "ja") == [("java", "java"), ("Use “ja”", "ja")]


def test_searches_a_long_list(services: Services) -> None:
    values = [f"value {number}" for number in range(150)]
    assert _offered(services, f"enum: {values}", "149") == [("value 149", "149")]


def test_knows_the_menu_by_its_block(services: Services) -> None:
    asked = form("properties:\n  owner: {ui:field: OwnerPicker}")
    page = asked.pages({})[0]
    block = _inputs(_modal(asked))["owner"]
    assert block["element"]["action_id"].startswith(PICK)
    typing = Typing(block["element"]["action_id"], "pay", ANA, block["block_id"])
    assert suggestions(page, typing, services)[0].value == "group:default/payments"
    assert suggestions(page, Typing("form.pick#gone", "pay", ANA, "f:gone"), services) == ()
