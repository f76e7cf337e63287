"""`create`: what a preview shows, and what comes of confirming it."""

from dataclasses import replace

import pytest

from catalog_store.audit import AuditFilter, AuditOutcome
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.runs.approvals import ApprovalState, Voter
from catalog_store.runs.model import RunState
from commands.ask import Submitted, Surface
from golden_paths.engine.plan import Diff
from golden_paths.nowhere import not_connected
from tests.commands.asking import ANA, NOW, Somebody, buttons, read
from tests.commands.create.paths import PYTHON, SIMPLE
from tests.commands.filling import Window, opens
from tests.commands.shelf import Shelf
from tests.support.catalog import entity, put


def test_the_preview_says_what_would_happen(previewed: Window) -> None:
    assert "This is what would happen. Nothing has happened yet." in previewed.text
    assert "• creates the repository orchard/orders-api on github.com, private" in previewed.text
    assert "1. Fetch the skeleton" in previewed.text
    assert "Files  3 files, 3.6 kB" in previewed.text
    assert "tests/\n    test_main.py  1.2 kB" in previewed.text
    assert "Name: `orders-api`" in previewed.text
    assert previewed.modal.submit == "Start"


def test_the_preview_calls_things_as_people_do(previewed: Window) -> None:
    assert "Owner: `Payments`" in previewed.text
    assert "group:default/payments" not in previewed.text


def test_the_preview_leads_back_to_the_form(previewed: Window) -> None:
    assert previewed.presses("Back").labels == ["Database"]


def test_a_preview_that_fails_says_why(ana: Somebody, shelf: Shelf) -> None:
    shelf.failing = "GitHub has a repository orchard/orders-api already. Choose another name."

    window = opens(ana, "create python-service").with_(Name="orders-api").goes_on().goes_on()

    assert "This would not work. GitHub has a repository orchard/orders-api already." in window.text
    assert window.modal.submit is None
    assert window.presses("Back").labels == ["Database"]


def test_without_a_code_host_the_preview_says_what_is_missing_and_offers_no_start(ana: Somebody, shelf: Shelf) -> None:
    shelf.obstacles = (not_connected("github.com"),)

    window = opens(ana, "create python-service").with_(Name="orders-api").goes_on().goes_on()

    assert "Callboard is not connected with github.com, so nothing can begin that works there." in window.text
    assert "Whoever runs Callboard sets `GITHUB_TOKEN`, or `GITHUB_APP_ID`" in window.text
    assert window.modal.submit is None
    assert "Where to follow it" not in window.labels
    assert window.presses("Back").labels == ["Database"]


def test_warns_of_a_name_that_the_catalog_has_and_forbids_nothing(ana: Somebody, shelf: Shelf) -> None:
    shelf.describes = (EntityRef.of("component", "payments-api"), EntityRef.of("component", "nothing-like-it"))

    window = opens(ana, "create python-service").with_(Name="payments-api").goes_on().goes_on()

    assert "The catalog has the component payments-api already, which belongs to Payments: it keeps" in window.text
    assert "nothing-like-it" not in window.text
    assert window.modal.submit == "Start"


def test_names_nothing_that_is_hidden_from_whoever_asks(ana: Somebody, shelf: Shelf, filled: Database) -> None:
    private = {"callboard.io/visibility": "private"}
    put(filled, entity("Component", "midnight-vault", owner="platform", type="service", annotations=private))
    shelf.describes = (EntityRef.of("component", "midnight-vault"),)

    window = opens(ana, "create python-service").with_(Name="orders-api").goes_on().goes_on()

    assert "vault" not in window.text


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


def test_the_log_keeps_which_path_was_begun(ana: Somebody, previewed: Window) -> None:
    previewed.goes_on()

    (run,) = ana.services.runs.of_person("T1", ANA.user_id)
    (entry,) = ana.services.audit.all(AuditFilter(deed="golden-path/*"))
    assert (entry.doing.deed, entry.doing.outcome) == ("golden-path/python-service", AuditOutcome.DONE)
    assert entry.doing.detail == f"run {run.id[:8]}"


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

    assert "One yes is needed first, within 2 days. Asked are the owner of Payments API, Payments." in preview.text
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


def test_a_path_that_asks_more_by_now_is_filled_in_first(ana: Somebody, shelf: Shelf, previewed: Window) -> None:
    shelf.put(
        "python-service",
        PYTHON.replace("required: [name, owner]", "required: [name, owner, tier]").replace(
            "      properties:\n        name:",
            "      properties:\n        tier: {title: Tier, type: string}\n        name:",
        ),
    )

    page = previewed.goes_on()

    assert "This path has changed since you began." in page.text
    assert "Tier" in page.labels
    assert page.with_(Tier="one").goes_on().goes_on().modal.submit == "Start"
