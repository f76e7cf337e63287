"""How the catalog's health looks to the platform team each week: coverage against targets, what is wrong, and how reports went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from catalog_store.health import Check, Findings
from catalog_store.reports.attestations import GOOD_FOR, Verdict
from catalog_store.reports.deliveries import Delivery, DeliveryState
from catalog_store.reports.mendings import MendingState
from catalog_store.reports.teams import ReportTeam
from commands import kit, undelivered
from commands.ask import Answer, Block
from commands.report_buttons import ending
from commands.services import Services

REPORT = "catalog-health"
_WEEK = timedelta(days=7)
_MOST_FINDINGS = 6
_MOST_TEAMS = 5
_MOST_DISOWNED = 5
#: What is covered, and the check that tells it.
COVERED: Mapping[str, tuple[str, str]] = {
    "owner": ("has-owner", "name an owner"),
    "knownOwner": ("owner-exists", "name an owner that the catalog has"),
    "description": ("has-description", "say what they are for"),
    "documents": ("has-documents", "have documents"),
    "runbook": ("has-runbook", "have a runbook"),
    "onCall": ("on-call-known", "say who is on call"),
    "repository": ("names-repository", "say where their code is"),
}
#: What a descriptor has to say to be complete.
_COMPLETE = ("has-owner", "has-description", "lifecycle-known", "names-repository")
_WORDS: Mapping[str, str] = {name: words for name, (_, words) in COVERED.items()} | {
    "descriptor": "have a complete descriptor: owner, description, lifecycle and repository"
}


_WRONG: Mapping[Check, tuple[str, str]] = {
    Check.FAULTY_FILES: ("faulty file", "faulty files"),
    Check.BEHIND: ("thing behind the newest version of its file", "things behind the newest version of their file"),
    Check.UNKNOWN_OWNERS: ("owner that the catalog does not have", "owners that the catalog does not have"),
    Check.OWNERS_LEFT: ("thing owned by somebody who left", "things owned by people who left"),
    Check.DANGLING: ("reference that leads nowhere", "references that lead nowhere"),
    Check.NAMES_TAKEN: ("name described twice", "names described twice"),
    Check.UNOWNED: ("thing without an owner", "things without an owner"),
    Check.ORPHANS: ("thing without a file", "things without a file"),
    Check.WAITING_REMOVALS: ("removal that waits", "removals that wait"),
    Check.OPEN_CLAIMS: ("open claim", "open claims"),
}


_MENDED: Mapping[MendingState, str] = {
    MendingState.ASKED: "on their way",
    MendingState.OPEN: "open",
    MendingState.MERGED: "merged",
    MendingState.CLOSED: "closed",
    MendingState.REFUSED: "not possible",
}
_SAID: Mapping[Verdict, str] = {
    Verdict.OURS: "still theirs",
    Verdict.SNOOZED: "put off",
    Verdict.DEPRECATE: "to be deprecated",
    Verdict.NEVER: "never theirs",
    Verdict.MOVE: "offered to others",
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what it applies to is covered, in per cent; None where nothing is known."""

    name: str
    share: int | None
    target: int


@dataclass(frozen=True, slots=True)
class PlatformReport:
    """All that the platform team is told. `before` are the shares of the last time."""

    coverage: Sequence[Coverage]
    before: Mapping[str, int]
    findings: Sequence[Findings]
    counts: Mapping[tuple[str, DeliveryState], int]
    troubled: Sequence[Delivery]
    without_channel: Sequence[ReportTeam]
    without_zone: int
    mended: Mapping[MendingState, int]
    said: Mapping[Verdict, int]
    disowned: Sequence[str]


def gather(services: Services, before: Mapping[str, int]) -> PlatformReport:
    """Everything, as it is now."""
    since = services.clock() - _WEEK
    teams = [team for team in services.report_teams.all() if team.owned]
    find = services.catalog.by_id
    standings = services.judging.standings
    shares = standings.shares([check for check, _ in COVERED.values()])
    covered = {name: shares.get(check) for name, (check, _) in COVERED.items()}
    covered["descriptor"] = standings.complete(_COMPLETE)
    targets = services.report_usual.targets
    return PlatformReport(
        coverage=[Coverage(name, share, targets.get(name, 90)) for name, share in covered.items()],
        before=before,
        findings=services.health.all(limit=1),
        counts=services.deliveries.counts(since=since),
        troubled=services.deliveries.troubled(since=services.clock() - GOOD_FOR, limit=undelivered.MOST),
        without_channel=[team for team in teams if not team.has_own_channel],
        without_zone=sum(team.time_zone is None for team in teams),
        mended=services.mendings.counts(since=since),
        said=services.attestations.counts(since=since),
        disowned=[known.entity.label for each in services.attestations.disowned() if (known := find(each))],
    )


