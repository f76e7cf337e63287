"""The log of a run, as far as a message holds it: its end is what people look for."""

from collections.abc import Sequence

from catalog_store.runs.model import Run
from commands import kit
from commands.ask import Answer
from commands.run_states import headline, short_id

_ROOM = 2_700
_LINE_LIMIT = 400


def log_of(run: Run, lines: Sequence[str]) -> Answer:
    """The last lines, for whoever asked to see them."""
    title = f"Log of {headline(run)}"
    if not lines:
        sentence = f"{title}: nothing has been said yet."
        return Answer(sentence, (kit.section(sentence),))
    return Answer(
        text=f"{title}: {kit.counted(len(lines), 'line')}.",
        blocks=(
            kit.section(f"*{title}*\n{log_text(lines)}"),
            kit.context(f"Run {kit.quoted(short_id(run.id))}. Secrets are masked."),
        ),
    )


def log_text(lines: Sequence[str]) -> str:
    """The last lines as they are, and how many are left out before them."""
    shown = _end(lines)
    left = len(lines) - len(shown)
    note = f"_{kit.counted(left, 'earlier line')} left out_\n" if left else ""
    body = "\n".join(shown)
    return f"{note}```{body}```" if body.strip() else note.strip()


def _end(lines: Sequence[str]) -> list[str]:
    """As many of the last lines as fit."""
    kept: list[str] = []
    room = _ROOM
    for line in reversed(lines):
        written = kit.harmless(kit.tidy(line, _LINE_LIMIT)).replace("```", "'''")
        room -= len(written) + 1
        if room < 0:
            break
        kept.append(written)
    return kept[::-1]
