"""Delivering reports: once for each team and period, by whichever replica comes first, to the first channel that takes it."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.reports import ALL
from bot.reports.report import Made, Report
from bot.sender.payloads import message
from catalog_store.reports.calendar import is_snoozed, times_of
from catalog_store.reports.deliveries import Delivery, DeliveryState, Due
from catalog_store.reports.teams import Choice, ReportTeam
from catalog_store.slack.outgoing import Letter
from commands import kit
from commands.ask import Answer
from commands.services import Services

_log = structlog.get_logger()

#: Reports that are due at the same minute are spread over so many seconds.
_SPREAD = 300
#: A claimed report that nobody has built for so long is begun anew.
_PATIENCE = timedelta(minutes=2)
_BACKGROUND = 1
EVENT = "callboard_report"
_NOWHERE = "no channel is known that takes it: give the team an annotation slack.com/channel-id, or set callboard.platformChannel"


@dataclass(frozen=True, slots=True)
class Delivering:
    """Decides what is due, and sees it through. Every replica may do all of it at any time."""

    services: Services
    reports: Sequence[Report] = ALL
    spread: int = _SPREAD
    patience: timedelta = _PATIENCE

    def claim(self) -> tuple[Delivery, ...]:
        """What is due now and nobody has claimed, and what was claimed by somebody who vanished. To be built by `build`."""
        now = self.services.clock()
        self.services.deliveries.follow(now=now)
        opened = self.services.deliveries.open(self.due(now), now=now)
        return (*opened, *self.services.deliveries.waiting(now=now, longer_than=self.patience))

    def due(self, now: datetime) -> list[Due]:
        """Every report whose slot is open now."""
        teams, choices = self.services.report_teams.all(), self.services.report_teams.choices()
        wanted = [report for report in self.reports if report.is_wanted(self.services)]
        found = [self._slot(report, team, choices, now) for report in wanted for team in self._readers(report, teams)]
        return [due for due in found if due]

    def _readers(self, report: Report, teams: Sequence[ReportTeam]) -> Sequence[ReportTeam | None]:
        found = _readers(report, teams)
        if report.concerned is None:
            return found
        concerned = report.concerned(self.services)
        return [team for team in found if team and str(team.ref) in concerned]

    def build(self, delivery_id: int) -> Delivery | None:
        """Make the message of a claimed report and leave it to be sent; None where somebody else has."""
        delivery = self.services.deliveries.find(delivery_id)
        report = next((each for each in self.reports if delivery and each.name == delivery.report), None)
        if delivery is None or report is None or delivery.state is not DeliveryState.CLAIMED:
            return None
        team = self.services.report_teams.find(delivery.team) if delivery.team else None
        if delivery.team and team is None:
            return self._closed(delivery, DeliveryState.UNDELIVERABLE, "the team is no longer in the catalog")
        made = self.make(report, team, delivery)
        if made.is_empty or (made.is_quiet and self._is_silent(report, delivery)):
            return self._closed(delivery, DeliveryState.QUIET, None, made)
        return self._left(delivery, team, made)

    def make(self, report: Report, team: ReportTeam | None, delivery: Delivery) -> Made:
        """The message of a report."""
        before = self.services.deliveries.before(delivery)
        seen = self.services.seen_by(None)  # whoever is in the channel reads it
        return report.make(team, seen, delivery.period, before.told if before else {})

    def _left(self, delivery: Delivery, team: ReportTeam | None, made: Made) -> Delivery | None:
        channel, whose = self._channel(delivery, team)
        if channel is None:
            return self._closed(delivery, DeliveryState.UNDELIVERABLE, _NOWHERE, made)
        note = None if whose is None else f"posted in {whose}'s channel"
        answer = _with_note(made.answer, delivery, whose)
        letter = letter_for(channel, answer, delivery)
        due_at = self.services.clock() + timedelta(seconds=self._jitter(delivery))
        done = self.services.deliveries.leave(
            delivery, letter, channel=channel, told=made.told, due_at=due_at, note=note
        )
        if done and made.asked:
            self.services.attestations.note_asked(made.asked, delivery=done.id, at=self.services.clock())
        return done

    def _channel(self, delivery: Delivery, team: ReportTeam | None) -> tuple[str | None, str | None]:
        """The first channel that has not refused it, and whose it is where it is not the team's own."""
        refused = {channel for channel, _ in delivery.tried}
        own = team.channels if team else ()
        for number, (channel, label) in enumerate(own):
            if channel not in refused:
                borrowed = number > 0 or (team is not None and not team.has_own_channel)
                return channel, label if borrowed else None
        platform = self.services.platform_channel
        if platform is None or platform in refused:
            return None, None
        return platform, "the platform" if team else None

    def _slot(
        self, report: Report, team: ReportTeam | None, choices: dict[tuple[str, str], Choice], now: datetime
    ) -> Due | None:
        name = str(team.ref) if team else ""
        choice = choices.get((report.name, name), Choice())
        times = times_of(choice, team, self.services.report_usual)
        coming = report.slot(times, now)
        if not coming.is_open(now) or is_snoozed(choice, times, now):
            return None
        return Due(report.name, name, coming.period, coming.due_at)

    def _is_silent(self, report: Report, delivery: Delivery) -> bool:
        chosen = self.services.report_teams.choice(report.name, delivery.team).is_silent_when_well
        # A first stale report that finds nothing has nothing to say in any case.
        return self.services.report_usual.is_silent_when_well if chosen is None else chosen

    def _closed(
        self, delivery: Delivery, state: DeliveryState, note: str | None, made: Made | None = None
    ) -> Delivery | None:
        told = made.told if made else {}
        _log.info(
            "report-closed", report=delivery.report, team=delivery.team, period=delivery.period, state=state.value
        )
        return self.services.deliveries.close(delivery, state, now=self.services.clock(), told=told, note=note)

    def _jitter(self, delivery: Delivery) -> int:
        """The same for the same team each week, and other for others."""
        return zlib.crc32(f"{delivery.report} {delivery.team}".encode()) % self.spread if self.spread else 0


def letter_for(channel: str, answer: Answer, delivery: Delivery) -> Letter:
    """The message as it goes out. Its metadata tell whose it is, should nobody know whether it arrived."""
    metadata = {"event_type": EVENT, "event_payload": {"delivery": delivery.id}}
    payload = {
        "channel": channel,
        "unfurl_links": False,
        "unfurl_media": False,
        **message(answer),
        "metadata": metadata,
    }
    return Letter("chat.postMessage", payload, (channel,), _BACKGROUND)


def _readers(report: Report, teams: Sequence[ReportTeam]) -> Sequence[ReportTeam | None]:
    """Teams that own something, and for ownership those above them, too; or the platform."""
    if not report.for_teams:
        return [None]
    owning = {team.ref for team in teams if team.owned}
    above = {team.parent for team in teams if team.owned and team.parent} if report.name == "stale-ownership" else set()
    return [team for team in teams if team.ref in owning or team.ref in above]


def _with_note(answer: Answer, delivery: Delivery, whose: str | None) -> Answer:
    """A message in another's channel says why it is there."""
    if whose is None or not delivery.team:
        return answer
    team = kit.shown(delivery.team.rpartition("/")[2])
    note = f"This is for {team}, who have no channel that takes it: it comes to {kit.shown(whose)} instead."
    return replace(answer, blocks=(*answer.blocks, kit.context(note)))
