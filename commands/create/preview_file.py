"""A preview as one text file, for what is too long to be read in a window."""

from collections.abc import Iterable, Iterator, Sequence

from commands import kit
from commands.ask import Picture
from commands.create.preview_window import warnings_of
from commands.create.tree import size, summary
from golden_paths.engine.plan import Preview
from golden_paths.template import Template

#: Longer ones are read by nobody, and Slack takes its time with them.
_LIMIT = 5_000_000


def preview_file(template: Template, preview: Preview, answers: Sequence[tuple[str, str]]) -> Picture:
    """All that would happen: effects, steps, answers, files with their sizes, and every change of an existing one."""
    text = "\n".join(_lines(template, preview, answers)).encode()[:_LIMIT]
    title = f"Preview of {kit.bare(template.title)}"
    told = f"{title}: {kit.counted(len(preview.steps), 'step')}, {summary(preview.files)}."
    return Picture(f"preview-{preview.digest[:12]}.txt", title, told, text)


def _lines(template: Template, preview: Preview, answers: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"{template.title} ({template.ref})"
    yield f"Fingerprint {preview.digest}, template version {template.digest}"
    yield from _part("This cannot begin", preview.obstacles)
    yield from _part("Answers", (f"{label}: {words}" for label, words in answers))
    yield from _part("Outside", preview.effects)
    yield from _part("Steps", (f"{step.name} ({step.action}){_skipped(step.is_skipped)}" for step in preview.steps))
    yield from _part("Warnings", warnings_of(preview))
    yield from _part("Files", (f"{each.path}  {size(each.size)}{_later(each.known_after)}" for each in preview.files))
    for diff in preview.diffs:
        yield from ("", f"=== {diff.repository}: {diff.path}, {diff.kind}{_later(diff.known_after)}", diff.text)


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", title, *(f"  {line}" for line in found))


def _skipped(is_skipped: bool) -> str:
    return ", skipped" if is_skipped else ""


def _later(known_after: Sequence[str]) -> str:
    return f"  (known after {', '.join(known_after)})" if known_after else ""
