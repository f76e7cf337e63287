"""Rolling back and restarting from below a status: for those who may, through the golden path that does it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalog_store.audit import AuditFilter, AuditOutcome
from catalog_store.operations import Reading
from catalog_store.policies import Policies, Policy
from commands.ask import Reaction, Surface
from tests.commands.asking import STRANGER, Somebody, buttons, replaced, replied
from tests.commands.filling import Window
from tests.commands.shelf import Shelf
from tests.commands.status.test_presses import Pager, with_pager
from tests.commands.status.towers import seeing
from tests.support.running import pod, workload

WELL = Reading(workloads=(workload(pod(name="a")),))
ACTING = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: NAME, title: TITLE, tags: [TAG]}
spec:
  type: operation
  callboard: {target: entity}
  parameters: [{title: Why, required: [why], properties: {why: {title: Why, type: string}}}]
  steps: [{id: a, name: Do it, action: 'debug:log', input: {message: x}}]
"""


def acting(name: str, title: str, tag: str) -> str:
    return ACTING.replace("NAME", name).replace("TITLE", title).replace("TAG", tag)


@pytest.fixture
def ana(owner: Somebody, tmp_path: Path) -> Somebody:
    """Somebody of the team Payments, where two paths act on what runs."""
    shelf = Shelf(tmp_path, owner.services.drafts, owner.services.runs)
    shelf.put("back", acting("back", "Bring a version back", "rollback"))
    shelf.put("restart", acting("restart", "Restart pods", "restart"))
    return seeing(replace(owner, services=replace(owner.services, golden=shelf)), WELL)


def under(somebody: Somebody, *rules: Policy) -> Somebody:
    return replace(somebody, services=replace(somebody.services, policies=Policies(rules)))


def refusals(somebody: Somebody) -> list[tuple[str, AuditOutcome, str | None]]:
    entries, _ = somebody.services.audit.page(AuditFilter(), limit=10)
    return [(each.doing.deed, each.doing.outcome, each.doing.target) for each in entries]


def pressed(somebody: Somebody, words: str) -> Reaction:
    return somebody.presses_id("form#0", words, surface=Surface.MENTION)


@pytest.mark.parametrize("label, path", [("Roll back", "back"), ("Restart", "restart")])
def test_a_button_opens_the_form_of_the_path_with_the_thing_filled_in(ana: Somebody, label: str, path: str) -> None:
    answer = ana.asks("status payments-api")

    window = Window(ana, ana.opens(answer, label))

    assert buttons(answer)[label]["value"] == f"create template:default/{path} on component:default/payments-api"
    assert '"value": "component:default/payments-api"' in json.dumps(window.holds("What it is for"))


def test_the_thing_stays_filled_in_from_page_to_page(ana: Somebody) -> None:
    window = Window(ana, ana.opens(ana.asks("status payments-api"), "Restart"))

    preview = window.goes_on().with_(Why="It leaks").goes_on()

    assert "Payments API" in preview.text


def test_who_may_not_sees_no_button(ana: Somebody) -> None:
    stranger = ana.as_(STRANGER)

    shown = buttons(stranger.asks("status payments-api"))

    assert {"Roll back", "Restart"}.isdisjoint(shown)
    assert {"Roll back", "Restart"} <= buttons(ana.asks("status payments-api")).keys()


def test_a_rule_leaves_one_of_them_to_some(ana: Somebody) -> None:
    strict = under(ana, Policy(("golden-path/back",), ("group:default/platform",)))

    shown = buttons(strict.asks("status payments-api"))

    assert "Roll back" not in shown
    assert "Restart" in shown


def test_where_many_read_it_each_press_is_judged(ana: Somebody) -> None:
    answer = ana.asks("status payments-api", Surface.MENTION)
    words = buttons(answer)["Restart"]["value"]

    refused = pressed(ana.as_(STRANGER), words)

    assert replied(refused).text.startswith("The catalog does not know you, and only the owner of Payments API")
    assert refused.modal is None
    assert refusals(ana) == [("golden-path/restart", AuditOutcome.REFUSED, "component:default/payments-api")]
    assert pressed(ana, words).modal is not None


def test_what_nobody_may_is_shown_to_nobody(ana: Somebody) -> None:
    closed = under(ana, Policy(("golden-path/*",), ("nobody",)))

    for surface in (Surface.SLASH, Surface.MENTION):
        assert {"Roll back", "Restart"}.isdisjoint(buttons(closed.asks("status payments-api", surface)))


def test_paths_that_are_not_tagged_or_act_on_nothing_are_no_remedy(owner: Somebody, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, owner.services.drafts, owner.services.runs)
    shelf.put("other", acting("other", "Other", "cleanup"))
    shelf.put("new", acting("new", "New", "restart").replace("callboard: {target: entity}", "owner: platform"))
    person = seeing(replace(owner, services=replace(owner.services, golden=shelf)), WELL)

    assert {"Roll back", "Restart"}.isdisjoint(buttons(person.asks("status payments-api")))


def test_a_path_for_other_kinds_of_things_is_no_remedy(owner: Somebody, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, owner.services.drafts, owner.services.runs)
    asked = "entity: {title: Bucket, type: string, ui:field: EntityPicker, ui:options: {allowedKinds: [Resource]}}"
    shelf.put("restart", acting("restart", "Restart", "restart").replace("properties: {", f"properties: {{{asked}, "))
    person = seeing(replace(owner, services=replace(owner.services, golden=shelf)), WELL)

    assert "Restart" not in buttons(person.asks("status payments-api"))


def test_a_thing_that_is_gone_is_said_before_any_form_opens(ana: Somebody) -> None:
    said = replied(pressed(ana, "create restart on component:default/gone"))

    assert said.text == "The catalog knows nothing called `component:default/gone`, so there is nothing to do that on."


def test_the_same_can_be_typed(ana: Somebody) -> None:
    assert pressed(ana, "create restart on payments-api").modal is not None


def test_what_is_posted_for_all_is_not_judged_by_whoever_posts_it(ana: Somebody) -> None:
    reaction = ana.as_(STRANGER).presses(ana.as_(STRANGER).asks("status payments-api"), "Post live")

    assert "Restart" in buttons(replied(reaction))
    assert "Restart" not in buttons(replaced(reaction))


def test_paging_is_left_to_those_whom_a_rule_names(ana: Somebody) -> None:
    pager = Pager()
    strict = under(with_pager(ana, pager), Policy(("press/status.page",), ("group:default/platform",)))

    said = replied(strict.presses_id("status.page", "component:default/payments-api", surface=Surface.MENTION))

    assert said.text == "Only people of Platform may do that."
    assert pager.paged == []
    assert refusals(strict) == [("press/status.page", AuditOutcome.REFUSED, None)]


def test_paging_is_kept_with_who_did_it(ana: Somebody) -> None:
    pager = Pager()
    person = under(with_pager(ana, pager), Policy(("press/status.page",), ("group:default/payments",)))

    person.presses_id("status.page", "component:default/payments-api", surface=Surface.MENTION)

    assert len(pager.paged) == 1
    assert refusals(person) == [("press/status.page", AuditOutcome.DONE, "component:default/payments-api")]
