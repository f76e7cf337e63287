"""Large removals: decided by people, exactly as shown, and undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.policies import Policies
from catalog_store.refs import EntityRef
from catalog_store.sync.removals import Removals
from commands.ask import Answer, Channel, Outcome, Press, Reaction, Surface
from commands.dispatch import react
from commands.removals.card import question
from tests.commands.asking import ANA, NOW, Somebody, buttons, read, replaced, replied

PLATFORM = "C0PLATFORM1"
REFS = ("component:default/notifier", "component:default/status-page", "user:default/ben")


@pytest.fixture
def asked(owner: Somebody, filled: Database) -> Answer:
    """The card about three things that a source would remove."""
    _wait(filled, *REFS)
    (waiting,) = owner.services.removals.waiting()
    return question(waiting)


def test_asks_with_numbers_and_kinds(asked: Answer) -> None:
    assert "3 of 18 things from" in asked.text
    assert asked.text.endswith("would be removed: 2 components, 1 person. Apply or keep?")
    assert "notifier, status-page, ben" in read(asked)


def test_asks_first_whether_that_is_really_meant(asked: Answer) -> None:
    button = asked.blocks[1]["elements"][0]

    assert button["style"] == "danger"
    assert button["confirm"]["title"]["text"] == "Remove 3 things?"


def test_apply_removes_exactly_these_and_says_who(owner: Somebody, asked: Answer) -> None:
    done = replaced(_press(owner, asked, "Apply"))

    assert "3 things from" in done.text
    assert "removed by Ana Lima" in done.text
    assert owner.services.catalog.find(EntityRef.parse(REFS[0])) is None
    assert owner.services.catalog.find(EntityRef.parse("component:default/payments-api"))
    assert owner.services.removals.waiting() == ()


def test_what_was_applied_is_undone_with_all_that_was_known(owner: Somebody, asked: Answer) -> None:
    before = owner.asks("owner status-page").text
    done = replaced(_press(owner, asked, "Apply"))

    undone = replaced(_press(owner, done, "Undo"))

    assert undone.text == "3 things are back in the catalog. Undone by Ana Lima. They stay until a file says otherwise."
    assert owner.asks("owner status-page").text == before
    assert "People (2)" in read(owner.asks("team payments"))


def test_undoing_twice_says_so(owner: Somebody, asked: Answer) -> None:
    done = replaced(_press(owner, asked, "Apply"))
    _press(owner, done, "Undo")

    assert replaced(_press(owner, done, "Undo")).text.startswith("There is nothing left to bring back")


def test_keep_asks_no_more_about_this_set(owner: Somebody, asked: Answer) -> None:
    kept = replaced(_press(owner, asked, "Keep"))

    assert "kept by Ana Lima" in kept.text
    assert owner.services.removals.take(now=NOW) == ()
    assert len(owner.services.removals.waiting()) == 1


def test_another_set_is_a_new_question(owner: Somebody, filled: Database, asked: Answer) -> None:
    _press(owner, asked, "Keep")
    _wait(filled, *REFS[:2])

    assert [each.refs for each in owner.services.removals.take(now=NOW)] == [REFS[:2]]


def test_a_button_made_for_another_set_removes_nothing_and_shows_it_anew(
    owner: Somebody, filled: Database, asked: Answer
) -> None:
    _wait(filled, *REFS[:2])

    shown = replaced(_press(owner, asked, "Apply"))

    assert "this has changed since the message was written" in read(shown)
    assert "2 of 18 things" in shown.text
    assert owner.services.catalog.find(EntityRef.parse(REFS[0]))


def test_a_button_of_what_is_off_says_so(owner: Somebody, filled: Database, asked: Answer) -> None:
    _wait(filled)

    assert "nothing would be removed any more" in replaced(_press(owner, asked, "Apply")).text


def test_show_lists_all_for_the_presser_alone(owner: Somebody, asked: Answer) -> None:
    listed = replied(_press(owner, asked, "Show"))

    assert "notifier (component), status-page (component), ben (person)" in read(listed)
    assert not listed.is_public


@pytest.mark.parametrize("label", ["Apply", "Keep"])
def test_elsewhere_nobody_decides(owner: Somebody, asked: Answer, label: str) -> None:
    refused = replied(_press(owner, asked, label, channel="C0RANDOM01"))

    assert refused.outcome is Outcome.REFUSED
    assert "by anybody there" in refused.text
    assert owner.services.catalog.find(EntityRef.parse(REFS[0]))


def test_the_list_shows_what_waits_and_what_can_be_undone(owner: Somebody, asked: Answer) -> None:
    assert owner.asks("removals").text == "1 removal waits for a decision, and no removal can be undone."
    _press(owner, asked, "Apply")

    answer = owner.asks("removals")

    assert answer.text == "No removal waits for a decision, and 1 removal can be undone."
    assert "14 days left to undo it" in read(answer)
    assert "Undo" in buttons(answer)


def test_without_a_platform_channel_nobody_is_asked_here(owner: Somebody, asked: Answer) -> None:
    elsewhere = Somebody(replace(owner.services, platform_channel=None))

    assert "`callboard.platformChannel`" in replied(_press(elsewhere, asked, "Apply")).text


def test_one_replica_asks(owner: Somebody, filled: Database, asked: Answer) -> None:
    mine, others = Removals(filled), Removals(filled)

    assert len(mine.take(now=NOW)) == 1
    assert others.take(now=NOW) == ()


def test_another_replica_asks_when_the_first_died_over_it(filled: Database, asked: Answer) -> None:
    removals = Removals(filled)
    removals.take(now=NOW)

    assert len(removals.take(now=NOW + timedelta(minutes=6))) == 1


def test_after_two_weeks_it_is_gone_for_good(owner: Somebody, asked: Answer) -> None:
    _press(owner, asked, "Apply")
    removals = owner.services.removals

    assert removals.purge(now=NOW + timedelta(days=13)) == 0
    assert removals.purge(now=NOW + timedelta(days=15)) == 3
    assert removals.recent() == ()


def test_what_comes_back_by_its_file_is_not_brought_back_twice(
    owner: Somebody, filled: Database, asked: Answer
) -> None:
    done = replaced(_press(owner, asked, "Apply"))
    with filled.changing() as connection:
        connection.execute(
            text("UPDATE entities SET removed_at = NULL WHERE ref = :ref"), {"ref": "component:default/notifier"}
        )

    assert replaced(_press(owner, done, "Undo")).text.startswith("2 things are back")


def _press(somebody: Somebody, answer: Answer, label: str, channel: str = PLATFORM) -> Reaction:
    button = buttons(answer)[label]
    press = Press(
        button["action_id"], button["value"], ANA, Surface.MENTION, NOW, Channel(channel), "1.1", is_ephemeral=False
    )
    return react(press, somebody.services)


def _wait(database: Database, *refs: str) -> None:
    """As a sync leaves it."""
    listed = "[" + ", ".join(f'"{ref}"' for ref in refs) + "]" if refs else None
    with database.changing() as connection:
        connection.execute(text("UPDATE sources SET waiting_removals = CAST(:refs AS jsonb)"), {"refs": listed})


def test_it_says_who_may_decide(owner: Somebody) -> None:
    assert "by anybody there" in read(owner.asks("removals"))
    ruled = replace(owner.services, policies=Policies((), {"platform": ("group:default/payments",)}))
    told = read(replace(owner, services=ruled).asks("removals"))
    assert "by people of Payments alone." in told
    assert "anybody" not in told
