"""Whose eyes a status is for, where a rule leaves it to some."""

from dataclasses import replace

import pytest

from catalog_store.operations import Reading
from catalog_store.policies import Policies, Policy
from catalog_store.slack.announcements import Announcement
from catalog_store.slack.bindings import Place
from catalog_store.slack.live_messages import LiveMessage
from commands.ask import Answer, Surface
from commands.condition.glance import glance_at
from commands.status.announced import news
from commands.status.live import redrawn
from tests.commands.asking import NOW, STRANGER, Somebody, read, replied
from tests.commands.status.towers import PAYMENTS, seeing
from tests.support.running import pod, workload

pytestmark = pytest.mark.more

SECRET = Policy(("see/status",), ("owner",), kinds=("component",))
WELL = Reading(workloads=(workload(pod(name="hidden-pod")),))


def under(somebody: Somebody, rule: Policy = SECRET) -> Somebody:
    return replace(somebody, services=replace(somebody.services, policies=Policies((rule,))))


@pytest.fixture
def ana(owner: Somebody) -> Somebody:
    """Somebody of the team whose service only its owner may look at."""
    return under(seeing(owner, WELL))


def tells(answer: Answer) -> bool:
    return "2.31.0" in read(answer) or "hidden-pod" in read(answer)


@pytest.mark.parametrize("surface", [Surface.SLASH, Surface.DIRECT])
def test_the_entitled_read_it_where_they_alone_do(ana: Somebody, surface: Surface) -> None:
    answer = ana.asks("status payments-api", surface)

    assert tells(answer)
    assert answer.follows == ()


@pytest.mark.parametrize("surface", list(Surface))
def test_nobody_else_reads_it_anywhere(ana: Somebody, surface: Surface) -> None:
    if surface is not Surface.SHORTCUT:
        assert not tells(ana.as_(STRANGER).asks("status payments-api", surface))


def test_it_does_not_go_into_a_channel_by_itself(ana: Somebody) -> None:
    answer = ana.asks("status payments-api", Surface.MENTION)

    assert not tells(answer)
    assert answer.text == (
        "The state of Payments API is not for everybody here. Ask me by a slash command, which answers you alone."
    )


def test_a_click_that_says_so_posts_it_as_it_is_then(ana: Somebody) -> None:
    posted = replied(ana.presses(ana.asks("status payments-api"), "Post for all here"))

    assert posted.is_public
    assert tells(posted)
    assert posted.follows == ()


def test_a_button_below_what_was_posted_tells_a_stranger_nothing(ana: Somebody) -> None:
    stranger = ana.as_(STRANGER)

    for action in ("status.refresh", "status.details", "status.live"):
        reaction = stranger.presses_id(action, str(PAYMENTS), surface=Surface.MENTION)
        assert not tells(replied(reaction))
        assert reaction.replace is None


def test_of_a_team_the_state_of_its_things_is_told_to_its_people_alone(ana: Somebody) -> None:
    own, others = ana.asks("status team:payments"), ana.as_(STRANGER).asks("status team:payments")

    assert "Payments API  ·  well: production" in read(own)
    assert "only the owner of Payments API, Payments, may do that" in read(others)
    assert "production" not in read(others)


def test_what_keeps_itself_current_stops_when_a_rule_comes(ana: Somebody) -> None:
    message = LiveMessage("C1", "1.1", None, (PAYMENTS,), NOW, NOW, NOW, {})

    found = redrawn(message, ana.services)

    assert found.is_over
    assert found.answer is None


def test_it_is_never_announced(ana: Somebody) -> None:
    services = ana.services
    services.announcements.turn_on(Place("T1", "C1"), PAYMENTS, by="U1", at=NOW)
    found = services.announcements.find(Place("T1", "C1"))

    assert isinstance(found, Announcement)
    assert news(found, services).states == {}


def test_it_does_not_stand_in_other_answers(ana: Somebody) -> None:
    known = ana.services.catalog.find(PAYMENTS)
    assert known is not None

    assert glance_at([known], ana.services) == {}


def test_without_a_rule_everybody_may_look(owner: Somebody) -> None:
    assert tells(seeing(owner, WELL).as_(STRANGER).asks("status payments-api", Surface.MENTION))
