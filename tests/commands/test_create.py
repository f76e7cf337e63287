"""`create`: the list of golden paths, their forms, previews, and the runs that come of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from catalog_store.approvals import ApprovalState, Voter
from catalog_store.bindings import Place
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.run_model import RunState
from commands.ask import Outcome, Submitted, Surface
from golden_paths.engine.plan import Diff
from tests.commands.asking import ANA, NOW, STRANGER, Somebody, buttons, read, replaced, replied
from tests.commands.filling import Window, opens
from tests.commands.shelf import Shelf

PYTHON = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: python-service, title: Python service, description: A FastAPI service that deploys., tags: [fastapi]}
spec:
  type: service
  owner: group:default/platform
  callboard: {recommendedFor: [payments]}
  parameters:
    - title: About it
      required: [name, owner]
      properties:
        name: {title: Name, type: string, pattern: '^[a-z][a-z0-9-]*$', maxLength: 40}
        owner: {title: Owner, type: string, ui:field: OwnerPicker}
        system: {title: System, type: string, ui:field: EntityPicker, ui:options: {allowedKinds: [System]}}
    - title: Storage
      properties:
        database: {title: Database, type: string, enum: [none, postgres], default: none}
      dependencies:
        database:
          oneOf:
            - properties: {database: {enum: [none]}}
            - properties: {database: {enum: [postgres]}, size: {title: Size, type: integer, minimum: 1, default: 10}}
              required: [size]
  steps:
    - {id: fetch, name: Fetch the skeleton, action: 'fetch:template', input: {url: ./skeleton}}
    - {id: publish, name: Create the repository, action: 'publish:github', input: {repoUrl: x}}
"""
ROTATE = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: rotate, title: Rotate a secret}
spec:
  type: operation
  callboard: {target: entity, approvals: [{from: owner, within: 2d}]}
  parameters: []
  steps:
    - {id: rotate, name: Rotate it, action: 'github:actions:dispatch', input: {}}
"""
SIMPLE = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: NAME, title: TITLE}
spec: {type: service, parameters: [], steps: [{id: a, name: Do it, action: 'debug:log', input: {message: x}}]}
"""


@pytest.fixture
def shelf(filled: Database, owner: Somebody, tmp_path: Path) -> Shelf:
    found = Shelf(tmp_path, owner.services.drafts, owner.services.runs)
    found.put("python-service", PYTHON)
    found.put("rotate", ROTATE)
    return found


@pytest.fixture
def ana(owner: Somebody, shelf: Shelf) -> Somebody:
    """Somebody of the team Payments who begins golden paths."""
    return replace(owner, services=replace(owner.services, golden=shelf))


@pytest.fixture
def previewed(ana: Somebody) -> Window:
    """The preview of a filled-in form."""
    return opens(ana, "create python-service").with_(Name="orders-api").goes_on().goes_on()


def test_lists_what_is_recommended_to_my_teams_first(ana: Somebody) -> None:
    listed = ana.asks("create")

    assert listed.text == "2 golden paths, those recommended to your teams first: Python service and Rotate a secret."
    assert "Python service  ·  A FastAPI service that deploys.  ·  recommended to Payments" in read(listed)


def test_looks_for_paths_by_words(ana: Somebody) -> None:
    assert ana.asks("create find fastapi").text == "1 golden path for `fastapi`: Python service."
    assert ana.asks("create find pyhton").text == "1 golden path for `pyhton`: Python service."
    assert ana.asks("create find cobol").outcome is Outcome.NOT_FOUND


def test_a_menu_has_all_of_many(ana: Somebody, shelf: Shelf) -> None:
    for number in range(12):
        shelf.put(f"path-{number}", SIMPLE.replace("NAME", f"path-{number}").replace("TITLE", f"Path {number}"))

    listed = ana.asks("create")

    (menu,) = [
        each for block in listed.blocks for each in block.get("elements", ()) if each["type"] == "external_select"
    ]
    assert menu["placeholder"]["text"] == "All 14 golden paths"


def test_says_which_cannot_run_here_and_why(ana: Somebody, shelf: Shelf) -> None:
    shelf.refused["legacy"] = "Step `x` uses the action `acme:deploy`, which Callboard does not have."

    listed = replied(ana.presses(ana.asks("create"), "1 path cannot run here"))

    assert "legacy: Step `x` uses the action `acme:deploy`" in read(listed)
    assert "cannot run here: Step `x`" in opens(ana, "create legacy").text


