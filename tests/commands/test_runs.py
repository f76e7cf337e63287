"""`runs`, the card of a run, and its buttons."""

from dataclasses import replace

import pytest

from catalog_store.audit import AuditFilter, AuditOutcome
from catalog_store.database import Database
from catalog_store.policies import Policies, Policy
from catalog_store.runs.model import RunState, StepState
from catalog_store.runs.store import NewApproval
from commands import kit
from commands.ask import Answer, Outcome, Surface
from commands.runs.card import CANCEL, RETRY, run_card, run_ended, step_log
from tests.commands.asking import ANA, STRANGER, Somebody, buttons, read, replaced, replied
from tests.commands.running import Worker, begin

TAKEN = "GitHub has a repository of this name already: orchard/orders-api."


@pytest.fixture
def failed(owner: Somebody, filled: Database) -> Answer:
    """The card of a run that failed in its second step."""
    worker = Worker(filled, begin(owner.services))
    worker.does(0)
    worker.fails_in(1, TAKEN)
    return card(owner)


def card(somebody: Somebody, run_id: str = "r7k2m9qd") -> Answer:
    run = somebody.services.runs.find(run_id)
    assert run is not None
    answer = run_card(run, somebody.services.runs.steps(run_id))
    assert kit.faults(answer.blocks) == []
    return answer


def test_shows_every_step_with_its_state(owner: Somebody, filled: Database) -> None:
    Worker(filled, begin(owner.services)).does(0)

    shown = read(card(owner))

    assert "Python service: orders-api  ·  ⏳ running" in shown
    assert "1 of 3 steps" in shown
    assert "✅ Fetch the skeleton  ·  done at once" in shown
    assert "⚪ Create the repository  ·  waiting" in shown


def test_says_in_a_sentence_where_it_stands(owner: Somebody, filled: Database) -> None:
    Worker(filled, begin(owner.services)).does(0)

    assert card(owner).text == "Python service for orders-api: running, step 2 of 3, Create the repository."


def test_a_failure_says_why_and_what_one_can_do(failed: Answer) -> None:
    assert failed.text.endswith(f"failed in step 2 of 3, Create the repository: {TAKEN}")
    assert TAKEN in read(failed)
    assert list(buttons(failed)) == ["Retry from here", "Show log"]


def test_a_step_that_may_be_skipped_has_a_button_for_it(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1)
    worker.fails_in(2, "The catalog does not answer.")

    assert list(buttons(card(owner))) == ["Retry from here", "Skip this step", "Clean up", "Show log"]


def test_what_was_cleaned_up_is_made_again_when_the_run_goes_on(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1)
    worker.fails_in(2, "The catalog does not answer.")
    worker.is_cleaned_up(1)

    cleaned = card(owner)
    assert "The repository was removed." in read(cleaned)
    assert "Create the repository  ·  cancelled" in read(cleaned)
    assert list(buttons(cleaned)) == ["Retry from here", "Show log"]
    assert buttons(cleaned)["Retry from here"]["accessibility_label"] == "Retry from here: Create the repository"

    owner.presses(cleaned, "Retry from here")
    states = [step.state for step in owner.services.runs.steps("r7k2m9qd")]
    assert states == [StepState.DONE, StepState.PENDING, StepState.PENDING]


def test_what_failed_behind_its_last_step_can_be_tried_again(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1, 2)
    worker.fails_at_the_end("What the template gives back, its `output`, cannot be made.")
    shown = card(owner)
    assert "cannot be made" in read(shown)
    owner.presses(shown, "Retry from here")
    assert "about to begin" in read(card(owner))
    assert [step.state for step in owner.services.runs.steps("r7k2m9qd")] == [StepState.DONE] * 3


def test_goes_on_where_it_was_cancelled(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1)
    worker.is_cancelled()
    cancelled = card(owner)

    assert list(buttons(cancelled)) == ["Go on", "Clean up", "Show log"]
    assert "about to begin" in read(replaced(owner.presses(cancelled, "Go on")))


def test_what_was_cancelled_before_it_was_approved_cannot_go_on(owner: Somebody) -> None:
    begin(owner.services, approvals=(NewApproval("group:default/platform"),))
    owner.presses(card(owner), "Cancel")

    assert buttons(card(owner)) == {}


def test_costly_buttons_ask_first(owner: Somebody, filled: Database) -> None:
    Worker(filled, begin(owner.services)).does(0)

    asked = buttons(card(owner))["Cancel"]["confirm"]
    assert asked["title"]["text"] == "Cancel this run?"  # type: ignore[index]
    assert asked["text"]["text"].startswith("It stops as soon as it can")  # type: ignore[index]


def test_the_end_links_to_what_was_made(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1, 2)
    links = [
        {"title": "Repository", "url": "https://github.com/orchard/orders-api"},
        {"title": "Catalog entry", "entityRef": "component:default/orders-api"},
        {"title": "No place", "url": "javascript:alert(1)"},
    ]
    worker.ends(links=links, text=[{"title": "Next", "content": "Run `make run`, <!channel>."}])

    done = card(owner)

    assert list(buttons(done)) == ["Repository", "Catalog entry", "Show log"]
    assert buttons(done)["Catalog entry"]["value"] == "owner component:default/orders-api"
    assert "Run `make run`, <!channel>." in read(done)
    assert "&lt;!channel&gt;" in str(done.blocks)


def test_whatever_a_path_gives_back_is_shown_or_left_out(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1, 2)
    worker.ends(links="none", text=[7, {"content": None}], other={"a": [1]})

    assert list(buttons(card(owner))) == ["Show log"]


