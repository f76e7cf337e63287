"""What a team is asked about its things, gathered: what is doubtful and due, and what was said and asked before."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog_store.facts import Sheet
from catalog_store.ownership import SILENT_AFTER
from catalog_store.refs import EntityRef
from catalog_store.reports.attestations import Attested, Silence, is_due
from catalog_store.reports.deliveries import Delivery
from catalog_store.reports.mendings import AskedMending
from catalog_store.reports.teams import ReportTeam
from catalog_store.staleness import Doubt, doubts
from commands.services import Services

REPORT = "stale-ownership"
#: What changes a thing's owner or lifecycle, as `mendings.what`.
MOVE, DEPRECATE = "move-owner", "deprecate"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A thing with what speaks against its owner, what was said of it last, and how often it was asked about in vain."""

    sheet: Sheet
    doubts: tuple[Doubt, ...]
    attested: Attested | None = None
    silence: Silence | None = None
    mending: AskedMending | None = None

    @property
    def is_silent(self) -> bool:
        return self.silence is not None and self.silence.times >= SILENT_AFTER


@dataclass(frozen=True, slots=True)
class StaleReport:
    """A team's list. `above` are things of the teams below it that nobody answered about.

    `gone` are things that were asked about and are another's by now, with the pull request that did it.
    """

    team: ReportTeam
    things: Sequence[Doubtful]
    above: Sequence[tuple[str, Doubtful]]
    made_at: datetime
    gone: Sequence[tuple[str, AskedMending]] = ()

    @property
    def is_well(self) -> bool:
        return not self.things and not self.above and not self.gone


def gather(team: ReportTeam, teams: Sequence[ReportTeam], services: Services) -> StaleReport:
    """What this team is to be asked about now."""
    now = services.clock()
    things = [each for each in _doubtful([team.ref], services, now) if is_due(each.attested, now)]
    below = [each for each in teams if each.parent == team.ref and each.owned]
    above = [
        (child.label, each)
        for child in below
        for each in _doubtful([child.ref], services, now)
        if each.is_silent and is_due(each.attested, now)
    ]
    return StaleReport(team, things, above, now)


def gather_again(delivery: Delivery, team: ReportTeam, services: Services) -> StaleReport:
    """The same things that a report asked about, as they stand now."""
    now, asked = services.clock(), set(delivery.told.get("asked", ()))
    things = [each for each in _doubtful([team.ref], services, now, all_of_them=True) if each.sheet.entity_id in asked]
    left = asked - {each.sheet.entity_id for each in things}
    return StaleReport(team, things, (), now, tuple(_gone(left, services)))


def _gone(ids: Collection[int], services: Services) -> Iterator[tuple[str, AskedMending]]:
    """Those of these that a pull request was asked for, by what they are called."""
    mendings = services.mendings.latest(ids)
    for entity_id in sorted(ids):
        known, mending = services.catalog.by_id(entity_id), _own_mending(mendings, entity_id)
        if known and mending:
            yield known.entity.label, mending


def _doubtful(
    owners: Sequence[EntityRef], services: Services, now: datetime, *, all_of_them: bool = False
) -> list[Doubtful]:
    """What is doubtful of what these own, the gravest first."""
    sheets = services.judging.sheets_owned(owners)
    found = [(sheet, told) for sheet in sheets if (told := doubts(sheet, now=now)) or all_of_them]
    ids = [sheet.entity_id for sheet, _ in found]
    attested, silent = services.attestations.latest(ids), services.attestations.silent(ids)
    mendings = services.mendings.latest(ids)
    things = [
        Doubtful(
            sheet,
            told,
            attested.get(sheet.entity_id),
            silent.get(sheet.entity_id),
            _own_mending(mendings, sheet.entity_id),
        )
        for sheet, told in found
    ]
    return sorted(things, key=lambda each: (-len(each.doubts), each.sheet.label.casefold()))


def _own_mending(mendings: Mapping[tuple[int, str], AskedMending], entity_id: int) -> AskedMending | None:
    return mendings.get((entity_id, MOVE)) or mendings.get((entity_id, DEPRECATE))
