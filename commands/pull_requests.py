"""How a pull request that mends a check looks in Slack: asked for, open, settled, or not possible and why."""

from collections.abc import Iterator

from catalog_store.reports.mendings import AskedMending, MendingState
from catalog_store.scorecards import Check, DescriptorField, Judged, Mending, NewFile, Probes, Result
from catalog_store.standings.judging import Explained
from commands import kit
from commands.ask import Answer, Block, Outcome
from commands.mending import NOT_CONNECTED

_REASON_LIMIT = 200
_CONTENT_LIMIT = 1200
_MOST_PLACES = 3
_PROBES = """\
containers:
  - name: …
    readinessProbe:
      tcpSocket: {port: 8080}
    livenessProbe:
      tcpSocket: {port: 8080}
      initialDelaySeconds: 60"""


def proposal(found: Explained, judged: Judged) -> Mending:
    """What would mend it, if it has failed and that can be known."""
    check = judged.check
    return check.mend(found.sheet) if check.mend and judged.result is Result.FAILED else ()


def not_failed(found: Explained, judged: Judged) -> Answer:
    """There is nothing to mend."""
    label, title = kit.shown(found.standing.label), kit.shown(judged.check.title)
    sentence = f"{title}: {judged.result} for {label} by now, so there is nothing to mend."
    return Answer(sentence, (kit.section(f":white_check_mark: {sentence}"),))


def by_hand(
    found: Explained, check: Check, changes: Mending, *, is_proposed: bool, is_connected: bool = True
) -> Answer:
    """What to do where no pull request can be opened."""
    reason = _reason(kit.shown(found.standing.label), is_proposed=is_proposed, is_connected=is_connected)
    fix = kit.shown(check.fix, 300)
    return Answer(
        f"{reason} {fix}",
        (kit.section(f"{reason}\n*How to mend it*  {fix}"), *_shown(changes)),
        Outcome.NOT_FOUND,
    )


def _reason(label: str, *, is_proposed: bool, is_connected: bool) -> str:
    if not is_proposed:
        return "What would mend it can't be known from here, so I open no pull request."
    if not is_connected:
        return f"{NOT_CONNECTED}."
    return f"{label} is not in a repository that I may write to, so I open no pull request."


def under_way(label: str, check: Check, by: str) -> Answer:
    """It is being opened."""
    sentence = f"A pull request for {kit.shown(label)} is being opened for {by}: {kit.shown(check.title)}."
    return Answer(sentence, (kit.section(f":hourglass_flowing_sand: {sentence}"),))


def put_off(label: str) -> Answer:
    """The code host is away; nobody has to press again."""
    opened = f"The pull request for {kit.shown(label)} is opened as soon as it does"
    sentence = f"The code host does not answer now. {opened}; nobody has to press again."
    return Answer(sentence, (kit.section(f":hourglass_flowing_sand: {sentence}"),))


def told(asked: AskedMending, label: str, title: str, *, is_new: bool = True) -> Answer:
    """What has become of it."""
    sentence = f"{kit.shown(label)}, {kit.shown(title)}: {kit.unlinked(state_words(asked))}."
    already = "" if is_new else " It was open already, so no second one was made."
    shown = f"*{kit.shown(label)}*, {kit.shown(title)}: {state_words(asked)}.{already}"
    link = [kit.link_button("Open it", asked.url)] if asked.url else []
    return Answer(f"{sentence}{already}", (kit.section(f"{_MARKS[asked.state]} {shown}"), *kit.row(link)))


def state_words(asked: AskedMending) -> str:
    """`#12 is open`, linked; or why there is none."""
    name = kit.link(asked.url, f"Pull request #{asked.number}") if asked.number else "a pull request"
    if asked.state is MendingState.REFUSED:
        return f"no pull request could be opened: {kit.shown(asked.reason or 'for a reason unknown', _REASON_LIMIT)}"
    return f"{name} {_STATES[asked.state]}"


_STATES = {
    MendingState.ASKED: "is being opened",
    MendingState.OPEN: "is open",
    MendingState.MERGED: "is merged",
    MendingState.CLOSED: "was closed",
}
_MARKS = {
    MendingState.ASKED: ":hourglass_flowing_sand:",
    MendingState.OPEN: ":white_check_mark:",
    MendingState.MERGED: ":white_check_mark:",
    MendingState.CLOSED: ":heavy_minus_sign:",
    MendingState.REFUSED: ":warning:",
}


def _shown(changes: Mending) -> Iterator[Block]:
    """The change itself, to be copied."""
    for change in changes:
        if isinstance(change, NewFile):
            yield kit.section(f"`{kit.shown(change.path)}`\n```\n{kit.harmless(change.content)[:_CONTENT_LIMIT]}\n```")
        elif isinstance(change, Probes):
            places = kit.listed([f"`{kit.shown(path)}`" for path in change.paths[:_MOST_PLACES]])
            yield kit.section(f"where its Deployment is, perhaps in {places}\n```\n{_PROBES}\n```")
        else:
            yield kit.section(f"in its descriptor\n```\n{_as_yaml(change)}\n```")


def _as_yaml(change: DescriptorField) -> str:
    lines = [f"{'  ' * depth}{kit.harmless(key)}:" for depth, key in enumerate(change.path)]
    value = change.value if isinstance(change.value, str) else f"[{', '.join(change.value)}]"
    lines[-1] += f" {kit.harmless(value)}"
    return "\n".join(lines)[:_CONTENT_LIMIT]
