"""How a run of a golden path looks in Slack: one message from its beginning to its end, and a word when it has ended."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from catalog_store.runs.model import Run, RunState, RunStep, StepState
from commands import kit
from commands.ask import Answer, Block
from commands.run_states import EMOJI, STEP_EMOJI, WORDS, asker_of, doing, headline, short_id, subject_of
from commands.runs.log import log_text

CANCEL, RETRY, SKIP, CLEAN_UP, LOG = "runs.cancel", "runs.retry", "runs.skip", "runs.clean-up", "runs.log"

_BAR = 12
_NAME_LIMIT, _REASON_LIMIT = 70, 280
_SECTION_LIMIT, _MOST_SECTIONS = 2_600, 2
_MOST_LINKS, _MOST_TEXTS, _TEXT_LIMIT = 4, 3, 900
_STEP_WORDS = {
    StepState.PENDING: "waiting",
    StepState.RUNNING: "running",
    StepState.DONE: "done",
    StepState.SKIPPED: "skipped",
    StepState.FAILED: "failed",
    StepState.CANCELLED: "cancelled",
}
_STOPPABLE = (RunState.WAITING, RunState.QUEUED, RunState.RUNNING)
#: What came to an end before its last step, so that one may go on with it.
_RESUMABLE = (RunState.FAILED, RunState.CANCELLED)


def run_card(run: Run, steps: Sequence[RunStep]) -> Answer:
    """The run as it stands now."""
    return Answer(text=_sentence(run, steps), blocks=tuple(_blocks(run, steps)))


def run_ended(run: Run, steps: Sequence[RunStep]) -> Answer:
    """What is said below the card at the end. It mentions whoever asked for the run, and nobody else."""
    sentence = f"<@{run.user_id}> {_sentence(run, steps)}"
    return Answer(sentence, (kit.section(f"{EMOJI[run.state]} {sentence}"),))


def step_log(_run: Run, step: RunStep, lines: Sequence[str]) -> Answer:
    """What one step said, for the thread below the card."""
    name = kit.shown(step.name or step.id, _NAME_LIMIT)
    sentence = f"Step {step.number + 1}, {name}: {_STEP_WORDS[step.state]}."
    return Answer(sentence, (kit.section(f"{STEP_EMOJI[step.state]} {sentence}\n{log_text(lines)}"),))


def _blocks(run: Run, steps: Sequence[RunStep]) -> Iterator[Block]:
    lines = [f"*{headline(run)}*  ·  {EMOJI[run.state]} {WORDS[run.state]}", _progress(steps), _told(run, steps)]
    yield kit.section("\n".join(filter(None, lines)))
    yield from _step_sections(steps)
    yield from _texts(run)
    yield from kit.row(list(_buttons(run, steps)))
    yield kit.context(_small_print(run))


def _progress(steps: Sequence[RunStep]) -> str:
    past = sum(step.state.has_ended_well for step in steps)
    filled = round(_BAR * past / len(steps)) if steps else _BAR
    return f"{'▰' * filled}{'▱' * (_BAR - filled)}  {past} of {kit.counted(len(steps), 'step')}"


def _told(run: Run, steps: Sequence[RunStep]) -> str:
    """What there is to say about the run as a whole, ready to be shown, where no step says it."""
    said = {step.error for step in steps}
    told = run.note or (run.error if run.error not in said and run.state is not RunState.SUCCEEDED else None)
    return kit.shown(told or "", _REASON_LIMIT)


def _step_sections(steps: Sequence[RunStep]) -> Iterator[Block]:
    """As many sections as they need, up to a limit; what comes last is what people wait for, so the middle gives way."""
    lines = [_line(step) for step in steps]
    room = _SECTION_LIMIT * _MOST_SECTIONS - 100
    while sum(len(line) + 1 for line in lines) > room:
        lines = [*lines[: len(lines) // 2 - 1], "…", *lines[len(lines) // 2 + 2 :]]
    chunk: list[str] = []
    for line in lines:
        if sum(len(each) + 1 for each in chunk) + len(line) > _SECTION_LIMIT:
            yield kit.section("\n".join(chunk))
            chunk = []
        chunk.append(line)
    if chunk:
        yield kit.section("\n".join(chunk))


def _line(step: RunStep) -> str:
    name = kit.shown(step.name or step.id, _NAME_LIMIT)
    return f"{STEP_EMOJI[step.state]} {name}  ·  {_STEP_WORDS[step.state]}{_time(step)}{_reason(step)}"


def _time(step: RunStep) -> str:
    if step.state is StepState.RUNNING and step.started_at:
        return f" since {kit.time_of_day(step.started_at)}"
    if step.state is StepState.DONE and step.started_at and step.ended_at:
        return f" {_duration(step.ended_at - step.started_at)}"
    return ""


def _duration(past: timedelta) -> str:
    seconds = past.total_seconds()
    if seconds < 0.1:
        return "at once"
    if seconds < 10:
        return f"in {seconds:.1f} s"
    return f"in {seconds:.0f} s" if seconds < 120 else f"in {seconds // 60:.0f} min"


def _reason(step: RunStep) -> str:
    if not step.error or step.state not in (StepState.FAILED, StepState.RUNNING):
        return ""
    return f"\n        {kit.shown(step.error, _REASON_LIMIT)}"


def _texts(run: Run) -> Iterator[Block]:
    """What the path says at its end, in its author's Markdown."""
    for text in _listed(run, "text")[:_MOST_TEXTS]:
        title = f"*{kit.shown(str(text['title']))}*\n" if text.get("title") else ""
        content = kit.mrkdwn_of(str(text.get("content") or ""), limit=_TEXT_LIMIT)
        if title or content:
            yield kit.section(f"{title}{content}")


