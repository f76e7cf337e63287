"""How campaigns look in Slack: all of them, one with its teams, and what a team is told of them each week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalog_store.refs import EntityRef
from catalog_store.reports.teams import ReportTeam
from catalog_store.scorecards import Campaign, Result, Standing
from catalog_store.scorecards.campaigns import Stage, Tally, is_told, stage
from catalog_store.standings.store import CampaignProgress
from commands import kit
from commands.ask import Answer, Block
from commands.naming import name_of
from commands.report_buttons import ending
from commands.services import Services

REPORT, PROGRESS_REPORT = "campaigns", "campaign-progress"
_MOST_CAMPAIGNS = 10
_MOST_TEAMS = 10
_MOST_LEFT = 10
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class TeamsPart:
    """What is left of a campaign for one team."""

    campaign: Campaign
    tally: Tally
    left: Sequence[Standing]


def all_campaigns(services: Services) -> Answer:
    """Every campaign, those that end first at the top."""
    campaigns = _by_deadline(services.judging.scorecard.campaigns)
    if not campaigns:
        sentence = "There are no campaigns. The platform team begins one under `callboard.scorecards.campaigns`."
        return Answer(sentence, (kit.section(sentence),))
    today, tallies = services.clock().date(), _tallies(services.judging.standings.progress())
    rows = [(each, tallies.get(each.id, Tally())) for each in campaigns]
    return Answer(
        text=f"{kit.counted(len(campaigns), 'campaign')}. {_sentence(*rows[0], today)}",
        blocks=(
            kit.section(f"*{kit.counted(len(campaigns), 'campaign')}*"),
            *(_row(each, tally, today, number) for number, (each, tally) in enumerate(rows[:_MOST_CAMPAIGNS])),
            *([kit.context(f"+{len(rows) - _MOST_CAMPAIGNS} more")] if len(rows) > _MOST_CAMPAIGNS else []),
        ),
    )


def one_campaign(campaign: Campaign, services: Services) -> Answer:
    """Why it is there, how far each team has come, and what is left."""
    today, standings = services.clock().date(), services.judging.standings
    progress = [each for each in standings.progress() if each.campaign == campaign.id]
    tally = _tallies(progress).get(campaign.id, Tally())
    left = standings.in_campaign(campaign.id, Result.FAILED, limit=_MOST_LEFT)
    return Answer(
        text=_sentence(campaign, tally, today),
        blocks=(
            kit.section(f"*{kit.shown(campaign.title)}*  ·  {_words(campaign, tally, today)}"),
            kit.section(f"*Why*\n{kit.shown(campaign.reason, 300)}\n*What to do*\n{kit.shown(campaign.fix, 300)}"),
            *_teams(progress),
            *([kit.section(f"*What is left*\n{_named(left, tally.failed)}")] if left else []),
        ),
    )


def gather(team: ReportTeam, services: Services) -> tuple[TeamsPart, ...]:
    """The campaigns that this team is to hear of now; those that it has done are told only when they close."""
    today = services.clock().date()
    campaigns = [each for each in services.judging.scorecard.campaigns if is_told(each, today)]
    standings = services.judging.judge_owned((team.ref,)) if campaigns else ()
    parts = (_part(each, standings) for each in _by_deadline(campaigns))
    return tuple(
        part for part in parts if part.tally.total and (part.left or stage(part.campaign, today) is Stage.CLOSING)
    )


def team_message(team: ReportTeam, parts: Sequence[TeamsPart], services: Services) -> Answer:
    """What a team is told: each campaign with what is left of theirs."""
    today, label = services.clock().date(), kit.shown(team.label)
    if not parts:
        sentence = f"{label}: no campaign has anything to ask of you this week."
        return Answer(sentence, (kit.section(sentence), *ending(REPORT, str(team.ref))))
    return Answer(
        text=f"{label}, campaigns: {_sentence(parts[0].campaign, parts[0].tally, today)}",
        blocks=(
            kit.section(f"*{label}: {kit.counted(len(parts), 'campaign')}*"),
            *(_asked(part, today, number) for number, part in enumerate(parts[:_MOST_CAMPAIGNS])),
            *ending(REPORT, str(team.ref), words="campaigns"),
        ),
    )


def progress_message(services: Services) -> Answer:
    """For the platform team: those that teams are told of this week, and the closing report of those that end."""
    today = services.clock().date()
    campaigns = [each for each in _by_deadline(services.judging.scorecard.campaigns) if is_told(each, today)]
    progress = services.judging.standings.progress()
    tallies = _tallies(progress)
    closing = [each for each in campaigns if stage(each, today) is Stage.CLOSING]
    told = [_sentence(each, tallies.get(each.id, Tally()), today) for each in campaigns[:3]]
    return Answer(
        text=" ".join(told) or "No campaign is to be told of this week.",
        blocks=(
            kit.section("*Campaigns*"),
            *(_row(each, tallies.get(each.id, Tally()), today, at) for at, each in enumerate(campaigns[:10])),
            *(
                block
                for each in closing[:3]
                for block in (
                    kit.section(f"*{kit.shown(each.title)} is over: who has done it*"),
                    *_teams([one for one in progress if one.campaign == each.id]),
                )
            ),
            *ending(PROGRESS_REPORT, "", words="campaigns"),
        ),
    )


def is_any_told(services: Services) -> bool:
    """Whether there is anything for the platform to hear this week."""
    today = services.clock().date()
    return any(is_told(each, today) for each in services.judging.scorecard.campaigns)


def _part(campaign: Campaign, standings: Sequence[Standing]) -> TeamsPart:
    counts: dict[Result, int] = {}
    for each in standings:
        result = each.campaigns.get(campaign.id, Result.DOES_NOT_APPLY)
        counts[result] = counts.get(result, 0) + 1
    left = [each for each in standings if each.campaigns.get(campaign.id) is Result.FAILED]
    tally = Tally(*(counts.get(each, 0) for each in (Result.PASSED, Result.FAILED, Result.UNKNOWN, Result.EXEMPT)))
    return TeamsPart(campaign, tally, left)


def _by_deadline(campaigns: Sequence[Campaign]) -> list[Campaign]:
    return sorted(campaigns, key=lambda each: (each.deadline, each.title.casefold()))


def _tallies(progress: Sequence[CampaignProgress]) -> Mapping[str, Tally]:
    found: dict[str, Tally] = {}
    for each in progress:
        found[each.campaign] = found.get(each.campaign, Tally()) + each.tally
    return found


def _row(campaign: Campaign, tally: Tally, today: date, number: int) -> Block:
    show = kit.button("Show", kit.numbered(kit.ASK_ACTION, number), f"campaigns {campaign.id}")
    return kit.section(f"*{kit.shown(campaign.title)}*\n{_words(campaign, tally, today)}", accessory=show)


def _asked(part: TeamsPart, today: date, number: int) -> Block:
    campaign = part.campaign
    named = f"\nLeft: {_named(part.left[:_MOST_NAMED], len(part.left))}" if part.left else ""
    show = kit.button("Show", kit.numbered(kit.ASK_ACTION, number), f"campaigns {campaign.id}")
    words = f"*{kit.shown(campaign.title)}*\n{_words(campaign, part.tally, today)}"
    return kit.section(f"{words}\n{kit.shown(campaign.fix, 200)}{named}", accessory=show)


def _teams(progress: Sequence[CampaignProgress]) -> Iterator[Block]:
    """How far each owner has come, those with most left first."""
    owners = sorted(progress, key=lambda each: (-each.tally.failed, each.tally.share or 0, each.owner or ""))
    lines = [f"• {_owner(each)}: {_counts(each.tally)}" for each in owners if each.tally.total][:_MOST_TEAMS]
    if lines:
        more = [f"+{len(owners) - _MOST_TEAMS} more"] if len(owners) > _MOST_TEAMS else []
        yield kit.section(kit.bounded([*lines, *more], 2000))


def _owner(each: CampaignProgress) -> str:
    if each.owner or not each.owner_ref:
        return kit.shown(each.owner or "nobody's")
    return f"{name_of(EntityRef.parse(each.owner_ref))} (not in the catalog)"


def _named(left: Sequence[Standing], total: int) -> str:
    more = f" +{total - len(left)} more" if total > len(left) else ""
    return f"{kit.listed([kit.shown(each.label, 40) for each in left])}{more}"


def _counts(tally: Tally) -> str:
    unknown = f", {tally.unknown} unknown" if tally.unknown else ""
    exempt = f", {tally.exempt} exempt" if tally.exempt else ""
    return f"{tally.passed} of {tally.total} done{unknown}{exempt}"


def _words(campaign: Campaign, tally: Tally, today: date) -> str:
    if not tally.total:
        return f"nothing in the catalog is meant  ·  {_when(campaign, today)}"
    return f"{_counts(tally)} ({tally.share} %)  ·  {_when(campaign, today)}"


def _sentence(campaign: Campaign, tally: Tally, today: date) -> str:
    return f"{kit.shown(campaign.title)}: {_counts(tally)}, {_when(campaign, today)}."


def _when(campaign: Campaign, today: date) -> str:
    """The tone rises with the stage, slowly: a day, then the days that are left, then that it is over."""
    day, left = f"{campaign.deadline:%d %b %Y}", (campaign.deadline - today).days
    match stage(campaign, today):
        case Stage.COMING:
            return f"begins {campaign.begins:%d %b %Y}, until {day}"
        case Stage.RUNNING:
            return f"until {day}"
        case Stage.LAST_WEEKS:
            return f"until {day}, {kit.counted(left, 'day')} left" if left else f"until {day}, which is today"
        case _:
            return f"ended {day}"
