"""A status that keeps itself current says what changed, and when it is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from catalog_store.operations import Reading, Told
from catalog_store.slack.live_messages import LiveMessage
from catalog_store.workloads import Workload
from commands.ask import Surface
from commands.status.live import Redrawn, redrawn, remembered_states
from tests.commands.asking import NOW, Somebody, buttons, read, replaced, replied
from tests.commands.status.towers import PAYMENTS, seeing, told
from tests.support.running import ago, container, crashed, pod, unready, workload

WELL = workload(pod())
CRASHING = workload(
    unready(container(is_ready=False, waiting="CrashLoopBackOff", restarts=6, last_exit=crashed())), ready=3
)
LATE = told(missing="it did not answer within 1.5 s", source="cluster south")


def posted(somebody: Somebody, now: datetime = NOW) -> LiveMessage:
    """A message as it was posted a moment ago."""
    shown = remembered_states([PAYMENTS], somebody.services)
    return LiveMessage("C1", "1.1", "1.0", (PAYMENTS,), now, now + timedelta(hours=1), now, shown)


def looked(
    somebody: Somebody,
    message: LiveMessage,
    running: Workload,
    late: Sequence[Told] = (),
    after: timedelta = timedelta(0),
) -> Redrawn:
    person = seeing(somebody, Reading(workloads=(running,)), late=late)
    return redrawn(message, replace(person.services, clock=lambda: NOW + after))


def test_nothing_new_is_not_drawn(ana: Somebody) -> None:
    message = posted(seeing(ana, Reading(workloads=(WELL,))))

    assert looked(ana, message, WELL).answer is None
    assert looked(ana, message, WELL, after=timedelta(minutes=6)).answer is not None


def test_a_change_is_told_with_its_time(ana: Somebody) -> None:
    message = posted(seeing(ana, Reading(workloads=(WELL,))))

    found = looked(ana, message, CRASHING)

    assert found.answer
    assert "What changed\n09:00 UTC  in trouble; production: 2.31.0, degraded, 3 of 4 ready, crashing" in read(
        found.answer
    )
    assert "Stop" in buttons(found.answer)


def test_what_comes_late_is_taken_in_without_being_called_a_change(ana: Somebody) -> None:
    message = posted(seeing(ana, late=[LATE]))

    found = looked(ana, message, WELL)

    assert found.answer
    assert found.changes == ()
    assert "4 of 4 ready" in read(found.answer)


def test_recovery_is_told_too_and_older_changes_stay(ana: Somebody) -> None:
    message = posted(seeing(ana, Reading(workloads=(CRASHING,))))
    message = replace(message, changes=((ago(minutes=9), "in trouble; staging: down"),))

    changes = looked(ana, message, WELL).changes

    assert [sentence for _, sentence in changes] == [
        "well; production: 2.31.0, done, 4 of 4 ready",
        "in trouble; staging: down",
    ]


def test_after_its_hour_it_says_so_and_has_no_stop(ana: Somebody) -> None:
    message = posted(seeing(ana, Reading(workloads=(WELL,))))

    found = looked(ana, message, WELL, after=timedelta(minutes=61))

    assert found.is_over
    assert found.answer
    assert "kept itself current until 10:00 UTC" in read(found.answer)
    assert "Stop" not in buttons(found.answer)


def test_what_is_gone_ends_it(ana: Somebody) -> None:
    message = posted(seeing(ana))
    gone = replace(message, refs=(replace(PAYMENTS, name="gone"),))

    assert redrawn(gone, ana.services).is_over


def test_stop_names_who_stopped_it(owner: Somebody) -> None:
    person = seeing(owner, Reading(workloads=(WELL,)))
    owner.services.live_messages.begin(
        "C1", "1.1", thread_ts=None, refs=[PAYMENTS], now=NOW, until=NOW + timedelta(hours=1)
    )

    from_mention = person.presses_id("status.stop", "-", surface=Surface.MENTION)

    assert "stopped by Ana Lima" in read(replaced(from_mention))
    assert owner.services.live_messages.running() == ()


def test_stop_where_nothing_is_kept_current_says_so(ana: Somebody) -> None:
    answer = replied(ana.presses_id("status.stop", "-", surface=Surface.MENTION))

    assert answer.text == "This message does not keep itself current, so there is nothing to stop."
