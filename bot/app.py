"""The Bolt app: who may speak to us, and who listens. Pure assembly."""

import logging
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context import BoltContext
from slack_sdk import WebClient

from bot import surfaces
from bot.askers import Askers
from bot.identity import Identity
from bot.outsiders import Outsiders
from bot.sender import Sender
from bot.surfaces import failures, others, strangers
from bot.surfaces.desk import Desk, Leave, Live, Remember
from bot.surfaces.windows import Windows
from catalog_store.slack.seen import SeenEvents
from commands import ALL
from commands.command import Command
from commands.dispatch import Switchboard
from commands.services import Services


def build_app(
    *,
    services: Services,
    seen: SeenEvents,
    sender: Sender,
    remember: Remember,
    identity: Callable[[], Identity | None],
    signing_secret: str | None,
    leave: Leave = lambda _ask, _keys: None,
    live: Live | None = None,
    outsiders: Outsiders,
    askers: Askers,
    commands: Sequence[Command] = ALL,
) -> App:
    """An app that answers everything Slack sends it; it calls Slack through `sender` only, so it needs no token.

    `identity` tells who we are as far as known (see `bot.identity.Installation`). Without a signing secret, requests
    over HTTP are all refused; Socket Mode needs none. `leave` takes questions whose answer was not safe in time,
    `live` messages that are to be kept current. `outsiders` are told nothing, and `askers`
    who ask too fast nothing more.
    """
    app = App(
        name="callboard",
        logger=_logger(),
        client=WebClient(),
        authorize=_Authorized(identity),
        signing_secret=signing_secret or secrets.token_hex(32),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        attaching_function_token_enabled=False,
        # Listeners run in the server's threads, so that an answer can ride on the acknowledgement. Bolt's own pool,
        # which would poll for it every 10 ms, has nothing to do.
        listener_executor=ThreadPoolExecutor(max_workers=1, thread_name_prefix="bolt"),
    )
    desk = Desk(
        services,
        seen,
        sender,
        remember,
        identity,
        Windows(sender),
        leave=leave,
        live=live,
        switchboard=Switchboard(commands),
    )
    strangers.register(app, strangers.Doorkeeper(sender, seen, outsiders, identity, askers))
    for surface in surfaces.ALL:
        surface.register(app, desk)
    strangers.learn_sharing(app, outsiders)
    others.register(app)
    failures.register(app, sender, platform_channel=services.platform_channel)
    return app


class _Authorized(Authorize):
    """Says who we are without asking Slack."""

    def __init__(self, identity: Callable[[], Identity | None]) -> None:
        self._identity = identity

    def __call__(
        self,
        *,
        context: BoltContext,  # noqa: ARG002  # Bolt's signature
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,  # noqa: ARG002
        actor_team_id: str | None = None,  # noqa: ARG002
        actor_user_id: str | None = None,  # noqa: ARG002
    ) -> AuthorizeResult:
        us = self._identity()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_id=us.bot_id if us else None,
            bot_user_id=us.user_id if us else None,
        )


def _logger() -> logging.Logger:
    """Bolt's log. At its level nothing is logged per request: Bolt would write response_urls into it."""
    logger = logging.getLogger("callboard.bolt")
    logger.setLevel(logging.WARNING)
    if not logger.filters:
        logger.addFilter(_is_news)
    return logger


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns that it leaves the environment's SLACK_BOT_TOKEN aside; that is what we want of it."""
    return "`token`" not in record.getMessage()
