"""How a preview looks: what will change outside, the steps, the files, and where the run is to be followed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commands import kit
from commands.ask import Block, Modal
from commands.create.tree import changes, summary, tree
from commands.create.windows import title_of
from golden_paths.engine.plan import PlannedStep, Preview

CONFIRM, CHANGES, AGAIN, FILE = "create.confirm", "create.changes", "create.preview", "create.file"
BACK = "create.back"
CHANNEL = "create.channel"

_TEXT, _TREE, _DIFF = 2_600, 2_500, 2_700
_NAME_LIMIT, _ANSWER_LIMIT, _SENTENCE_LIMIT = 70, 80, 200
_MOST_ANSWERS, _MOST_WARNINGS, _MOST_STEPS = 12, 6, 30
#: What stands in the window itself, in pieces and letters; longer changes have one of their own.
_MOST_SHORT, _SHORT = 6, 3_000
_MOST_PIECES = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """What the window of a preview shows beside it. `approvers` are sentences on who has to approve, ready to be shown.

    `channel` is where the run would be followed; `obstacle` is why it cannot begin, where it cannot.
    """

    title: str
    preview: Preview
    answers: Sequence[tuple[str, str]]
    metadata: str
    approvers: tuple[str, ...] = ()
    channel: str | None = None
    obstacle: str | None = None
    notes: tuple[str, ...] = ()


def preview_modal(shown: Shown) -> Modal:
    """The preview, with the button that begins exactly that."""
    submit = "Ask for approval" if shown.approvers else "Start"
    return Modal(
        title=title_of(shown.title),
        blocks=tuple(_blocks(shown)),
        callback_id=CONFIRM,
        metadata=shown.metadata,
        submit=None if shown.obstacle else submit,
        close="Close",
    )


def changes_modal(title: str, preview: Preview, metadata: str) -> Modal:
    """All changes of existing files."""
    pieces = list(changes(preview.diffs, _DIFF))
    blocks = [kit.section(piece) for piece in pieces[:_MOST_PIECES]]
    left = len(pieces) - len(blocks)
    more = [kit.context(f"{kit.counted(left, 'further part')} left out here: the file has them all.")] if left else []
    buttons = [kit.button("Back to the preview", AGAIN, "-"), kit.button("Send me a file", FILE, "-")]
    return Modal(title_of(title), (*blocks, *more, *kit.row(buttons)), CONFIRM, metadata, close="Close")


def _blocks(shown: Shown) -> Iterator[Block]:
    yield from (kit.section(f":information_source: {note}") for note in shown.notes)
    yield kit.section("*This is what would happen.* Nothing has happened yet.")
    if shown.obstacle:
        yield kit.section(f":no_entry_sign: {shown.obstacle}")
    yield kit.section(kit.bounded(_outside(shown.preview), _TEXT))
    yield kit.section(kit.bounded(_steps(shown.preview.steps), _TEXT))
    yield from _files(shown.preview)
    yield from _short_changes(shown.preview)
    yield from _warnings(shown.preview)
    yield from _answers(shown.answers)
    yield from (kit.section(f":raised_hand: {sentence}") for sentence in shown.approvers)
    if not shown.obstacle:
        yield _channel(shown.channel)
    yield from kit.row(_buttons(shown.preview))
    yield kit.context(f"Fingerprint {kit.quoted(shown.preview.digest[:12])}. What you confirm is exactly what runs.")


def _outside(preview: Preview) -> Iterator[str]:
    if not preview.effects:
        yield "*Outside*  nothing changes."
        return
    yield "*Outside*"
    yield from (f"• {kit.shown(effect, _SENTENCE_LIMIT)}" for effect in preview.effects)


def _steps(steps: Sequence[PlannedStep]) -> Iterator[str]:
    yield f"*{kit.counted(len(steps), 'step')}*"
    for number, step in enumerate(steps[:_MOST_STEPS], start=1):
        yield f"{number}. {kit.shown(step.name, _NAME_LIMIT)}  {kit.quoted(step.action, _NAME_LIMIT)}{_fate(step)}"
    if len(steps) > _MOST_STEPS:
        yield f"+{len(steps) - _MOST_STEPS} more"


def _fate(step: PlannedStep) -> str:
    """Whether it will run, where that is not a matter of course."""
    if step.is_skipped:
        return "  ·  skipped, as its condition does not hold"
    if step.decided_after:
        return f"  ·  decided after {kit.shown(kit.listed(list(step.decided_after)), _NAME_LIMIT)}"
    return ""


def warnings_of(preview: Preview) -> list[str]:
    """Expressions that stayed as they are, by their step."""
    return [f"{step.name}: {each}" for step in preview.steps for each in step.swallowed]


def _files(preview: Preview) -> Iterator[Block]:
    if preview.files:
        yield kit.section(f"*Files*  {summary(preview.files)}\n{tree(preview.files, _TREE)}")


def _short_changes(preview: Preview) -> Iterator[Block]:
    pieces = list(changes(preview.diffs, _DIFF))
    if len(pieces) <= _MOST_SHORT and sum(map(len, pieces)) <= _SHORT:
        yield from (kit.section(piece) for piece in pieces)
    elif pieces:
        count = kit.counted(len(preview.diffs), "file")
        yield kit.section(f"*Changes*  {count} of existing repositories. *Show changes* has them all.")


def _warnings(preview: Preview) -> Iterator[Block]:
    warnings = warnings_of(preview)
    if warnings:
        lines = [f":warning: {kit.shown(each, _SENTENCE_LIMIT)}" for each in warnings[:_MOST_WARNINGS]]
        left = len(warnings) - len(lines)
        yield kit.section("\n".join([*lines, *([f"+{left} more"] if left > 0 else [])]))


def _answers(answers: Sequence[tuple[str, str]]) -> Iterator[Block]:
    if not answers:
        return
    told = [f"{kit.shown(label, _NAME_LIMIT)}: {kit.quoted(words, _ANSWER_LIMIT)}" for label, words in answers]
    left = len(told) - _MOST_ANSWERS
    yield kit.context(" · ".join([*told[:_MOST_ANSWERS], *([f"+{left} more"] if left > 0 else [])]))


def _channel(initial: str | None) -> Block:
    element: kit.Element = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "placeholder": kit.plain_text("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if initial:
        element["initial_conversation"] = initial
    return {
        "type": "input",
        "block_id": CHANNEL,
        "optional": True,
        "label": kit.plain_text("Where to follow it"),
        "hint": kit.plain_text("Left empty, it comes as a direct message. Invite me to a private channel first.", 150),
        "element": element,
    }


def _buttons(preview: Preview) -> list[kit.Element]:
    back = kit.button("Back", BACK, "-", spoken="Back to the form")
    if not preview.diffs and not preview.files:
        return [back]
    show = [kit.button("Show changes", CHANGES, "-")] if preview.diffs else []
    return [back, *show, kit.button("Send me a file", FILE, "-", spoken="Send me the whole preview as a file")]
