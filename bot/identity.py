"""Who we are in Slack: asked once, and again in the background for as long as Slack is away."""

import threading
from concurrent.futures import CancelledError
from dataclasses import dataclass

import structlog

from bot.errors import NotTriedError
from bot.sender import OutboxFullError, Sender
from bot.sender.calls import Payload, UndeliveredError
from bot.sender.remedies import Remedy, remedy_for

_log = structlog.get_logger()

_PAUSE = 15.0


class SlackRefusesError(NotTriedError):
    """Slack does not take the bot's token."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Slack does not take the bot's token ({code}). Copy it again from “OAuth & Permissions” of the app"
            " into SLACK_BOT_TOKEN, or install the app again if it was removed."
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot's own user, as `auth.test` names it."""

    user_id: str
    bot_id: str | None
    team_id: str
    enterprise_id: str | None = None


class Installation:
    """Finds out who we are. Until Slack has told, `identity` is None and the bot works on without it."""

    def __init__(self, sender: Sender) -> None:
        """`sender` must have been started before `learn`."""
        self._sender = sender
        self._thread = threading.Thread(target=self._keep_asking, name="installation", daemon=True)
        self._is_settled = threading.Event()
        self._stopped = threading.Event()
        self.identity: Identity | None = None
        #: Why Slack does not take the token, in words.
        self.fault: str | None = None

    def learn(self, *, patience: float = 5.0) -> Identity | None:
        """Ask Slack, and wait so long for the answer; a later one is taken in whenever it comes.

        Raises:
            SlackRefusesError: the token is not valid.
        """
        self._thread.start()
        self._is_settled.wait(patience)
        if self.fault is not None:
            raise SlackRefusesError(self.fault)
        if self.identity is None:
            _log.warning("slack-is-away", advice="the bot starts all the same and goes on asking")
        return self.identity

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()

    def _keep_asking(self) -> None:
        while not self._is_settled.is_set() and not self._stopped.is_set():
            try:
                self.identity = identity_in(self._sender.ask("auth.test", {}).result())
                self._is_settled.set()
                _log.info("slack-knows-us", user=self.identity.user_id, team=self.identity.team_id)
            except UndeliveredError as refusal:
                self._take_refusal(refusal.code)
            except (CancelledError, OutboxFullError):
                return  # the sender is stopping

    def _take_refusal(self, code: str) -> None:
        if remedy_for(code) is Remedy.STOP:
            self.fault = code
            self._is_settled.set()
            _log.critical("slack-refuses-the-token", code=code)
        else:
            self._stopped.wait(_PAUSE)


def identity_in(told: Payload) -> Identity:
    """Who we are by the answer of `auth.test`."""
    return Identity(
        user_id=str(told["user_id"]),
        bot_id=told.get("bot_id"),
        team_id=str(told["team_id"]),
        enterprise_id=told.get("enterprise_id"),
    )