def _listed(run: Run, key: str) -> list[dict[str, Any]]:  # Any: whatever the template's author wrote
    found = run.output.get(key) if run.state is RunState.SUCCEEDED else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _buttons(run: Run, steps: Sequence[RunStep]) -> Iterator[kit.Element]:
    yield from _links(run)
    if run.state in _RESUMABLE:
        yield from _remedies(run, steps)
    if run.state in _STOPPABLE:
        yield kit.danger(
            kit.button("Cancel", CANCEL, run.id),
            title="Cancel this run?",
            question="It stops as soon as it can, perhaps inside a step. What it has made stays until you clean it up.",
            yes="Cancel the run",
        )
    if run.started_at:
        yield kit.button("Show log", LOG, run.id)


def _links(run: Run) -> Iterator[kit.Element]:
    for number, link in enumerate(_listed(run, "links")[:_MOST_LINKS]):
        ref, url = link.get("entityRef"), kit.address(str(link.get("url") or ""))
        title = str(link.get("title") or "")
        if ref:
            yield kit.button(title or "Catalog entry", kit.numbered(kit.ASK_ACTION, number), f"owner {ref}")
        elif url:
            yield kit.link_button(title or "Open", url, number)


def _remedies(run: Run, steps: Sequence[RunStep]) -> Iterator[kit.Element]:
    step = next((step for step in steps if not step.state.has_ended_well), None)
    if step is None and run.state is RunState.FAILED:  # what it gives back has failed
        yield kit.button("Retry from here", RETRY, f"{run.id} {len(steps)}", primary=True)
    if step is not None and run.started_at:
        value = f"{run.id} {step.number}"
        label = "Retry from here" if run.state is RunState.FAILED else "Go on"
        yield kit.button(label, RETRY, value, primary=True, spoken=f"{label}: {step.name}")
        if step.is_skippable and step.state is StepState.FAILED:
            yield kit.button("Skip this step", SKIP, value, spoken=f"Skip {step.name}")
    if any(step.has_left for step in steps):
        yield kit.danger(
            kit.button("Clean up", CLEAN_UP, run.id),
            title="Remove what it has made?",
            question="Everything that this run made outside is removed, such as its repository. That cannot be undone.",
            yes="Remove it",
        )


def _small_print(run: Run) -> str:
    parts = [f"Run {kit.quoted(short_id(run.id))}", f"template version {kit.quoted(run.digest[:12])}", *_asker(run)]
    began = [kit.moment(run.started_at or run.created_at)]
    return " · ".join([*parts, *began, *(["log in the thread"] if run.started_at else [])])


def _asker(run: Run) -> Iterator[str]:
    if asker := asker_of(run):
        yield f"asked for by {asker}"


def _sentence(run: Run, steps: Sequence[RunStep]) -> str:
    about = f" for {subject}" if (subject := subject_of(run)) else ""
    return f"{kit.shown(run.title)}{about}: {doing(run, steps)}. {_told(run, steps)}".strip()