def test_without_any_it_says_so(owner: Somebody) -> None:
    assert owner.asks("create").outcome is Outcome.NOT_FOUND


def test_a_name_opens_the_form(ana: Somebody) -> None:
    window = opens(ana, "create python-service")

    assert window.modal.title == "Python service"
    assert window.labels == ["Name", "Owner", "System"]
    assert window.modal.submit == "Next"


def test_a_part_of_a_name_opens_the_one_that_fits(ana: Somebody) -> None:
    assert opens(ana, "create python").modal.title == "Python service"


def test_several_that_fit_are_asked_back(ana: Somebody, shelf: Shelf) -> None:
    shelf.put("python-job", SIMPLE.replace("NAME", "python-job").replace("TITLE", "Python job"))

    choice = opens(ana, "create python", channel="C0PAYMENT1")

    assert "2 golden paths fit `python`. Which one?" in choice.text
    assert choice.buttons == ["Start", "Start"]


def test_elsewhere_a_button_opens_the_form(ana: Somebody) -> None:
    asked = ana.asks("create python-service", surface=Surface.MENTION)

    assert "Open the form" in buttons(asked)


def test_begins_with_my_team_as_owner(ana: Somebody) -> None:
    window = opens(ana, "create python-service")

    assert window.holds("Owner") == {
        "text": {"type": "plain_text", "text": "payments (group)", "emoji": False},
        "value": "group:default/payments",
    }


def test_begins_with_what_the_channel_is_about(ana: Somebody) -> None:
    ana.services.bindings.save(
        Place("T1", "C1", None), EntityRef.parse("component:default/payments-api"), by="U1", at=NOW
    )

    assert "system:default/checkout" in str(opens(ana, "create python-service").holds("System"))


def test_menus_search_the_catalog(ana: Somebody) -> None:
    first, *_ = opens(ana, "create python-service").offers("System", "check")

    assert first.value == "system:default/checkout"


def test_faults_stand_under_their_fields(ana: Somebody) -> None:
    window = opens(ana, "create python-service").with_(Name="Orders API!")

    errors = window.submits().errors

    assert len(errors) == 1
    assert next(iter(errors)).startswith("f:name")


def test_goes_from_page_to_page_and_back(ana: Somebody) -> None:
    second = opens(ana, "create python-service").with_(Name="orders-api").goes_on()
    assert second.labels == ["Database"]
    assert "Page 2 of 2" in second.text
    assert second.modal.submit == "Preview"

    first = second.presses("Back")

    assert first.holds("Name") == "orders-api"


def test_an_answer_shows_further_fields(ana: Somebody) -> None:
    second = opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    grown = second.changes("Database", "postgres")

    assert grown.labels == ["Database", "Size"]
    assert grown.changes("Database", "none").labels == ["Database"]


def test_what_i_began_waits_for_me(ana: Somebody) -> None:
    opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    listed = ana.asks("create")
    assert "You began Python service and left it just now." in read(listed)
    reaction = ana.presses(listed, "Continue where you left")

    assert reaction.modal is not None
    again = Window(ana, reaction.modal)
    assert again.labels == ["Database"]
    assert again.presses("Back").holds("Name") == "orders-api"


def test_what_i_began_can_be_discarded(ana: Somebody) -> None:
    opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    listed = replaced(ana.presses(ana.asks("create"), "Discard"))

    assert "You began" not in read(listed)


def test_opening_alone_leaves_nothing_behind(ana: Somebody) -> None:
    opens(ana, "create python-service")

    assert "You began" not in read(ana.asks("create"))


def test_nobody_else_goes_on_with_my_form(ana: Somebody) -> None:
    second = opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    theirs = Window(ana.as_(STRANGER), second.modal)

    assert "somebody else's" in theirs.goes_on().text


def test_a_newer_version_is_said_when_going_on(ana: Somebody, shelf: Shelf) -> None:
    opens(ana, "create python-service").with_(Name="orders-api").goes_on()
    shelf.put("python-service", PYTHON.replace("title: Storage", "title: Where data is kept"))

    reaction = ana.presses(ana.asks("create"), "Continue where you left")

    assert reaction.modal is not None
    assert "This path has changed since you began." in Window(ana, reaction.modal).text


