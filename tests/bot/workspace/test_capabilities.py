"""Trigger ids work once, within three seconds."""

import pytest

from bot.workspace.capabilities import Triggers
from bot.workspace.errors import SlackError
from bot.workspace.state import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock to move on."""
    return Clock()


@pytest.fixture
def triggers(clock: Clock) -> Triggers:
    """Trigger ids on that clock."""
    return Triggers(clock)


def test_a_trigger_works_once(triggers: Triggers) -> None:
    trigger = triggers.issue("T0NORTHWND", "U0ANA00001")
    triggers.use(trigger)
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        triggers.use(trigger)


def test_a_trigger_lives_three_seconds(triggers: Triggers, clock: Clock) -> None:
    trigger = triggers.issue("T0NORTHWND", "U0ANA00001")
    clock.ahead += 3.1
    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.use(trigger)


def test_a_trigger_is_slacks_own(triggers: Triggers) -> None:
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        triggers.use("1.2.3")
