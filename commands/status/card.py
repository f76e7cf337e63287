"""How the status of one thing looks in Slack."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from catalog_store.operations import Deployment
from catalog_store.workloads import Health, Standing, TroubleKind
from commands import kit, reach
from commands.ask import Answer, Block, Outcome
from commands.condition.rollouts import numbers, rollout_sentence
from commands.condition.troubles import trouble_sentence
from commands.condition.view import View
from commands.condition.words import (
    SIGNS,
    WORDS,
    alert_words,
    build_words,
    deployment_line,
    missing_words,
    on_call_words,
    place,
    sync_words,
)
from commands.naming import label_of
from commands.status.frame import DETAILS, PAGE, Frame, buttons, changes, small_print
from commands.status.remedies import remedy_buttons

_MOST_WORKLOADS = 8
_MOST_TROUBLES = 2
_MOST_ALERTS = 4
_MOST_BUILDS = 3
_SECTION_LIMIT = 2400
_BEFORE_INCIDENT = timedelta(hours=1)
_TOLD_BY_ROLLOUT = frozenset((TroubleKind.STARTING,))


def status_card(view: View, frame: Frame, *, on_call: str | None = None, has_runbook: bool = False) -> Answer:
    """The answer about one thing. `on_call` is who the catalog says is on call, for where no paging tool tells."""
    blocks: list[Block] = [kit.section(_heading(view)), *changes(frame)]
    blocks += [kit.section(kit.bounded(_running(standing, view), _SECTION_LIMIT)) for standing in _shown(view)]
    blocks += [kit.section(kit.bounded(lines, _SECTION_LIMIT)) for lines in _paragraphs(view, frame, on_call) if lines]
    blocks += buttons(frame, *_buttons(view, frame, has_runbook))
    blocks.append(small_print(frame, view.now))
    return Answer(text=sentence(view), blocks=tuple(blocks), subject=view.known.ref)


def sentence(view: View) -> str:
    """The key fact, for phones and screen readers."""
    name = kit.shown(view.known.entity.label)
    late = f" Not read: {kit.listed([kit.shown(each.source, 60) for each in view.late])}." if view.late else ""
    if view.health is Health.OFF:
        return f"Nothing runs of {name}{' that any cluster knows of' if _is_nowhere(view) else ''}.{late}"
    return f"{name} is {WORDS[view.health]}{_gravest(view)}.{late}"


def state(view: View) -> str:
    """The same without what is late: what changes when something has changed. Without ages, which change by themselves."""
    worst = [f"{standing.workload.site.environment}: {_plain_state(standing)}" for standing in view.standings[:4]]
    alerts = [kit.shown(each.name, 60) for each in view.alerts if not each.is_silenced][:3]
    return "; ".join([WORDS[view.health], *worst, *(f"alert {name}" for name in alerts)])


def _plain_state(standing: Standing) -> str:
    workload = standing.workload
    version = f"{kit.shown(workload.version, 40)}, " if workload.version else ""
    kinds = dict.fromkeys(each.kind.value for each in standing.troubles if each.kind is not TroubleKind.RESTARTED)
    ailing = f", {', '.join(kinds)}" if kinds else ""
    if workload.runs or workload.schedule:
        return f"{kit.shown(workload.name, 40)} {standing.rollout.stage.value}"
    return f"{version}{standing.rollout.stage.value}, {workload.ready} of {workload.wanted} ready{ailing}"


def _gravest(view: View) -> str:
    if not view.standings:
        return ""
    worst = view.standings[0]
    if view.health in (Health.DOWN, Health.TROUBLED, Health.WATCHED) and worst.health is view.health:
        site = kit.shown(worst.workload.site.environment, 40)
        return f" in {site} ({rollout_sentence(worst, view.now)})"
    return ""


def _heading(view: View) -> str:
    word = "nothing runs that any cluster knows of" if _is_nowhere(view) else WORDS[view.health]
    return f"{SIGNS[view.health]} *{label_of(view.known)}*  ·  {word}{_links(view)}"


def _is_nowhere(view: View) -> bool:
    return not view.standings and view.health is Health.OFF


def _links(view: View) -> str:
    links = [kit.link(each.url, reach.link_title(each), 24) for each in reach.ordered_links(view.known.entity)[:3]]
    source = reach.source_url(view.known)
    return "".join(f"  ·  {each}" for each in [*links, *([kit.link(source, "Repository")] if source else [])])


def _shown(view: View) -> Sequence[Standing]:
    return view.standings[:_MOST_WORKLOADS]


def _running(standing: Standing, view: View) -> Iterator[str]:
    sign = SIGNS[standing.health]
    yield f"{sign} {place(standing, view)}"
    yield kit.capitalized(" · ".join([rollout_sentence(standing, view.now), *numbers(standing, view.now)]))
    grave = [each for each in standing.troubles if each.kind not in _TOLD_BY_ROLLOUT]
    yield from (f"• {trouble_sentence(each, view.now)}" for each in grave[:_MOST_TROUBLES])
    if len(grave) > _MOST_TROUBLES:
        yield f"+{len(grave) - _MOST_TROUBLES} more under Details"


def _paragraphs(view: View, frame: Frame, on_call: str | None) -> Iterator[list[str]]:
    rest = len(view.standings) - _MOST_WORKLOADS
    yield [f"+{rest} more of its workloads, better than these"] if rest > 0 else []
    yield _alerts(view)
    yield _deployments(view, frame)
    yield _others(view, on_call)
    yield _missing(view)


def _alerts(view: View) -> list[str]:
    if not view.alerts and not view.incidents:
        return []
    incidents = [
        f"• {kit.link(each.url, f'Incident {each.number}', 40)} ({kit.shown(each.state, 30)}):"
        f" {kit.shown(each.title, 100)}, for {kit.age(view.now - each.began_at).removesuffix(' ago')}"
        for each in view.incidents[:2]
    ]
    alerts = [f"• {alert_words(each, view)}" for each in view.alerts[:_MOST_ALERTS]]
    rest = len(view.alerts) - _MOST_ALERTS
    return ["*Alerts*", *incidents, *alerts, *([f"+{rest} more"] if rest > 0 else [])]


def _deployments(view: View, frame: Frame) -> list[str]:
    lines = [deployment_line(each, view, is_suspect=is_suspect(each, frame.incident_at)) for each in view.deployments]
    return ["*Last deployments*", *lines] if lines else []


def is_suspect(deployment: Deployment, incident_at: datetime | None) -> bool:
    """Whether it came within the hour before the incident began."""
    return incident_at is not None and timedelta(0) <= incident_at - deployment.at <= _BEFORE_INCIDENT


def _others(view: View, on_call: str | None) -> list[str]:
    lines = [f"*CI*  {build_words(each, view)}" for each in view.builds[:_MOST_BUILDS]]
    lines += [f"*Argo CD*  {sync_words(each)}" for each in view.syncs]
    who = on_call_words(view.on_call) if view.on_call is not None else on_call
    return [*lines, f"*On call*  {who}"] if who else lines


def _missing(view: View) -> list[str]:
    """What could not be read is never left out."""
    late = [f"• {missing_words(each, view)}" for each in view.late]
    gaps = [f"• {kit.shown(source, 60)}: {kit.shown(gap, 160)}" for source, gap in view.gaps]
    return [":warning: *Not read*", *late, *gaps] if late or gaps else []


def _buttons(view: View, frame: Frame, has_runbook: bool) -> Iterator[kit.Element]:
    ref = str(view.known.ref)
    if view.standings:
        yield kit.button("Details", DETAILS, ref)
    if has_runbook:
        yield kit.button("Runbook", kit.numbered(kit.ASK_ACTION, 0), f"runbook {ref}")
    yield kit.button("Owner", kit.numbered(kit.ASK_ACTION, 1), f"owner {ref}")
    if frame.can_page:
        yield kit.danger(
            kit.button("Page on-call", PAGE, ref),
            title="Page on-call?",
            question=f"This opens an incident for {view.known.entity.label} and calls whoever is on call, at any hour.",
            yes="Page them",
        )
    yield from remedy_buttons(frame.remedies)


def gone() -> Answer:
    """What a button was about is no more."""
    said = "What this was about is no longer in the catalog."
    return Answer(said, (kit.section(said),), Outcome.NOT_FOUND)