def test_the_preview_says_what_would_happen(previewed: Window) -> None:
    assert "This is what would happen. Nothing has happened yet." in previewed.text
    assert "• creates the repository orchard/orders-api on github.com, private" in previewed.text
    assert "1. Fetch the skeleton" in previewed.text
    assert "Files  3 files, 3.6 kB" in previewed.text
    assert "tests/\n    test_main.py  1.2 kB" in previewed.text
    assert "Name: `orders-api`" in previewed.text
    assert previewed.modal.submit == "Start"


def test_the_preview_leads_back_to_the_form(previewed: Window) -> None:
    assert previewed.presses("Back").labels == ["Database"]


def test_a_preview_that_fails_says_why(ana: Somebody, shelf: Shelf) -> None:
    shelf.failing = "GitHub has a repository orchard/orders-api already. Choose another name."

    window = opens(ana, "create python-service").with_(Name="orders-api").goes_on().goes_on()

    assert "This would not work. GitHub has a repository orchard/orders-api already." in window.text
    assert window.modal.submit is None
    assert window.presses("Back").labels == ["Database"]


def test_changes_of_existing_files_are_shown(ana: Somebody, shelf: Shelf) -> None:
    many = "\n".join(f"+line {number} <!channel>" for number in range(2_000))
    shelf.diffs = (
        Diff("orchard/ledger", "ci.yaml", "added", many),
        Diff("orchard/ledger", "x", "changed", "-a\n+b"),
    )
    preview = opens(ana, "create python-service").with_(Name="orders-api").goes_on().goes_on()
    assert "2 files of existing repositories" in preview.text

    changes = preview.presses("Show changes")

    assert "orchard/ledger: ci.yaml  ·  added" in changes.text
    assert "line 1999 <!channel>" in changes.text
    assert changes.presses("Back to the preview").modal.submit == "Start"


def test_the_whole_preview_comes_as_a_file(previewed: Window) -> None:
    file = previewed.reacts("Send me a file").picture

    assert file is not None
    assert file.file_name.startswith("preview-")
    assert b"creates the repository orchard/orders-api" in file.content
    assert b"app/tests/test_main.py" in file.content


def test_start_begins_exactly_what_was_shown(ana: Somebody, previewed: Window) -> None:
    done = previewed.with_(Where_to_follow_it="C0PAYMENT1").goes_on()

    assert "Python service: orders-api has begun. Follow it in #C0PAYMENT1" in done.text
    (run,) = ana.services.runs.of_person("T1", ANA.user_id)
    assert run.state is RunState.QUEUED
    assert run.channel == "C0PAYMENT1"
    assert run.plan_digest[:12] in previewed.text
    assert "You began" not in read(ana.asks("create"))


def test_start_pressed_twice_is_one_run(ana: Somebody, previewed: Window) -> None:
    previewed.goes_on()

    again = previewed.goes_on()

    assert "sent or discarded already" in again.text
    assert len(ana.services.runs.of_person("T1", ANA.user_id)) == 1


def test_without_a_channel_it_is_followed_in_a_direct_message(ana: Somebody, previewed: Window) -> None:
    assert "in our direct messages" in previewed.with_(Where_to_follow_it=None).goes_on().text
    (run,) = ana.services.runs.of_person("T1", ANA.user_id)
    assert run.channel == ANA.user_id


def test_other_answers_are_another_plan(ana: Somebody, previewed: Window) -> None:
    changed = previewed.presses("Back").presses("Back").with_(Name="billing-api").goes_on()
    newer = changed.goes_on()

    stale = previewed.goes_on()

    assert "no longer what the preview showed" in stale.text
    assert ana.services.runs.of_person("T1", ANA.user_id) == ()
    assert newer.goes_on().text.startswith("⏳ Python service: billing-api has begun.")


def test_a_path_that_changed_is_shown_anew_before_it_begins(ana: Somebody, shelf: Shelf, previewed: Window) -> None:
    shelf.put("python-service", PYTHON.replace("Fetch the skeleton", "Fetch the newer skeleton"))

    anew = previewed.goes_on()

    assert "This path has changed since you began." in anew.text
    assert "Fetch the newer skeleton" in anew.text
    assert "has begun" in anew.goes_on().text


