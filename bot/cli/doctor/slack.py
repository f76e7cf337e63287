"""Whether Slack takes our tokens, lets us do what the manifest asks for, and has the same time of day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot import wiring
from bot.cli.doctor.finding import Finding, fault, note, ok
from bot.identity import SlackRefusesError
from bot.sender.door import web_client
from bot.settings import Settings
from bot.socket_connection import refusal_of_app_token
from catalog_store.descriptors.exact import read
from catalog_store.policies import USER_GROUP

_PATIENCE = 5
#: Slack's requests count for five minutes; before that the person who set the clock should know.
_CLOCK_LIMIT = 120
_REINSTALL = "Add them under “OAuth & Permissions” of the app, or paste manifest.yml anew, and install the app again."


@dataclass(frozen=True, slots=True)
class _Reply:
    """What Slack said. `error` is its word for no; `away` is why nothing was said at all."""

    data: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    away: str = ""


def examine_bot(settings: Settings) -> Iterator[Finding]:
    """The bot token, its scopes, the clock and the platform team's channel."""
    if settings.slack_bot_token is None:
        yield from _without_bot_token(settings)
        return
    reply = _call(settings, settings.slack_bot_token, "auth.test")
    if reply.away:
        yield _unreachable(settings, reply)
        return
    if reply.error:
        yield fault(str(SlackRefusesError(reply.error)))
        return
    yield ok(f"Slack takes SLACK_BOT_TOKEN: we are @{reply.data.get('user')} in {reply.data.get('team')}.")
    scopes = frozenset(reply.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")) - {""}
    yield from _examine_scopes(scopes)
    yield from _examine_user_groups(settings, scopes)
    yield from _examine_clock(reply.headers.get("date", ""))
    yield from _examine_channel(settings, settings.slack_bot_token, scopes)


def examine_way_in(settings: Settings) -> Iterator[Finding]:
    """How Slack reaches us: Socket Mode or signed HTTP."""
    if settings.slack_app_token is not None:
        yield _examine_app_token(settings, settings.slack_app_token)
    elif settings.slack_signing_secret is not None:
        yield ok(
            "SLACK_SIGNING_SECRET is set, so Slack calls us over HTTP:"
            " the app's request URLs must end in /slack/events and lead to this machine."
        )
    elif settings.slack_bot_token is not None:
        yield fault(settings.missing_for_slack()[-1])


def _without_bot_token(settings: Settings) -> Iterator[Finding]:
    if settings.slack_app_token or settings.slack_signing_secret:
        yield fault(settings.missing_for_slack()[0])
    else:
        yield note(
            "No Slack app is configured, so `callboard serve` would not start. `callboard try` does without.",
            "Set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.",
        )


def _examine_scopes(scopes: frozenset[str]) -> Iterator[Finding]:
    # Slack wants the optional ones to be listed among all, too.
    optional = _scopes_of_manifest("bot_optional")
    wanted = _scopes_of_manifest("bot") - optional
    if not scopes:
        yield note("Slack did not say which scopes the token has.")
    elif missing := sorted(wanted - scopes):
        yield fault(f"The token lacks scopes that manifest.yml asks for: {', '.join(missing)}.", _REINSTALL)
    else:
        yield ok("The token has every scope that manifest.yml asks for.")
    if superfluous := sorted(scopes - wanted - optional):
        yield note(f"The token has scopes that nothing here needs: {', '.join(superfluous)}.")


def _examine_user_groups(settings: Settings, scopes: frozenset[str]) -> Iterator[Finding]:
    named = sorted(each.removeprefix(USER_GROUP) for each in settings.policies.user_groups)
    if named and scopes and "usergroups:read" not in scopes:
        yield fault(
            f"Roles by Slack user groups ({', '.join(named)}) need the scope usergroups:read, which the token lacks:"
            " until then these groups count as empty.",
            _REINSTALL,
        )


def _examine_clock(date: str) -> Iterator[Finding]:
    if not date:
        return
    seconds = (wiring.now() - parsedate_to_datetime(date)).total_seconds()
    if abs(seconds) < _CLOCK_LIMIT:
        yield ok("This machine's clock agrees with Slack's.")
        return
    direction = "ahead of" if seconds > 0 else "behind"
    yield fault(
        f"This machine's clock is {round(abs(seconds) / 60)} minutes {direction} Slack's.",
        "Set it, best by NTP: signed requests fail when the clocks are five minutes apart.",
    )


def _examine_channel(settings: Settings, token: SecretStr, scopes: frozenset[str]) -> Iterator[Finding]:
    channel = settings.platform_channel
    if channel is None:
        yield note("callboard.platformChannel is not set, so people are only told of “the platform team”.")
    elif not channel.startswith(("C", "G")) or "channels:read" not in scopes:
        yield note(
            f"Whether the platform team's channel {channel} exists was not looked up: the app need not see channels."
        )
    else:
        reply = _call(settings, token, "conversations.info", channel=channel)
        if reply.error or reply.away:
            said = reply.error or reply.away
            yield fault(
                f"Slack does not know the platform team's channel {channel} ({said}).",
                "Set callboard.platformChannel to the id of a channel that the app may see.",
            )
        else:
            yield ok(f"The platform team's channel is #{reply.data['channel']['name']}.")


def _examine_app_token(settings: Settings, token: SecretStr) -> Finding:
    reply = _call(settings, token, "apps.connections.open")
    if reply.away:
        return _unreachable(settings, reply)
    if reply.error:
        return fault(refusal_of_app_token(reply.error))
    return ok("SLACK_APP_TOKEN can open a Socket Mode connection.")


def _call(settings: Settings, token: SecretStr, method: str, **arguments: str) -> _Reply:
    client = web_client(token.get_secret_value(), settings.slack_api_url, timeout=_PATIENCE)
    try:
        response = client.api_call(method, params=arguments)
    except SlackApiError as refusal:
        return _Reply(error=str(refusal.response.get("error") or f"HTTP {refusal.response.status_code}"))
    except OSError as away:
        return _Reply(away=_words(away))
    if not isinstance(response.data, Mapping):
        return _Reply(away="it does not answer in JSON")
    return _Reply(response.data, {name.lower(): str(value) for name, value in response.headers.items()})


def _words(away: OSError) -> str:
    """urllib wraps the system's own error."""
    reason = getattr(away, "reason", None) or away
    return str(getattr(reason, "strerror", None) or reason)


def _unreachable(settings: Settings, reply: _Reply) -> Finding:
    return fault(
        f"{settings.slack_api_url} cannot be reached ({reply.away}).",
        "Let this machine reach it over HTTPS, through HTTPS_PROXY if need be.",
    )


def _scopes_of_manifest(part: str) -> frozenset[str]:
    manifest: Any = read(
        wiring.manifest().read_text(encoding="utf-8")
    )  # Any: YAML of our own, held to Slack's schema by a test
    return frozenset(manifest["oauth_config"]["scopes"].get(part, ()))