def platform_card(report: PlatformReport, services: Services) -> Answer:
    """The message."""
    wrong = kit.listed([_wrong(found) for found in report.findings[:3]])
    told = _targets(report.coverage)
    return Answer(
        text=f"Catalog health: {told}. {f'Wrong: {wrong}.' if wrong else 'No check found anything wrong.'}",
        blocks=(
            kit.section(f"*Catalog health*  ·  {told}"),
            kit.section("\n".join(_coverage(report))),
            *_findings(report.findings),
            *_disowned(report.disowned),
            kit.section("\n".join(_deliveries(report))),
            *undelivered.rows(report.troubled, can_be_posted=True),
            *ending(REPORT, "", words="health"),
            kit.context(f"As of {kit.moment(services.clock())}."),
        ),
    )


def _targets(coverage: Sequence[Coverage]) -> str:
    """How many are met. What is not known is neither met nor missed."""
    known = [each for each in coverage if each.share is not None]
    missed = sum(each.share is not None and each.share < each.target for each in known)
    if not known:
        return "nothing is known yet of any target"
    met = (
        "every target is met"
        if len(known) == len(coverage)
        else f"{kit.counted(len(known), 'target is', 'targets are')} met"
    )
    told = f"{kit.counted(missed, 'target')} missed" if missed else met
    unknown = len(coverage) - len(known)
    return f"{told}, of {unknown} nothing is known" if unknown else told


def told(report: PlatformReport) -> dict[str, int]:
    """The shares, to be compared with later."""
    return {each.name: each.share for each in report.coverage if each.share is not None}


def _coverage(report: PlatformReport) -> Iterator[str]:
    for each in report.coverage:
        what = _WORDS[each.name]
        if each.share is None:
            yield f":grey_question: nothing is known of how many {what}"
            continue
        mark = ":white_check_mark:" if each.share >= each.target else ":warning:"
        before = report.before.get(each.name)
        change = f", {each.share - before:+d}" if before is not None and before != each.share else ""
        yield f"{mark} {each.share} % {what} (target {each.target} %{change})"


def _wrong(found: Findings) -> str:
    return kit.counted(found.total, *_WRONG[found.check])


def _findings(found: Sequence[Findings]) -> Iterator[Block]:
    if not found:
        return
    lines = [f"• {_wrong(each)}" for each in found[:_MOST_FINDINGS]]
    yield kit.section("\n".join(["*What is wrong*", *lines]))


def _disowned(labels: Sequence[str]) -> Iterator[Block]:
    if labels:
        shown = kit.listed([kit.shown(label, 40) for label in labels[:_MOST_DISOWNED]])
        more = f" +{len(labels) - _MOST_DISOWNED}" if len(labels) > _MOST_DISOWNED else ""
        yield kit.section(f"*Never were theirs, say those whom the catalog names as owners*\n{shown}{more}")


def _came_of_it(report: PlatformReport) -> Iterator[str]:
    """What people pressed in them, and what that led to."""
    pulls = [f"{number} {_MENDED[state]}" for state in MendingState if (number := report.mended.get(state))]
    if pulls:
        yield f"• pull requests asked for: {kit.listed(pulls)}"
    said = [f"{number} {_SAID[verdict]}" for verdict in Verdict if (number := report.said.get(verdict))]
    if said:
        yield f"• said of things: {kit.listed(said)}"


def _deliveries(report: PlatformReport) -> Iterator[str]:
    """Who was told what in a week, and what came of it."""
    yield "*Reports of the last 7 days*"
    names = dict.fromkeys(name for name, _ in report.counts)
    for name in names:
        states = [f"{number} {state.value}" for (each, state), number in report.counts.items() if each == name]
        yield f"• {kit.shown(name.replace('-', ' '))}: {', '.join(states)}"
    if not names:
        yield "• none yet"
    yield from _came_of_it(report)
    if report.without_channel:
        shown = kit.listed([kit.shown(team.label, 40) for team in report.without_channel[:_MOST_TEAMS]])
        more = len(report.without_channel) - _MOST_TEAMS
        yield f"• without a channel of their own: {shown}{f' +{more}' if more > 0 else ''}"
    if report.without_zone:
        yield f"• {kit.counted(report.without_zone, 'team')} whose clock is not known, told at the platform's hour"