def test_a_path_that_needs_approval_says_whose(ana: Somebody) -> None:
    form = opens(ana, "create rotate").with_(What_it_is_for="component:default/payments-api")

    preview = form.goes_on()

    assert "One yes is needed first, within 2 days. Asked are the owner of payments-api, Payments." in preview.text
    assert preview.modal.submit == "Ask for approval"
    assert "waits for approval" in preview.goes_on().text
    (run,) = ana.services.runs.of_person("T1", ANA.user_id)
    assert run.state is RunState.WAITING


def test_other_answers_withdraw_what_waits(ana: Somebody) -> None:
    form = opens(ana, "create rotate").with_(What_it_is_for="component:default/payments-api")
    preview = form.goes_on()
    preview.goes_on()
    assert "which waits for approval. Other answers withdraw that" in read(ana.asks("create"))

    preview.presses("Back").with_(What_it_is_for="component:default/notifier").goes_on()

    (run,) = ana.services.runs.of_person("T1", ANA.user_id)
    (approval,) = ana.services.approvals.of_run(run.id)
    assert approval.state is ApprovalState.VOID
    assert run.state is RunState.CANCELLED


def test_what_was_approved_since_is_no_longer_offered(ana: Somebody) -> None:
    opens(ana, "create rotate").with_(What_it_is_for="component:default/payments-api").goes_on().goes_on()
    (run,) = ana.services.runs.of_person("T1", ANA.user_id)
    (approval,) = ana.services.approvals.of_run(run.id)
    ana.services.approvals.decide(approval.id, Voter("T1", "UBEN", "Ben"), is_yes=True, reason="", at=NOW)

    assert "Continue where you left" not in buttons(ana.asks("create"))


def test_what_was_rejected_can_be_asked_for_anew(ana: Somebody) -> None:
    preview = opens(ana, "create rotate").with_(What_it_is_for="component:default/payments-api").goes_on()
    preview.goes_on()
    (run,) = ana.services.runs.of_person("T1", ANA.user_id)
    (approval,) = ana.services.approvals.of_run(run.id)
    ana.services.approvals.decide(approval.id, Voter("T1", "UBEN", "Ben"), is_yes=False, reason="", at=NOW)

    anew = preview.goes_on()
    assert "You asked for exactly this before, and it did not come about." in anew.text
    assert "waits for approval" in anew.goes_on().text

    assert len(ana.services.runs.of_person("T1", ANA.user_id)) == 2


def test_where_nobody_can_approve_nothing_begins(ana: Somebody) -> None:
    form = opens(ana, "create rotate").with_(What_it_is_for="component:default/sms-relay")

    preview = form.goes_on()

    assert "the catalog names nobody for that" in preview.text
    assert preview.modal.submit is None


def test_what_asks_nothing_shows_its_preview_at_once(ana: Somebody, shelf: Shelf) -> None:
    shelf.put("simple", SIMPLE.replace("NAME", "simple").replace("TITLE", "Simple"))

    assert opens(ana, "create simple").modal.submit == "Start"


def test_the_home_tab_has_paths_runs_and_approvals(ana: Somebody, previewed: Window) -> None:
    assert "Golden paths" in read(ana.opens_home())
    previewed.goes_on()

    home = ana.opens_home()

    assert "⏳ Python service: orders-api  ·  about to begin, just now" in read(home)
    assert "Rotate a secret" in read(home)
    opens(ana, "create python-service").with_(Name="billing-api").goes_on()
    assert "Continue where you left" in buttons(ana.opens_home())
    start = buttons(home)["Start"]
    assert ana.presses_id(start["action_id"], start["value"], surface=Surface.HOME).modal is not None


@pytest.mark.parametrize(
    "metadata", ["", "{}", "[]", '{"draft": "x", "kept": true}', '{"draft": 7, "path": "x:y/z"}', "{"]
)
def test_a_window_that_was_made_up_says_so(previewed: Window, metadata: str) -> None:
    made_up = replace(previewed, modal=replace(previewed.modal, metadata=metadata))

    submitted = made_up.submits()

    assert isinstance(submitted, Submitted)
    assert submitted.shows is not None
    assert submitted.shows.submit is None
