"""`callboard report`: what teams would be told now, to read, for a program, or to be sent."""

import argparse
import time
from collections.abc import Sequence

from bot import wiring
from bot.cli import session
from bot.cli.channel_names import ChannelNames
from bot.cli.stated_people import StatedPeople
from bot.errors import NotTriedError
from bot.reports import ALL, Report
from bot.reports.delivering import Delivering
from bot.sender.payloads import message
from bot.settings import Settings
from catalog_store.database import Database
from catalog_store.reports.calendar import times_of
from catalog_store.reports.deliveries import Delivery, DeliveryState, Due
from catalog_store.reports.teams import Choice, ReportTeam
from catalog_store.store import Catalog
from commands import kit
from commands.ask import Answer
from commands.services import Services

_OPEN_STATES = (DeliveryState.CLAIMED, DeliveryState.SENDING)


def run(options: argparse.Namespace) -> int:
    """Print or send: 0 when that is done, 1 when something did not arrive."""
    settings = session.settings()
    if options.send and not settings.slack_bot_token:
        raise NotTriedError("SLACK_BOT_TOKEN is not set, so nothing can be sent. Leave out --send to read the reports.")
    with session.database(settings, migrate=not options.no_migrate) as database:
        services = wiring.services(settings, database, StatedPeople(Catalog(database)))
        report = next(each for each in ALL if each.name == options.report)
        teams = _teams(report, options.team, services)
        if options.send:
            return _send(report, teams, services, settings, database, wait=options.wait)
        if not report.for_teams:
            services.judging.keep_up()
        made = [(team, *_made(report, team, services)) for team in teams]
        channels = ChannelNames.known(database, settings.channels)
    if options.json:
        session.say_json([_as_json(channel, answer) for _, channel, answer in made])
    else:
        session.say(
            "\n\n".join(
                f"# {channels.titled(channel) if channel else 'no channel to send it to'}"
                f"\n{channels.spelled(kit.plain(answer))}"
                for _, channel, answer in made
            )
        )
    return 0


def _teams(report: Report, wanted: str | None, services: Services) -> list[ReportTeam | None]:
    """The teams that get it; the one that was named, whether or not it owns something."""
    if not report.for_teams:
        return [None]
    teams = services.report_teams.all()
    if wanted is None:
        return [team for team in teams if team.owned]
    resolution = services.resolver.resolve(wanted, kinds=("group",))
    refs = [candidate.ref for candidate in resolution.candidates] if resolution.is_clear else []
    found = [team for team in teams if team.ref in refs]
    if not found:
        raise NotTriedError(f"The catalog has no team called {wanted}. `callboard ask find {wanted}` looks for it.")
    return list(found)


def _made(report: Report, team: ReportTeam | None, services: Services) -> tuple[str | None, Answer]:
    """What it would say now, compared with the last one, and where."""
    delivery = _unsaved(report, team, services)
    made = Delivering(services).make(report, team, delivery)
    own = team.channels[0][0] if team and team.channels else None
    return own or services.platform_channel, made.answer


def _as_json(channel: str | None, answer: Answer) -> dict[str, object]:
    return {"type": "message", "channel": channel, "payload": {"channel": channel, **message(answer)}}


def _due(report: Report, team: ReportTeam | None, services: Services) -> Due:
    name = str(team.ref) if team else ""
    choice = services.report_teams.choices().get((report.name, name), Choice())
    period = report.slot(times_of(choice, team, services.report_usual), services.clock()).period
    return Due(report.name, name, period, services.clock())


def _unsaved(report: Report, team: ReportTeam | None, services: Services) -> Delivery:
    """The delivery that it would be, or is."""
    due = _due(report, team, services)
    state = DeliveryState.CLAIMED
    return services.deliveries.of(due) or Delivery(
        0, due.report, due.team, due.period, state, due.due_at, due.due_at, (), None, None, {}, None, None
    )


def _send(
    report: Report,
    teams: Sequence[ReportTeam | None],
    services: Services,
    settings: Settings,
    database: Database,
    *,
    wait: float,
) -> int:
    """As the schedule would, only now: what went out in this week does not go out again."""
    due = [_due(report, team, services) for team in teams]
    services.deliveries.open(due, now=services.clock())
    delivering = Delivering(services, spread=0)
    sender = wiring.sender(settings, database, is_ready=lambda: True)
    sender.start()
    deadline = time.monotonic() + wait
    try:
        found = _seen_through(delivering, due, deadline)
    finally:
        sender.stop()
    for delivery in found:
        session.say(f"{delivery.report} {delivery.team or 'platform'} {delivery.period}: {delivery.state}")
    arrived = (DeliveryState.POSTED, DeliveryState.QUIET)
    return 0 if all(delivery.state in arrived for delivery in found) else session.FAULTS_FOUND


def _seen_through(delivering: Delivering, due: Sequence[Due], deadline: float) -> list[Delivery]:
    """Until all have ended or it takes too long; the rest goes on without us."""
    deliveries = delivering.services.deliveries
    while True:
        deliveries.follow(now=delivering.services.clock())
        found = [each for each in map(deliveries.of, due) if each]
        for each in found:
            if each.state is DeliveryState.CLAIMED:
                delivering.build(each.id)
        is_open = any(each.state in _OPEN_STATES for each in found)
        if not is_open or time.monotonic() > deadline:
            return found
        time.sleep(0.3)