def test_the_last_word_mentions_whoever_asked_and_nobody_else(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1, 2)
    worker.ends()
    run = owner.services.runs.find("r7k2m9qd")
    assert run is not None

    told = run_ended(run, owner.services.runs.steps(run.id))

    assert told.text == f"<@{ANA.user_id}> Python service for orders-api: done."
    assert kit.faults(told.blocks) == []


def test_very_many_steps_still_fit(owner: Somebody, filled: Database) -> None:
    run = begin(owner.services)
    (step, *_) = owner.services.runs.steps(run.id)

    answer = run_card(run, [step] * 200)

    assert kit.faults(answer.blocks) == []
    assert "…" in read(answer)


def test_a_step_tells_what_it_said(owner: Somebody, filled: Database) -> None:
    run = begin(owner.services)
    (step, *_) = owner.services.runs.steps(run.id)

    told = step_log(run, step, ["fetched 30 files", "```<!here>"])

    assert "fetched 30 files" in read(told)
    assert "'''&lt;!here&gt;" in str(told.blocks)


def test_lists_mine_and_my_teams(owner: Somebody, filled: Database) -> None:
    begin(owner.services, "mine0001")
    begin(owner.services, "teams001", user_id="U0BEN00001", requester="user:default/ben")
    begin(owner.services, "others01", user_id="U0BEN00001", team="group:default/platform")

    listed = owner.asks("runs")

    shown = [block["accessory"]["value"] for block in listed.blocks if "accessory" in block]
    assert shown == ["teams001", "mine0001"]
    assert "about to begin" in read(listed)


def test_says_so_when_there_are_none(owner: Somebody) -> None:
    assert owner.asks("runs").text.startswith("Neither you nor your teams have begun a golden path yet.")


def test_shows_one_by_its_id(owner: Somebody, failed: Answer) -> None:
    assert owner.asks("runs r7k2m9qd").text == failed.text
    assert owner.asks("runs r7k2").text == failed.text
    assert owner.asks("runs nothing").outcome is Outcome.NOT_FOUND


def test_cancel_stops_it(owner: Somebody, filled: Database) -> None:
    begin(owner.services)

    shown = replaced(owner.presses(card(owner), "Cancel"))

    assert "being cancelled" in read(shown)
    assert "Ana Lima cancels it." in read(shown)


def test_in_the_channel_the_card_follows_by_itself(owner: Somebody, filled: Database) -> None:
    begin(owner.services)

    reaction = owner.presses(card(owner), "Cancel", surface=Surface.MENTION)

    assert reaction.replace is None
    assert replied(reaction).text == "The run is being cancelled."


def test_retry_goes_on_from_the_step_that_failed(owner: Somebody, failed: Answer) -> None:
    owner.presses(failed, "Retry from here")

    run = owner.services.runs.find("r7k2m9qd")
    assert run is not None
    assert run.state is RunState.QUEUED


def test_a_second_press_explains_itself(owner: Somebody, failed: Answer) -> None:
    owner.presses(failed, "Retry from here")

    again = owner.presses(failed, "Retry from here")

    assert replied(again).text == "That is not possible now: it is about to go on."
    assert "about to begin" in read(replaced(again))


def test_a_stranger_may_not_steer_it(owner: Somebody, failed: Answer) -> None:
    refused = replied(owner.as_(STRANGER).presses(failed, "Retry from here"))

    assert refused.outcome is Outcome.REFUSED
    assert "Ana Lima" in refused.text
    run = owner.services.runs.find("r7k2m9qd")
    assert run is not None
    assert run.state is RunState.FAILED


@pytest.mark.parametrize("label", ["Retry from here", "Skip this step"])
def test_whoever_may_not_begin_the_path_may_not_go_on_with_it(owner: Somebody, filled: Database, label: str) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.does(0, 1)
    worker.fails_in(2, "The catalog does not answer.")
    closed = Policies((Policy(("golden-path/python-service",), ("nobody",)),))
    ana = replace(owner, services=replace(owner.services, policies=closed))

    assert replied(ana.presses(card(ana), label)).text == "Nobody may do that here."
    run = ana.services.runs.find("r7k2m9qd")
    assert run is not None
    assert run.state is RunState.FAILED
    kept, _ = ana.services.audit.page(AuditFilter(), limit=5)
    assert [each.doing.outcome for each in kept] == [AuditOutcome.REFUSED]


def test_the_team_that_it_is_for_may(owner: Somebody, filled: Database) -> None:
    begin(owner.services, user_id="U0BEN00001", requester="user:default/ben")

    assert "being cancelled" in read(replaced(owner.presses(card(owner), "Cancel")))


@pytest.mark.parametrize("value", ["", "r7k2m9qd", "r7k2m9qd x", "r7k2m9qd 99999", "nothing 1"])
def test_a_button_that_was_made_up_does_nothing(owner: Somebody, failed: Answer, value: str) -> None:
    owner.presses_id(RETRY, value)

    run = owner.services.runs.find("r7k2m9qd")
    assert run is not None
    assert run.state is RunState.FAILED


def test_a_run_that_is_gone_says_so(owner: Somebody) -> None:
    assert replied(owner.presses_id(CANCEL, "nothing")).text.startswith("There is no run nothing.")


def test_the_log_shows_its_end(owner: Somebody, filled: Database) -> None:
    worker = Worker(filled, begin(owner.services))
    worker.says(*(f"line {number} " + "x" * 300 for number in range(30)))
    worker.does(0)

    shown = replied(owner.presses(card(owner), "Show log"))

    assert "line 29" in read(shown)
    assert "earlier lines left out" in read(shown)
