"""Asking what is wrong in the catalog."""

from pathlib import Path

import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.health import Check
from catalog_store.job_queue import JobQueue
from commands.ask import Surface
from tests.commands.asking import Somebody, buttons, read, replaced
from tests.commands.conftest import Rewrite, ingest
from tests.support.catalog import entity, put

NOTIFIER = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: notifier}
spec: {type: service, lifecycle: production, owner: platform}
"""


def test_counts_what_is_wrong_with_the_worst_of_each(ana: Somebody) -> None:
    answer = ana.asks("health")

    assert answer.text == ("The catalog has 2 owners that the catalog does not have and 1 thing without an owner.")
    lines = read(answer).splitlines()
    assert lines[0] == "What is wrong in the catalog"
    assert "2 owners that the catalog does not have" in lines
    assert "• customer-comms (team): 1 thing" in lines
    assert "• python-service (template)" in lines


def test_an_unknown_owner_names_who_is_to_mend_it_and_where(ana: Somebody) -> None:
    page = ana.asks("health unknown-owners")

    assert read(page).splitlines()[:4] == [
        "2 owners that the catalog does not have",
        "customer-comms (team)",
        "1 thing, such as `component:default/sms-relay`",
        next(line for line in read(page).splitlines() if line.startswith("Describe the team, or correct")),
    ]


@pytest.mark.parametrize("check", Check)
def test_every_check_can_be_asked_for(ana: Somebody, check: Check) -> None:
    assert ana.asks(f"health {check}").text


def test_everything_is_found(owner: Somebody, filled: Database, rewrite: Rewrite) -> None:
    rewrite("dependsOn: [resource:payments-db]", "dependsOn: [resource:payments-db, resource:gone]")
    rewrite("{name: status-page}", "{name: status-page, tags: 7}")
    put(filled, entity("Component", "leftover", owner="platform"))
    owner.presses(owner.asks("owner sms-relay"), "Claim")

    text = read(owner.asks("health"))

    assert "1 faulty file" in text
    assert "• status-page (component) · Platform" in text
    assert "1 entity behind its file" in text
    assert "1 reference that leads nowhere" in text
    assert "• gone (resource): 1 mention · Payments" in text
    assert "1 thing without a file" in text
    assert "• leftover (component) · Platform" in text
    assert "1 open claim" in text


def test_a_name_described_twice_is_told_apart_from_faults(owner: Somebody, filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "more.yaml"
    file.write_text(NOTIFIER)
    ingest(filled, file)

    assert owner.asks("health names-taken").text.startswith("1 name described twice: ")
    assert owner.services.health.look(Check.FAULTY_FILES).total == 0


def test_pages_are_turned_both_ways(owner: Somebody, filled: Database) -> None:
    put(filled, *(entity("Component", f"stray-{n:02}", owner="platform") for n in range(12)))

    first = owner.asks("health orphans")
    second = replaced(owner.presses(first, "Next"))
    third = replaced(owner.presses(second, "Next"))

    assert first.text.startswith("12 things without a file, 1 to 5: stray-00 (component)")
    assert second.text.startswith("12 things without a file, 6 to 10: stray-05 (component)")
    assert "Next" not in buttons(third)
    assert replaced(owner.presses(third, "Back")).text == second.text


def test_goes_back_to_all_checks(ana: Somebody) -> None:
    page = replaced(ana.presses(ana.asks("health unowned"), "All checks"))

    assert page.text.startswith("The catalog has")


def test_a_catalog_without_faults_is_well(newcomer: Somebody) -> None:
    assert newcomer.asks("health").text == "The catalog is well: no check found anything."


@pytest.mark.parametrize("value", ["", "nonsense 5", "orphans -1", "orphans x"])
def test_a_value_that_means_nothing_shows_everything(ana: Somebody, value: str) -> None:
    assert replaced(ana.presses_id("health.page#1", value)).text.startswith("The catalog has")


def test_claimants_are_named_without_being_pinged(owner: Somebody) -> None:
    owner.presses(owner.asks("owner sms-relay"), "Claim")

    answer = owner.asks("health open claims", Surface.MENTION)

    assert "1 claim, first by Ana Lima" in read(answer)
    assert "<@" not in str(answer.blocks)


@pytest.mark.parametrize("words", ["open claims", "claims", "open-claim", "OPEN-CLAIMS"])
def test_a_check_is_found_by_a_part_of_its_name(ana: Somebody, words: str) -> None:
    assert "claim" in ana.asks(f"health {words}").text.lower()
    assert "All checks" in buttons(ana.asks(f"health {words}"))


def test_words_that_name_no_check_are_told_which_there_are(ana: Somebody) -> None:
    answer = ana.asks("health <!channel>")
    assert answer.text.startswith("There is no check called `&lt;!channel&gt;`. The checks are `faulty-files`, ")


def test_says_what_is_wrong_with_itself(owner: Somebody, filled: Database) -> None:
    queue = JobQueue(filled)
    queue.defer("read-source", {"source": "file:/here"})
    queue.defer("forget")
    with filled.changing() as connection:
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'forget'"))
        connection.execute(text("UPDATE procrastinate_events SET at = at - interval '2 hours'"))
        connection.execute(
            text(
                "INSERT INTO outgoing (method, payload, lane, urgency, settled_at, outcome)"
                " VALUES ('chat.postMessage', '{}', '{C1}', 0, now(), 'unsure')"
            )
        )
    lines = read(owner.asks("health")).splitlines()
    assert [line for line in lines if "set aside" in line or "wait" in line or "may not" in line] == [
        "⚠ 1 job was set aside after the last try (`forget`): the log says why each failed.",
        "⚠ 1 job waits; the oldest came 2 h ago.",
        "⚠ 1 message of the last day may not have arrived: a process ended while sending.",
    ]


def test_things_whose_owner_nobody_has_are_mentioned_beside_those_without_one(ana: Somebody) -> None:
    told = read(ana.asks("health unowned"))
    assert "name 2 owners that the catalog does not have, so nobody owns these either" in told
    assert "`/callboard health unknown-owners` lists them" in told
